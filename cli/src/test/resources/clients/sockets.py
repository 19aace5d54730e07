"""What an agent does with the WebSockets of Amazon Transcribe, AWS IoT and API Gateway: signed by botocore, spoken
with the package websockets, through the proxy that the environment names."""

import datetime
import hashlib
import hmac
import json
import os
import ssl
import struct
import zlib
from urllib.parse import parse_qs, quote, urlsplit

import botocore.session
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

REGION = "us-east-1"
TRANSCRIBE = "transcribestreaming.us-east-1.amazonaws.com"
API = "ourapi0001.execute-api.us-east-1.amazonaws.com"
THEIRS = "theirapi01.execute-api.us-east-1.amazonaws.com"
IOT = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def key():
    return botocore.session.Session(profile="staging").get_credentials().get_frozen_credentials()


def opened(url, headers=None, **more):
    trust = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    return connect(url.replace("https:", "wss:"), additional_headers=headers, ssl=trust, compression="deflate", **more)


def presigned(service, url, token=None):
    request = AWSRequest(method="GET", url=url, data=b"")
    SigV4QueryAuth(Credentials(key().access_key, key().secret_key), service, REGION, expires=300).add_auth(request)
    return request.url + ("&X-Amz-Security-Token=" + quote(token, safe="") if token else "")


def header(name, kind, value):
    return bytes([len(name)]) + name.encode() + bytes([kind]) + value


def text(name, value):
    return header(name, 7, struct.pack(">H", len(value)) + value.encode())


def message(headers, payload):
    start = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    start += struct.pack(">I", zlib.crc32(start)) + headers + payload
    return start + struct.pack(">I", zlib.crc32(start))


def audio(said):
    return message(text(":content-type", "application/octet-stream") + text(":event-type", "AudioEvent") + text(":message-type", "event"), said.encode())


class Chain:
    """The signatures of events, which begin with that of the URL."""

    def __init__(self, url):
        self.previous = parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]

    def signed(self, event):
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        date = header(":date", 8, struct.pack(">q", int(now.timestamp()) * 1000))
        scope = f"{day}/{REGION}/transcribe/aws4_request"
        lines = ["AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, self.previous, hashlib.sha256(date).hexdigest(), hashlib.sha256(event).hexdigest()]
        secret = ("AWS4" + key().secret_key).encode()
        for part in (day, REGION, "transcribe", "aws4_request"):
            secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).digest()
        self.previous = signature.hex()
        return message(date + header(":chunk-signature", 6, struct.pack(">H", 32) + signature), event)


def payload(event):
    total, headers = struct.unpack(">II", event[:8])
    expect(total == len(event), "one event for each message")
    return json.loads(event[12 + headers:-4])


def transcript(event):
    return payload(event)["Transcript"]["Results"][0]["Alternatives"][0]["Transcript"]


def closed(socket):
    try:
        return socket.recv(timeout=10)
    except ConnectionClosed as e:
        return e.rcvd.code


def refused(url, status, what, **more):
    try:
        opened(url, **more)
    except InvalidStatus as e:
        expect(e.response.status_code == status, f"{what}: {e.response}")
        return
    raise AssertionError(f"not refused: {what}")


def transcribe():
    for port in ("", ":8443"):
        url = presigned("transcribe", f"https://{TRANSCRIBE}{port}/stream-transcription-websocket?language-code=en-US&media-encoding=pcm&sample-rate=16000")
        with opened(url) as socket:
            for said in ("good", "morning"):
                socket.send(audio(said))
                expect(transcript(socket.recv()) == said, said)
            socket.send(audio(""))
            expect(closed(socket) == 1000, "the end")
        chain = Chain(url)
        with opened(url) as socket:
            for said in ("signed", "and", "sealed"):
                socket.send(chain.signed(audio(said)))
                expect(transcript(socket.recv()) == said, said)
            socket.send(chain.signed(audio("half"))[:20])
            expect(closed(socket) == 1008, "half an event is none")
        chain = Chain(url)
        with opened(url) as socket:
            whole = chain.signed(audio("in fragments"))
            socket.send([whole[:20], whole[20:50], whole[50:]])
            expect(transcript(socket.recv()) == "in fragments", "fragments")
            socket.send(chain.signed(b""))
            expect(closed(socket) == 1000, "the signed end")
        with opened(url) as socket:
            socket.send(audio("first"))
            expect(transcript(socket.recv()) == "first", "first")
            socket.send(Chain(url).signed(audio("second")))
            expect(closed(socket) == 1008, "a stream is signed or not")
        with opened(url) as socket:
            forged = Chain(url)
            forged.previous = "0" * 64
            socket.send(forged.signed(audio("forged")))
            expect(closed(socket) == 1008, "a forged event")
        with opened(url) as socket:
            socket.send("a text")
            expect(closed(socket) == 1008, "a text is no event")
        with opened(url) as socket:
            socket.send(audio("repeat my request"))
            told = payload(socket.recv())["Message"]
            expect("X-Amz-Security-Token=***" in told, told)
            expect("X-Amz-Credential=***" in told, told)
    refused(presigned("transcribe", f"https://{TRANSCRIBE}/call-analytics-stream-transcription-websocket?language-code=en-US"), 403, "a rule")
    refused(url.replace("en-US", "de-DE"), 403, "a changed URL")


def iot():
    for token in (None, "a/token+of==nobodys"):
        with opened(presigned("iotdevicegateway", f"https://{IOT}/mqtt", token), subprotocols=["mqtt"]) as socket:
            expect(socket.subprotocol == "mqtt", socket.subprotocol)
            socket.send(b"\x10\x10\x00\x04MQTT\x04\x02\x04\xb0\x00\x04test")
            expect(socket.recv() == b"\x20\x02\x00\x00", "CONNACK")
            socket.send(b"\xc0\x00")
            expect(socket.recv() == b"\xd0\x00", "PINGRESP")


def api():
    url = f"https://{API}/prod?room=1"
    request = AWSRequest(method="GET", url=url, data=b"")
    SigV4Auth(Credentials(key().access_key, key().secret_key), "execute-api", REGION).add_auth(request)
    for socket in (opened(presigned("execute-api", url)), opened(url, dict(request.headers))):
        with socket:
            for said in ("hello", b"\x00\xff", "x" * 100_000, ""):
                socket.send(said)
                expect(socket.recv() == said, "the echo")
            expect(socket.ping().wait(10), "a pong")
    refused(presigned("execute-api", f"https://{THEIRS}/prod"), 403, "another account's API")
    refused(presigned("execute-api", f"https://{API}/prod/@connections/a"), 400, "no stage")


def main():
    transcribe()
    iot()
    api()
    print("WebSockets: every check held")


main()
