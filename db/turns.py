"""Who writes next, where two at once would spoil each other? One number for each thing that is taken in turns.

On PostgreSQL a transaction waits for the one that has the turn, until that ends. SQLite has a single writer anyway.
"""

from enum import IntEnum

from sqlalchemy import Connection, func, select


class Turn(IntEnum):
    """What is done by one transaction at a time; any numbers, but for each a number of its own."""

    LOADING = 7_402_113
    SETTINGS = 7_402_114
    ANNOUNCING = 7_402_115
    STOCK = 847_105_001


def take_turn(connection: Connection, turn: Turn) -> None:
    """Wait until no other transaction has this turn, and have it until this one ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int(turn))))
