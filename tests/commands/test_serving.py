"""The web server: one clear sentence where it cannot listen, no name of its own, no thread for whoever lets it wait."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

import radops
from dashboard.worker import ImpatientUnreader

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("RADOPS_", "DATABASE_"))
    }
    return {
        **kept,
        "RADOPS_VAR": str(folder / "var"),
        "RADOPS_SECRET_KEY": secrets.token_urlsafe(48),
        "RADOPS_WORKERS": "1",
        **more,
    }


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_port_in_use_is_told_in_one_sentence_and_before_anything_is_made(command, taken, tmp_path):
    env = environment(tmp_path, PORT=str(taken))
    if command == "serve":
        CliRunner().invoke(radops.main, ["migrate"], env=env)
    result = CliRunner().invoke(radops.main, [command], env=env)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: PORT {taken} is in use: radops may be running already, at http://127.0.0.1:{taken}; "
        "else choose another one, such as PORT=8051.\n"
    )
    if command == "up":
        assert not (tmp_path / "var" / "radops.db").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "a b"])
def test_an_address_of_another_machine_is_told_in_one_sentence(host, tmp_path):
    result = CliRunner().invoke(radops.main, ["up"], env=environment(tmp_path, RADOPS_HOST=host))
    assert result.exit_code == 1
    assert result.output == f"Error: RADOPS_HOST is {host!r}, which is no address of this machine.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_serves_on_addresses_of_both_kinds_and_tells_nobody_its_name(host, tmp_path):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with closing(socket.socket(family)) as probe:
            probe.bind((host, 0))
            port = probe.getsockname()[1]
    except OSError:
        pytest.skip(f"this machine has no {host}")
    env = environment(tmp_path, RADOPS_HOST=host, PORT=str(port))
    CliRunner().invoke(radops.main, ["migrate"], env=env)
    server = subprocess.Popen([sys.executable, "radops.py", "serve"], cwd=_ROOT, env=env)
    try:
        for method, path in (("GET", "/login"), ("GET", "/nothing"), ("POST", "/login"), ("TRACE", "/")):
            answer = ask(host, port, method, path)
            assert answer.getheader("Server") is None, (method, path)
            assert answer.getheader("Content-Security-Policy"), (method, path)
        for name in ("SCRIPT_NAME", "PATH_INFO"):
            # A proxy's rules by path would be got around by whoever says that another one was asked for.
            assert ask(host, port, "GET", "/nothing", {name: "/login"}).status == 302, name
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0


def test_who_kills_it_outright_leaves_nothing_behind_that_keeps_the_port(tmp_path):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(tmp_path, PORT=str(port))
    CliRunner().invoke(radops.main, ["migrate"], env=env)
    server = subprocess.Popen([sys.executable, "radops.py", "serve"], cwd=_ROOT, env=env)
    assert ask("127.0.0.1", port, "GET", "/healthz").status == 200
    server.kill()
    server.wait()
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            break
        time.sleep(0.2)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def ask(
    host: str, port: int, method: str, path: str, headers: Mapping[str, str] = MappingProxyType({})
) -> http.client.HTTPResponse:
    """An answer, as soon as the server listens."""
    for _ in range(150):
        connection = http.client.HTTPConnection(host, port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers))
            return connection.getresponse()
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise AssertionError("the server did not come up")


def test_who_stops_in_the_middle_of_a_request_has_hung_up_after_a_while():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = ImpatientUnreader(ours, patience_s=0.3)
        theirs.sendall(b"GET / HTTP/1.1\r\n")
        assert reader.chunk() == b"GET / HTTP/1.1\r\n"
        began = time.monotonic()
        assert reader.chunk() == b""
        assert 0.2 < time.monotonic() - began < 5


def test_who_sends_a_letter_now_and_then_gets_no_more_time_than_who_sends_none():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = ImpatientUnreader(ours, patience_s=0.2)
        pieces = []
        for _ in range(50):
            piece = reader.chunk()
            if not piece:
                break
            pieces.append(piece)
        assert pieces == []
        theirs.sendall(b"x")
        # What has come is not thrown away; only the waiting is over.
        assert reader.chunk() == b"x"
        assert reader.chunk() == b""


def test_a_shorter_time_that_the_server_itself_has_set_holds():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = ImpatientUnreader(ours, patience_s=60)
        ours.settimeout(0.1)
        with pytest.raises(TimeoutError):
            reader.chunk()
