"""schemas/openapi.yaml as the tests read it: its operations, its schemas, and whether an exchange keeps to it."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import yaml
from jsonschema import Draft202012Validator, RefResolver

PATH = Path(__file__).resolve().parents[2] / "schemas" / "openapi.yaml"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# What HTTP itself says in an answer.
FRAMING_HEADERS = {"connection", "content-length", "content-type", "transfer-encoding"}


class Operation:
    def __init__(self, contract, method, path, described, shared):
        self.method, self.path, self.described = method.upper(), path, described
        self.id = described.get("operationId", f"{method} {path}")
        self.responses = described.get("responses", {})
        self.is_open = described.get("security") == []
        self.parameters = [contract.resolve(parameter) for parameter in [*shared, *described.get("parameters", [])]]
        self.rest = {parameter["name"] for parameter in self.parameters if parameter.get("x-rest")}
        # Text stands before a parameter: of two paths that match, the more exact one counts.
        self.order = [part.startswith("{") for part in path.split("/")]
        self.pattern = re.compile("/".join(self._part(part) for part in path.split("/")))

    def _part(self, part):
        if not part.startswith("{"):
            return re.escape(part)
        return f"(?P<{part[1:-1]}>{'.+' if part[1:-1] in self.rest else '[^/]+'})"

    @property
    def takes(self):
        """The media types of its body."""
        return list(self.described.get("requestBody", {}).get("content", {}))


class Contract:
    def __init__(self, document=None):
        self.document = document or yaml.safe_load(PATH.read_text(encoding="utf-8"))
        self.resolver = RefResolver("", self.document)
        self.validators = {}
        self.everywhere = self.document["x-everywhere"]
        self.operations = [Operation(self, method, path, item[method], item.get("parameters", []))
                           for path, item in self.document["paths"].items() for method in METHODS if method in item]
        self.operations.sort(key=lambda operation: operation.order)

    def resolve(self, described):
        while "$ref" in described:
            described = self.resolver.resolve(described["$ref"])[1]
        return described

    def find(self, method, target):
        """(operation or None, values of its path's parameters). HEAD is GET where it is not described itself."""
        path = target.partition("?")[0]
        for wanted in (method, "GET") if method == "HEAD" else (method,):
            for operation in self.operations:
                match = operation.pattern.fullmatch(path) if operation.method == wanted else None
                if match:
                    return operation, {name: unquote(value) for name, value in match.groupdict().items()}
        return None, {}

    def faults_of(self, schema, value):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            self.validators[key] = Draft202012Validator(schema, resolver=self.resolver)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                for error in self.validators[key].iter_errors(value)]

    def text_faults(self, schema, text):
        """Of a header or parameter: text that may stand for a number or a truth value."""
        faults = self.faults_of(schema, text)
        if faults and re.fullmatch("-?[0-9]+", text):
            return self.faults_of(schema, int(text))
        if faults and text in ("true", "false"):
            return self.faults_of(schema, text == "true")
        return faults


class Exchange:
    """One line of a recording (tests/chaos/http_load.py)."""

    def __init__(self, line):
        self.method, self.target, self.headers, self.body = (line[key] for key in ("method", "target", "headers", "body"))
        self.status, self.answer_headers = line["status"], line["answer_headers"]
        self.answer_size, self.answer_body = line["answer_size"], line["answer_body"]

    @property
    def name(self):
        return f"{self.method} {self.target[:120]} {self.status}"

    def header(self, name):
        return next((value for key, value in self.answer_headers if key.lower() == name.lower()), None)


def header_faults(contract, exchange, described):
    told = {}
    for name, value in exchange.answer_headers:
        told.setdefault(name.lower(), []).append(value)
    known = {name.lower(): contract.resolve(header)
             for name, header in {**contract.everywhere["headers"], **described.get("headers", {})}.items()}
    faults = [f"header {name} is not described" for name in told if name not in known and name not in FRAMING_HEADERS]
    faults += [f"header {name} stands there {len(values)} times" for name, values in told.items() if len(values) > 1]
    for name, header in known.items():
        if name in told:
            faults += [f"header {name}: {fault}" for fault in contract.text_faults(header["schema"], told[name][0])]
        elif header.get("required"):
            faults.append(f"header {name} is missing")
    return faults


def body_faults(contract, exchange, described):
    content = described.get("content", {})
    kind = exchange.header("Content-Type")
    if exchange.method == "HEAD":
        told = [] if kind is None or kind in content else [f"Content-Type {kind} is not described"]
        return told + ([] if exchange.answer_size == 0 else ["an answer to HEAD has a body"])
    if not content:
        return [] if exchange.answer_size == 0 and kind is None else ["a body that is not described"]
    if kind not in content:
        return [f"Content-Type {kind} is not described"]
    schema = content[kind].get("schema")
    if schema is None or exchange.answer_body is None:
        return []
    if not kind.endswith("json"):
        return contract.faults_of(schema, exchange.answer_body)
    try:
        value = json.loads(exchange.answer_body)
    except ValueError as error:
        return [f"no JSON: {error}"]
    return contract.faults_of(schema, value)


def request_faults(contract, exchange, operation, values):
    """What was taken must be what the contract says is taken."""
    known = {(parameter["in"], parameter["name"].lower()): parameter for parameter in operation.parameters}
    query = parse_qsl(exchange.target.partition("?")[2], keep_blank_values=True)
    told = [*(("path", name.lower(), value) for name, value in values.items()), *(("query", name, value) for name, value in query),
            *(("header", name.lower(), value) for name, value in exchange.headers.items() if ("header", name.lower()) in known)]
    faults = []
    for place, name, value in told:
        if (place, name) not in known:
            faults.append(f"{place} parameter {name} is not described")
        else:
            faults += [f"{place} parameter {name}: {fault}" for fault in contract.text_faults(known[place, name]["schema"], value)]
    present = {(place, name) for place, name, _ in told}
    faults += [f"{place} parameter {name} is said to be required" for (place, name), parameter in known.items()
               if parameter.get("required") and (place, name) not in present]
    schema = operation.described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is not None and exchange.body is not None:
        faults += [f"request: {fault}" for fault in contract.faults_of(schema, json.loads(exchange.body))]
    return faults


def faults_of(contract, exchange):
    """(operation or None, faults)"""
    operation, values = contract.find(exchange.method, exchange.target)
    status = str(exchange.status)
    # A head that is too long is refused before anything of it is known, a flood before its operation is looked at.
    known = operation and status != "431" and (status != "429" or status in operation.responses)
    responses = operation.responses if known else contract.everywhere["responses"]
    if status not in responses:
        return operation, [f"status {status} is not described"]
    described = contract.resolve(responses[status])
    faults = header_faults(contract, exchange, described) + body_faults(contract, exchange, described)
    if operation and exchange.status < 300:
        faults += request_faults(contract, exchange, operation, values)
    return operation, faults
