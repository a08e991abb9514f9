"""What the measurements of the wall share: radops as the Procfile starts it, paired screens, a page of the docs."""

import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from db.actions.displays import add_display, pair
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.database import Database
from db.playlist import EVERYTHING
from tests.benchmarks.processes import ROOT

DOCS = ROOT / "docs" / "wall-measured.md"
PATIENCE_S = 300
COOKIE = "radops-wall"
_HEAD = """# The wall, measured

Made by `make bench-wall`; each part says on what. The memory over time stands in [soak-5-minutes.md](soak-5-minutes.md)
and [soak-72-hours.md](soak-72-hours.md).
"""


class WallServer:
    """The web server of the Procfile, on a port and in a folder of its own; it may be stopped and begun again."""

    def __init__(self, var: Path, more: Mapping[str, str] | None = None) -> None:
        self.var = var
        self.port = free_port()
        keys = {name: secrets.token_urlsafe(48) for name in ("RADOPS_SECRET_KEY", "RADOPS_DATA_KEY")}
        self._environment = {
            **os.environ,
            **keys,
            "RADOPS_VAR": str(var),
            "PORT": str(self.port),
            **(more or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is, or will be again."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> None:
        """Run a command of radops in the same folder to its end. Raises CalledProcessError."""
        command = [sys.executable, str(ROOT / "radops.py"), *words]
        subprocess.run(command, env=self._environment, cwd=ROOT, check=True, capture_output=True)

    def begin(self) -> None:
        """Start what the line `web` of the Procfile says, and wait until it answers."""
        (line,) = re.findall(r"^web: (.*)$", (ROOT / "Procfile").read_text(encoding="utf-8"), re.MULTILINE)
        words = shlex.split(line)
        assert words[0] == "python", line
        self.process = subprocess.Popen(
            [sys.executable, *words[1:]], env=self._environment, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        for _ in range(PATIENCE_S * 10):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/wall", timeout=30).close()
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("radops did not start")

    def stop(self) -> None:
        """Stop it in order."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def tokens(self, database_url: str, number: int) -> list[str]:
        """Add so many displays with all scenes and pair them; what each screen's cookie holds."""
        database = Database(database_url)
        found = []
        with database.write() as connection:
            for place in range(number):
                code = add_display(
                    connection, f"Measured {place}", EVERYTHING, actor=COMMAND_LINE, now=now_utc()
                )
                found.append(pair(connection, code, address=None, now=now_utc()))
        database.close()
        return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def load_words() -> str:
    """How busy the machine is, for whoever reads the numbers."""
    one, five, _ = os.getloadavg()
    first = os.getpriority(os.PRIO_PROCESS, 0)
    other = f", with priority over other programs (nice {first})" if first < 0 else ""
    return f"load average {one:.1f} (1 min), {five:.1f} (5 min) on {os.cpu_count()} cores{other}."


def prose(*sentences: str) -> list[str]:
    """Sentences as lines of a page."""
    return textwrap.wrap(" ".join(sentences), 118, break_long_words=False, break_on_hyphens=False)


def write_section(out: Path, title: str, lines: Sequence[str]) -> None:
    """Put a part into the page of the docs, in place of the one of this title."""
    text = out.read_text(encoding="utf-8") if out.exists() else _HEAD
    head, *parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    parts = [part for part in parts if not part.startswith(f"## {title}\n")]
    parts.append("\n".join([f"## {title}", "", *lines, ""]))
    whole = head.rstrip() + "\n\n" + "\n".join(f"{part.rstrip()}\n" for part in sorted(parts))
    out.write_text(whole, encoding="utf-8")
    print(parts[-1])
