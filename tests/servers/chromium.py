"""The distribution's Chromium, without a screen and without a word to anybody outside this machine."""

import os
import re
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

WINDOW = (1440, 900)
OWN_HOSTS = ("127.0.0.1", "localhost")

FLAGS = (
    # Chromium has no sandbox to offer to root nor inside most containers; it opens nothing but this machine's pages.
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # No name resolves: a page that asks for a font or a script from outside fails here as in a closed hospital.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    f"--window-size={WINDOW[0]},{WINDOW[1]}",
)


class ChromiumMissing(Exception):
    """There is no Chromium or no driver for it; the message says what to do."""


def program(name: str) -> str:
    """The path of `chromium` or `chromedriver`."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/bin", "/snap/bin"]))
    if path is None:
        raise ChromiumMissing(
            f"The tests need {name} and found none. `make test` installs it from the distribution "
            "(Debian packages: chromium, chromium-driver), or install it yourself and run the tests again."
        )
    return path


def watch(context: BrowserContext) -> list[str]:
    """Notes, from now on, whatever a page must never do: console errors, and requests that leave this machine."""
    problems: list[str] = []

    def note_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in OWN_HOSTS:
            problems.append(f"request to another machine: {url}")

    context.on("request", lambda request: note_request(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: note_request(socket.url)))
    context.on(
        "console",
        lambda message: problems.append(f"console: {message.text}") if message.type == "error" else None,
    )
    context.on("weberror", lambda web_error: problems.append(f"uncaught: {web_error.error}"))
    return problems


def unexpected(problems: list[str], expected: tuple[str, ...]) -> list[str]:
    """The problems that none of the `expected` regular expressions describes."""
    return [problem for problem in problems if not any(re.search(pattern, problem) for pattern in expected)]
