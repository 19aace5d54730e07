"""What an agent does with boto3, through the gateway to the stand-in.

Everything comes from the environment that `countersign run` prepares: profiles, and the proxy with
its CA bundle or an endpoint.
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

# One stand-in sees both tours.
NAME = "tour-boto3" + ("-endpoint" if "AWS_ENDPOINT_URL" in os.environ else "")

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
    bucket = f"{NAME}-{account}"
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
    partly(session, bucket)
    if "AWS_ENDPOINT_URL" not in os.environ:  # a form is posted through the proxy only
        forms(session, bucket)

    keys = [o["Key"] for o in client.list_objects_v2(Bucket=bucket)["Contents"]]
    client.delete_object(Bucket=bucket, Key=keys[0])
    client.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys[1:]]}
    )
    expect(client.list_objects_v2(Bucket=bucket)["KeyCount"] == 0, "all deleted")
    client.delete_bucket(Bucket=bucket)


def fetch(method, url, body=None, headers={}):
    """As curl would, which honours HTTPS_PROXY as well."""
    context = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
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


def post(form, content, name="f.bin", more=(), before=()):
    """As a browser posts a form, whose file comes last."""
    boundary = "----tour" + os.urandom(12).hex()
    parts = []
    for field, value in [*before, *form["fields"].items()]:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n')
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = "".join(parts).encode() + content + b"".join(
        f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode()
        for field, value in more
    )
    body += f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return fetch("POST", form["url"], body, headers)


def forms(session, bucket):
    client = session.client("s3", config=boto3.session.Config(signature_version="s3v4"))

    def stored(key):
        return client.get_object(Bucket=bucket, Key=key)["Body"].read()

    for key in ODD_KEYS:
        if "%" not in key:
            form = client.generate_presigned_post(bucket, key)
            expect(post(form, key.encode()) == (204, b""), f"form for {key}")
            expect(stored(key) == key.encode(), f"content by form of {key}")

    large = os.urandom(1 << 20) * 9
    fields = {"acl": "private", "Content-Type": "x/y", "x-amz-meta-who": "tour", "success_action_status": "201"}
    conditions = [{"acl": "private"}, ["starts-with", "$Content-Type", "x/"], {"x-amz-meta-who": "tour"},
                  {"success_action_status": "201"}, ["content-length-range", 1, len(large)]]
    form = client.generate_presigned_post(bucket, "up/${filename}", fields, conditions)
    status, answer = post(form, large, "big.bin")
    expect(status == 201 and b"<Key>up/big.bin</Key>" in answer, f"large form: {status} {answer}")
    expect(stored("up/big.bin") == large, "large content by form")
    what = client.head_object(Bucket=bucket, Key="up/big.bin")
    expect(what["ContentType"] == "x/y" and what["Metadata"] == {"who": "tour"}, f"metadata {what}")

    # AWS holds the file to the length that the agent's policy has.
    status, answer = post(form, large + b"x", "big.bin")
    expect(status == 400 and b"EntityTooLarge" in answer, f"too large: {status} {answer}")

    # What does not keep to the policy, or could be read in two ways, goes nowhere.
    form = client.generate_presigned_post(bucket, "good")
    for what, status, answer in (
        ("another key", *post({**form, "fields": {**form["fields"], "key": "evil"}}, b"x")),
        ("a field that no condition names", *post(form, b"x", before=[("acl", "public-read")])),
        ("a second key", *post(form, b"x", before=[("Key", "evil")])),
        ("a key behind the file", *post(form, b"x", more=[("key", "evil")])),
        ("a changed policy", *post({**form, "fields": {**form["fields"], "policy": form["fields"]["policy"][:-8] + "fQ=="}}, b"x")),
        ("another signature", *post({**form, "fields": {**form["fields"], "x-amz-signature": "0" * 64}}, b"x")),
    ):
        expect(status in (400, 403), f"{what}: {status} {answer}")
    sealed = client.generate_presigned_post("sealed", "k")
    status, answer = post(sealed, b"x")
    expect(status == 403 and b"sealed bucket" in answer, f"denied form: {status} {answer}")
    keys = [o["Key"] for o in client.list_objects_v2(Bucket=bucket)["Contents"]]
    expect("evil" not in keys and "good" not in keys, f"{keys}")


def regions(session, account):
    """The answer that tells a bucket's region reaches the client, which then asks there."""
    bucket = f"tour-boto3-west-{account}"
    west = session.client("s3", region_name="eu-west-1")
    west.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    for addressing in ("path", "virtual"):
        config = boto3.session.Config(s3={"addressing_style": addressing})
        east = session.client("s3", region_name="us-east-1", config=config)
        east.put_object(Bucket=bucket, Key=addressing, Body=b"from the east" * 1000)
        east = session.client("s3", region_name="us-east-1", config=config)
        expect(east.head_object(Bucket=bucket, Key=addressing)["ContentLength"] == 13_000, "head")
        east = session.client("s3", region_name="us-east-1", config=config)
        got = east.get_object(Bucket=bucket, Key=addressing)["Body"].read()
        expect(got == b"from the east" * 1000, f"get from another region, {addressing}")
    if "AWS_ENDPOINT_URL" not in os.environ:  # which is the one name that a client at it knows
        without_region(session, bucket)
    west.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "path"}, {"Key": "virtual"}]})
    west.delete_bucket(Bucket=bucket)


