"""A viewer, as locust runs many: signed in, with one page open, whose timer asks every five seconds.

`RADOPS_VIEWERS` names a file of JSON that `tests.benchmarks.load_test` writes: cookies, token and requests of each.
"""

import itertools
import json
import os
from pathlib import Path

from locust import HttpUser, constant_pacing, task

ASKED = json.loads(Path(os.environ["RADOPS_VIEWERS"]).read_text(encoding="utf-8"))
_TURNS = itertools.cycle(ASKED)


class Viewer(HttpUser):
    """Somebody with one page open."""

    wait_time = constant_pacing(5)

    def on_start(self) -> None:
        """Take a session of one's own."""
        self.mine = next(_TURNS)
        self.client.cookies.update(self.mine["cookies"])

    @task
    def refresh(self) -> None:
        """What the page's timer asks for."""
        for body in self.mine["bodies"]:
            self.client.post(
                "/_dash-update-component",
                json=body,
                headers={"X-CSRFToken": self.mine["token"]},
                name=f"{self.mine['path']} as {self.mine['role']}",
            )
