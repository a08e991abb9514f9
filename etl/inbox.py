"""Which files have come? Watched folders; a file that is still being written is left alone until it has settled."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Look:
    size: int
    changed_ns: int
    # Changes with what a file is called and who may read it, too: one that was closed is tried again once it is open.
    inode_changed_ns: int


class Inbox:
    """Folders that are looked at again and again. A file is ready when two looks in a row find it the same.

    Files stay where they are: nothing is lost if a load fails, and a share may be read-only. A file that was handed out
    is not handed out again unless it changes.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._last: dict[Path, _Look] = {}
        self._handed_out: dict[Path, _Look] = {}

    def ready_files(self) -> list[Path]:
        """Look once more; return the files that have come to rest since, oldest first.

        A folder that is out of reach (a share that is gone for a while) is passed over until it is there again.
        """
        seen: dict[Path, _Look] = {}
        for folder in self._folders:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                for path in folder.rglob("*"):
                    if look := _look_at(path, folder):
                        seen[path] = look
        ready = [
            path
            for path, look in seen.items()
            if self._last.get(path) == look and self._handed_out.get(path) != look
        ]
        self._last = seen
        self._handed_out = {path: look for path, look in self._handed_out.items() if path in seen}
        self._handed_out.update({path: seen[path] for path in ready})
        return sorted(ready, key=lambda path: (seen[path].changed_ns, str(path)))


def _look_at(path: Path, folder: Path) -> _Look | None:
    # Hidden and .part/.tmp names are how copying programs say "not yet"; links could lead out of the inbox.
    if any(part.startswith(".") for part in path.relative_to(folder).parts) or path.suffix in (
        ".part",
        ".tmp",
    ):
        return None
    try:
        if path.is_symlink() or not path.is_file():
            return None
        found = path.stat()
    except OSError:
        # Moved away between listing and looking, or in a folder that is closed: it cannot be had, which is an answer.
        return None
    return _Look(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