def without_region(session, bucket):
    """The name without a region, signed for the wrong one: 400 AuthorizationHeaderMalformed."""
    world = session.client(
        "s3", region_name="us-east-1", config=boto3.session.Config(s3={"us_east_1_regional_endpoint": "legacy"})
    )
    expect(world.meta.endpoint_url == "https://s3.amazonaws.com", world.meta.endpoint_url)
    listed = world.list_objects_v2(Bucket=bucket)
    expect(listed["KeyCount"] == 2, f"list from the world: {listed}")


def partly(session, bucket):
    """Ranges and conditions: 206, 416, 304 and 412."""
    client = session.client("s3")
    tag = client.put_object(Bucket=bucket, Key="part", Body=b"0123456789")["ETag"]
    what = {"Bucket": bucket, "Key": "part"}

    def answers(**more):
        try:
            answer = client.get_object(**what, **more)
            return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Body"].read()
        except ClientError as e:
            return e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Code"]

    expect(answers(Range="bytes=2-4") == (206, b"234"), "a range")
    expect(answers(Range="bytes=-3") == (206, b"789"), "the end")
    expect(answers(Range="bytes=8-99") == (206, b"89"), "beyond the end")
    expect(answers(Range="bytes=0-1,4-5") == (200, b"0123456789"), "several ranges")
    expect(answers(Range="bytes=10-") == (416, "InvalidRange"), "after the end")
    expect(answers(IfNoneMatch=tag) == (304, "304"), "not modified")
    expect(answers(IfMatch=tag, Range="bytes=0-0") == (206, b"0"), "a range of what matches")
    expect(answers(IfMatch='"x"') == (412, "PreconditionFailed"), "another tag")
    try:
        client.put_object(**what, Body=b"x", IfNoneMatch="*")
        raise AssertionError("written over")
    except ClientError as e:
        expect(e.response["Error"]["Code"] == "PreconditionFailed", f"write once: {e}")
    expect(answers() == (200, b"0123456789"), "the connection goes on")


def others(session, account):
    identity = session.client("sts").get_caller_identity()
    expect(identity["Account"] == account, f"account {identity}")
    expect(":assumed-role/countersign-gateway/" in identity["Arn"], f"arn {identity}")

    dynamo = session.client("dynamodb")
    dynamo.create_table(
        TableName=NAME,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamo.put_item(TableName=NAME, Item={"id": {"S": "1"}, "v": {"N": "7"}})
    item = dynamo.get_item(TableName=NAME, Key={"id": {"S": "1"}})["Item"]
    expect(item["v"]["N"] == "7", f"item {item}")
    expect(NAME in dynamo.list_tables()["TableNames"], "list tables")

    session.client("ec2").describe_instances()
    session.client("lambda").list_functions()
    create_function(session, account, NAME)

    sqs = session.client("sqs")
    url = sqs.create_queue(QueueName=NAME)["QueueUrl"]
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
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "https://bedrock-runtime.us-east-1.amazonaws.com")
    path = "/model/tour/invoke-with-bidirectional-stream"
    request = AWSRequest("POST", endpoint + path, data=b"")
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

    url = urllib.parse.urlparse(endpoint)
    if url.scheme == "http":
        connection = http.client.HTTPConnection(url.hostname, url.port)
    else:
        proxy = urllib.parse.urlparse(os.environ["HTTPS_PROXY"])
        context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
        connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, context=context)
        connection.set_tunnel(url.hostname, 443)
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
        regions(session, account)
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
            lambda: session.client("dynamodb").delete_table(TableName=NAME),
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
