"""Writes requests signed by botocore, as they would stand on the wire, one JSON object a line.

    pip install botocore && python3 vectors.py > ../resources/dev/countersign/testkit/botocore.jsonl

The keys, the clock and the random numbers are fixed: the same botocore writes the same file.
"""

import base64
import datetime
import io
import json
import random
from unittest import mock

import botocore.auth
import botocore.httpchecksum
import botocore.utils
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 3, 4, 5, 6, 7)
BASE = Credentials("AKIATESTSBASEUSER000", "base/secret/of/the/tests/0000000000000000")
SESSION = Credentials(
    "ASIATESTSSESSION0000", "session/secret/of/the/tests/0000000000000", "token+of/the==tests"
)
KEYS = [
    "plain",
    "a b/c+d%20e",
    "\u00fcml\u00e4ut/\u65e5\u672c/\U0001f600",
    "/leading//double/trailing/",
    "dots/./and/../more",
    "-._~!$&'()*,;=:@",
    "hash#and?question",
]
HOSTS = [
    ("s3", "us-east-1", "reports.s3.us-east-1.amazonaws.com"),
    ("s3", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
    ("dynamodb", "eu-west-1", "dynamodb.eu-west-1.amazonaws.com"),
    ("lambda", "us-west-2", "lambda.us-west-2.amazonaws.com"),
    ("ec2", "us-east-1", "ec2.us-east-1.amazonaws.com"),
    ("iam", "us-east-1", "iam.amazonaws.com"),
    ("sts", "eu-central-1", "sts.eu-central-1.amazonaws.com"),
]


def quoted(key):
    return botocore.utils.percent_encode(key, safe="/~")


def write(name, request):
    prepared = request.prepare()
    body = prepared.body or b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    host = prepared.url.split("/")[2]
    target = "/" + prepared.url.split("/", 3)[3] if prepared.url.count("/") > 2 else "/"
    headers = [["Host", host]]
    for key, value in prepared.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if key.lower() != "host":
            headers.append([key, text])
    vector = {
        "name": name,
        "method": prepared.method,
        "target": target,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
    }
    print(json.dumps(vector, sort_keys=True))


def sign(signer, credentials, service, region, request, **options):
    signer(credentials, service, region, **options).add_auth(request)


def random_text(generator, length):
    return "".join(chr(generator.choice(range(0x20, 0x7F))) for _ in range(length))


def generated(generator, number):
    service, region, host = generator.choice(HOSTS)
    s3 = service == "s3"
    credentials = generator.choice([BASE, SESSION])
    key = random_text(generator, generator.randrange(12)) if s3 else ""
    parameters = {
        "p" + random_text(generator, 3): random_text(generator, generator.randrange(8))
        for _ in range(generator.randrange(3))
    }
    body = bytes(generator.randrange(256) for _ in range(generator.randrange(40)))
    method = generator.choice(["GET", "PUT", "POST", "DELETE"])
    headers = {"Content-Type": "text/plain", "x-amz-meta-note": "  two   spaces " + str(number)}
    query = botocore.utils.percent_encode_sequence(parameters)
    url = f"https://{host}/{quoted(key)}" + ("?" + query if query else "")
    request = AWSRequest(method, url, headers, body)
    signer = botocore.auth.S3SigV4Auth if s3 else botocore.auth.SigV4Auth
    sign(signer, credentials, service, region, request)
    write(f"generated {number} {service}", request)


def keys():
    for key in KEYS:
        for credentials in (BASE, SESSION):
            request = AWSRequest(
                "GET", "https://reports.s3.us-east-1.amazonaws.com/" + quoted(key)
            )
            sign(botocore.auth.S3SigV4Auth, credentials, "s3", "us-east-1", request)
            write("key " + key, request)


def function_paths():
    for name in ("hello", "arn:aws:lambda:us-west-2:111111111111:function:hello", "a b"):
        path = "/2015-03-31/functions/" + botocore.utils.percent_encode(name) + "/invocations"
        request = AWSRequest("POST", "https://lambda.us-west-2.amazonaws.com" + path, data=b"{}")
        sign(botocore.auth.SigV4Auth, SESSION, "lambda", "us-west-2", request)
        write("function " + name, request)


def presigned():
    url = "https://reports.s3.us-east-1.amazonaws.com/" + quoted("a b+c")
    for credentials in (BASE, SESSION):
        request = AWSRequest("GET", url)
        sign(botocore.auth.S3SigV4QueryAuth, credentials, "s3", "us-east-1", request, expires=600)
        write("presigned s3", request)
        request = AWSRequest(
            "GET",
            "https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        )
        sign(botocore.auth.SigV4QueryAuth, credentials, "sts", "eu-central-1", request, expires=60)
        write("presigned sts", request)


def trailers():
    content = bytes(range(256)) * 100
    for algorithm in ("crc32", "sha1", "sha256"):
        checksum = {
            "crc32": botocore.httpchecksum.Crc32Checksum,
            "sha1": botocore.httpchecksum.Sha1Checksum,
            "sha256": botocore.httpchecksum.Sha256Checksum,
        }[algorithm]
        body = botocore.httpchecksum.AwsChunkedWrapper(
            io.BytesIO(content), checksum_cls=checksum, checksum_name="x-amz-checksum-" + algorithm
        )
        request = AWSRequest(
            "PUT",
            "https://reports.s3.us-east-1.amazonaws.com/trailer",
            {
                "Content-Encoding": "aws-chunked",
                "Transfer-Encoding": "chunked",
                "X-Amz-Decoded-Content-Length": str(len(content)),
                "X-Amz-Trailer": "x-amz-checksum-" + algorithm,
            },
            body,
        )
        request.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
        sign(botocore.auth.S3SigV4Auth, SESSION, "s3", "us-east-1", request)
        write("trailer " + algorithm, request)


def main():
    generator = random.Random(1)
    with mock.patch("botocore.auth.get_current_datetime", lambda *args, **options: NOW):
        keys()
        function_paths()
        presigned()
        trailers()
        for number in range(150):
            generated(generator, number)


if __name__ == "__main__":
    main()
