"""Writes params-vectors.jsonl.gz: requests as botocore's own serializers make them, and their input.

    python3 params-vectors.py OUT        (needs botocore; the vectors are of 1.44.5)

Every operation of the services that send forms or XML, in each of their protocols, and a few of all
others; every member is filled, two elements to a list, as deep as DEEPEST. Blobs are given as they
stand in the message, and timestamps are left out: each protocol writes them in its own way.
"""
import base64
import gzip
import json
import sys
import warnings
from urllib.parse import urlencode

import botocore.serialize
import botocore.session
from botocore.utils import percent_encode_sequence

warnings.simplefilter("ignore")
DEEPEST = 4
FEW = 3
BLOB = b"blob"


class Filler:
    """Makes the input for a shape, and what the reader is to see of it."""

    def fill(self, shape, name, depth):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            both = [self.fill(shape.member, f"{name}-{i}", depth + 1) for i in (1, 2)]
            both = [pair for pair in both if pair]
            return ([a for a, _ in both], [b for _, b in both]) if both else None
        if kind == "map":
            value = self.fill(shape.value, name, depth + 1)
            keys = getattr(shape.key, "enum", None) or ["key1", "key2"]
            return ({k: value[0] for k in keys[:2]}, {k: value[1] for k in keys[:2]}) if value else None
        if kind == "blob":
            text = base64.b64encode(BLOB).decode()
            return BLOB, text
        if kind == "timestamp":
            return None
        value = {
            "boolean": True, "integer": 7, "long": 8589934592, "short": 7, "byte": 7,
            "float": 1.5, "double": 2.5,
        }.get(kind)
        if value is None:
            value = (getattr(shape, "enum", None) or [f"{name} & é"[:40]])[0]
        return value, value

    def structure(self, shape, depth):
        if depth > DEEPEST or getattr(shape, "is_document_type", False):
            return None
        members = list(shape.members.items())
        if getattr(shape, "is_tagged_union", False):
            members = members[:1]
        given, seen = {}, {}
        for name, member in members:
            if skipped(shape, member):
                continue
            pair = self.fill(member, name.lower(), depth + 1)
            if pair:
                given[name], seen[name] = pair
        return (given, seen) if given else None


def skipped(shape, member):
    where = member.serialization
    return (
        where.get("jsonvalue")
        or where.get("eventstream")
        or getattr(member, "is_document_type", False)
        # Only one of these is the body, and it is not read.
        or (where.get("streaming") or member.type_name == "blob" and shape.serialization.get("payload"))
    )


def top(operation):
    shape = operation.input_shape
    if shape is None:
        return {}, {}
    pair = Filler().structure(shape, 0) or ({}, {})
    payload = shape.serialization.get("payload")
    given, seen = pair
    if payload in given and shape.members[payload].type_name in ("string", "blob"):
        given.pop(payload), seen.pop(payload)
    # Clients put the first of these into a presigned URL, and the second has a form of its own.
    given.pop("SourceRegion", None), seen.pop("SourceRegion", None)
    if "CopySource" in given:
        given["CopySource"] = seen["CopySource"] = "bucket/key"
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        if name in given and where in ("uri", "header") and isinstance(given[name], str):
            # A header holds ASCII, and a label no slash.
            given[name] = seen[name] = given[name].replace(" & é", "")
        if name in given and where == "headers":
            given[name] = seen[name] = {k.lower(): "value" for k in given[name]}
    return given, seen


def vector(service, name, operation, protocol):
    given, seen = top(operation)
    request = botocore.serialize.create_serializer(protocol, False).serialize_to_request(given, operation)
    body = request["body"]
    if isinstance(body, dict):
        body = urlencode(body, doseq=True)
    if isinstance(body, str):
        body = body.encode()
    query = request["query_string"]
    return {
        "service": service,
        "action": name,
        "protocol": protocol,
        "path": request["url_path"],
        "query": query if isinstance(query, str) else percent_encode_sequence(query),
        "headers": {k: v if isinstance(v, str) else v.decode() for k, v in request["headers"].items()},
        **({"base64": base64.b64encode(body).decode()} if "cbor" in protocol else {"text": body.decode()}),
        "params": seen,
    }


def main(out):
    session = botocore.session.get_session()
    lines = []
    for service in session.get_available_services():
        model = session.get_service_model(service)
        protocols = [p for p in model.metadata.get("protocols", [model.metadata["protocol"]])]
        every = {"query", "ec2", "rest-xml"} & set(protocols)
        for protocol in protocols:
            names = model.operation_names if every else model.operation_names[:FEW]
            for name in names:
                operation = model.operation_model(name)
                if operation.has_event_stream_input:
                    continue
                lines.append(json.dumps(vector(service, name, operation, protocol), sort_keys=True))
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    print(len(lines), "requests")


main(sys.argv[1])
