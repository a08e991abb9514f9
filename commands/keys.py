"""Which keys does this process use? The environment's, else those that the made-up department keeps under var/."""

import os
import secrets
from dataclasses import replace
from pathlib import Path

from db.settings import Settings, SettingsError

_BYTES = 48


def with_keys(settings: Settings) -> Settings:
    """Return the settings with the made-up department's own keys where the environment names none."""
    folder = _folder(settings)
    if settings.secret_key or not (folder / "secret_key").exists():
        return settings
    # The data key goes with its database: whoever names a secret key without a data key wants it derived.
    return replace(
        settings,
        secret_key=_read(folder / "secret_key"),
        data_key=settings.data_key or _read(folder / "data_key"),
    )


def make_keys(settings: Settings) -> Settings:
    """Make the made-up department's keys once, readable by this user alone, where the environment names none.

    Raises SettingsError when there is no place to keep them.
    """
    if settings.secret_key:
        return settings
    folder = _folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("secret_key", "data_key"):
            if not (folder / name).exists():
                _write(folder / name, secrets.token_urlsafe(_BYTES))
    except OSError as error:
        raise SettingsError(
            f"RADOPS_VAR is {str(settings.var)!r}, where nothing can be kept ({error.strerror})."
        ) from error
    return with_keys(settings)


def _folder(settings: Settings) -> Path:
    return settings.var / "keys"


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()


def _write(path: Path, key: str) -> None:
    # Created closed, not closed afterwards: in between anybody could have opened it.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
