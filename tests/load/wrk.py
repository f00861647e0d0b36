"""wrk as a load generator: one run, its figures exact, from the line of JSON that the Lua script ends with."""

import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def parse(output):
    lines = [line for line in output.splitlines() if line.startswith("RESULT ")]
    if len(lines) != 1:
        raise RuntimeError(f"wrk told no result: {output[-600:]}")
    return json.loads(lines[0][len("RESULT "):])


def command(url, seconds, connections, scripts=("report.lua",), headers=None, arguments=()):
    """wrk takes one script: several are put together in a file of their own by the caller's name."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script_of(scripts)]
    for name, value in (headers or {}).items():
        words += ["-H", f"{name}: {value}"]
    return [*words, url, *(["--", *[str(word) for word in arguments]] if arguments else [])]


def script_of(names):
    return os.path.join(HERE, names[0]) if len(names) == 1 else joined(names)


def joined(names):
    place = os.path.join(HERE, "..", "..", "build", "load")
    os.makedirs(place, exist_ok=True)
    path = os.path.join(place, "-".join(name.split(".")[0] for name in names) + ".lua")
    with open(path, "w", encoding="utf-8") as out:
        for name in names:
            with open(os.path.join(HERE, name), encoding="utf-8") as source:
                out.write(source.read())
    return path


def run(*words, **options):
    done = subprocess.run(command(*words, **options), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"wrk ended with {done.returncode}: {done.stderr[-600:]}")
    return parse(done.stdout)


def start(*words, **options):
    """In the background; parse(popen.communicate()[0]) at its end."""
    return subprocess.Popen(command(*words, **options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
