"""A rendered container as processes of this machine: its files lie below a folder instead of at its mounts, Redis' port and the
gateway's are free ones, and everything else - command, arguments, environment, probes, passwords - is the manifests' own."""

import os
import re
import subprocess
import sys
from pathlib import Path

from manifests import ROOT

sys.path.insert(0, str(ROOT / "tests/chaos"))
from processes import Process  # noqa: E402  (one place knows how processes are ended)


class LocalPod:
    def __init__(self, manifests, pod, place, moved):
        """`place` is the cluster's storage; `moved`: texts to put in the place of others, beside the mounts."""
        self.manifests, self.pod, self.place, self.moved = manifests, pod, Path(place), moved

    @property
    def path(self):
        """The programs as an image has them: sipro-backup is a script of deploy."""
        programs = self.place / "bin"
        if not programs.exists():
            programs.mkdir()
            (programs / "sipro-backup").symlink_to(ROOT / "deploy/backup")
        return f"{programs}:{self.manifests.programs.folder}:{os.environ['PATH']}"

    def folder(self, volume_name):
        """Of a volume, filled as Kubernetes does; claims are one folder for all pods."""
        volume = self.pod.volumes.get(volume_name, {})
        claim = volume.get("persistentVolumeClaim", {}).get("claimName")
        folder = self.place / (f"claim-{claim}" if claim else f"{self.pod.owner['metadata']['name']}-{volume_name}")
        folder.mkdir(exist_ok=True)
        for key, kind, name in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName")):
            if key not in volume:
                continue
            document = self.manifests.named(kind, volume[key][name])
            texts = document.get("data") or document["stringData"]
            items = volume[key].get("items") or [{"key": text, "path": text} for text in texts]
            for item in items:
                file = folder / item["path"]
                # Once: what runs already may be reading it.
                if not file.exists():
                    file.write_text(texts[item["key"]], encoding="utf-8")
                    file.chmod(volume[key].get("defaultMode", 0o644))
        return folder

    def here(self, container, text):
        """With our folders for its mounts, in one pass: they lie below /tmp themselves, which may be a mount."""
        found = {mount["mountPath"]: str(self.folder(mount["name"])) for mount in container.get("volumeMounts", [])}
        found.update(self.moved)
        longest_first = sorted(found, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), lambda match: found[match.group()], text)

    def environment(self, container):
        found = {name: self.here(container, value) for name, value in self.manifests.environment(container).items()}
        return {"PATH": self.path, **found}

    def words(self, container, words):
        environment = self.manifests.environment(container)
        for name, value in environment.items():
            words = [word.replace(f"$({name})", value) for word in words]
        return [self.here(container, word) for word in words]

    def run(self, container, words=None, **changes):
        """To its end: the container's own command, or a probe's."""
        command = self.words(container, words or [*container["command"], *container.get("args", [])])
        return subprocess.run(command, env={**self.environment(container), **changes}, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)

    def start(self, container, **changes):
        command = self.words(container, [*container["command"], *container.get("args", [])])
        process = Process(container["name"], command, self.place / f"{container['name']}.log")
        process.env = {**self.environment(container), **changes}
        return process.start()
