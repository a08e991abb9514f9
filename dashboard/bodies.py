"""How much may a request carry? 20 MB, told by its length or counted while it is read, before anybody looks into it."""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_BYTES = 20 * 1024 * 1024


def attach(server: Flask) -> None:
    """Refuse larger requests (413) on every route, also where nothing would be read. Must come before all else."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BYTES

    @server.before_request
    def refuse_what_is_too_large() -> None:
        if request.content_length is None and request.environ.get("wsgi.input_terminated"):
            # Sent in pieces: how much it is shows in the reading alone, and what was read is kept for the route.
            # Werkzeug stops at the limit without a word, and the route would take a part for the whole.
            if len(request.get_data()) >= LARGEST_BYTES and request.environ["wsgi.input"].read(1):
                raise RequestEntityTooLarge
        elif (request.content_length or 0) > LARGEST_BYTES:
            raise RequestEntityTooLarge
