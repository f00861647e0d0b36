"""The project's own rules for what runs on Kubernetes. Each is a function rule_NAME(manifests) that yields what breaks it;
its docstring states it. `mistakes.py` shows of each that it can fail."""

import re
import sys
from fnmatch import fnmatch
from pathlib import Path

from manifests import LONG_RUNNING, ROOT, matches

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from quantities import bytes_of  # noqa: E402

# Served by every cluster since 1.25; the schemas know versions too that are gone.
VERSIONS = {"v1": {"Namespace", "ServiceAccount", "ConfigMap", "Secret", "Service", "PersistentVolumeClaim"},
            "apps/v1": {"Deployment", "StatefulSet"}, "batch/v1": {"CronJob"}, "policy/v1": {"PodDisruptionBudget"},
            "networking.k8s.io/v1": {"Ingress", "NetworkPolicy"}, "keda.sh/v1alpha1": {"ScaledObject", "TriggerAuthentication"}}
IMAGES = ("sipro-gateway", "sipro-worker", "sipro-redis")
# Seconds that a process may take to end: preStop and drain of a gateway, a worker's 90, Redis' last sync.
LEAST_GRACE = {"gateway": 40, "worker": 95, "redis": 10}
# What the operator or the cluster brings.
FROM_OUTSIDE = {("Secret", "sipro-tls")}
# Volumes that the restricted standard allows and that are used here.
VOLUMES = {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}
# Who talks to whom, on which port; "ns/..." stands outside of our namespace. Nothing else may.
CONNECTIONS = {("gateway", "redis", 6379), ("worker", "redis", 6379), ("upkeep", "redis", 6379), ("ns/ingress-nginx", "gateway", 8080),
               ("ns/monitoring", "gateway", 9464), ("gateway", "ns/kube-system", 53), ("worker", "ns/kube-system", 53),
               ("upkeep", "ns/kube-system", 53)}
WITH_KEDA = {("ns/keda", "redis", 6379)}
# kustomize 2.0.3, which Debian's kubectl has, knows these of what one might want.
KUSTOMIZATION_KEYS = {"namespace", "bases", "resources", "images", "configMapGenerator", "patchesStrategicMerge"}


