"""Officers at haproxy's door while a row goes on, and what they have seen at its end."""

import uuid

from oracle import job_folder
from parts import HostCluster
from scenarios_gateway import Office, Poster, insist
from watch import read_json

COMPARED = 3  # results a row that are compared with a run of `sipro` on the command line


class Traffic:
    def __init__(self, stage, workers=4, officers=3, rate=1, rows=40):
        self.stage = stage
        stage.cluster = HostCluster(stage.place, stage.programs)
        stage.cluster.start(workers)
        stage.begin()
        self.office = Office(stage, door=stage.cluster.door, rows=rows)
        self.posters = [Poster(self.office, rate) for _ in range(officers)]

    def accepted(self, seconds=60):
        """One job more, tried until it is accepted."""
        return insist(self.office, self.office.browser, uuid.uuid4().hex, seconds)

    def failed(self):
        """Answers that tell no time to come again: 5xx but 503, or 503 without Retry-After."""
        return [text for browser in (self.office.browser, *(poster.browser for poster in self.posters)) for text in browser.wrong]

    def requests(self):
        return sum(self.office.counts.values())

    def longest_gap(self):
        """Seconds between two jobs that were accepted one after the other."""
        times = sorted(job.at for job in self.stage.load.all())
        return max(after - before for before, after in zip(times, times[1:]))

    def end(self, lossy=False):
        for poster in self.posters:
            poster.stop()
            self.stage.check(not poster.problem, poster.problem)
        self.stage.settle(180)
        for job in self.stage.load.all()[::max(1, len(self.stage.load.accepted_by_id) // COMPARED)]:
            job.golden = self._golden(job)
        self.stage.row.refused = self.stage.row.refused or self.office.counts[503]
        return self.stage.judge(lossy)

    def _golden(self, job):
        """The same input and time, without a queue."""
        payload = read_json(f"{job_folder(self.stage.cluster.storage, job)}/job.json")["payload"]
        words = ["preprocess", "--flow", payload["flow"], "--district", payload["kabkot"], self.office.sample]
        return self.stage.golden.make((self.office.sample, payload["time"]), words, payload["time"])
