"""Sentences of attention rows write numbers as the pages do."""

from datetime import date, timedelta

from db.wording import day_text, many, money_text, span_text


def test_counts_days_and_money_are_written_with_no_break_spaces() -> None:
    assert (many(1, "lot"), many(1248, "lot")) == ("1\u00a0lot", "1\u00a0248\u00a0lots")
    assert day_text(date(2026, 11, 24), date(2026, 1, 1)) == "24\u00a0Nov"
    assert day_text(date(2025, 11, 24), date(2026, 1, 1)) == "24\u00a0Nov\u00a02025"
    assert money_text(1247.6, "\u20ac") == "\u20ac1\u00a0248"


def test_spans_have_two_units_at_most() -> None:
    spans = (
        timedelta(seconds=20),
        timedelta(hours=4, minutes=52),
        timedelta(days=1, hours=3),
        timedelta(days=15, hours=9),
    )
    assert [span_text(span) for span in spans] == [
        "under 1\u00a0min",
        "4\u00a0h 52\u00a0min",
        "1\u00a0d 3\u00a0h",
        "15\u00a0d",
    ]
