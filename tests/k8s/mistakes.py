"""Planted mistakes: each changes good documents such that one rule has to notice."""

from manifests import Manifests


def document(manifests: Manifests, kind, name):
    found = manifests.named(kind, name)
    if found is None:
        found = next(one for one in manifests.of(kind) if one["metadata"]["name"].startswith(f"{name}-"))
    return found


def pod_spec(manifests, kind, name):
    spec = document(manifests, kind, name)["spec"]
    return (spec["jobTemplate"]["spec"] if kind == "CronJob" else spec)["template"]["spec"]


def container(manifests, kind, name):
    return pod_spec(manifests, kind, name)["containers"][0]


def worker(manifests):
    return container(manifests, "Deployment", "sipro-worker")


def gateway(manifests):
    return container(manifests, "Deployment", "sipro-gateway")


def policy(manifests, name):
    return document(manifests, "NetworkPolicy", name)["spec"]


def config(manifests, name):
    return document(manifests, "ConfigMap", name)["data"]


def changed(get, **changes):
    def change(manifests):
        get(manifests).update(changes)
    return change


def without(get, *keys):
    def change(manifests):
        for key in keys:
            del get(manifests)[key]
    return change


def appended(get, value):
    return lambda manifests: get(manifests).append(value)


def replaced(get, old, new):
    """In a list of words."""
    def change(manifests):
        words = get(manifests)
        words[words.index(old)] = new
    return change


def removed(kind, name):
    return lambda manifests: manifests.documents.remove(document(manifests, kind, name))


