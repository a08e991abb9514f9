"""By which names is the server known? A request that asks for another one is refused before anything looks at it.

A page elsewhere can make its own name mean this machine's address; the browser then takes this server for that page's.
Flask's TRUSTED_HOSTS knows no IPv6 addresses and no capital letters.
"""

from collections.abc import Collection

from flask import Flask, request
from werkzeug.exceptions import SecurityError


def attach(server: Flask, known: Collection[str] | None) -> None:
    """Refuse (400) what asks for a name that is not known; None: any is. Must come before the gate."""
    if known is None:
        return

    @server.before_request
    def require_known_name() -> None:
        if not _is_known(request.host.lower(), known):
            raise SecurityError


def _is_known(host: str, known: Collection[str]) -> bool:
    # Of an IPv6 address the colons stand in brackets.
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return any(name == one or (one.startswith(".") and name.endswith(one)) for one in known)
