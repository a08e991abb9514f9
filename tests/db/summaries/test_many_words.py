"""A hospital may have any number of technologists or protocols: codes are as wide as they need, and no wider."""

from datetime import date

import numpy as np

from db.column_store import LOGGED, keep, read_between
from db.columns import Columns, coded
from db.database import Database
from db.exposure_columns import LOGGED_KINDS


def month_of(first, names):
    """Rows of a month's reject log, one by each of these technologists and one by nobody."""
    words, codes = coded([*names, None])
    rows = len(codes)
    made = {
        name: np.full(rows, -1 if kind == "<i2" else 0, dtype=kind) for name, kind in LOGGED_KINDS.items()
    }
    made |= {"technologist": codes, "day": np.full(rows, first.toordinal(), dtype="<i4")}
    known = {name: () for name, kind in LOGGED_KINDS.items() if kind == "<i2"}
    return Columns(made, {**known, "technologist": words})


def test_forty_thousand_words_are_told_apart_within_a_month_and_over_several(database_url):
    months = {
        date(2026, 9, 1): [f"R{number:05}" for number in range(40_000)],
        date(2026, 10, 1): [f"S{number:05}" for number in range(20_000)],
        date(2026, 11, 1): ["R39999", "S00001", "T1"],
    }
    database = Database(database_url)
    with database.write() as connection:
        for first, names in months.items():
            keep(connection, LOGGED, first, month_of(first, names))
        for last, words in ((date(2026, 9, 30), 40_000), (date(2026, 11, 30), 60_001)):
            found = read_between(connection, LOGGED, date(2026, 9, 1), last)
            assert (len(found.words["technologist"]), found["technologist"].itemsize) == (words, 4)
            told = found.counts("technologist")
            assert told == found.where(np.arange(len(found))).counts("technologist")
            assert (told["R00000"], told["R39999"], told[""]) == ((1, 1, 1) if words == 40_000 else (1, 2, 3))
            assert found.says("technologist", "R39999").sum() == told["R39999"]
            # In other words: everybody is of one of two groups.
            grouped = found.reworded("group", "technologist", lambda word: word[:1])
            assert grouped.counts("group")["R"] == sum(told[word] for word in told if word[:1] == "R")
        # Where they fit, 16 bits stay 16 bits.
        few = read_between(connection, LOGGED, date(2026, 11, 1), date(2026, 11, 30))
        assert (few["technologist"].itemsize, few["room"].itemsize) == (2, 2)
    database.close()
