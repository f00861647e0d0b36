"""Rendered documents, and what rules ask of them."""

import subprocess
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = ("kabupaten", "provinsi")
LONG_RUNNING = ("Deployment", "StatefulSet")


@dataclass
class Pod:
    """What a workload makes pods from."""
    owner: dict
    labels: dict
    spec: dict

    @property
    def name(self):
        return f"{self.owner['kind']} {self.owner['metadata']['name']}"

    @property
    def component(self):
        return self.labels.get("app.kubernetes.io/component")

    @property
    def containers(self):
        return self.spec.get("initContainers", []) + self.spec["containers"]

    @property
    def volumes(self):
        return {volume["name"]: volume for volume in self.spec.get("volumes", [])}


@dataclass
class Manifests:
    """One overlay's documents, with the Secret that k8s/redis-secret makes, and what the programs tell of themselves."""
    documents: list
    programs: "object" = field(default=None, repr=False)

    def of(self, *kinds):
        return [document for document in self.documents if document["kind"] in kinds]

    def named(self, kind, name):
        return next((one for one in self.of(kind) if one["metadata"]["name"] == name), None)

    def pods(self):
        for owner in self.of(*LONG_RUNNING, "CronJob"):
            spec = owner["spec"]["jobTemplate"]["spec"] if owner["kind"] == "CronJob" else owner["spec"]
            template = spec["template"]
            yield Pod(owner, template["metadata"].get("labels", {}), template["spec"])

    def environment(self, container):
        """What a container finds in its environment, of ConfigMaps that exist."""
        found = {}
        for source in container.get("envFrom", []):
            config = self.named("ConfigMap", source["configMapRef"]["name"])
            found.update((config or {}).get("data", {}))
        found.update((one["name"], one.get("value", "")) for one in container.get("env", []))
        return found


def render(overlay):
    run = subprocess.run(["kubectl", "kustomize", ROOT / "k8s/overlays" / overlay], text=True, capture_output=True, timeout=60)
    if run.returncode:
        raise RuntimeError(f"kubectl kustomize {overlay}: {run.stderr.strip()}")
    return [document for document in yaml.safe_load_all(run.stdout) if document]


def redis_secret():
    run = subprocess.run([ROOT / "k8s/redis-secret"], text=True, capture_output=True, timeout=60)
    if run.returncode:
        raise RuntimeError(f"k8s/redis-secret: {run.stderr.strip()}")
    secret = yaml.safe_load(run.stdout)
    # In plain text, which Kubernetes takes as well.
    secret["stringData"] = {key: b64decode(value).decode() for key, value in secret.pop("data").items()}
    return secret


def matches(selector, labels):
    """A label selector; an empty one matches all."""
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    operators = {"In": lambda value, wanted: value in wanted, "NotIn": lambda value, wanted: value not in wanted,
                 "Exists": lambda value, _: value is not None, "DoesNotExist": lambda value, _: value is None}
    return all(operators[one["operator"]](labels.get(one["key"]), one.get("values", []))
               for one in selector.get("matchExpressions") or [])
