"""A mail server and a web server on this machine, which keep what they are sent and refuse what they are told to."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Letterbox:
    """What came, and what is answered: an SMTP reply to RCPT ("550 no"), or an HTTP status."""

    port: int = 0
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer_to_recipient: str = "250 ok"
    status: int = 200
    location: str = ""


@contextmanager
def mail_server() -> Iterator[Letterbox]:
    """An SMTP server (RFC 5321, without encryption)."""
    box = Letterbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 letterbox\r\n")
            recipient = ""
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word.startswith((b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP")):
                    answer = "250 ok"
                elif word.startswith(b"RCPT"):
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                    answer = box.answer_to_recipient
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part.removeprefix(b".") if part.startswith(b"..") else part
                    box.mails.append((recipient, message_from_bytes(text, policy=policy.default)))
                    answer = "250 kept"
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    answer = "502 unknown"
                self.wfile.write(f"{answer}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), box):
        yield box


@contextmanager
def web_server() -> Iterator[Letterbox]:
    """An HTTP server that keeps what is posted to it."""
    box = Letterbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.posts.append((self.path, json.loads(body)))
            self._answer()

        def do_GET(self) -> None:
            box.posts.append((self.path, {}))
            self._answer()

        def _answer(self) -> None:
            self.send_response(box.status)
            if box.location:
                self.send_header("Location", box.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), box):
        yield box


@contextmanager
def _serving(server: socketserver.TCPServer, box: Letterbox) -> Iterator[None]:
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
