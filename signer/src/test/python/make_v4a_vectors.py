#!/usr/bin/env python3
"""Writes the vectors under src/test/resources/vectors-v4a with botocore and AWS's CRT as the signer.

    pip install botocore awscrt
    python3 signer/src/test/python/make_v4a_vectors.py

The cases are those of make_vectors.py, each signed with SigV4A in its headers, and again in its
query with "presigned-" before its name. An ECDSA signature has a random part, so another run writes other
ones: what the files hold is one run's, and whoever reads them verifies instead of comparing.

"published" vectors are AWS's own, of the SigV4A suite in the CRT's repository (awslabs/aws-c-auth),
written down here with the signature that stands there.
"""

import datetime
import pathlib
import shutil

import botocore.auth  # before botocore.crt.auth, which imports from it
import botocore.crt.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import make_vectors
from make_vectors import ACCESS_KEY, HOST, NOW, S3, SECRET_KEY, SUITE, TWICE, request_text

OUT = pathlib.Path(__file__).parent.parent / "resources" / "vectors-v4a"

REGIONS = {"regional-service": "eusc-de-east-1", "s3-get": "us-east-1,us-west-2"}


def sign(vector, in_query):
    request = AWSRequest(
        method=vector["method"],
        url="https://example.amazonaws.com" + vector["target"],
        data=vector["body"].encode(),
    )
    for name, value in HOST + vector["headers"]:
        request.headers[name] = value
    request.context["has_streaming_input"] = vector.get("streaming", False)
    if vector.get("trailer"):
        request.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
    auth = botocore.crt.auth
    s3 = vector["service"].startswith("s3")
    kind = {
        (False, False): auth.CrtSigV4AsymAuth,
        (True, False): auth.CrtS3SigV4AsymAuth,
        (False, True): auth.CrtSigV4AsymQueryAuth,
        (True, True): auth.CrtS3SigV4AsymQueryAuth,
    }[s3, in_query]
    credentials = Credentials(ACCESS_KEY, SECRET_KEY, vector.get("token"))
    signer = kind(credentials, vector["service"], REGIONS.get(vector["name"], "*"))
    signer.add_auth(request)
    target = request.url.removeprefix("https://example.amazonaws.com")
    return target, list(request.headers.items())


def write(name, vector, target, headers):
    directory = OUT / name
    directory.mkdir(parents=True)
    context = f"service={vector['service']}\ntime=2015-08-30T12:36:00Z\nexpect={vector['expect']}\n"
    (directory / "context.properties").write_bytes(context.encode())
    signed = request_text(vector["method"], target, headers, vector["body"])
    (directory / "signed.txt").write_bytes(signed.encode())


def is_http(vector):
    """Raw spaces, raw UTF-8 and folded lines are no HTTP, and AWS's signer takes none."""
    return vector["expect"] == "accepted" and vector["target"] != "/?"


SUITE_DATE = [("X-Amz-Date", "20150830T123600Z"), ("X-Amz-Region-Set", "us-east-1")]
PUBLISHED = [
    ("get-slashes", "GET", "//example//", [], "",
     "304502210091617ae3c0aa89ab87c6762e4fd783ae454ae475537ca4994c55b563c175193f0220244d3e75ad45b1dbefea69aa85c89cea3aaa533f2f11a1d43bea8d57a0e45a66"),
    ("get-relative-relative", "GET", "/example1/example2/../..", [], "",
     "3045022100a4d3ed574dac856ae049195f402df974cfd98a1d6c9f45e90f46577a3ad11bba022036aacb19bed36dedeba2fd22d1cd5395398b0130ccfc94ba07f6798a818f7478"),
    ("get-vanilla-query-order-encoded", "GET",
     "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", [], "",
     "3044022041ffa05b60e2cc9bac499a22148bb69825873b913cabdcf8b3f97c75ba28f81a0220492937cb6eccb784d5fcf1969e4493ad9417ac3409496ef74f281aa13e279739"),
    ("get-vanilla-with-session-token", "GET", "/",
     [("X-Amz-Security-Token", make_vectors.TOKEN)], "",
     "3044021f7cfd51af2b722f8d1fa1afb65b4d5486ed59a67bcf9f3acc62aad6ddd37db10221009d4c9f9a37104fc01a8daffc9a6bd1056b7b43c1196edde0b52878b759628f8c"),
    ("post-x-www-form-urlencoded", "POST", "/",
     [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "13"),
      ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")],
     "Param1=value1",
     "30450221008941153b3d200f283106550a832d6be09549761ad76eef23a0a30d84a1dd187f022069dba6b765b5caaac77911c1875909e70bdde412784f19215821129cbd170551"),
]


def published(name, method, target, headers, body, signature):
    names = ";".join(sorted({n.lower() for n, _ in HOST + headers + SUITE_DATE}))
    authorization = (f"AWS4-ECDSA-P256-SHA256 Credential={ACCESS_KEY}/20150830/service/aws4_request,"
                     f" SignedHeaders={names}, Signature={signature}")
    vector = dict(method=method, service="service", expect="accepted", body=body)
    write("published-" + name, vector, target,
          HOST + headers + SUITE_DATE + [("Authorization", authorization)])


def main():
    botocore.crt.auth.get_current_datetime = lambda **_: NOW.replace(tzinfo=datetime.timezone.utc)
    shutil.rmtree(OUT, ignore_errors=True)
    for vector in SUITE + TWICE + S3:
        if is_http(vector):
            write(vector["name"], vector, *sign(vector, False))
            if not vector["body"]:
                write("presigned-" + vector["name"], vector, *sign(vector, True))
    for vector in PUBLISHED:
        published(*vector)


if __name__ == "__main__":
    main()
