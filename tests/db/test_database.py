"""The database's failures are told as what they are, whoever asks."""

import pytest
from sqlalchemy import column, select, table

from db.database import Database, frame
from db.health import DatabaseFault


def test_a_frame_that_cannot_be_made_is_a_fault_of_the_database(database_url: str) -> None:
    database = Database(database_url)
    with database.read() as connection, pytest.raises(DatabaseFault):
        frame(connection, select(column("x")).select_from(table("no_such_table")))
    database.close()
