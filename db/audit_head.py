"""Which seal of the audit trail was the newest, as this machine knows it? A note beside the database, not in it.

Seals that somebody takes off the end of the chain leave no gap: only who noted the last one elsewhere misses them.
"""

from pathlib import Path

from db.audit_seal import Head

_NAME = "audit-head"


def noted_head(var: Path) -> Head | None:
    """The newest seal as it was noted in this folder (RADOPS_VAR); None where nothing was ever sealed from here."""
    path = var / _NAME
    if not path.exists():
        return None
    number, _, digest = path.read_text(encoding="ascii").strip().partition(" ")
    return Head(int(number), digest) if number.isdigit() else Head(-1, "")


def note_head(var: Path, newest: Head) -> None:
    """Note the newest seal, in place of an earlier one. Raises OSError where the folder takes no file."""
    path = var / _NAME
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    part.write_text(f"{newest.number} {newest.digest}\n", encoding="ascii")
    part.chmod(0o600)
    part.replace(path)
