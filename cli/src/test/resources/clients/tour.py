"""What an agent does with boto3, through the gateway to the stand-in.

Everything comes from the environment that `countersign run` prepares: proxy, CA bundle, profiles.
Each check raises when it fails; the last line is printed only when all held.
"""

import base64
import hashlib
import http.client
import io
import json
import os
import ssl
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.eventstream import EventStreamBuffer
from botocore.exceptions import ClientError

ODD_KEYS = [
    "plain.txt",
    "with space and + plus",
    "percent %41 %2F %zz",
    "unicode/\u00e4\u00f6\u00fc/\u65e5\u672c\u8a9e/\U0001f600",
    "double//slash",
    "trailing/",
    "dots/./and/../more",
    "marks !'()*~_-.:@&=$,;?#[]",
]


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def denied(call, rule, reason):
    """The call is refused by that rule, the message says so, and there was one attempt."""
    try:
        call()
    except ClientError as e:
        error = e.response["Error"]
        codes = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
        expect(error["Code"] in codes, f"code {error}")
        expect(rule in error["Message"] and reason in error["Message"], f"message {error}")
        attempts = e.response["ResponseMetadata"]["RetryAttempts"]
        expect(attempts == 0, f"{attempts} retries")
        return
    raise AssertionError(f"not denied by {rule}")


def s3(session, account):
    client = session.client("s3")
    bucket = f"tour-boto3-{account}"
    client.create_bucket(Bucket=bucket)
    expect(bucket in [b["Name"] for b in client.list_buckets()["Buckets"]], "list buckets")
    for key in ODD_KEYS:
        body = key.encode()
        client.put_object(Bucket=bucket, Key=key, Body=body)
        expect(client.get_object(Bucket=bucket, Key=key)["Body"].read() == body, f"get {key}")
        client.copy_object(
            Bucket=bucket, Key="copy/" + key, CopySource={"Bucket": bucket, "Key": key}
        )
        copied = client.get_object(Bucket=bucket, Key="copy/" + key)["Body"].read()
        expect(copied == body, f"copy {key}")
    listed = [o["Key"] for o in client.list_objects_v2(Bucket=bucket)["Contents"]]
    expect(sorted(listed) == sorted(ODD_KEYS + ["copy/" + k for k in ODD_KEYS]), f"list {listed}")

    large = os.urandom(1 << 20) * 20
    client.upload_fileobj(
        io.BytesIO(large),
        bucket,
        "large.bin",
        Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=8 << 20),
    )
    got = io.BytesIO()
    client.download_fileobj(bucket, "large.bin", got)
    expect(hashlib.sha256(got.getvalue()).digest() == hashlib.sha256(large).digest(), "multipart")
    part = client.get_object(Bucket=bucket, Key="large.bin", Range="bytes=5-14")["Body"].read()
    expect(part == large[5:15], "range")

    # A generator has no length: the upload is chunked, with a trailing checksum.
    client.put_object(Bucket=bucket, Key="stream", Body=io.BytesIO(b"x" * 100_000))
    expect(client.head_object(Bucket=bucket, Key="stream")["ContentLength"] == 100_000, "head")

    # Old clients hash the body and sign the hash.
    old = session.client("s3", config=boto3.session.Config(s3={"payload_signing_enabled": True}))
    old.put_object(Bucket=bucket, Key="hashed", Body=b"h" * 70_000)
    expect(old.get_object(Bucket=bucket, Key="hashed")["Body"].read() == b"h" * 70_000, "hashed")

    presigned(session, bucket)

    keys = [o["Key"] for o in client.list_objects_v2(Bucket=bucket)["Contents"]]
    client.delete_object(Bucket=bucket, Key=keys[0])
    client.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys[1:]]}
    )
    expect(client.list_objects_v2(Bucket=bucket)["KeyCount"] == 0, "all deleted")
    client.delete_bucket(Bucket=bucket)


def fetch(method, url, body=None, headers={}):
    """As curl would, which honours HTTPS_PROXY as well."""
    context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def presigned(session, bucket):
    client = session.client("s3", config=boto3.session.Config(signature_version="s3v4"))
    for key in ODD_KEYS:
        what = {"Bucket": bucket, "Key": key}
        put = client.generate_presigned_url("put_object", what, ExpiresIn=60)
        expect(fetch("PUT", put, b"by URL")[0] == 200, f"presigned upload of {key}")
        get = client.generate_presigned_url("get_object", what, ExpiresIn=60)
        expect(fetch("GET", get) == (200, b"by URL"), f"presigned download of {key}")
    status, error = fetch("GET", get.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))
    expect(status == 403 and b"SignatureDoesNotMatch" in error, f"changed URL: {status} {error}")
    sealed = {"Bucket": "sealed", "Key": "k"}
    status, error = fetch("PUT", client.generate_presigned_url("put_object", sealed), b"x")
    expect(status == 403 and b"sealed bucket" in error, f"denied URL: {status} {error}")
    identity = session.client("sts").generate_presigned_url(
        "get_caller_identity", HttpMethod="GET"
    )
    status, answer = fetch("GET", identity, headers={"Accept": "application/json"})
    expect(status == 200 and b"assumed-role" in answer, f"presigned STS: {status} {answer}")


