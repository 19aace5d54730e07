#!/usr/bin/env python3
"""Writes the vectors under src/test/resources/vectors with botocore as the signer.

    pip install botocore
    python3 signer/src/test/python/make_vectors.py

Each vector is one directory:

    context.properties  service, region, time, and what is expected: "accepted", or the failure
    request.txt         what a client was about to send, before it was signed
    signed.txt          the same as botocore signed it
    canonical.txt       botocore's canonical request

The cases are those of AWS's published SigV4 suite by name and idea, with targets as they stand on
the wire, and more for S3 and for services whose paths are encoded twice. A case that AWS's suite
signs from text that is no HTTP (raw spaces, raw UTF-8, folded lines) is there twice: as it stands,
expected to be refused, and in the form that a client sends.

"published" vectors are signed in AWS's own documentation and not by botocore; they are written
down here with the signature that stands there.
"""

import datetime
import pathlib
import shutil

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

OUT = pathlib.Path(__file__).parent.parent / "resources" / "vectors"

ACCESS_KEY = "AKIDEXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
NOW = datetime.datetime(2015, 8, 30, 12, 36, 0)

HOST = [("Host", "example.amazonaws.com")]
FORM = [("Content-Type", "application/x-www-form-urlencoded")]
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
UNRESERVED = "-._~0123456789" + ALPHABET.upper() + ALPHABET


def case(name, method, target, headers=(), body="", service="service", expect="accepted", **more):
    return dict(name=name, method=method, target=target, headers=list(headers), body=body,
                service=service, expect=expect, **more)


