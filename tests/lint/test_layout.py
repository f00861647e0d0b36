"""The layout that the build alone doesn't enforce: each C library's header is included in its own folder only, and
no folder includes one that stands above it (base <- trade <- formats <- pipeline <- cli); and the list of the queue's function
libraries, to which only new numbers are added.

Usage: test_layout.py    Ends with "N passed, N failed".
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("common", "worker", "gateway", "schemas", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)

# Header -> folders whose files may include it. The benchmark's bare floor is the library itself.
HEADER_OWNERS = {
    "readstat.h": ("worker/formats/", "tests/bench/"),
    "xlsxwriter.h": ("common/workbook/",),
    "zip.h": ("worker/formats/",),
    "hiredis/": ("common/redis/",),
    "openssl/": ("common/base/",),
    "boost/asio": ("common/asio/", "common/redis/async_client.cpp", "gateway/http/", "gateway/app.cpp",
                   "tests/support/run_task.hpp"),
    "boost/beast": ("gateway/http/",),
    "argon2.h": ("common/tenancy/",),
    "seccomp.h": ("worker/child/",),
}

# Folder -> folders that its quoted includes may name, besides itself.
ARROWS = {
    "common/base/": (),
    "common/asio/": ("base",),
    "common/redis/": ("base", "asio"),
    "common/queue/": ("base", "asio", "redis"),
    "common/storage/": ("base",),
    "common/tenancy/": ("base", "storage"),
    "common/payload/": ("base",),
    "common/workbook/": ("base",),
    "common/records/": ("base", "queue", "storage"),
    "worker/trade/": ("base",),
    "worker/formats/": ("base", "workbook", "trade"),
    "worker/pipeline/": ("base", "storage", "workbook", "trade", "formats"),
    "worker/child/": ("base", "payload", "trade", "formats", "pipeline"),
    "worker/recovery/": ("base", "payload", "queue", "records", "storage", "tenancy"),
    "worker/jobs/": ("base", "payload", "queue", "records", "storage", "child", "recovery"),
    "worker/app/": ("base", "payload", "redis", "queue", "storage", "child", "recovery", "jobs"),
    "worker/admin/": ("base", "payload", "redis", "queue", "storage", "tenancy", "child", "recovery", "jobs"),
    "worker/cli/": ("base", "trade", "formats", "pipeline", "child"),
    "gateway/http/": ("base", "asio", "storage"),
    "gateway/content/": ("base", "storage", "tenancy", "workbook"),
    "gateway/services/": ("base", "asio", "redis", "queue", "storage", "tenancy", "content", "http"),
    "gateway/uploads/": ("base", "asio", "storage", "http"),
    "gateway/": ("base", "asio", "payload", "redis", "queue", "records", "storage", "tenancy", "workbook", "content", "http", "services", "uploads", "api"),
}
KNOWN_FOLDERS = {name.rstrip("/").split("/")[-1] for name in ARROWS}


def source_files(root):
    for top in SOURCES:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".cpp", ".hpp", ".h", ".c") and path.is_file():
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def header_violation(name, kind, header):
    for owned, folders in HEADER_OWNERS.items():
        is_owned = header == owned or header.startswith(owned.rstrip("/") + "/")
        if is_owned and not name.startswith(folders):
            return f"{name} includes {header}, which only {' and '.join(folders)} may"
    return None


def arrow_violation(name, kind, header):
    if kind != '"' or "/" not in header:
        return None
    target = header.split("/")[0]
    for folder, allowed in ARROWS.items():
        if not name.startswith(folder):
            continue
        own = folder.rstrip("/").split("/")[-1]
        if target in KNOWN_FOLDERS and target != own and target not in allowed:
            return f"{name} includes {header}: {own} stands below {target}"
    return None


def violations(root, rule):
    found = []
    for name, text in source_files(root):
        for kind, header in INCLUDE.findall(text):
            message = rule(name, kind, header)
            if message:
                found.append(message)
    return found


LIBRARIES = "common/queue/functions/versions.txt"


def libraries(text):
    """{number: SHA-256} of the list."""
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def changed_libraries(before, now):
    """An operator's Redis may hold what an earlier revision loaded under the number."""
    return [f"sipro_v{number} had the text {text[:12]}...: give another text another number" for number, text in libraries(before).items()
            if libraries(now).get(number) != text]


def git(*words):
    done = subprocess.run(["git", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else ""


def landed_libraries():
    """The list as it was before the changes at hand: where this branch left main, or one commit back on main."""
    head = git("rev-parse", "HEAD").strip()
    bases = [git("merge-base", "HEAD", branch).strip() for branch in ("origin/main", "main")]
    base = next((found for found in bases if found and found != head), "HEAD~1")
    return git("show", f"{base}:{LIBRARIES}")


# A file that breaks a rule, or just doesn't: (name, rule, file, its include line, is it reported?)
CASES = [
    ("ReadStat in a test is reported", header_violation, "tests/unit/a/a_test.cpp", "#include <readstat.h>", True),
    ("ReadStat in quotes is reported", header_violation, "worker/trade/a.hpp", '#  include "readstat.h"', True),
    ("ReadStat in formats is not", header_violation, "worker/formats/a.cpp", "#include <readstat.h>", False),
    ("zip.h in pipeline is reported", header_violation, "worker/pipeline/a.cpp", "#include <zip.h>", True),
    ("xlsxwriter in cli is reported", header_violation, "worker/cli/a.cpp", "#include <xlsxwriter.h>", True),
    ("gzip.h is another header", header_violation, "worker/cli/a.cpp", '#include "cli/gzip.h"', False),
    ("OpenSSL outside base is reported", header_violation, "worker/trade/a.cpp", "#include <openssl/evp.h>", True),
    ("trade including formats is reported", arrow_violation, "worker/trade/a.cpp", '#include "formats/a.hpp"', True),
    ("formats including trade is not", arrow_violation, "worker/formats/a.cpp", '#include "trade/a.hpp"', False),
    ("base including trade is reported", arrow_violation, "common/base/a.hpp", '#include "trade/a.hpp"', True),
    ("the gateway including formats is reported", arrow_violation, "gateway/api/a.cpp", '#include "formats/a.hpp"', True),
]


def rule_tells(rule, file, line):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.parent.mkdir(parents=True)
        path.write_text(f"// a file\n{line}\n", encoding="utf-8")
        return bool(violations(Path(folder), rule))


def main():
    results = [(name, [] if rule_tells(rule, file, line) == reported else ["the rule tells otherwise"])
               for name, rule, file, line, reported in CASES]
    results.append(("a library's number with another text is reported", [] if changed_libraries("1 aa\n2 bb", "1 aa\n2 cc") else ["it is not"]))
    results.append(("a further library is not", changed_libraries("# a list\n1 aa", "1 aa\n2 bb")))
    now = (ROOT / LIBRARIES).read_text(encoding="ascii")
    results.append(("no function library got another text under its number", changed_libraries(landed_libraries(), now)))
    results.append(("sources are found", [] if any(source_files(ROOT)) else [f"none under {ROOT}"]))
    results.append(("each C library stays in its folder", violations(ROOT, header_violation)))
    results.append(("the arrows between folders hold", violations(ROOT, arrow_violation)))
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
