"""Runs a program and watches it: how long it takes, and how much memory it and all its children hold at the most."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_EVERY_S = 0.1


@dataclass(frozen=True)
class Run:
    """What a program took, and what it said."""

    wall_s: float
    cpu_s: float  # of all processes, so far as they lived a tenth of a second
    largest_mb: float  # resident, of the largest single process
    together_mb: float  # proportional set size: what processes share is counted once
    stdout: str
    stderr: str


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run Python with these arguments to its end. Raises RuntimeError when it fails."""
    begun = time.perf_counter()
    largest = together = 0
    cpu: dict[int, float] = {}
    stdout = stderr = ""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                stdout, stderr = process.communicate(timeout=_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                pids = with_descendants(process.pid)
                cpu |= {pid: _cpu_s(pid) for pid in pids}
                memories = [_memory_kb(pid) for pid in pids]
                largest = max([largest, *(resident for resident, _ in memories)])
                together = max(together, sum(share for _, share in memories))
    wall = time.perf_counter() - begun
    if process.returncode != 0:
        raise RuntimeError(stderr[-2000:])
    return Run(wall, sum(cpu.values()), largest / 1024, together / 1024, stdout, stderr)


def cpu_with_children_s(pid: int) -> float:
    """Processor time that a running process and all that it started have used until now."""
    return sum(_cpu_s(member) for member in with_descendants(pid))


def with_descendants(pid: int) -> list[int]:
    """A running process and all that it started, and so on."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for member in found:
        found += parents.get(member, [])
    return found


def _memory_kb(pid: int) -> tuple[int, int]:
    """Resident and proportional set size; 0 for a process that has ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0
    sizes = {
        line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:] if line.endswith("kB")
    }
    return sizes.get("Rss", 0), sizes.get("Pss", 0)


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
