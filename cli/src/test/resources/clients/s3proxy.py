"""What an agent does with boto3's S3 client, through the gateway to s3proxy, which checks signatures
with code of its own. Each check raises when it fails; the last line is printed only when all held.
"""

import hashlib
import io
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError, FlexibleChecksumError

BUCKET = "s3proxy-boto3"

KEYS = [
    "plain.txt",
    "with space and + plus",
    "percent %41 %2F %zz",
    "colon:at@sign",
    "back\\slash",
    "unicode/\u00e4\u00f6\u00fc/\u65e5\u672c\u8a9e/\U0001f600",
    "marks !'()*~_-.:@&=$,;?#[]",
]

# Keys that s3proxy believes the signature of and then does not store as S3 would.
NOT_STORED = ["double//slash", "//two first", "trailing/", "dots/./and/../more", "../up", "./here"]


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def keys(client):
    for key in KEYS:
        body = key.encode()
        client.put_object(Bucket=BUCKET, Key=key, Body=body, Metadata={"note": "a  b"})
        expect(client.get_object(Bucket=BUCKET, Key=key)["Body"].read() == body, f"get {key}")
        copy = "copy/" + key
        client.copy_object(Bucket=BUCKET, Key=copy, CopySource={"Bucket": BUCKET, "Key": key})
        expect(client.get_object(Bucket=BUCKET, Key=copy)["Body"].read() == body, f"copy {key}")
    listed = [o["Key"] for o in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    expect(sorted(listed) == sorted(KEYS + ["copy/" + key for key in KEYS]), f"list {listed}")
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix="copy/", PaginationConfig={"PageSize": 2}
    )
    expect(sum(page["KeyCount"] for page in pages) == len(KEYS), "pages")
    client.create_bucket(Bucket=BUCKET + "-not-stored")
    for key in NOT_STORED:
        try:
            client.put_object(Bucket=BUCKET + "-not-stored", Key=key, Body=b"x")
            client.get_object(Bucket=BUCKET + "-not-stored", Key=key)["Body"].read()
        except FlexibleChecksumError:
            pass
        except ClientError as error:
            code = error.response["Error"]["Code"]
            expect(code in ("InvalidRequest", "InvalidURI", "InternalError", "NoSuchKey"), f"{key}: {error}")


def bodies(client, session):
    data = os.urandom(300_000)
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        client.put_object(Bucket=BUCKET, Key="sum", Body=io.BytesIO(data), ChecksumAlgorithm=algorithm)
        expect(client.get_object(Bucket=BUCKET, Key="sum")["Body"].read() == data, algorithm)
    signed = session.client("s3", config=Config(s3={"payload_signing_enabled": True}))
    signed.put_object(Bucket=BUCKET, Key="hashed", Body=data)
    expect(client.get_object(Bucket=BUCKET, Key="hashed")["Body"].read() == data, "hash in the head")
    part = client.get_object(Bucket=BUCKET, Key="hashed", Range="bytes=5-14")
    expect(part["Body"].read() == data[5:15] and part["ContentRange"] == "bytes 5-14/300000", "range")
    last = client.get_object(Bucket=BUCKET, Key="hashed", Range="bytes=-7")["Body"].read()
    expect(last == data[-7:], "suffix range")
    tag = client.head_object(Bucket=BUCKET, Key="hashed")["ETag"]
    try:
        answer = client.get_object(Bucket=BUCKET, Key="hashed", IfNoneMatch=tag)
        raise AssertionError(f"If-None-Match: {tag} had no effect: {answer}")
    except ClientError as error:
        expect(error.response["ResponseMetadata"]["HTTPStatusCode"] == 304, f"condition {error}")


def parts(client):
    large = os.urandom(1 << 20) * 21
    config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    client.upload_fileobj(io.BytesIO(large), BUCKET, "large + %41", Config=config)
    got = io.BytesIO()
    client.download_fileobj(BUCKET, "large + %41", got, Config=config)
    expect(hashlib.sha256(got.getvalue()).digest() == hashlib.sha256(large).digest(), "multipart")
    client.copy({"Bucket": BUCKET, "Key": "large + %41"}, BUCKET, "copied", Config=config)
    expect(client.head_object(Bucket=BUCKET, Key="copied")["ContentLength"] == len(large), "copy")


def main():
    session = boto3.Session(profile_name="staging", region_name="eu-west-1")
    client = session.client("s3")
    client.create_bucket(Bucket=BUCKET)
    keys(client)
    bodies(client, session)
    parts(client)
    left = [o["Key"] for o in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    client.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in left]})
    expect(client.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0, "all deleted")
    client.delete_bucket(Bucket=BUCKET)
    print("boto3 with s3proxy: every check held")


main()
