"""Whether the service keeps to schemas/openapi.yaml: every recorded exchange is described and valid, and every
operation and status of the contract has been seen. A recording is made by any test program with SIPRO_RECORD=FOLDER.

Usage: test_openapi.py FOLDER...    Ends with "N passed, N failed".
"""

import copy
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

from contract import Contract, Exchange, faults_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

VOLATILE = re.compile(rb'"request_id":"[0-9a-f]*"|X-Request-Id", "[0-9a-f]*"')


def read(folders):
    """Each exchange once: polls repeat themselves."""
    seen = set()
    for folder in folders:
        for file in sorted(Path(folder).rglob("*.jsonl")):
            with open(file, "rb") as source:
                for line in source:
                    digest = hashlib.sha1(VOLATILE.sub(b"", line)).digest()
                    if digest not in seen:
                        seen.add(digest)
                        yield Exchange(json.loads(line))


def check(contract, exchanges):
    """({(operation's id, status): number}, {fault: number}); a fault names what was asked and answered."""
    seen, faults = Counter(), Counter()
    for exchange in exchanges:
        operation, wrong = faults_of(contract, exchange)
        if operation:
            seen[operation.id, str(exchange.status)] += 1
        where = f"{operation.id} {exchange.status}" if operation else exchange.name
        faults.update(f"{where}: {fault}" for fault in wrong)
    return seen, faults


def unseen(contract, seen):
    return [f"{operation.id} {status}: never seen" for operation in contract.operations for status in operation.responses
            if (operation.id, status) not in seen]


def unseen_codes(contract, exchanges):
    """Each code that a problem may have is one that was told."""
    told = set()
    for exchange in exchanges:
        if exchange.header("Content-Type") == "application/problem+json" and exchange.answer_body:
            told.add((str(exchange.status), json.loads(exchange.answer_body).get("code")))
    known = {}
    for operation in contract.operations:
        for status, response in operation.responses.items():
            media = contract.resolve(response).get("content", {}).get("application/problem+json", {})
            code = media.get("schema", {}).get("properties", {}).get("code", {})
            for word in code.get("enum", [code["const"]] if "const" in code else []):
                known.setdefault((status, word), operation.id)
    return [f"{name} {status} {code}: never told" for (status, code), name in sorted(known.items()) if (status, code) not in told]


def broken_contracts(document):
    """(what is broken, the contract)"""
    def changed(change):
        broken = copy.deepcopy(document)
        change(broken)
        return Contract(broken)

    def session(broken):
        return broken["paths"]["/api/v1/session"]["get"]

    yield "a status that is not described", changed(lambda d: session(d)["responses"].pop("401"))
    yield "an operation that is not described", changed(lambda d: d["paths"].pop("/api/v1/districts"))
    yield "a key that is not answered", changed(lambda d: d["components"]["schemas"]["session"]["required"].append("other"))
    yield "a key that is not described", changed(lambda d: d["components"]["schemas"]["session"]["properties"].pop("unlocked"))
    yield "another type", changed(lambda d: d["components"]["schemas"]["session"]["properties"].update(unlocked={"type": "string"}))
    yield "a header that is not described", changed(lambda d: d["x-everywhere"]["headers"].pop("X-Request-Id"))
    yield "a header that is not sent", changed(lambda d: d["x-everywhere"]["headers"].update(
        {"X-Other": {"required": True, "schema": {"type": "string"}}}))
    yield "another media type", changed(lambda d: session(d)["responses"]["200"].update(
        content={"text/plain": session(d)["responses"]["200"]["content"]["application/json"]}))
    yield "a code that is not described", changed(lambda d: d["components"]["responses"]["Unauthorized"]["content"][
        "application/problem+json"]["schema"]["properties"].update(code={"const": "other"}))
    yield "a code that is never told", changed(lambda d: d["components"]["responses"]["Unavailable"]["content"][
        "application/problem+json"]["schema"]["properties"]["code"]["enum"].append("other"))
    yield "a status that is never answered", changed(lambda d: session(d)["responses"].update(
        {"418": {"$ref": "#/components/responses/NotFound"}}))
    yield "a request that is taken and not described", changed(
        lambda d: d["components"]["schemas"]["login"]["properties"].pop("name"))


def self_test(contract, exchanges):
    """What the test can't find proves nothing."""
    first = {}
    for exchange in exchanges:
        operation, _ = contract.find(exchange.method, exchange.target)
        first.setdefault((operation and operation.id, exchange.method, exchange.status), exchange)
    blind = []
    seen, known = check(contract, first.values())
    known.update(unseen_codes(contract, exchanges))
    missing = unseen(contract, seen)
    for name, broken in broken_contracts(contract.document):
        seen, faults = check(broken, first.values())
        faults.update(unseen_codes(broken, exchanges))
        if set(faults) <= set(known) and set(unseen(broken, seen)) <= set(missing):
            blind.append(f"not found: {name}")
    return blind


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    contract = Contract()
    exchanges = list(read(sys.argv[1:]))
    seen, faults = check(contract, exchanges)
    results = [("exchanges were recorded", [] if exchanges else ["none: run the steps that record first"]),
               ("every exchange is described and valid", [f"{fault} ({number} times)" for fault, number in sorted(faults.items())[:100]]),
               ("every operation and status was seen", unseen(contract, seen)),
               ("every code of a problem was seen", unseen_codes(contract, exchanges)),
               ("a broken contract is found", self_test(contract, exchanges))]
    print(f"{len(exchanges)} different exchanges, {len(contract.operations)} operations, {len(seen)} operations and statuses")
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
