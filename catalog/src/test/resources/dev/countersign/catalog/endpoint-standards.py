"""Writes endpoint-standards.tsv.gz: the hosts that botocore's own evaluator of the endpoint rule
sets gives to a client that sets nothing but its region.

    python3 endpoint-standards.py OUT        (needs botocore; the vectors are of 1.44.5)

One line per service, operation and region, sorted: service, operation, region, host, signing
region. The operation is empty where the host is that of all operations without a line of their own.
"""
import gzip
import sys

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError

# Their operations' fixed parameters have a meaning only beside a bucket or an account.
GENERAL_ONLY = {"s3", "s3control"}


def endpoint(provider, rules, region, static):
    given = {"Region": region, "UseFIPS": False, "UseDualStack": False} | static
    given = {name: value for name, value in given.items() if name in rules["parameters"]}
    try:
        found = provider.resolve_endpoint(**given)
    except BotoCoreError:
        return None
    regions = [s["signingRegion"] for s in found.properties.get("authSchemes", []) if s.get("signingRegion")]
    return found.url.split("://")[1].split("/")[0], (regions or [region])[0]


def main(out):
    loader = botocore.session.Session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    regions = [r for p in partitions["partitions"] for r in p["regions"] if not r.endswith("-global")]
    lines = []
    for service in loader.list_available_services("service-2"):
        operations = loader.load_service_model(service, "service-2")["operations"]
        rules = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rules, partitions)
        for region in regions:
            general = endpoint(provider, rules, region, {})
            if general:
                lines.append((service, "", region) + general)
            if service in GENERAL_ONLY:
                continue
            for name, operation in operations.items():
                static = {k: v["value"] for k, v in operation.get("staticContextParams", {}).items()}
                own = endpoint(provider, rules, region, static) if static else None
                if own and own != general:
                    lines.append((service, name, region) + own)
    with open(out, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for line in sorted(lines):
            file.write(("\t".join(line) + "\n").encode())
    print(len(lines), "lines")


if __name__ == "__main__":
    main(sys.argv[1])
