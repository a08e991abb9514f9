"""Running it: the web server and the inbox watcher together, until told to stop."""

import ctypes
import errno
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from commands.output import say
from db.settings import Settings, SettingsError

_RADOPS = str(Path(__file__).resolve().parent.parent / "radops.py")
_GRACE_S = 10.0
# From linux/prctl.h; Python has no name for it.
_PR_SET_PDEATHSIG = 1


def address(settings: Settings) -> str:
    """Host and port as they stand in an address bar."""
    return (
        f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
    )


def require_port(settings: Settings) -> None:
    """See whether the web server will be able to listen. Raises SettingsError, in one sentence, when it will not."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"PORT {settings.port} is in use: radops may be running already, at http://{address(settings)}; "
                "else choose another one, such as PORT=8051."
            ) from error
        if error.errno == errno.EACCES:
            raise SettingsError(
                f"PORT {settings.port} is not open to this user; choose one from 1024 up."
            ) from error
        raise SettingsError(
            f"RADOPS_HOST is {settings.host!r}, which is no address of this machine."
        ) from error


def web_command(settings: Settings) -> list[str]:
    """The web server's command line: gunicorn on the address of the settings."""
    options = [
        "--worker-class",
        "dashboard.worker.Worker",
        "--workers",
        str(settings.workers),
        "--threads",
        "4",
        "--bind",
        address(settings),
        "--graceful-timeout",
        "5",
        # Else gunicorn lets headers of these names say which path was asked for, of whoever asks from this machine, as
        # a proxy in front does for everybody: its own rules by path would be got around.
        "--forwarder-headers",
        "",
        # Longer than a page pauses between two questions: where both ends let go at once, the question is lost.
        "--keep-alive",
        "15",
    ]
    return [
        sys.executable,
        "-m",
        "gunicorn",
        *options,
        "--log-level",
        "warning",
        "--chdir",
        str(Path(_RADOPS).parent),
        "commands.web:application()",
    ]


def watch_command() -> list[str]:
    """The inbox watcher's command line."""
    return [sys.executable, _RADOPS, "watch"]


def outbox_command() -> list[str]:
    """The command line of the outbox's sender."""
    return [sys.executable, _RADOPS, "outbox", "send", "--every", "30"]


def seal_command() -> list[str]:
    """The command line of the process that seals the audit trail."""
    return [sys.executable, _RADOPS, "audit", "seal", "--every", "30"]


def run_together(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> int:
    """Run processes until a signal comes or one of them ends; then stop the others. Returns the exit code."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    # A group of its own, so that Ctrl-C reaches this process alone and it stops the others in order.
    running = [
        subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  (this process has no threads)
        )
        for command in commands
    ]
    name_of = {
        process.pid: " ".join(command[1:3]) for process, command in zip(running, commands, strict=True)
    }
    try:
        while not stop.wait(0.3):
            ended = next((process for process in running if process.poll() is not None), None)
            if ended is not None:
                say(f"{name_of[ended.pid]} ended with code {ended.returncode}; stopping")
                return ended.returncode or 1
        say("Stopping")
        return 0
    finally:
        _stop_all(running)


def _end_with_parent() -> None:
    """Let the kernel end this process when the one that started it is killed, which then cannot do so itself.

    It would keep the port, and the next start would be refused.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def _stop_all(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
