"""Alert rules, dashboard and their words, without a service: what Prometheus' own promtool says of them.

Usage: test_rules.py    Ends with "N passed, N failed".
"""

import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "integration"))

from driver import Results, unequal  # noqa: E402

MONITORING = os.path.join(ROOT, "deploy", "monitoring")
ALERTS = os.path.join(MONITORING, "alerts.yaml")
SEVERITIES = {"page", "ticket", "info"}
UNITS = {"Bps", "bytes", "percentunit", "reqps", "s", "short"}
METRIC = re.compile(r"\b(?:sipro|process|node|kube)_[a-z0-9_]+|\bup\b")
# Told by Prometheus itself, by its node exporter (Debian 12) and by kube-state-metrics.
OTHERS = {"up", "node_systemd_unit_state", "node_systemd_timer_last_trigger_seconds", "kube_cronjob_status_last_successful_time",
          "kube_cronjob_created", "kube_job_failed"}


def read(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def rules():
    return [rule for group in yaml.safe_load(read(ALERTS))["groups"] for rule in group["rules"]]


def panels():
    return [panel for panel in json.loads(read(os.path.join(MONITORING, "dashboard.json")))["panels"] if panel["type"] != "row"]


def dashboard_queries():
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def names_in(expression):
    """The metrics that a query reads: what stands in quotes, in braces and behind `by` are labels."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    return set(METRIC.findall(bare))


def promtool(*words, folder=None):
    done = subprocess.run(["promtool", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, check=False,
                          encoding="utf-8", timeout=120)
    return [] if done.returncode == 0 else [f"promtool {' '.join(words)}: exit {done.returncode}: {done.stdout}"]


def anchors(markdown):
    """As GitHub makes them of headings."""
    heads = re.findall(r"^#+ (.*)$", read(os.path.join(ROOT, markdown)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


def check_syntax():
    said = promtool("check", "rules", ALERTS)
    for name in ("prometheus.example.yaml", "prometheus.kubernetes.example.yaml"):
        config = yaml.safe_load(read(os.path.join(MONITORING, name)))
        for job in config["scrape_configs"]:
            # Debian's is built without this discovery.
            job.pop("kubernetes_sd_configs", None)
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as copy:
            yaml.safe_dump(config, copy)
            copy.flush()
            said += [f"{name}: {line}" for line in promtool("check", "config", "--syntax-only", copy.name)]
    return said


def check_words():
    """Each alert has a severity, a summary, a description and the anchor of its own paragraph."""
    found, known = [], anchors("docs/watching.md")
    for rule in rules():
        name, notes = rule["alert"], rule["annotations"]
        if rule["labels"].get("severity") not in SEVERITIES or set(notes) != {"summary", "description", "runbook"}:
            found.append(f"{name}: {rule['labels']} {sorted(notes)}")
        if notes["runbook"] != f"docs/watching.md#{name.lower()}" or name.lower() not in known:
            found.append(f"{name}: {notes['runbook']} is no paragraph")
    return found + unequal("paragraphs of alerts that are not there", [],
                           sorted(anchor for anchor in known if anchor.startswith("sipro") and
                                  anchor not in {rule["alert"].lower() for rule in rules()}))


def of_an_instance(series):
    if "instance=" in series:
        return series
    return series.removesuffix("}") + (',instance="a"}' if series.endswith("}") else '{instance="a"}')


def promtool_test(name, case, series, firing):
    """ALERTS counts what fires, so the words of an alert stand in one place."""
    return {"interval": "1m", "input_series": [{"series": of_an_instance(key), "values": values} for key, values in series.items()],
            "promql_expr_test": [{"expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}} > 0) or vector(0)',
                                  "eval_time": f"{case['at']}m", "exp_samples": [{"labels": "{}", "value": float(firing)}]}]}


def ways(told):
    return told if isinstance(told, list) else [told]


def run_cases(cases):
    """What promtool says of all of them, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        told = {"rule_files": [ALERTS], "evaluation_interval": "1m",
                "tests": [promtool_test(name, case, series, firing) for name, case in cases.items()
                          for what, firing in (("fires", 1), ("quiet", 0)) for series in ways(case[what])]}
        path = os.path.join(folder, "cases.yaml")
        with open(path, "w", encoding="utf-8") as out:
            yaml.safe_dump(told, out)
        return promtool("test", "rules", path)


def check_case(name, said):
    """Its output names the query of what is not as expected."""
    wrong = [line for text in said for line in text.splitlines() if f'alertname=\\"{name}\\"' in line]
    return wrong if wrong or not said or "alertname=" in said[0] else said


def check_queries(queries):
    """As recording rules, since promtool reads queries only there."""
    told = {"groups": [{"name": "dashboard", "rules": [
        {"record": f"dashboard:query:{at}", "expr": query.replace("$__rate_interval", "5m")} for at, query in enumerate(queries)]}]}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "queries.yaml")
        with open(path, "w", encoding="utf-8") as out:
            yaml.safe_dump(told, out)
        return promtool("check", "rules", path)


def check_dashboard():
    """No package of Debian has Grafana's schema: what a panel needs to be shown, and nothing on top of another one."""
    dashboard, found, taken = json.loads(read(os.path.join(MONITORING, "dashboard.json"))), [], set()
    identities = [panel["id"] for panel in dashboard["panels"]]
    found += unequal("ids", len(set(identities)), len(identities))
    found += unequal("variables", ["datasource"], [one["name"] for one in dashboard["templating"]["list"]])
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        if cells & taken or place["x"] + place["w"] > 24 or not panel["title"]:
            found.append(f"{panel['title']}: lies on another panel, or beyond the edge")
        taken |= cells
    for panel in panels():
        if panel["type"] not in ("stat", "timeseries") or panel["fieldConfig"]["defaults"]["unit"] not in UNITS:
            found.append(f"{panel['title']}: {panel['type']} {panel['fieldConfig']['defaults']}")
        refs = [target["refId"] for target in panel["targets"]]
        sources = {json.dumps(one["datasource"]) for one in [panel, *panel["targets"]]}
        if not refs or len(set(refs)) != len(refs) or sources != {'{"type": "prometheus", "uid": "${datasource}"}'}:
            found.append(f"{panel['title']}: {refs} {sources}")
    return found


def main():
    results = Results()
    cases = yaml.safe_load(read(os.path.join(ROOT, "tests", "monitoring", "alert_cases.yaml")))
    results.check("promtool takes the rules and the example of a configuration", check_syntax)
    results.check("each alert has a severity, words and a paragraph of the document", check_words)
    results.check("each alert has its cases", lambda: unequal("cases", sorted(rule["alert"] for rule in rules()), sorted(cases)))
    said = run_cases(cases)
    for name in cases:
        results.check(f"{name} fires when it should, and only then", check_case, name, said)
    wrong = {"SiproRedisAway": {**cases["SiproRedisAway"], "quiet": cases["SiproRedisAway"]["fires"]}}
    results.check("a case that is wrong is seen", lambda: unequal("lines", 1, len(check_case("SiproRedisAway", run_cases(wrong)))))
    results.check("promtool takes the dashboard's queries", check_queries, dashboard_queries())
    results.check("a query that is none is seen", lambda: [] if check_queries(["sum(rate("]) else ["it was taken"])
    results.check("the dashboard can be shown", check_dashboard)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
