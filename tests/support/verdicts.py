"""What a program of checks tells: a line for each check, below it what is wrong, and at the end the count that deploy/test reads."""


def report(results):
    """The exit status. `results`: (name, messages) of each check, made as they are asked for; no message: it holds."""
    passed = failed = 0
    for name, messages in results:
        messages = list(messages)
        passed, failed = passed + (not messages), failed + bool(messages)
        print("FAIL" if messages else "ok  ", name, flush=True)
        for message in messages:
            print("      " + message)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0
