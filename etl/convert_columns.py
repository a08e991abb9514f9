"""What do the cells of a whole column mean? A quicker way for what takes the most time: identifiers, hashed or sealed.

Only what is plainly right is decided on. For anything else BadValue is raised, and each cell is looked at by itself.
"""

import string
from collections.abc import Callable, Sequence
from typing import Any

from etl.convert import BadValue, Place
from etl.fields import Identifier

ManyConverter = Callable[[Sequence[str]], list[Any]]
_LONGEST = 64
_PLAIN = (string.ascii_letters + string.digits + "./_-").encode()
_UID = (string.digits + ".").encode()


def many_identifiers(field: Identifier, place: Place) -> ManyConverter:
    """Return a function that hashes a column of identifiers; None where a cell is blank."""
    hash_plain_ids, kind = place.site.keyring.hash_plain_ids, field.kind
    is_plain = _are_uids if field.uid else _are_plain

    def read(texts: Sequence[str]) -> list[Any]:
        given = texts if all(texts) else [text for text in texts if text]
        if (place.required and given is not texts) or not is_plain(given):
            raise BadValue("not plainly an identifier", "a closer look")
        hashed = hash_plain_ids(kind, given)
        if given is texts:
            return hashed
        following = iter(hashed)
        return [next(following) if text else None for text in texts]

    return read


def many_sealed(place: Place) -> ManyConverter:
    """Return a function that seals a column of identifiers; None where a cell is blank, or nothing is to be kept."""
    seal, keeps = place.site.keyring.seal, place.site.vault

    def read(texts: Sequence[str]) -> list[Any]:
        if not keeps:
            return [None] * len(texts)
        return [seal(text) if text else None for text in map(str.strip, texts)]

    return read


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether nothing stands in these texts, none of them blank, that a check of identifiers could stumble over."""
    # One look at all of them together: what is left without the plain characters are the line breaks in between.
    left = "\n".join(texts).encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return left == b"\n" * max(0, len(texts) - 1) and max(map(len, texts), default=0) <= _LONGEST


def _are_uids(texts: Sequence[str]) -> bool:
    together = ("\n" + "\n".join(texts) + "\n").encode("utf-8", "surrogatepass")
    return (
        together.translate(None, _UID) == b"\n" * (len(texts) + 1 if texts else 2)
        and b".." not in together
        and b".\n" not in together
        and b"\n." not in together
        and max(map(len, texts), default=0) <= _LONGEST
    )
