"""Writes generated requests that botocore signed with an agent's key, as they would stand on the
wire, one JSON object a line.

    pip install botocore && python3 signed_requests.py 2000 | gzip -9n \
        > ../resources/requests/botocore.jsonl.gz

The key, the clock and the random numbers are fixed: the same botocore writes the same file. None is
made that botocore itself could not send: the values of headers are ASCII, and a URL that is to be
given away asks for no header but the host.
"""

import base64
import datetime
import hashlib
import io
import pathlib
import random
import sys
from unittest import mock

import botocore.auth
import botocore.httpchecksum
import botocore.utils
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

# How a request is written down is the same for the stand-in's own vectors.
sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "testkit/src/test/python"))
import vectors

NOW = datetime.datetime(2026, 2, 3, 23, 59, 58)
KEY = "AKIA222222222222CLDE"
SECRET = "sandbox-agent-secret-worth-nothing-at-aws"
AGENTS = [Credentials(KEY, SECRET), Credentials(KEY, SECRET, "an agent's/token+==")]

HOSTS = vectors.HOSTS + [
    ("s3", "us-east-1", "with.dots.s3.amazonaws.com"),
    ("s3", "eu-west-1", "reports.s3.dualstack.eu-west-1.amazonaws.com"),
    ("bedrock", "us-east-1", "bedrock-runtime.us-east-1.amazonaws.com"),
    ("execute-api", "eu-west-1", "abcdefghij.execute-api.eu-west-1.amazonaws.com"),
    ("sqs", "eu-west-1", "sqs.eu-west-1.amazonaws.com"),
]

ODD = (
    list("aB7 +%:@=&?#*~!'(),;$\"\\[]{}|^`<>._-")
    + ["%2F", "/", "//", "/../", "/./", "..", "\u00e9", "\u1234", "\U0001f600", "\n", "\x7f"]
)
IN_HEADERS = ["a", "z", " ", "  ", "\t", ",", '"', "=", ";", ":", "%"]
CHECKSUMS = {
    "crc32": botocore.httpchecksum.Crc32Checksum,
    "sha1": botocore.httpchecksum.Sha1Checksum,
    "sha256": botocore.httpchecksum.Sha256Checksum,
}


def text(generator, most, letters=ODD):
    return "".join(generator.choice(letters) for _ in range(generator.randrange(most)))


def path(generator, s3):
    # A key keeps its slashes; whatever a label of another service holds is encoded.
    if s3:
        return vectors.quoted(text(generator, 12))
    return "/".join(
        botocore.utils.percent_encode(text(generator, 6)) for _ in range(generator.randrange(5))
    )


def url(generator, host, s3):
    query = botocore.utils.percent_encode_sequence(
        {"q" + text(generator, 4): text(generator, 6) for _ in range(generator.randrange(4))}
    )
    return f"https://{host}/{path(generator, s3)}" + ("?" + query if query else "")


def headers(generator, body):
    made = {"Content-Type": "text/" + str(generator.randrange(99)), "User-Agent": "agent"}
    for number in range(generator.randrange(4)):
        made[f"x-amz-meta-{number}"] = text(generator, 9, IN_HEADERS)
    if generator.randrange(4) == 0:
        made["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()
    if generator.randrange(4) == 0:
        made["Range"] = "bytes=0-9"
    return made


def trailing(generator, body):
    """The body and the headers of an upload with a checksum in its trailer."""
    name = generator.choice(sorted(CHECKSUMS))
    more = {
        "Content-Encoding": "aws-chunked",
        "Transfer-Encoding": "chunked",
        "X-Amz-Decoded-Content-Length": str(len(body)),
        "X-Amz-Trailer": "x-amz-checksum-" + name,
    }
    chunked = botocore.httpchecksum.AwsChunkedWrapper(
        io.BytesIO(body),
        checksum_cls=CHECKSUMS[name],
        checksum_name="x-amz-checksum-" + name,
        chunk_size=generator.choice([16, 64, 1 << 20]),
    )
    return chunked, more


def signed(generator):
    """What kind of request it is, and the request."""
    service, region, host = generator.choice(HOSTS)
    s3 = service == "s3"
    credentials = generator.choice(AGENTS)
    method = generator.choice(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])
    target = url(generator, host, s3)
    body = generator.randbytes(generator.randrange(100))
    made = headers(generator, body)
    way = generator.choice(["header", "query"] + (["trailer", "unsigned"] if s3 else ["header"]))
    options = {}
    context = {}
    if way == "query":
        # botocore moves the body of such a request into its query.
        body, made = b"", {"User-Agent": "agent"}
        options = {"expires": generator.randrange(60, 3600)}
        signer = botocore.auth.S3SigV4QueryAuth if s3 else botocore.auth.SigV4QueryAuth
    else:
        signer = botocore.auth.S3SigV4Auth if s3 else botocore.auth.SigV4Auth
    if way == "trailer":
        body, more = trailing(generator, body)
        made.pop("Content-MD5", None)
        made.update(more)
        context["checksum"] = {"request_algorithm": {"in": "trailer"}}
    if way == "unsigned":
        made["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()
        context["has_streaming_input"] = True
    request = AWSRequest(method, target, made, body)
    request.context.update(context)
    signer(credentials, service, region, **options).add_auth(request)
    return f"botocore {way} {service}", request


def main():
    generator = random.Random(4)
    with mock.patch("botocore.auth.get_current_datetime", lambda *args, **options: NOW):
        for _ in range(int(sys.argv[1])):
            vectors.write(*signed(generator))


main()
