"""What happened when a page could not be made? A reference for whoever asks for help; the log holds the same one."""

import logging
import secrets

from flask import g, has_request_context

_log = logging.getLogger(__name__)


def note(what: str, fault: Exception) -> str:
    """Log that something failed and return the reference under which it stands there: `7F3A-0021`.

    Only the kind of fault is logged: a database's message may carry the values that were asked for.
    """
    digits = secrets.token_hex(4).upper()
    reference = f"{digits[:4]}-{digits[4:]}"
    cause = getattr(fault, "orig", None) or fault.__cause__
    _log.error(
        "%s failed, reference %s: %s (%s)", what, reference, type(fault).__name__, type(cause).__name__
    )
    if has_request_context():
        g.trouble = reference
    return reference


def was_noted() -> bool:
    """Whether anything failed while the request that is being answered was worked on."""
    return has_request_context() and "trouble" in g
