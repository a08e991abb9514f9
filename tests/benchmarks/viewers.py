"""A viewer, as locust runs many: signs in by the form, then asks every five seconds for what a page's timer asks for.

`RADOPS_VIEWERS` names a file of JSON that `tests.benchmarks.load_test` writes: the password and each page's requests.
"""

import itertools
import json
import os
import re
from pathlib import Path

from locust import HttpUser, constant_pacing, task

ASKED = json.loads(Path(os.environ["RADOPS_VIEWERS"]).read_text(encoding="utf-8"))
_TURNS = itertools.cycle(ASKED["pages"])


class Viewer(HttpUser):
    """Somebody with one page open."""

    wait_time = constant_pacing(5)

    def on_start(self) -> None:
        """Sign in, and open the page once, as a browser does."""
        self.page = next(_TURNS)
        form = self.client.get("/login", name="sign in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token
        data = {"username": self.page["role"], "password": ASKED["password"], "csrf_token": token[1]}
        self.client.post("/login", data=data, name="sign in")
        self.token = self.client.cookies.get("_csrf_token") or ""

    @task
    def refresh(self) -> None:
        """What the page's timer asks for."""
        for body in self.page["bodies"]:
            self.client.post(
                "/_dash-update-component",
                json=body,
                headers={"X-CSRFToken": self.token},
                name=f"{self.page['path']} as {self.page['role']}",
            )