# (rule, what is wrong, the change)
MISTAKES = [
    ("versions", "a version that is gone", changed(lambda m: document(m, "PodDisruptionBudget", "sipro-worker"),
                                                   apiVersion="policy/v1beta1")),
    ("resources", "no limits", without(lambda m: worker(m)["resources"], "limits")),
    ("resources", "a first step without requests", without(
        lambda m: pod_spec(m, "StatefulSet", "redis")["initContainers"][0]["resources"], "requests")),
    ("resources", "no memory in a CronJob", without(lambda m: container(m, "CronJob", "janitor")["resources"]["limits"], "memory")),
    ("redis_room", "no room beside what Redis keeps", changed(
        lambda m: container(m, "StatefulSet", "redis")["resources"]["limits"], memory="1536Mi")),
    ("confined", "a root that can be written", changed(lambda m: gateway(m)["securityContext"], readOnlyRootFilesystem=False)),
    ("confined", "privileges to gain", without(lambda m: gateway(m)["securityContext"], "allowPrivilegeEscalation")),
    ("confined", "one capability back", changed(lambda m: worker(m)["securityContext"]["capabilities"], add=["SYS_ADMIN"])),
    ("confined", "some dropped only", changed(lambda m: worker(m)["securityContext"]["capabilities"], drop=["NET_RAW"])),
    ("confined", "root for one container", changed(lambda m: worker(m)["securityContext"], runAsUser=0)),
    ("confined", "root allowed", without(lambda m: pod_spec(m, "CronJob", "backup")["securityContext"], "runAsNonRoot")),
    ("confined", "seccomp off", changed(lambda m: pod_spec(m, "StatefulSet", "redis")["securityContext"],
                                        seccompProfile={"type": "Unconfined"})),
    ("confined", "the host's network", changed(lambda m: pod_spec(m, "Deployment", "sipro-gateway"), hostNetwork=True)),
    ("confined", "a folder of the host", appended(lambda m: pod_spec(m, "Deployment", "sipro-worker")["volumes"],
                                                  {"name": "host", "hostPath": {"path": "/"}})),
    ("no_token", "a token for a pod", changed(lambda m: pod_spec(m, "CronJob", "audit"), automountServiceAccountToken=True)),
    ("no_token", "an account that gives them", without(lambda m: document(m, "ServiceAccount", "sipro-worker"),
                                                       "automountServiceAccountToken")),
    ("probes", "a worker that nobody asks", without(worker, "livenessProbe")),
    ("probes", "a gateway that is always ready", without(gateway, "readinessProbe")),
    ("probes", "no time to start", without(lambda m: container(m, "StatefulSet", "redis"), "startupProbe")),
    ("probes", "a port that is not there", changed(lambda m: gateway(m)["livenessProbe"]["httpGet"], port="https")),
    ("grace", "a worker cut off at Kubernetes' 30 s", without(lambda m: pod_spec(m, "Deployment", "sipro-worker"),
                                                            "terminationGracePeriodSeconds")),
    ("grace", "a worker cut off at its 90 s", changed(lambda m: pod_spec(m, "Deployment", "sipro-worker"),
                                                    terminationGracePeriodSeconds=90)),
    ("grace", "a gateway cut off in its drain", changed(lambda m: pod_spec(m, "Deployment", "sipro-gateway"),
                                                      terminationGracePeriodSeconds=20)),
    ("images", "latest", changed(worker, image="registry.example/sipro-worker:latest")),
    ("images", "no tag", changed(gateway, image="sipro-gateway")),
    ("images", "another image", changed(lambda m: container(m, "CronJob", "backup"), image="busybox:1.36")),
    ("images", "another version", changed(lambda m: container(m, "StatefulSet", "redis"), image="sipro-redis:0.0.9")),
    ("namespace", "baseline only", changed(lambda m: document(m, "Namespace", "sipro")["metadata"]["labels"],
                                           **{"pod-security.kubernetes.io/enforce": "baseline"})),
    ("namespace", "something elsewhere", changed(lambda m: document(m, "Service", "redis")["metadata"], namespace="default")),
    ("names", "another ConfigMap", changed(lambda m: worker(m)["envFrom"][0]["configMapRef"], name="sipro-none")),
    ("names", "another claim", changed(lambda m: pod_spec(m, "CronJob", "backup")["volumes"][0]["persistentVolumeClaim"],
                                       claimName="data")),
    ("names", "a Secret that is gone", removed("Secret", "redis-users")),
    ("names", "a key that is gone", without(lambda m: document(m, "Secret", "redis-users")["stringData"], "worker")),
    ("names", "an account that is gone", removed("ServiceAccount", "sipro-redis")),
    ("names", "an Ingress to nowhere", removed("Service", "sipro-gateway")),
    ("names", "an Ingress to another port", changed(
        lambda m: document(m, "Ingress", "sipro")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"], port={"name": "web"})),
    ("names", "KEDA scales another one", changed(lambda m: document(m, "ScaledObject", "sipro-worker")["spec"]["scaleTargetRef"],
                                               name="worker")),
    ("names", "KEDA asks another port", changed(
        lambda m: document(m, "ScaledObject", "sipro-worker")["spec"]["triggers"][0]["metadata"], address="redis.sipro:6380")),
    ("names", "KEDA has no password", without(lambda m: document(m, "Secret", "redis-users")["stringData"], "keda")),
    ("mounts", "a mount without its volume", changed(lambda m: gateway(m)["volumeMounts"][0], name="daten")),
    ("mounts", "a volume that nobody mounts", appended(lambda m: pod_spec(m, "Deployment", "sipro-worker")["volumes"],
                                                       {"name": "more", "emptyDir": {}})),
    ("selectors", "pods under another label", changed(
        lambda m: document(m, "Deployment", "sipro-worker")["spec"]["template"]["metadata"]["labels"],
        **{"app.kubernetes.io/component": "pekerja"})),
    ("selectors", "a Service of nobody", changed(lambda m: document(m, "Service", "redis")["spec"]["selector"],
                                               **{"app.kubernetes.io/component": "valkey"})),
    ("selectors", "a Service's port that no pod has", changed(lambda m: document(m, "Service", "redis")["spec"]["ports"][0],
                                                            targetPort="tcp")),
    ("selectors", "a budget of nobody", changed(lambda m: document(m, "PodDisruptionBudget", "sipro-worker")["spec"]["selector"],
                                              matchLabels={"app": "worker"})),
    ("selectors", "a policy of nobody", changed(lambda m: policy(m, "redis"), podSelector={"matchLabels": {"app": "redis"}})),
    ("selectors", "others spread", changed(
        lambda m: pod_spec(m, "Deployment", "sipro-worker")["topologySpreadConstraints"][0]["labelSelector"],
        matchLabels={"app.kubernetes.io/component": "gateway"})),
    ("default_deny", "no such policy", removed("NetworkPolicy", "default-deny")),
    ("default_deny", "incoming only", changed(lambda m: policy(m, "default-deny"), policyTypes=["Ingress"])),
    ("connections", "Redis for all", without(lambda m: policy(m, "redis")["ingress"][0], "from")),
    ("connections", "every port of the gateway", without(lambda m: policy(m, "gateway")["ingress"][0], "ports")),
    ("connections", "any way out", appended(lambda m: policy(m, "to-redis")["egress"], {})),
    ("connections", "no names", removed("NetworkPolicy", "to-dns")),
    ("connections", "the backup at Redis", appended(
        lambda m: policy(m, "to-redis")["podSelector"]["matchExpressions"][0]["values"], "backup")),
    ("connections", "no way in for KEDA", removed("NetworkPolicy", "redis-from-keda")),
    ("connections", "metrics for any namespace", changed(
        lambda m: policy(m, "gateway-metrics")["ingress"][0]["from"][0], namespaceSelector={})),
    ("environment", "a worker's setting for gateways", changed(lambda m: config(m, "sipro-gateway"), SIPRO_CONCURRENCY="2")),
    ("environment", "a misspelt one", changed(lambda m: config(m, "sipro"), SIPRO_REDIS_PASWORD_FILE="/etc/sipro-redis/password")),
    ("commands", "a command that was dropped", changed(lambda m: container(m, "CronJob", "janitor"), command=["sipro-admin", "janitor"])),
    ("commands", "a program that is not there", changed(lambda m: container(m, "CronJob", "backup"), command=["sipro-save", "/backup"])),
    ("backups_go", "snapshots that pile up", changed(lambda m: container(m, "CronJob", "backup"), command=["sipro-backup", "/backup"])),
    ("backups_go", "another number than the timer's", replaced(lambda m: container(m, "CronJob", "backup")["command"], "14", "30")),
    ("commands", "an option that is not there", appended(lambda m: container(m, "CronJob", "audit")["command"], "--fast")),
    ("commands", "a probe's script that is not installed", changed(lambda m: worker(m)["livenessProbe"]["exec"],
                                                                command=["/usr/lib/sipro/alive"])),
    ("settings_lead", "storage mounted elsewhere", changed(lambda m: worker(m)["volumeMounts"][0], mountPath="/data")),
    ("settings_lead", "Redis by another name", changed(lambda m: config(m, "sipro"), SIPRO_REDIS="sipro-redis:6379")),
    ("settings_lead", "the admin's password for a worker", changed(
        lambda m: pod_spec(m, "Deployment", "sipro-worker")["volumes"][1]["secret"]["items"][0], key="admin")),
    ("settings_lead", "a password that Redis does not know", changed(lambda m: document(m, "Secret", "redis-users")["stringData"],
                                                                   gateway="another")),
    ("shared_claims", "storage for one node", changed(lambda m: document(m, "PersistentVolumeClaim", "sipro-data")["spec"],
                                                    accessModes=["ReadWriteOnce"])),
    ("one_node", "snapshots on one disk, written and read on two nodes", without(
        lambda m: pod_spec(m, "CronJob", "restore"), "affinity")),
    ("one_node", "nothing that keeps together", without(lambda m: pod_spec(m, "CronJob", "backup"), "affinity")),
    ("one_counts", "two of Redis", changed(lambda m: document(m, "StatefulSet", "redis")["spec"], replicas=2)),
    ("one_counts", "two who say how many", changed(lambda m: document(m, "Deployment", "sipro-worker")["spec"], replicas=2)),
    ("one_counts", "down to none", changed(lambda m: document(m, "ScaledObject", "sipro-worker")["spec"], minReplicaCount=0)),
    ("backlog", "another key", changed(
        lambda m: document(m, "ScaledObject", "sipro-worker")["spec"]["triggers"][0]["metadata"], listName="{sipro}:waiting")),
]

# What the schemas have to refuse, beside a key that is unknown: (what is wrong, the change).
AGAINST_SCHEMA = [
    ("a number as text", changed(lambda m: document(m, "Deployment", "sipro-gateway")["spec"], replicas="two")),
    ("a quantity that is none", changed(lambda m: worker(m)["resources"]["limits"], memory="2 gigs")),
    ("no selector", without(lambda m: document(m, "Deployment", "sipro-worker")["spec"], "selector")),
    ("a list as one", changed(lambda m: document(m, "PersistentVolumeClaim", "sipro-data")["spec"], accessModes="ReadWriteMany")),
    ("a trigger without its type", without(lambda m: document(m, "ScaledObject", "sipro-worker")["spec"]["triggers"][1], "type")),
    ("a kind that is not there", changed(lambda m: document(m, "CronJob", "audit"), kind="CronTab")),
    ("pods of nothing", without(lambda m: document(m, "StatefulSet", "redis")["spec"], "template")),
]
