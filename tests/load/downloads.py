"""A result's file, whole and in ranges of 1 MiB at random places, beside nginx with the same file."""

import statistics
from urllib.parse import quote

import wrk
from figures import Table
from stage import Stage

NAME = "Data Bersih Ekspor.sav"
RANGE = 1 << 20


def run(form, programs, place, tell):
    problems = []
    with Stage(programs, place, workers=1) as stage:
        job = stage.finished_job(form.download_rows)
        path = f"/api/v1/jobs/{job}/results/{quote(NAME)}"
        body = stage.officer.ask("GET", path).body
        urls = {"nginx": stage.nginx().serve("result.sav", body), "gateway": stage.url(path)}
        length = min(RANGE, len(body) // 2)
        table = Table(f"{len(body) / 1e6:.1f} MB, {form.downloads} at once", "gateway MB/s", "nginx MB/s", "ratio", "gateway p99 ms")
        for name, options in {"whole": {"headers": {"Cookie": stage.officer.cookie}},
                              f"ranges of {length / 1024:.0f} KiB": {"scripts": ("ranges.lua", "report.lua"),
                                                                     "arguments": [len(body), length, stage.officer.cookie]}}.items():
            rates, p99 = {"nginx": [], "gateway": []}, []
            for _ in range(form.repeat):
                for server, url in urls.items():
                    result = wrk.run(url, form.seconds, form.downloads, **options)
                    rates[server].append(result["bytes"] / result["seconds"] / 1e6)
                    if server == "gateway":
                        p99.append(result["p99_us"] / 1000)
                    if result["bad_status"] or result["broken"]:
                        problems.append(f"{server}, {name}: {result}")
            ratio = statistics.median(ours / theirs for ours, theirs in zip(rates["gateway"], rates["nginx"]))
            table.row(name, *(f"{statistics.median(rates[server]):,.0f}" for server in ("gateway", "nginx")), f"{ratio:.2f}",
                      f"{statistics.median(p99):.1f}")
        tell(table)
    return problems