SUITE = [
    case("get-vanilla", "GET", "/"),
    case("get-header-key-duplicate", "GET", "/",
         [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")]),
    case("get-header-value-multiline", "GET", "/", [("My-Header1", "value1\n  value2\n     value3")],
         expect="UNREADABLE"),
    case("get-header-value-order", "GET", "/",
         [("My-Header1", "value4"), ("My-Header1", "value1"), ("My-Header1", "value3"),
          ("My-Header1", "value2")]),
    case("get-header-value-trim", "GET", "/",
         [("My-Header1", " value1"), ("My-Header2", ' "a   b   c"')]),
    case("get-header-value-tab", "GET", "/", [("My-Header1", "a\t b")]),
    case("get-relative", "GET", "/example/.."),
    case("get-relative-relative", "GET", "/example1/example2/../.."),
    case("get-relative-above-root", "GET", "/../../example"),
    case("get-slash", "GET", "//"),
    case("get-slash-dot-slash", "GET", "/./"),
    case("get-slash-pointless-dot", "GET", "/./example"),
    case("get-slashes", "GET", "//example//"),
    case("get-space", "GET", "/example space/", expect="UNREADABLE"),
    case("get-space-encoded", "GET", "/example%20space/"),
    case("get-unreserved", "GET", "/" + UNRESERVED),
    case("get-utf8", "GET", "/\u1234", expect="UNREADABLE"),
    case("get-utf8-encoded", "GET", "/%E1%88%B4"),
    case("get-vanilla-empty-query-key", "GET", "/?Param1=value1"),
    case("get-vanilla-query", "GET", "/?"),
    case("get-vanilla-query-order-key", "GET", "/?Param1=value2&Param1=Value1"),
    case("get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1"),
    case("get-vanilla-query-order-value", "GET", "/?Param1=value2&Param1=value1"),
    case("get-vanilla-query-order-encoded", "GET",
         "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1"),
    case("get-vanilla-query-unreserved", "GET", "/?" + UNRESERVED + "=" + UNRESERVED),
    case("get-vanilla-utf8-query", "GET", "/?\u1234=bar", expect="UNREADABLE"),
    case("get-vanilla-utf8-query-encoded", "GET", "/?%E1%88%B4=bar"),
    case("get-vanilla-with-session-token", "GET", "/", token=TOKEN),
    case("post-header-key-case", "POST", "/"),
    case("post-header-key-sort", "POST", "/", [("My-Header1", "value1")]),
    case("post-header-value-case", "POST", "/", [("My-Header1", "VALUE1")]),
    case("post-sts-header-before", "POST", "/", token=TOKEN),
    case("post-vanilla", "POST", "/"),
    case("post-vanilla-empty-query-value", "POST", "/?Param1="),
    case("post-vanilla-query", "POST", "/?Param1=value1"),
    case("post-vanilla-query-space", "POST", "/?p aram1=val ue", expect="UNREADABLE"),
    case("post-x-www-form-urlencoded", "POST", "/", FORM, "Param1=value1"),
    case("post-x-www-form-urlencoded-parameters", "POST", "/",
         [("Content-Type", "application/x-www-form-urlencoded; charset=utf8")], "Param1=value1"),
]

TWICE = [
    case("twice-function-arn", "GET",
         "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A222222222222%3Afunction%3Aa",
         service="lambda"),
    case("twice-bare-colon", "GET", "/2015-03-31/functions/arn:aws:lambda", service="lambda"),
    case("twice-lower-case-escape", "GET", "/a%2fb%c3%a9", service="lambda"),
    case("twice-escaped-dots", "GET", "/a/%2E%2E/b", service="lambda"),
    case("twice-bare-reserved", "GET", "/!$&'()*,;=:@", service="es"),
    case("twice-bare-plus", "GET", "/a+b", service="es", expect="AMBIGUOUS"),
    case("twice-trailing-slash", "GET", "/v1/apis/", service="apigateway"),
    case("twice-model-id", "POST", "/model/anthropic.claude-3%3A0/invoke",
         [("Content-Type", "application/json")], "{}", service="bedrock"),
    case("target-json", "POST", "/",
         [("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", "DynamoDB_20120810.PutItem")],
         '{"TableName":"t"}', service="dynamodb"),
    case("regional-service", "POST", "/", FORM, "Action=GetCallerIdentity&Version=2011-06-15",
         service="sts", region="eusc-de-east-1"),
]

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

S3 = [
    case("s3-get", "GET", "/key", service="s3"),
    case("s3-subresource", "GET", "/?acl=", service="s3"),
    case("s3-list", "GET", "/?list-type=2&prefix=a%20b%2B%2F&delimiter=%2F", service="s3"),
    case("s3-put", "PUT", "/key", [("Content-MD5", "CY9rzUYh03PK3k6DJie09g==")], "test",
         service="s3"),
    case("s3-space", "GET", "/a%20b", service="s3"),
    case("s3-plus", "GET", "/a%2Bb", service="s3"),
    case("s3-bare-plus", "GET", "/a+b", service="s3", expect="AMBIGUOUS"),
    case("s3-bare-plus-in-query", "GET", "/?list-type=2&prefix=a+b", service="s3",
         expect="AMBIGUOUS"),
    case("s3-reserved", "GET", "/%21%24%26%27%28%29%2A%2C%3A%3B%3D%40~", service="s3"),
    case("s3-percent", "GET", "/100%25", service="s3"),
    case("s3-percent-2f", "GET", "/a%252Fb", service="s3"),
    case("s3-utf8", "GET", "/%E4%BD%A0%E5%A5%BD/%F0%9F%98%80", service="s3"),
    case("s3-not-utf8", "GET", "/%FF%00%FE", service="s3"),
    case("s3-slashes", "GET", "//a///b//", service="s3"),
    case("s3-dot-segments", "GET", "/a/../b/./c/..", service="s3"),
    case("s3-lone-percent", "GET", "/100%", service="s3", expect="UNREADABLE"),
    case("s3-bad-escape", "GET", "/a%zz", service="s3", expect="UNREADABLE"),
    case("s3-raw-backslash", "GET", "/a\\b", service="s3", expect="UNREADABLE"),
    case("s3-metadata", "PUT", "/key", [("x-amz-meta-a", "1"), ("x-amz-acl", "private")],
         "test", service="s3"),
    case("s3-outposts", "GET", "/a%3Ab//c", service="s3-outposts"),
    case("s3-object-lambda", "GET", "/a%3Ab//c", service="s3-object-lambda"),
    case("s3-unsigned-payload", "PUT", "/key", [("Content-MD5", "8FjHX+fGp0wsQ/b7I8DN+Q==")],
         "anything", service="s3", streaming=True),
    case("s3-unsigned-trailer", "PUT", "/key",
         [("Content-Encoding", "aws-chunked"), ("X-Amz-Decoded-Content-Length", "4"),
          ("X-Amz-Trailer", "x-amz-checksum-crc32")],
         "4\r\ntest\r\n0\r\nx-amz-checksum-crc32:2H9+DA==\r\n\r\n", service="s3", trailer=True),
]


def request_text(method, target, headers, body):
    lines = [f"{method} {target} HTTP/1.1"] + [f"{name}:{value}" for name, value in headers]
    return "\n".join(lines) + "\n\n" + body


def sign(vector):
    """The headers as botocore leaves them, and its canonical request."""
    headers = HOST + vector["headers"]
    request = AWSRequest(
        method=vector["method"],
        url="https://example.amazonaws.com" + vector["target"],
        data=vector["body"].encode(),
    )
    for name, value in headers:
        request.headers[name] = value
    request.context["has_streaming_input"] = vector.get("streaming", False)
    if vector.get("trailer"):
        request.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
    credentials = Credentials(ACCESS_KEY, SECRET_KEY, vector.get("token"))
    s3 = vector["service"].startswith("s3")
    signer = (botocore.auth.S3SigV4Auth if s3 else botocore.auth.SigV4Auth)(
        credentials, vector["service"], vector.get("region", "us-east-1"))
    seen = []
    compute = signer.canonical_request
    signer.canonical_request = lambda r: seen.append(compute(r)) or seen[-1]
    signer.add_auth(request)
    return list(request.headers.items()), seen[-1]


def write(name, files):
    directory = OUT / name
    directory.mkdir(parents=True)
    for file, text in files.items():
        (directory / file).write_bytes(text.encode())


def context(service, region, time, expect):
    return f"service={service}\nregion={region}\ntime={time}\nexpect={expect}\n"


def made_by_botocore(vector):
    signed, canonical = sign(vector)
    head = vector["method"], vector["target"]
    write(vector["name"], {
        "context.properties": context(vector["service"], vector.get("region", "us-east-1"),
                                      "2015-08-30T12:36:00Z", vector["expect"]),
        "request.txt": request_text(*head, HOST + vector["headers"], vector["body"]),
        "signed.txt": request_text(*head, signed, vector["body"]),
        "canonical.txt": canonical,
    })


PUBLISHED_HASH = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
PUBLISHED = [
    ("published-s3-get-object", "GET", "/test.txt", [("Range", "bytes=0-9")], EMPTY,
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    ("published-s3-put-object", "PUT", "/test$file.text",
     [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
     PUBLISHED_HASH, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ("published-s3-get-lifecycle", "GET", "/?lifecycle", [], EMPTY,
     "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ("published-s3-list", "GET", "/?max-keys=2&prefix=J", [], EMPTY,
     "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
]


def published(name, method, target, more, payload, signature):
    plain = [("Host", "examplebucket.s3.amazonaws.com")] + more
    added = [("x-amz-content-sha256", payload), ("x-amz-date", "20130524T000000Z")]
    names = ";".join(sorted(n.lower() for n, _ in plain + added))
    authorization = ("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                     f"aws4_request,SignedHeaders={names},Signature={signature}")
    body = "Welcome to Amazon S3." if payload != EMPTY else ""
    write(name, {
        "context.properties": context("s3", "us-east-1", "2013-05-24T00:00:00Z", "accepted"),
        "request.txt": request_text(method, target, plain, body),
        "signed.txt": request_text(
            method, target, plain + added + [("Authorization", authorization)], body),
    })


def main():
    botocore.auth.get_current_datetime = lambda: NOW
    shutil.rmtree(OUT, ignore_errors=True)
    for vector in SUITE + TWICE + S3:
        made_by_botocore(vector)
    for vector in PUBLISHED:
        published(*vector)


if __name__ == "__main__":
    main()
