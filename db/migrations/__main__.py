"""python -m db.migrations check | draft MESSAGE: on a temporary SQLite database, for those who change tables."""

import sys
import tempfile
from pathlib import Path

from db import migrations


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.db'}"
        match arguments:
            case ["check"]:
                migrations.check(url)
                return 0
            case ["draft", message]:
                migrations.draft(url, message)
                return 0
    sys.stderr.write("usage: python -m db.migrations check | draft MESSAGE\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
