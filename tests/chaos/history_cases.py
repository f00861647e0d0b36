"""Shows that the history checker finds each kind of violation, and none where there is none.

Usage: history_cases.py    Ends with "N passed, N failed".
"""

import sys

import history


def event(reason, source, target, token="", at="100", attempt="1", round_="1", job="j1", **more):
    fields = {"id": job, "district": "2101", "to": target, "at": at, "round": round_, "reason": reason}
    if source:
        fields["from"] = source
    if token:
        fields.update(token=token, attempt=attempt, worker="w1")
    fields.update(more)
    return fields


NEW = event("enqueued", "", "queued")
CLAIM = event("claimed", "queued", "running", "7")
DONE = event("completed", "running", "succeeded", "7")
BACK = event("lease_expired", "running", "queued", "7")
DEAD = event("crash", "running", "failed", "7", strikes="3")
REPLAY = event("replayed", "failed", "queued", round_="2", by="operator")

# (what it is, the events, the rule that is broken; None: it is sound)
CASES = [
    ("a job that succeeds", [NEW, CLAIM, DONE], None),
    ("a job that is lost, claimed again and succeeds",
     [NEW, CLAIM, BACK, event("claimed", "queued", "running", "8", attempt="2"),
      event("completed", "running", "succeeded", "8", attempt="2")], None),
    ("a dead letter that is replayed",
     [NEW, CLAIM, DEAD, REPLAY, event("claimed", "queued", "running", "9", attempt="2", round_="2"),
      event("completed", "running", "succeeded", "9", attempt="2", round_="2")], None),
    ("a restored job", [event("restored", "", "queued", round_="3"),
                        event("claimed", "queued", "running", "9", attempt="5", round_="3")], None),
    ("a running job that storage knew as ended", [NEW, CLAIM, event("restored", "running", "succeeded")], None),
    ("a blocked job whose parent failed",
     [event("enqueued", "", "blocked"), event("parent_failed", "blocked", "cancelled")], None),
    ("a delayed job that comes due", [event("enqueued", "", "retrying"), event("due", "retrying", "queued")], None),
    ("from is not the to before", [NEW, DONE], "it was queued before"),
    ("an event of a job that was never made", [CLAIM], "it was unknown before"),
    ("a job made twice", [NEW, NEW], "it was queued before"),
    ("something after an end", [NEW, CLAIM, DONE, event("claimed", "succeeded", "running", "8", attempt="2")],
     "it had ended"),
    ("a success that is replayed", [NEW, CLAIM, DONE, event("replayed", "succeeded", "queued", round_="2")],
     "there is no such way"),
    ("a way that does not exist", [event("enqueued", "", "retrying"), event("claimed", "retrying", "running", "7")],
     "there is no such way"),
    ("a reason that does not belong to the way", [NEW, event("due", "queued", "running", "7")], "there is no such way"),
    ("two successes",
     [NEW, CLAIM, DONE, event("restored", "succeeded", "queued", round_="2"),
      event("claimed", "queued", "running", "8", attempt="2", round_="2"),
      event("completed", "running", "succeeded", "8", attempt="2", round_="2")], "it succeeded twice"),
    ("a token that does not grow", [NEW, CLAIM, BACK, event("claimed", "queued", "running", "6", attempt="2")],
     "its token did not grow"),
    ("a token given to two jobs",
     [NEW, CLAIM, event("enqueued", "", "queued", job="j2"), event("claimed", "queued", "running", "7", job="j2")],
     "its token was given to j1 before"),
    ("an end by another token", [NEW, CLAIM, event("completed", "running", "succeeded", "6")],
     "the token of another attempt ended it"),
    ("an attempt that does not count up", [NEW, CLAIM, BACK, event("claimed", "queued", "running", "8")],
     "its attempt did not count up"),
    ("a round that goes back", [event("restored", "", "queued", round_="3"), event("cancel", "queued", "cancelled")],
     "its round went back"),
    ("a replay that skips a round",
     [NEW, CLAIM, DEAD, event("replayed", "failed", "queued", round_="3")], "a replay is one round on"),
    ("a round that changes by itself", [NEW, event("claimed", "queued", "running", "7", round_="2")],
     "its round changed without a replay"),
    ("time that goes back", [NEW, event("cancel", "queued", "cancelled", at="99")], "its time went back"),
    ("a claim without its worker", [NEW, event("claimed", "queued", "running", "7", worker="")], "it lacks worker"),
    ("an end without its token", [NEW, CLAIM, event("completed", "running", "succeeded")],
     "it lacks token, attempt, worker"),
    ("an event without its time", [event("enqueued", "", "queued", at="")], "it lacks at"),
    ("a state that nobody knows", [event("enqueued", "", "lost")], "it lacks a known state"),
]

# Where events may be missing.
LOSSY_CASES = [
    ("a stream whose beginning is gone", [DONE], None),
    ("a success that a wipe forgot, run once more",
     [NEW, CLAIM, DONE, event("restored", "", "queued"), event("claimed", "queued", "running", "8"),
      event("completed", "running", "succeeded", "8")], None),
    ("an attempt counted again by a Redis put back", [NEW, CLAIM, BACK, event("claimed", "queued", "running", "8")], None),
    ("a token that does not grow", [NEW, CLAIM, event("claimed", "queued", "running", "7", attempt="2")],
     "its token did not grow"),
    ("two successes in a row", [NEW, CLAIM, DONE, event("completed", "succeeded", "succeeded", "7")],
     "it succeeded twice"),
    ("an end by another token", [NEW, CLAIM, event("completed", "running", "succeeded", "6")],
     "the token of another attempt ended it"),
]


def main():
    passed = failed = 0

    def judge(name, holds, what):
        nonlocal passed, failed
        passed, failed = passed + holds, failed + (not holds)
        print("ok  " if holds else "FAIL", name, "" if holds else what)

    for name, events, rule in CASES:
        rules = [violation.rule for violation in history.check(events).violations]
        judge(name, rule in rules if rule else not rules, f"found {rules}")
    ends = [violation.rule for violation in history.check([NEW, CLAIM], expect_ended=True).violations]
    judge("a job that has not ended, where all must have", ends == ["it has not ended"], f"found {ends}")
    for name, events, rule in LOSSY_CASES:
        rules = [violation.rule for violation in history.violations(events, lossy=True)]
        judge(f"{name}, where events may be missing", rule in rules if rule else not rules, f"found {rules}")
    counts = history.check([NEW, CLAIM, DONE]).counts
    judge("counts", (counts["jobs"], counts["attempts"], counts["now succeeded"]) == (1, 1, 1), str(counts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
