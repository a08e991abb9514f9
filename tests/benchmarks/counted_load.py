"""`radops load` itself, with a count of its SQL statements: prints them as JSON when it ends."""

import json
import sys
from collections import Counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

import radops
from db import staging


def main() -> None:
    """Load the paths of the command line."""
    counts: Counter[str] = Counter()
    event.listen(Engine, "before_cursor_execute", lambda *_: counts.update(["statements"]))
    put_packed = staging.put_packed

    def counted(*arguments: Any) -> None:
        # These go past SQLAlchemy, which would not count them.
        counts.update(["batches of rows"])
        put_packed(*arguments)

    staging.put_packed = counted  # type: ignore[assignment]
    radops.main(["load", "--json", *sys.argv[1:]], standalone_mode=False)
    sys.stderr.write(json.dumps(counts) + "\n")


if __name__ == "__main__":
    main()
