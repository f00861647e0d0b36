"""The history checker: reads the whole event stream of a queue and checks, job by job, what common/queue/README.md
asks of its events.

    history.py [--socket PATH | --host HOST --port PORT | --json FILE] [--expect-ended] [--lossy]
    history.py --self-test

As a module: `check(events)` gives a History with `counts` and `violations`, `violations(events)` only these;
`read_redis(client)`, `read_json(text)` give the events: dicts of texts, in their order. The command's last line is
"N passed, N failed": jobs whose history is sound, and violations.
"""

import argparse
import collections
import json
import sys

STREAM = "{sipro}:events"
ENDED = ("succeeded", "failed", "cancelled")
STATES = ("blocked", "queued", "running", "retrying") + ENDED

# (from, to) -> the reasons for which a job may go this way. "" is the `from` of a new job.
WAYS = {
    ("", "blocked"): {"enqueued"},
    ("", "queued"): {"enqueued"},
    ("", "retrying"): {"enqueued"},
    ("", "cancelled"): {"parent_failed"},
    ("blocked", "queued"): {"unblocked"},
    ("blocked", "cancelled"): {"cancel", "parent_failed"},
    ("queued", "running"): {"claimed"},
    ("queued", "cancelled"): {"cancel"},
    ("retrying", "queued"): {"due"},
    ("retrying", "cancelled"): {"cancel"},
    ("running", "succeeded"): {"completed"},
    ("running", "queued"): {"interrupted", "lease_expired", "worker_lost"},
    ("running", "retrying"): {"resource", "crash"},
    ("running", "failed"): {"file", "resource", "crash", "worker_lost"},
    ("running", "cancelled"): {"cancel"},
    ("failed", "queued"): {"replayed"},
}
NEEDED = ("id", "district", "to", "at", "round", "reason")
NEEDED_WHERE_RUNNING = ("token", "attempt", "worker")


class Violation:
    def __init__(self, event, rule):
        self.job, self.event, self.rule = event.get("id", "?"), event, rule

    def __str__(self):
        return f"{self.rule}: {json.dumps(self.event, sort_keys=True)}"


class History:
    def __init__(self):
        self.violations = []
        self.counts = collections.Counter()  # events, jobs, attempts, ended by state, transitions by reason
        self.states = {}  # job -> its last state

    def jobs_with_violations(self):
        return {violation.job for violation in self.violations}


class _Job:
    def __init__(self):
        self.state = ""
        self.running_token = None
        self.token = 0
        self.attempt = 0
        self.round = 0
        self.at = 0
        self.successes = 0

    def take_as_it_comes(self, event):
        self.state = event.get("from", "")
        self.running_token = None
        self.round = number(event, "round") - (event["reason"] == "replayed")
        self.attempt = 0
        self.successes = 0


def number(event, name):
    try:
        return int(event.get(name, "0") or "0")
    except ValueError:
        return -1


def violations(events, lossy=False):
    return check(events, lossy=lossy).violations


def check(events, expect_ended=False, lossy=False):
    """`lossy`: events may be missing, since the stream was cut, or Redis wiped or put back: where a job does not go on
    from its last known state, it is taken as it comes. What it still may not do: see _broken_rules."""
    history = History()
    jobs, tokens, last = {}, {}, {}
    for event in events:
        history.counts["events"] += 1
        missing = [name for name in NEEDED if not event.get(name)]
        if missing or event["to"] not in STATES:
            history.violations.append(Violation(event, f"it lacks {', '.join(missing) or 'a known state'}"))
            continue
        job = jobs.setdefault(event["id"], _Job())
        if lossy and (event.get("from", "") != job.state or event["reason"] == "restored"):
            job.take_as_it_comes(event)
        for rule in _broken_rules(job, event, tokens, lossy):
            history.violations.append(Violation(event, rule))
        _follow(job, event, history.counts)
        last[event["id"]] = event
    history.counts["jobs"] = len(jobs)
    for name, job in jobs.items():
        history.counts[f"now {job.state}"] += 1
        history.states[name] = job.state
        if expect_ended and job.state not in ENDED:
            history.violations.append(Violation(last[name], "it has not ended"))
    return history