def others(session, account):
    identity = session.client("sts").get_caller_identity()
    expect(identity["Account"] == account, f"account {identity}")
    expect(":assumed-role/countersign-gateway/" in identity["Arn"], f"arn {identity}")

    dynamo = session.client("dynamodb")
    dynamo.create_table(
        TableName="tour-boto3",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamo.put_item(TableName="tour-boto3", Item={"id": {"S": "1"}, "v": {"N": "7"}})
    item = dynamo.get_item(TableName="tour-boto3", Key={"id": {"S": "1"}})["Item"]
    expect(item["v"]["N"] == "7", f"item {item}")
    expect("tour-boto3" in dynamo.list_tables()["TableNames"], "list tables")

    session.client("ec2").describe_instances()
    session.client("lambda").list_functions()
    create_function(session, account, "tour-boto3")

    sqs = session.client("sqs")
    url = sqs.create_queue(QueueName="tour-boto3")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello + %20 world")
    message = sqs.receive_message(QueueUrl=url)["Messages"][0]
    expect(message["Body"] == "hello + %20 world", f"message {message}")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    session.client("iam").list_users()


def create_function(session, account, name):
    # Longer than what is held in memory: the name is read all the same, and the code passes whole.
    session.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{account}:role/tour",
        Code={"ZipFile": bytes(range(256)) * 4096},
    )


def answers(session, account):
    """Streams of events in answers, as boto3 reads them."""
    prompt = b"what a model is asked, long enough for some events"
    model = session.client("bedrock-runtime").invoke_model_with_response_stream(
        modelId="tour", body=prompt
    )
    pieces = [event["chunk"]["bytes"] for event in model["body"]]
    expect(len(pieces) > 2 and b"".join(pieces) == prompt, f"answer in events {pieces}")

    shard = session.client("kinesis").subscribe_to_shard(
        ConsumerARN=f"arn:aws:kinesis:us-east-1:{account}:stream/tour/consumer/tour:1",
        ShardId="shardId-1",
        StartingPosition={"Type": "LATEST"},
    )
    records = [e["SubscribeToShardEvent"]["Records"][0]["Data"] for e in shard["EventStream"]]
    expect(records == [b"record 1", b"record 2", b"record 3"], f"records {records}")


def message(headers, payload):
    """A message of an event stream: names and encoded values, and what they are for."""
    head = b"".join(bytes([len(name)]) + name + value for name, value in headers)
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    return prelude + head + payload + struct.pack(">I", zlib.crc32(prelude + head + payload))


def conversation(session, say, damage=lambda part: part, secret=None):
    """A stream of signed events, which botocore does not send: its head is signed by botocore."""
    keys = session.get_credentials().get_frozen_credentials()
    host = "bedrock-runtime.us-east-1.amazonaws.com"
    path = "/model/tour/invoke-with-bidirectional-stream"
    request = AWSRequest("POST", f"https://{host}{path}", data=b"")
    request.headers["x-amz-content-sha256"] = "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    auth = SigV4Auth(keys, "bedrock", "us-east-1")
    auth.add_auth(request)
    signature = request.headers["Authorization"].rsplit("Signature=", 1)[1]
    if secret:
        auth = SigV4Auth(Credentials(keys.access_key, secret), "bedrock", "us-east-1")

    def signed(payload):
        nonlocal signature
        now = int(time.time())
        date = b"\x05:date\x08" + struct.pack(">q", now * 1000)
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
        scope = f"{stamp[:8]}/us-east-1/bedrock/aws4_request"
        digest = lambda part: hashlib.sha256(part).hexdigest()
        text = "\n".join(
            ["AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, signature, digest(date), digest(payload)]
        )
        request.context["timestamp"] = stamp
        signature = auth.signature(text, request)
        value = b"\x06\x00\x20" + bytes.fromhex(signature)
        return message([(b":date", date[6:]), (b":chunk-signature", value)], payload)

    def body():
        for text in say:
            inner = message([], b'{"bytes": "%s"}' % base64.b64encode(text))
            yield damage(signed(inner))
        yield signed(b"")

    proxy = urllib.parse.urlparse(os.environ["HTTPS_PROXY"])
    context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, context=context)
    connection.set_tunnel(host, 443)
    connection.request("POST", path, body(), dict(request.headers), encode_chunked=True)
    answer = connection.getresponse()
    return answer.status, answer.read()


def requests(session):
    say = [b"one", b"two", bytes(range(256)) * 1000]
    status, answer = conversation(session, say)
    expect(status == 200, f"conversation {status} {answer[:500]}")
    buffer = EventStreamBuffer()
    buffer.add_data(answer)
    heard = [base64.b64decode(json.loads(event.payload)["bytes"]) for event in buffer]
    expect(heard == say, f"heard {heard}")

    # What is damaged is refused, and what another secret signed.
    status, answer = conversation(session, say, lambda part: part[:-5] + b"?" + part[-4:])
    expect(status == 400, f"damaged {status} {answer[:500]}")
    status, answer = conversation(session, say, secret="somebody else's")
    expect(status == 403, f"forged {status} {answer[:500]}")


def main():
    for profile, account in (("staging", "222222222222"), ("prod", "111111111111")):
        session = boto3.Session(profile_name=profile)
        s3(session, account)
        others(session, account)
        answers(session, account)
        requests(session)
        denied(
            lambda: session.client("iam").create_user(UserName="mallory"),
            "no new users",
            "Users are made by people.",
        )
        denied(
            lambda: session.client("ec2").terminate_instances(InstanceIds=["i-0123456789abcdef0"]),
            "instances stay",
            "Terminate nothing.",
        )
        denied(
            lambda: session.client("dynamodb").delete_table(TableName="tour-boto3"),
            "tables stay",
            "Drop nothing.",
        )
        denied(
            lambda: create_function(session, account, "sealed"),
            "sealed functions",
            "Sealed.",
        )
        denied(
            lambda: session.client("s3").put_object(Bucket="sealed", Key="k", Body=b"x"),
            "sealed bucket",
            "Sealed.",
        )
    print("boto3: every check held")


main()