def project_version():
    return re.search(r"project\(sipro VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)


def each_container(manifests):
    for pod in manifests.pods():
        for container in pod.containers:
            yield pod, container, f"{pod.name}, {container['name']}"


def rule_versions(manifests):
    """every document is of a version that today's clusters serve"""
    for document in manifests.documents:
        if document["kind"] not in VERSIONS.get(document["apiVersion"], ()):
            yield f"{document['kind']} of {document['apiVersion']}"


def rule_resources(manifests):
    """every container says what it needs and what it may take"""
    for _, container, where in each_container(manifests):
        for kind in ("requests", "limits"):
            for what in ("cpu", "memory"):
                if not container.get("resources", {}).get(kind, {}).get(what):
                    yield f"{where}: no {kind} of {what}"


def rule_redis_room(manifests):
    """Redis may take twice what it may keep: while its file is written anew what changes is copied"""
    redis = manifests.named("StatefulSet", "redis")["spec"]["template"]["spec"]["containers"][0]
    kept, limit = manifests.environment(redis)["MAXMEMORY"], redis["resources"]["limits"]["memory"]
    if bytes_of(limit) < 2 * bytes_of(kept):
        yield f"{kept} of {limit}"


def rule_confined(manifests):
    """every container is unprivileged: not root, a root that is read-only, no capability, the runtime's seccomp, no host"""
    for pod, container, where in each_container(manifests):
        context = container.get("securityContext", {})
        if context.get("readOnlyRootFilesystem") is not True:
            yield f"{where}: its root can be written"
        if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
            yield f"{where}: may gain privileges"
        if context.get("capabilities") != {"drop": ["ALL"]}:
            yield f"{where}: keeps capabilities"
        if {"runAsUser", "runAsNonRoot", "seccompProfile"} & set(context):
            yield f"{where}: differs from its pod"
    for pod in manifests.pods():
        context = pod.spec.get("securityContext", {})
        if context.get("runAsNonRoot") is not True or context.get("runAsUser") != 10001:
            yield f"{pod.name}: runs as another user than 10001"
        if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{pod.name}: without the runtime's seccomp profile"
        if any(pod.spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
            yield f"{pod.name}: shares the host's namespaces"
        for name, volume in pod.volumes.items():
            if not VOLUMES & set(volume):
                yield f"{pod.name}: volume {name} is of a kind that is not allowed"


def rule_no_token(manifests):
    """no pod has a token of the Kubernetes API"""
    for pod in manifests.pods():
        if pod.spec.get("automountServiceAccountToken") is not False:
            yield f"{pod.name}: gets a token"
    for account in manifests.of("ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"ServiceAccount {account['metadata']['name']}: gives tokens"


def rule_probes(manifests):
    """what runs long tells when it has started and whether it lives; behind a Service also whether it is ready"""
    for pod in manifests.pods():
        if pod.owner["kind"] not in LONG_RUNNING:
            continue
        served = any(matches({"matchLabels": service["spec"]["selector"]}, pod.labels) for service in manifests.of("Service"))
        for container in pod.spec["containers"]:
            ports = {port["name"] for port in container.get("ports", [])}
            for kind in ("startupProbe", "livenessProbe") + (("readinessProbe",) if served else ()):
                probe = container.get(kind)
                if not probe:
                    yield f"{pod.name}, {container['name']}: no {kind}"
                elif "httpGet" in probe and probe["httpGet"]["port"] not in ports:
                    yield f"{pod.name}, {container['name']}: {kind} asks a port that it does not have"


def rule_grace(manifests):
    """what runs long has the time to end that it takes"""
    for pod in manifests.pods():
        least = LEAST_GRACE.get(pod.component) if pod.owner["kind"] in LONG_RUNNING else 1
        if least is None:
            yield f"{pod.name}: how long it takes to end is not known here"
        elif pod.spec.get("terminationGracePeriodSeconds", 30) < least:
            yield f"{pod.name}: less than {least} s to end"


def rule_images(manifests):
    """images are ours, at the project's version"""
    for _, container, where in each_container(manifests):
        name, _, tag = container["image"].rpartition("/")[2].partition(":")
        if name not in IMAGES:
            yield f"{where}: image {name} is none of {', '.join(IMAGES)}"
        elif tag != project_version():
            yield f"{where}: image {name}:{tag}, the project is {project_version()}"


def rule_namespace(manifests):
    """all is in the namespace, which demands the restricted pod security standard"""
    spaces = manifests.of("Namespace")
    for mode in ("enforce", "audit", "warn"):
        if len(spaces) != 1 or spaces[0]["metadata"].get("labels", {}).get(f"pod-security.kubernetes.io/{mode}") != "restricted":
            yield f"the namespace does not {mode} \"restricted\""
    for document in manifests.documents:
        if document["kind"] != "Namespace" and document["metadata"].get("namespace") != spaces[0]["metadata"]["name"]:
            yield f"{document['kind']} {document['metadata']['name']} is elsewhere"


def references(manifests):
    """(where, kind, name, keys): everything that is named somewhere."""
    for pod in manifests.pods():
        yield pod.name, "ServiceAccount", pod.spec.get("serviceAccountName", "default"), ()
        for volume in pod.volumes.values():
            for key, kind, name in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"),
                                    ("persistentVolumeClaim", "PersistentVolumeClaim", "claimName")):
                if key in volume:
                    yield pod.name, kind, volume[key][name], [item["key"] for item in volume[key].get("items", [])]
        for container in pod.containers:
            for source in container.get("envFrom", []):
                yield pod.name, "ConfigMap", source["configMapRef"]["name"], ()
    for ingress in manifests.of("Ingress"):
        for tls in ingress["spec"].get("tls", []):
            yield "Ingress", "Secret", tls["secretName"], ()
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                yield "Ingress", "Service", path["backend"]["service"]["name"], [path["backend"]["service"]["port"]["name"]]
    for stateful in manifests.of("StatefulSet"):
        yield "StatefulSet", "Service", stateful["spec"]["serviceName"], ()
    for scaled in manifests.of("ScaledObject"):
        yield "ScaledObject", "Deployment", scaled["spec"]["scaleTargetRef"]["name"], ()
        for trigger in scaled["spec"]["triggers"]:
            if "authenticationRef" in trigger:
                yield "ScaledObject", "TriggerAuthentication", trigger["authenticationRef"]["name"], ()
            if "address" in trigger["metadata"]:
                host, port = trigger["metadata"]["address"].split(":")
                yield "ScaledObject", "Service", host.split(".")[0], [int(port)]
    for authentication in manifests.of("TriggerAuthentication"):
        for one in authentication["spec"]["secretTargetRef"]:
            yield "TriggerAuthentication", "Secret", one["name"], [one["key"]]


def keys_of(document):
    if document["kind"] == "Service":
        return {key for port in document["spec"]["ports"] for key in (port["name"], port["port"])}
    return {**document.get("data", {}), **document.get("stringData", {})}


def rule_names(manifests):
    """every name and key that is used exists"""
    for where, kind, name, keys in references(manifests):
        document = manifests.named(kind, name)
        if document is None and (kind, name) not in FROM_OUTSIDE:
            yield f"{where}: there is no {kind} {name}"
        for key in keys if document else ():
            if key not in keys_of(document):
                yield f"{where}: {kind} {name} has no {key}"


def rule_mounts(manifests):
    """every volume is mounted and every mount has its volume"""
    for pod in manifests.pods():
        volumes = set(pod.volumes) | {claim["metadata"]["name"] for claim in pod.owner["spec"].get("volumeClaimTemplates", [])}
        mounts = {mount["name"] for container in pod.containers for mount in container.get("volumeMounts", [])}
        if volumes != mounts:
            yield f"{pod.name}: {', '.join(sorted(volumes ^ mounts))}"


def rule_selectors(manifests):
    """every selector finds its pods, and a Service's port one of theirs"""
    pods = list(manifests.pods())
    for pod in pods:
        if pod.owner["kind"] in LONG_RUNNING and not matches(pod.owner["spec"]["selector"], pod.labels):
            yield f"{pod.name}: does not select its own pods"
        for spread in pod.spec.get("topologySpreadConstraints", []):
            if not matches(spread["labelSelector"], pod.labels):
                yield f"{pod.name}: spreads other pods"
    for service in manifests.of("Service"):
        found = [pod for pod in pods if matches({"matchLabels": service["spec"]["selector"]}, pod.labels)]
        ports = {port["name"] for pod in found for container in pod.containers for port in container.get("ports", [])}
        for port in service["spec"]["ports"]:
            if port["targetPort"] not in ports:
                yield f"Service {service['metadata']['name']}: no pod has a port {port['targetPort']}"
    for kind, key in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        for document in manifests.of(kind):
            if not any(matches(document["spec"][key], pod.labels) for pod in pods):
                yield f"{kind} {document['metadata']['name']}: selects no pod"


def rule_default_deny(manifests):
    """nothing may talk unless it is said"""
    if not any(policy["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} for policy in manifests.of("NetworkPolicy")):
        yield "no policy that denies all"


def peers(manifests, rules, direction):
    """(who, port): components of ours that the peers of a policy name, and namespaces outside."""
    for rule in rules:
        for peer in rule.get("from" if direction == "Ingress" else "to", [{}]):
            if "namespaceSelector" in peer:
                names = [f"ns/{peer['namespaceSelector'].get('matchLabels', {}).get('kubernetes.io/metadata.name', '*')}"]
            elif "podSelector" in peer:
                names = [pod.component for pod in manifests.pods() if matches(peer["podSelector"], pod.labels)]
            else:
                names = ["ns/*"]
            for name in names:
                for port in rule.get("ports", [{}]):
                    yield name, port.get("port", "*")


def rule_connections(manifests):
    """what may talk to what is exactly what has to"""
    allowed = {"Ingress": set(), "Egress": set()}
    for policy in manifests.of("NetworkPolicy"):
        chosen = {pod.component for pod in manifests.pods() if matches(policy["spec"]["podSelector"], pod.labels)}
        for direction, key in (("Ingress", "ingress"), ("Egress", "egress")):
            for who, port in peers(manifests, policy["spec"].get(key, []), direction):
                allowed[direction] |= {(who, one, port) if direction == "Ingress" else (one, who, port) for one in chosen}
    wanted = CONNECTIONS | (WITH_KEDA if manifests.of("ScaledObject") else set())
    for direction, outside in (("Ingress", 1), ("Egress", 0)):
        # Of a connection with the outside we hold one end.
        ours = {one for one in wanted if not one[outside].startswith("ns/")}
        for one in sorted(allowed[direction] ^ ours, key=str):
            yield f"{direction} {one[0]} -> {one[1]}:{one[2]} is " + ("missing" if one in ours else "too much")


def rule_environment(manifests):
    """every SIPRO_ variable is one that the container's program reads"""
    for pod, container, where in each_container(manifests):
        known = manifests.programs.variables(container.get("command", [""])[0])
        for name in manifests.environment(container):
            if name.startswith("SIPRO_") and known is not None and name not in known:
                yield f"{where}: {container['command'][0]} reads no {name}"


def commands(container):
    yield container.get("command", [])
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        if "exec" in container.get(probe, {}):
            yield container[probe]["exec"]["command"]


def rule_commands(manifests):
    """every command is one that the program has"""
    for _, container, where in each_container(manifests):
        for command in commands(container):
            if not command or not manifests.programs.has(command):
                yield f"{where}: there is no {' '.join(command)}"


def rule_backups_go(manifests):
    """a backup by schedule keeps as many snapshots as the package's timer, and removes the others"""
    unit = (ROOT / "deploy/systemd/sipro-backup.service").read_text(encoding="utf-8")
    kept = re.search(r"^ExecStart=/usr/bin/sipro-backup \S+ (--keep \d+)$", unit, re.MULTILINE).group(1)
    for _, container, where in each_container(manifests):
        command = container.get("command", [""])
        if command[0] == "sipro-backup" and " ".join(command[2:]) != kept:
            yield f"{where}: {' '.join(command)} instead of {kept}"


def mounted_file(pod, container, path):
    """(volume, the key that the file shows), or nothing where no mount has that path."""
    for mount in container.get("volumeMounts", []):
        volume = pod.volumes.get(mount["name"], {})
        for item in volume.get("secret", {}).get("items", []):
            if f"{mount['mountPath']}/{item['path']}" == path:
                return volume["secret"]["secretName"], item["key"]
    return None


def rule_settings_lead(manifests):
    """storage is mounted where the programs look, Redis is a Service, and each user has its own password and no other"""
    for pod, container, where in each_container(manifests):
        found = manifests.environment(container)
        paths = {mount["mountPath"] for mount in container.get("volumeMounts", [])}
        if "SIPRO_DATA" in found and found["SIPRO_DATA"] not in paths:
            yield f"{where}: nothing is mounted at {found['SIPRO_DATA']}"
        user = found.get("SIPRO_REDIS_USER")
        if user is None:
            continue
        host, _, port = found["SIPRO_REDIS"].partition(":")
        service = manifests.named("Service", host)
        if service is None or int(port) not in keys_of(service):
            yield f"{where}: Redis at {found['SIPRO_REDIS']} is no Service"
        file = mounted_file(pod, container, found["SIPRO_REDIS_PASSWORD_FILE"])
        if file is None or f"sipro-{file[1]}" != user:
            yield f"{where}: {user} with the password of {file}"
        secret = manifests.named("Secret", file[0])["stringData"] if file else {}
        if file and not re.search(rf"^user {user} on >{secret[file[1]]} ", secret["users.acl"], re.MULTILINE):
            yield f"{where}: {user} is no user of Redis with that password"


def rule_shared_claims(manifests):
    """a claim that is mounted by what runs more than once can be, from several nodes"""
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in manifests.of("ScaledObject")}
    for pod in manifests.pods():
        many = pod.owner["spec"].get("replicas", 1) > 1 or pod.owner["metadata"]["name"] in scaled
        for volume in pod.volumes.values():
            claim = manifests.named("PersistentVolumeClaim", volume.get("persistentVolumeClaim", {}).get("claimName"))
            if many and claim and "ReadWriteMany" not in claim["spec"]["accessModes"]:
                yield f"{pod.name}: {claim['metadata']['name']} is for one node"


def rule_one_node(manifests):
    """pods that share a claim for one node go where the others are, and so does whatever they look for"""
    for claim in manifests.of("PersistentVolumeClaim"):
        name = claim["metadata"]["name"]
        pods = [pod for pod in manifests.pods() if name in claims_of(pod)]
        if "ReadWriteMany" in claim["spec"]["accessModes"] or len(pods) < 2:
            continue
        wanted = host_affinity(pods[0])
        if not wanted or any(not matches(wanted, pod.labels) for pod in pods):
            yield f"{name} is for one node, and nothing keeps its pods together"
            continue
        yield from (f"{pod.name}: not kept where {name} is" for pod in manifests.pods()
                    if matches(wanted, pod.labels) and host_affinity(pod) != wanted)


def claims_of(pod):
    return {volume.get("persistentVolumeClaim", {}).get("claimName") for volume in pod.volumes.values()}


def host_affinity(pod):
    """The labels of the pods on whose host it has to be; None where it may be anywhere."""
    terms = pod.spec.get("affinity", {}).get("podAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution", [])
    return next((term["labelSelector"] for term in terms if term["topologyKey"] == "kubernetes.io/hostname"), None)


def rule_one_counts(manifests):
    """Redis is one; what KEDA scales has no number of its own, and at least one"""
    if [one["spec"].get("replicas") for one in manifests.of("StatefulSet")] != [1]:
        yield "not one Redis"
    for scaled in manifests.of("ScaledObject"):
        target = manifests.named("Deployment", scaled["spec"]["scaleTargetRef"]["name"])
        if target and "replicas" in target["spec"]:
            yield f"Deployment {target['metadata']['name']} has a number of its own"
        if scaled["spec"].get("minReplicaCount", 0) < 1:
            yield "no worker may be left, and nobody looks for lost ones"


def rule_backlog(manifests):
    """what KEDA counts is the queue's backlog, by a user that may read that key"""
    for scaled in manifests.of("ScaledObject"):
        for trigger in scaled["spec"]["triggers"]:
            key = trigger["metadata"].get("listName")
            secret = manifests.named("Secret", "redis-users")["stringData"]
            user = re.search(rf"^user {secret['keda-user']} on >{secret['keda']} .*$", secret["users.acl"], re.MULTILINE)
            patterns = re.findall(r" ~(\S+)", user.group(0)) if user else []
            if key and (key != "{sipro}:backlog" or not any(fnmatch(key, pattern) for pattern in patterns)):
                yield f"KEDA counts {key}, and may read {patterns}"


RULES = {name.removeprefix("rule_"): function for name, function in globals().copy().items() if name.startswith("rule_")}
