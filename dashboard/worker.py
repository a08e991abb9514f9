"""How does gunicorn serve connections here? With threads, as it comes, but for three things that no option changes.

It tells every client its name, and it waits without end for the rest of a request that has begun: as many half requests
as there are threads, from a scanner or a bad line, and nobody else is answered until the server is started anew. And
Python goes through all that was ever loaded whenever it looks for garbage, in the middle of somebody's page.
"""

import gc
import math
import select
import time
from typing import Any

from gunicorn.http import parser, wsgi
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import ThreadWorker

# How long a connection may keep a thread waiting, all its requests together. A whole request comes in a moment.
PATIENCE_S = 10.0


class ImpatientUnreader(SocketUnreader):
    """What a client sends, as long as it sends; one that makes a thread wait too long has hung up as far as we go."""

    def __init__(self, sock: Any, max_chunk: int = 8192, patience_s: float = PATIENCE_S) -> None:
        super().__init__(sock, max_chunk)
        self._patience_s = patience_s

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece of data; nothing when the client has hung up, or has been waited for too long."""
        begun = time.monotonic()
        # gunicorn sets a shorter time itself where it only empties what nobody read.
        shorter_s = self.sock.gettimeout()
        wait_s = min(self._patience_s, math.inf if shorter_s is None else shorter_s)
        waiting = select.poll()
        waiting.register(self.sock, select.POLLIN)
        has_come = waiting.poll(max(0.0, wait_s) * 1000)
        self._patience_s -= time.monotonic() - begun
        if has_come:
            return super().chunk(size_hint)
        if self._patience_s > 0:
            raise TimeoutError
        return b""


class NamelessResponse(wsgi.Response):
    """A response that does not tell what serves it, nor in which version."""

    def default_headers(self) -> list[str]:
        """The headers that every response has."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def stay_loaded() -> None:
    """Take what is loaded by now out of the search for garbage: it stays, and to go through it takes up to 0.2 s."""
    gc.collect()
    gc.freeze()


class Worker(ThreadWorker):
    """gunicorn's worker with threads; its parser and responses are the ones above."""

    def load_wsgi(self) -> None:
        """Put the application together."""
        super().load_wsgi()
        stay_loaded()

    def init_process(self) -> None:
        """Begin to serve."""
        parser.SocketUnreader = ImpatientUnreader
        wsgi.Response = NamelessResponse
        super().init_process()
