"""k8s/: both overlays render, every document fits Kubernetes' and KEDA's schemas, our own rules hold; and each rule, and the
schemas at every depth, notice what is planted. No cluster is asked.

Usage: test_manifests.py --bin FOLDER    Ends with "N passed, N failed".
"""

import argparse
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import yaml
from manifests import OVERLAYS, ROOT, Manifests, redis_secret, render
from mistakes import AGAINST_SCHEMA, MISTAKES
from programs import Programs
from rules import KUSTOMIZATION_KEYS, RULES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

# Maps whose keys are free.
FREE = {"annotations", "data", "stringData", "labels", "matchLabels", "limits", "requests", "selector", "metadata"}


def against_schemas(documents):
    """For each document a list of messages."""
    run = subprocess.run(["node", ROOT / "tests/k8s/schema.mjs"], input=json.dumps(documents), text=True, capture_output=True, timeout=60)
    if run.returncode:
        raise RuntimeError(run.stderr.strip()[-500:])
    return json.loads(run.stdout)


def name_of(document):
    return f"{document['kind']} {document['metadata']['name']}"


def check_schemas(documents):
    return [f"{name_of(document)}: {message}" for document, messages in zip(documents, against_schemas(documents), strict=True)
            for message in messages]


def with_unknown_keys(value, path=""):
    """The paths of an unknown key that is put into every object, but for maps with free keys."""
    paths = []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in list(children):
        # "metadata" of a document or pod has fixed keys, "metadata" of KEDA's triggers has not; so has a Service's "selector".
        is_map = isinstance(child, dict) and all(isinstance(one, str) for one in child.values())
        if key not in FREE or not is_map:
            paths += with_unknown_keys(child, f"{path}/{key}")
    if isinstance(value, dict):
        value["takDikenal"] = "x"
        paths.append(f"{path}/takDikenal")
    return paths


def check_every_depth(documents):
    """an unknown key is refused in every object of every document"""
    planted = deepcopy(documents)
    paths = [with_unknown_keys(document) for document in planted]
    for document, wanted, told in zip(planted, paths, against_schemas(planted), strict=True):
        missed = set(wanted) - {message.split(" ")[0] for message in told}
        if missed:
            yield f"{name_of(document)}: not noticed: {', '.join(sorted(missed)[:5])}; told {told[:2]}"
    print(f"     {sum(map(len, paths))} unknown keys planted")


def check_noticed(good, rule, change):
    planted = Manifests(deepcopy(good.documents), good.programs)
    change(planted)
    return [] if list(RULES[rule](planted)) else ["not noticed"]


def planted_against_schema(good):
    """(what is wrong, what is missing): one look at all of them."""
    changed = []
    for _, change in AGAINST_SCHEMA:
        planted = Manifests(deepcopy(good.documents), good.programs)
        change(planted)
        changed.append(planted.documents)
    told = iter(against_schemas([document for documents in changed for document in documents]))
    for (what, _), documents in zip(AGAINST_SCHEMA, changed, strict=True):
        yield what, [] if any([next(told) for _ in documents]) else ["not refused"]


def check_kustomizations():
    """only what kustomize 2.0.3 knows"""
    for file in ROOT.glob("k8s/**/kustomization.yaml"):
        for key in set(yaml.safe_load(file.read_text(encoding="utf-8"))) - KUSTOMIZATION_KEYS:
            yield f"{file.relative_to(ROOT)}: {key}"


def results(programs):
    overlays = {}
    for overlay in OVERLAYS:
        overlays[overlay] = Manifests([*render(overlay), redis_secret()], programs)
        yield f"{overlay} fits the schemas", check_schemas(overlays[overlay].documents)
        for rule in RULES.values():
            yield f"{overlay}: {rule.__doc__}", rule(overlays[overlay])
    yield "kustomizations are those of 2.0.3", check_kustomizations()
    good = overlays["provinsi"]
    yield check_every_depth.__doc__, check_every_depth(good.documents)
    for what, missing in planted_against_schema(good):
        yield f"the schemas refuse: {what}", missing
    for rule, what, change in MISTAKES:
        yield f"{rule} notices: {what}", check_noticed(good, rule, change)
    yield "every rule is shown to fail", sorted(set(RULES) - {rule for rule, _, _ in MISTAKES})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    return report(results(Programs(parser.parse_args().bin)))


if __name__ == "__main__":
    sys.exit(main())
