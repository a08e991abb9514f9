"""What happened when a page could not be made? A reference for whoever asks for help; the log holds the same one."""

import logging
import secrets

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
    return reference
