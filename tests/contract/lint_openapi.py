"""Reads schemas/openapi.yaml with rules of its own, and compares it with the routes of the gateway itself.

Usage: lint_openapi.py --bin DIR    Ends with "N passed, N failed".
"""

import argparse
import copy
import re
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import RefResolutionError, SchemaError

from contract import METHODS, Contract

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

HANDLERS = Path(__file__).resolve().parents[2] / "gateway" / "api" / "handlers.hpp"
OPERATION_ID = re.compile(r"(get|head|post|put|patch|delete|options)_[a-z][a-z0-9_]*")
WITH_RETRY = ("429", "503", "507")


def keys(required, optional=()):
    return {"type": "object", "required": list(required), "propertyNames": {"enum": [*required, *optional]}}


REF = keys(["$ref"])
# OpenAPI 3.1 as far as this file uses it: what stands elsewhere is a misspelling.
STRUCTURE = {
    **keys(["openapi", "info", "servers", "security", "tags", "x-everywhere", "paths", "components"]),
    "properties": {
        "openapi": {"const": "3.1.0"},
        "info": keys(["title", "version", "description"]),
        "tags": {"type": "array", "items": keys(["name"])},
        "x-everywhere": keys(["headers", "responses"]),
        "paths": {"type": "object", "propertyNames": {"pattern": "^/"}, "additionalProperties": {"$ref": "#/$defs/path"}},
        "components": {
            **keys(["securitySchemes", "parameters", "headers", "responses", "schemas"]),
            "properties": {"parameters": {"additionalProperties": {"$ref": "#/$defs/parameter"}},
                           "headers": {"additionalProperties": {"$ref": "#/$defs/header"}},
                           "responses": {"additionalProperties": {"$ref": "#/$defs/response"}},
                           "schemas": {"propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}}}}},
    "$defs": {
        "path": {**keys([], ["parameters", *METHODS]),
                 "patternProperties": {"^parameters$": {"$ref": "#/$defs/parameters"},
                                       f"^({'|'.join(METHODS)})$": {"$ref": "#/$defs/operation"}}},
        "operation": {**keys(["operationId", "tags", "summary", "responses"], ["description", "security", "parameters", "requestBody"]),
                      "properties": {"tags": {"type": "array", "minItems": 1, "maxItems": 1},
                                     "parameters": {"$ref": "#/$defs/parameters"},
                                     "security": {"const": []},
                                     "requestBody": {**keys(["content"], ["required", "description"]),
                                                     "properties": {"content": {"$ref": "#/$defs/content"}}},
                                     "responses": {"type": "object", "propertyNames": {"pattern": "^[1-5][0-9][0-9]$"},
                                                   "additionalProperties": {"oneOf": [REF, {"$ref": "#/$defs/response"}]}}}},
        "parameters": {"type": "array", "items": {"oneOf": [REF, {"$ref": "#/$defs/parameter"}]}},
        "parameter": {**keys(["name", "in", "schema"], ["required", "description", "x-rest"]),
                      "properties": {"in": {"enum": ["path", "query", "header"]}},
                      "if": {"properties": {"in": {"const": "path"}}}, "then": {"required": ["required"]}},
        "header": keys(["schema"], ["required", "description"]),
        "response": {**keys(["description"], ["headers", "content"]),
                     "properties": {"content": {"$ref": "#/$defs/content"},
                                    "headers": {"type": "object", "additionalProperties": {
                                        "oneOf": [REF, {"$ref": "#/$defs/header"}]}}}},
        "content": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?$"},
                    "additionalProperties": keys([], ["schema"])}}}


def structure_faults(contract, routes):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in Draft202012Validator(STRUCTURE).iter_errors(contract.document)]


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = value.values()
    if isinstance(value, (list, type({}.values()))):
        for part in value:
            yield from references(part)


def reference_faults(contract, routes):
    used, faults = set(references(contract.document)), []
    for reference in sorted(used):
        try:
            contract.resolver.resolve(reference)
        except RefResolutionError:
            faults.append(f"{reference} leads nowhere")
    for kind in ("parameters", "headers", "responses", "schemas"):
        faults += [f"components/{kind}/{name} is not used" for name in contract.document["components"][kind]
                   if f"#/components/{kind}/{name}" not in used]
    return faults


def schema_faults(contract, routes):
    faults = []
    for name, schema in contract.document["components"]["schemas"].items():
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            faults.append(f"components/schemas/{name}: {error.message[:200]}")
    return faults


def answers(contract):
    """(where, status, response) of all."""
    for operation in contract.operations:
        for status, response in operation.responses.items():
            yield f"{operation.id} {status}", status, contract.resolve(response)
    for status, response in contract.everywhere["responses"].items():
        yield f"everywhere {status}", status, contract.resolve(response)


def strict_faults(contract, schema, where, done, open_ended=False):
    """An answer's object says all its keys, and which of them are always there."""
    if not isinstance(schema, dict) or id(schema) in done:
        return
    done.add(id(schema))
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from strict_faults(contract, contract.resolver.resolve(schema["$ref"])[1], name, done, open_ended)
    elif "object" in schema.get("type", []) and "properties" in schema:
        if not open_ended and schema.get("additionalProperties") is not False and schema.get("unevaluatedProperties") is not False:
            yield f"{where}: an object without additionalProperties: false"
        if "required" not in schema and "allOf" not in schema:
            yield f"{where}: an object without required"
    elif "properties" in schema and not open_ended and "allOf" not in schema:
        yield f"{where}: properties of what is not said to be an object"
    closed = schema.get("unevaluatedProperties") is False
    for part in schema.get("allOf", []):
        yield from strict_faults(contract, part, where, done, closed)
    for part in [*schema.get("properties", {}).values(), *schema.get("oneOf", []), *schema.get("anyOf", []), schema.get("items")]:
        yield from strict_faults(contract, part, where, done)


def answer_faults(contract, routes):
    faults, done = [], set()
    for where, status, response in answers(contract):
        for kind, media in response.get("content", {}).items():
            faults += strict_faults(contract, media.get("schema"), where, done)
            if int(status) >= 400 and kind != "application/problem+json":
                faults.append(f"{where}: an error as {kind}")
            told = media.get("schema", {}).get("properties", {}).get("status", {}).get("const")
            if int(status) >= 400 and told != int(status):
                faults.append(f"{where}: a problem that says {told}")
        retry = contract.resolve(response.get("headers", {}).get("Retry-After", {}))
        if status in WITH_RETRY and not retry.get("required"):
            faults.append(f"{where}: without Retry-After")
        if status == "405" and "Allow" not in response.get("headers", {}):
            faults.append(f"{where}: without Allow")
    return faults


def always(operation, access, body):
    """The statuses that its route brings with it."""
    wanted = {"400"}
    if access != "open":
        wanted |= {"401", "503"}
    if operation.method in ("POST", "PUT", "PATCH", "DELETE") or access == "unlocked":
        wanted.add("403")
    if body == "json":
        wanted |= {"413", "415"}
    if "{" in operation.path:
        wanted.add("404")
    return wanted


def operation_faults(contract, routes):
    faults, ids = [], [operation.id for operation in contract.operations]
    handlers = set(re.findall(r"\b(\w+)\(Context&", HANDLERS.read_text(encoding="utf-8")))
    tags = [tag["name"] for tag in contract.document["tags"]]
    faults += [f"{name}: more than one operation" for name in set(ids) if ids.count(name) > 1]
    for operation in contract.operations:
        name = operation.id
        if not OPERATION_ID.fullmatch(name) or not name.startswith(operation.method.lower() + "_"):
            faults.append(f"{name}: not {operation.method.lower()}_...")
        if name not in handlers:
            faults.append(f"{name}: no handler of this name in {HANDLERS.name}")
        faults += [f"{name}: no tag {tag}" for tag in operation.described.get("tags", []) if tag not in tags]
        in_path = set(re.findall(r"\{(\w+)\}", operation.path))
        told = {parameter["name"] for parameter in operation.parameters if parameter["in"] == "path"}
        if in_path != told:
            faults.append(f"{name}: its path has {sorted(in_path)}, its parameters {sorted(told)}")
        _, access, body = routes.get((operation.method, operation.path), (None, "open", "none"))
        faults += [f"{name}: {status} is missing" for status in sorted(always(operation, access, body) - set(operation.responses))]
        if operation.is_open != (access == "open"):
            faults.append(f"{name}: security says otherwise than its route, {access}")
        if ("application/json" in operation.takes) != (body == "json"):
            faults.append(f"{name}: its body is {operation.takes}, its route's {body}")
    return faults


def route_faults(contract, routes):
    described = {(operation.method, operation.path): operation for operation in contract.operations}
    faults = [f"{' '.join(key)}: not described" for key in sorted(set(routes) - set(described))]
    faults += [f"{' '.join(key)}: no such route" for key in sorted(set(described) - set(routes))]
    for key in set(described) & set(routes):
        if described[key].rest != set(routes[key][0]):
            faults.append(f"{' '.join(key)}: x-rest belongs to {routes[key][0]}")
    return faults


def read_routes(text):
    """{(method, path): (parameters that take the rest of the path, access, body)}"""
    routes = {}
    for line in text.splitlines():
        method, pattern, access, body = line.split()
        routes[method, pattern.replace("...}", "}")] = (re.findall(r"\{(\w+)\.\.\.\}", pattern), access, body)
    return routes


RULES = [("the structure is that of OpenAPI 3.1", structure_faults), ("every reference leads somewhere", reference_faults),
         ("every schema is one", schema_faults), ("answers are strict", answer_faults),
         ("operations say what is always said", operation_faults), ("operations are the gateway's routes", route_faults)]


def changed(document, change):
    broken = copy.deepcopy(document)
    change(broken)
    return Contract(broken)


def blind_rules(document, routes):
    """Each rule finds its breach."""
    def session(broken):
        return broken["paths"]["/api/v1/session"]["get"]

    breaches = [
        (structure_faults, lambda d: session(d).update(sumary="x")),
        (structure_faults, lambda d: session(d).pop("summary")),
        (reference_faults, lambda d: session(d)["responses"].update({"404": {"$ref": "#/components/responses/Nothing"}})),
        (reference_faults, lambda d: d["components"]["schemas"].update(lonely={"type": "string"})),
        (schema_faults, lambda d: d["components"]["schemas"]["count"].update(type="number of")),
        (answer_faults, lambda d: d["components"]["schemas"]["session"].pop("additionalProperties")),
        (answer_faults, lambda d: d["components"]["schemas"]["session"].pop("required")),
        (answer_faults, lambda d: d["components"]["responses"]["Unavailable"]["headers"].pop("Retry-After")),
        (operation_faults, lambda d: session(d).update(operationId="get_other")),
        (operation_faults, lambda d: session(d)["responses"].pop("401")),
        (operation_faults, lambda d: session(d).update(security=[])),
        (operation_faults, lambda d: d["paths"]["/api/v1/jobs/{id}"].pop("parameters")),
        (route_faults, lambda d: d["paths"].pop("/healthz")),
        (route_faults, lambda d: d["paths"].update({"/other": {"get": session(d)}})),
    ]
    contract = Contract(document)
    return [f"{rule.__name__} does not see breach {number}" for number, (rule, change) in enumerate(breaches, 1)
            if set(rule(changed(document, change), routes)) <= set(rule(contract, routes))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    gateway = Path(parser.parse_args().bin) / "sipro-gateway"
    told = subprocess.run([gateway, "--routes"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    contract, routes = Contract(), read_routes(told)
    results = [(name, rule(contract, routes)) for name, rule in RULES]
    results.append(("each rule sees its breach", blind_rules(contract.document, routes)))
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
