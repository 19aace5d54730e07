#!/bin/sh
# What an agent does with the AWS CLI, through the gateway to the stand-in. Everything comes from the
# environment that `countersign run` prepares. The last line is printed only when all held.
set -eu

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# denied RULE REASON COMMAND...: the command fails, and the CLI's own message names both.
denied() {
  rule=$1 reason=$2
  shift 2
  if "$@" >out.txt 2>err.txt; then fail "not denied: $*"; fi
  grep -qF "$rule" err.txt && grep -qF "$reason" err.txt || fail "$* said: $(cat err.txt)"
  grep -qE 'AccessDenied|UnauthorizedOperation' err.txt || fail "$* said: $(cat err.txt)"
  if grep -qi 'reached max retries' err.txt; then fail "$* was tried again: $(cat err.txt)"; fi
}

head -c 20971520 /dev/urandom >large.bin
echo small >"small + %41 ünï.txt"

for profile in staging prod; do
  export AWS_PROFILE=$profile
  case $profile in staging) account=222222222222 ;; prod) account=111111111111 ;; esac
  bucket=tour-cli-$account

  [ "$(aws sts get-caller-identity --query Account --output text)" = $account ] || fail "account"

  aws s3 mb "s3://$bucket"
  aws s3 ls | grep -q "$bucket" || fail "list buckets"
  aws s3 cp --quiet large.bin "s3://$bucket/large.bin"
  aws s3 cp --quiet "s3://$bucket/large.bin" back.bin
  cmp large.bin back.bin || fail "multipart of 20 MB"
  aws s3 cp --quiet "small + %41 ünï.txt" "s3://$bucket/dir with space//small + %41 ünï.txt"
  aws s3 cp --quiet "s3://$bucket/dir with space//small + %41 ünï.txt" - | grep -qx small ||
    fail "odd key"
  aws s3 cp --quiet "s3://$bucket/dir with space//small + %41 ünï.txt" "s3://$bucket/copied"
  aws s3api head-object --bucket "$bucket" --key copied >/dev/null || fail "copy"
  aws s3 ls "s3://$bucket" --recursive | grep -q 'small + %41 ünï.txt' || fail "list objects"
  echo piped | aws s3 cp --quiet - "s3://$bucket/piped"
  aws s3 rm --quiet --recursive "s3://$bucket"
  aws s3 rb "s3://$bucket"

  aws dynamodb list-tables >/dev/null || fail "dynamodb"
  aws ec2 describe-instances >/dev/null || fail "ec2"
  aws lambda list-functions >/dev/null || fail "lambda"
  # AWS CLI 1 has a host of its own for some services, SQS among them, whatever the variable says.
  aws sqs list-queues ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} >/dev/null || fail "sqs"
  aws iam list-users >/dev/null || fail "iam"

  denied "no new users" "Users are made by people." aws iam create-user --user-name mallory
  denied "instances stay" "Terminate nothing." \
    aws ec2 terminate-instances --instance-ids i-0123456789abcdef0
  denied "sealed bucket" "Sealed." aws s3 cp small* s3://sealed/k
done
echo "AWS CLI: every check held"
