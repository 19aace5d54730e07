"""Writes endpoint-vectors.tsv.gz: what botocore's own evaluator makes of every endpoint rule set.

    python3 endpoint-vectors.py OUT        (needs botocore; the vectors are of 1.44.5)

One line per host, sorted: host, services, partitions, signing regions, signing names, operation
host prefixes; several values with commas. A region is left out where the rules leave it to the
caller and the host does not show it; "*" is SigV4A's region set.
"""
import collections
import gzip
import itertools
import sys

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError

ACCOUNT = "111122223333"
ROUTES = {"{AccountId}": ACCOUNT, "{RequestRoute}": "io-route", "{graphIdentifier}": "g-abc123"}


def s3_buckets(arn):
    aliases = [
        "test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3",
        "test-accessp-e0000000000000000000000000000000000000000use10--op-s3",
    ]
    arns = [
        arn("s3") + ":accesspoint/my-ap",
        arn("s3-object-lambda") + ":accesspoint/my-ol",
        arn("s3-outposts") + ":outpost/op-01234567890123456/accesspoint/my-ap",
        arn("s3", "") + ":accesspoint/mfzwi23gnjvgw.mrap",
    ]
    zonal = ["dir--use1-az4--x-s3", "dir--use1-az4--xa-s3"]
    buckets = ["a.bucket", "plain-bucket"] + arns + aliases + zonal
    return (
        [{"Bucket": bucket} for bucket in buckets]
        + [{"Bucket": "accelerated", "Accelerate": True}]
        + [{"Bucket": "pathed", "ForcePathStyle": True}]
        + [{"Bucket": zonal[0], "UseS3ExpressControlEndpoint": True}]
        + [{"UseS3ExpressControlEndpoint": True}, {"UseObjectLambdaEndpoint": True}]
    )


def settings(service, partition, region):
    """What a caller can set besides the region, as far as it changes the host."""

    def arn(name, of=region):
        return f"arn:{partition}:{name}:{of}:{ACCOUNT}"

    common = [
        {},
        {"AccountId": ACCOUNT, "AccountIdEndpointMode": "preferred"},
        {"EndpointId": "abc123.veo"},
        {"UseGlobalEndpoint": True},
        {"SpaceId": "space-1"},
    ]
    own = {
        "kinesis": [{"StreamARN": arn("kinesis") + ":stream/x"}, {"StreamId": "a" * 20 + "-uvw"}],
        "cloudfront-keyvaluestore": [
            {"KvsARN": f"arn:aws:cloudfront::{ACCOUNT}:key-value-store/abc"}
        ],
        "s3": s3_buckets(arn),
        "s3control": [
            {"AccountId": ACCOUNT},
            {"AccountId": ACCOUNT, "RequiresAccountId": True},
            {"OutpostId": "op-0123"},
            {"UseS3ExpressControlEndpoint": True},
            {"Bucket": arn("s3-outposts") + ":outpost/op-01234567890123456/bucket/b"},
        ],
    }
    return common + own.get(service, [])


def kinds(model):
    """The operations' fixed endpoint parameters and host prefixes, each combination once."""
    found = {((), "")}
    for operation in model["operations"].values():
        static = operation.get("staticContextParams", {})
        found.add(
            (
                tuple(sorted((k, v["value"]) for k, v in static.items() if not isinstance(v["value"], list))),
                operation.get("endpoint", {}).get("hostPrefix", ""),
            )
        )
    return sorted(found, key=str)


def prefixed(service, host, prefix):
    """S3's prefixes stand before some of its hosts only, and its rules write accounts themselves."""
    if service == "s3" and prefix and not host.startswith("s3-object-lambda"):
        return None
    if service == "s3control":
        return host, "{AccountId}." if host.startswith(ACCOUNT) else ""
    shown = prefix
    for variable, value in ROUTES.items():
        shown = shown.replace(variable, value)
    return shown + host, prefix


def exists(host, partition, partitions):
    """Some rules put any region under one domain, and pseudo regions into names."""
    if "localhost" in host or "{" in host or "-global." in host.replace("s3-global.", ""):
        return False
    # What is left over for GovCloud in these rules is a name of the partition aws.
    if partition == "aws-us-gov" and "us-gov" not in host and host.endswith(".api.aws"):
        return False
    under = [p["id"] for p in partitions if host.endswith(domains(p))]
    return not under or partition in under


def domains(partition):
    outputs = partition["outputs"]
    return "." + outputs["dnsSuffix"], "." + outputs["dualStackDnsSuffix"]


def regions_of(partition, turn):
    names = [name for name in partition["regions"] if not name.endswith("global")]
    pseudo = [name for name in partition["regions"] if name.endswith("global")]
    first = "us-east-1" if partition["id"] == "aws" else names[0]
    return sorted({names[turn % len(names)], first}) + pseudo


def main(out):
    loader = botocore.session.Session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    lines = collections.defaultdict(lambda: [set() for _ in range(5)])
    for turn, service in enumerate(loader.list_available_services("service-2")):
        model = loader.load_service_model(service, "service-2")
        rules = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rules, partitions)
        metadata = model["metadata"]
        name = metadata.get("signingName", metadata["endpointPrefix"])
        for partition in partitions["partitions"]:
            for region in regions_of(partition, turn):
                choices = itertools.product(
                    [False, True], [False, True], kinds(model), settings(service, partition["id"], region)
                )
                for fips, dual, (static, prefix), setting in choices:
                    given = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
                    given |= dict(static) | setting
                    if any(key not in rules["parameters"] and value for key, value in given.items()):
                        continue
                    given = {k: v for k, v in given.items() if k in rules["parameters"]}
                    try:
                        endpoint = provider.resolve_endpoint(**given)
                    except BotoCoreError:
                        continue
                    host = endpoint.url.split("://")[1].split("/")[0]
                    if not exists(host, partition["id"], partitions["partitions"]):
                        continue
                    full = prefixed(service, host, prefix)
                    if full is None:
                        continue
                    own = region if region in host.split(".") else ""
                    schemes = endpoint.properties.get("authSchemes", [])
                    line = lines[full[0]]
                    line[0].add(service)
                    line[1].add(partition["id"])
                    line[2] |= {
                        "*" if "signingRegionSet" in s else s.get("signingRegion", own) for s in schemes
                    } or {own}
                    line[3] |= {s.get("signingName", name) for s in schemes} or {name}
                    line[4].add(full[1])
    # A pseudo region says nothing that a region would not say better.
    for line in lines.values():
        line[2] = {r for r in line[2] if not r.endswith("-global")} or {""}
    with open(out, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for host, line in sorted(lines.items()):
            fields = [host] + [",".join(sorted(values)) for values in line]
            file.write(("\t".join(fields) + "\n").encode())
    print(len(lines), "hosts")


if __name__ == "__main__":
    main(sys.argv[1])