def _broken_rules(job, event, tokens, lossy):
    source, target, reason = event.get("from", ""), event["to"], event["reason"]
    restored = reason == "restored"
    if not restored:
        if source != job.state:
            yield f"it was {job.state or 'unknown'} before"
        if job.state in ENDED and reason != "replayed":
            yield "it had ended"
        if reason not in WAYS.get((source, target), ()):
            yield "there is no such way"
    if number(event, "at") < job.at:
        yield "its time went back"
    if number(event, "round") < job.round:
        yield "its round went back"
    if reason == "replayed" and number(event, "round") != job.round + 1:
        yield "a replay is one round on"
    if not restored and reason != "replayed" and job.state and number(event, "round") != job.round:
        yield "its round changed without a replay"
    if "running" in (source, target) and not restored:
        missing = [name for name in NEEDED_WHERE_RUNNING if not event.get(name)]
        if missing:
            yield f"it lacks {', '.join(missing)}"
    if target == "running":
        token = number(event, "token")
        if token <= job.token:
            yield "its token did not grow"
        if token in tokens:
            yield f"its token was given to {tokens[token]} before"
        tokens[token] = event["id"]
        # A Redis put back to where the job stood in the same state counts its attempts from there; tokens still grow.
        if number(event, "attempt") <= job.attempt and not lossy:
            yield "its attempt did not count up"
    elif source == "running" and not restored and job.running_token not in (None, event.get("token")):
        yield "the token of another attempt ended it"
    if target == "succeeded" and not restored and job.successes:
        yield "it succeeded twice"


def _follow(job, event, counts):
    target, reason = event["to"], event["reason"]
    counts[reason] += 1
    if target == "running":
        counts["attempts"] += 1
        job.running_token = event.get("token")
        job.token = max(job.token, number(event, "token"))
        job.attempt = max(job.attempt, number(event, "attempt"))
    if target == "succeeded":
        job.successes += 1
    job.state = target
    job.round = number(event, "round")
    job.at = number(event, "at")


def read_redis(client, stream=STREAM):
    """All events; `client` is a redis.Redis, with or without decode_responses."""
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    events, after = [], "-"
    while True:
        page = client.xrange(stream, min=after, count=1000)
        if not page:
            return events
        events += [{text(k): text(v) for k, v in fields.items()} for _, fields in page]
        after = "(" + text(page[-1][0])


def read_json(text):
    return [{key: str(value) for key, value in event.items()} for event in json.loads(text)]


def summary(history):
    lines = [f"{history.counts['jobs']} jobs, {history.counts['events']} events, {history.counts['attempts']} attempts"]
    lines += [f"  {name}: {count}" for name, count in sorted(history.counts.items())
              if name not in ("jobs", "events", "attempts")]
    lines += [f"VIOLATION {violation}" for violation in history.violations[:20]]
    if len(history.violations) > 20:
        lines.append(f"... and {len(history.violations) - 20} more")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=6379)
    parser.add_argument("--json")
    parser.add_argument("--expect-ended", action="store_true", help="every job must have ended")
    parser.add_argument("--lossy", action="store_true", help="events may be missing")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        import history_cases
        return history_cases.main()
    if args.json:
        with open(args.json, encoding="utf-8") as file:
            events = read_json(file.read())
    else:
        import redis
        where = {"unix_socket_path": args.socket} if args.socket else {"host": args.host, "port": args.port}
        events = read_redis(redis.Redis(decode_responses=True, **where))
    history = check(events, args.expect_ended, args.lossy)
    print(summary(history))
    failed = len(history.violations)
    print(f"{history.counts['jobs'] - len(history.jobs_with_violations())} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
