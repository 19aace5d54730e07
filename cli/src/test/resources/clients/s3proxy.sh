#!/bin/sh
# What an agent does with the AWS CLI's S3 commands, through the gateway to s3proxy, which checks
# signatures with code of its own. The last line is printed only when all held.
set -eu

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# fetch URL: by plain HTTPS through the proxy, as curl would; prints status and body.
fetch() {
  python3 - "$1" <<'END'
import os, ssl, sys, urllib.error, urllib.request
context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
try:
    with urllib.request.urlopen(sys.argv[1], context=context) as answer:
        print(answer.status, answer.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
END
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# In us-east-1 clients call the host without a region, and s3proxy serves one name.
export AWS_PROFILE=staging AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1
bucket=s3proxy-cli
s3=s3://$bucket
aws s3 mb "$s3"

# One object of each kind of upload: small, multipart, from a pipe, multipart from a pipe.
echo small >small.txt
head -c 25165829 /dev/urandom >large.bin
aws s3 cp --quiet small.txt "$s3/small.txt"
aws s3 cp --quiet large.bin "$s3/large.bin"
aws s3 cp --quiet - "$s3/piped" <small.txt
aws s3 cp --quiet - "$s3/piped large" <large.bin
for pair in small.txt:small.txt large.bin:large.bin piped:small.txt "piped large:large.bin"; do
  aws s3 cp --quiet "$s3/${pair%%:*}" back
  cmp back "${pair#*:}" || fail "${pair%%:*} came back changed"
done
aws s3 cp --quiet "$s3/large.bin" - | cmp - large.bin || fail "to a pipe"

# A tree of odd names, both ways.
mkdir -p "tree/with space/+plus" "tree/a:b@c" "tree/%2F%41" "tree/ünï/日本語"
for file in "with space/+plus/a + b" "a:b@c/x=y&z" "%2F%41/100% %zz" "ünï/日本語/😀" \
  "marks !'()*~_-.,;\$[]" ".dot" "..dots..." "semi;colon?#"; do
  echo "$file" >"tree/$file"
done
# sync sends again what is newer than its copy, whose time has whole seconds only.
find tree -type f -exec touch -t 202001010000 {} +
aws s3 sync --quiet tree "$s3/odd tree"
aws s3 sync --quiet "$s3/odd tree" back-tree
diff -r tree back-tree || fail "sync changed something"
[ -z "$(aws s3 sync tree "$s3/odd tree")" ] || fail "sync finds a difference where there is none"
rm -r "tree/a:b@c"
aws s3 sync --quiet --delete tree "$s3/odd tree"
if aws s3 ls "$s3/odd tree/a:b@c/"; then fail "sync --delete left something"; fi
aws s3 sync --quiet "$s3/odd tree" "$s3/second + tree"
aws s3 sync --quiet "$s3/second + tree" second
diff -r tree second || fail "sync between prefixes changed something"

aws s3 mv --quiet "$s3/small.txt" "$s3/moved + %41 ünï"
aws s3 cp --quiet "$s3/moved + %41 ünï" - | cmp - small.txt || fail "mv"
if aws s3 ls "$s3/small.txt"; then fail "mv left the source"; fi
aws s3 mv --quiet "$s3/large.bin" "$s3/large moved"
aws s3 cp --quiet "$s3/large moved" - | cmp - large.bin || fail "mv of a large object"

# Left to itself the CLI presigns for the host without a region.
url=$(aws s3 presign "$s3/moved + %41 ünï" --expires-in 60 \
  --endpoint-url https://s3.eu-west-1.amazonaws.com)
[ "$(fetch "$url")" = "200 small" ] || fail "presigned: $(fetch "$url")"
fetch "$url&versionId=1" | tr '\n' ' ' | grep -q '^403 .*SignatureDoesNotMatch' || fail "changed presigned URL"

aws s3 rm --quiet --recursive "$s3"
[ -z "$(aws s3 ls --recursive "$s3")" ] || fail "rm --recursive left something"
aws s3 rb "$s3"
echo "AWS CLI with s3proxy: every check held"
