"""What an agent does with boto3 and a directory bucket, whose sessions the gateway owns."""

import os
import re

import boto3
from botocore.exceptions import ClientError

BUCKET = "tour--use1-az4--x-s3"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def refused(call, code):
    try:
        call()
    except ClientError as e:
        expect(e.response["Error"]["Code"] == code, f"{code}: {e.response['Error']}")
        return
    raise AssertionError(f"not refused: {code}")


def main():
    session = boto3.Session(profile_name="staging", region_name="us-east-1")
    for _ in range(2):
        client = session.client("s3")
        client.put_object(Bucket=BUCKET, Key="a b/ü", Body=b"in a directory")
        expect(client.get_object(Bucket=BUCKET, Key="a b/ü")["Body"].read() == b"in a directory", "get")
        client.put_object(Bucket=BUCKET, Key="large", Body=os.urandom(1 << 20))
        expect(client.head_object(Bucket=BUCKET, Key="large")["ContentLength"] == 1 << 20, "head")
        expect(client.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 2, "list")
        client.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "large"})
        client.delete_object(Bucket=BUCKET, Key="copy")

    # What was allowed for reading cannot write, although the rules allow the upload.
    reader = session.client("s3")
    reader.meta.events.register(
        "before-call.s3.CreateSession",
        lambda params, **_: params["headers"].update({"x-amz-create-session-mode": "ReadOnly"}),
    )
    expect(reader.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 2, "list to read")
    refused(lambda: reader.put_object(Bucket=BUCKET, Key="x", Body=b"x"), "AccessDenied")

    own = session.client("s3")
    given = own.create_session(Bucket=BUCKET, SessionMode="ReadOnly")["Credentials"]
    expect(re.fullmatch("AKIA222222222222CLDE", given["AccessKeyId"]), f"a placeholder: {given}")
    expect("stand-in" not in str(given), "nothing of AWS's")
    url = own.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "large"}, ExpiresIn=60)
    expect("S3session-Token" in url, f"{url}")

    refused(lambda: session.client("s3").create_session(Bucket="no" + BUCKET), "AccessDenied")
    refused(
        lambda: own.create_session(Bucket=BUCKET, ServerSideEncryption="AES256"), "AccessDenied"
    )
    print("S3 Express: every check held")


main()
