"""The records and the schema that the migrations make are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from waterline.journal import records, store

if TYPE_CHECKING:
    from sqlalchemy import Table

    from waterline.home import Home

TABLES = sorted(SQLModel.metadata.tables)
assert records.Entry.__tablename__ in TABLES


def in_the_file(table: str, home: Home) -> dict[str, Any]:
    engine = store.engine(home)
    try:
        seen = sqlalchemy.inspect(engine)
        return {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in seen.get_columns(table)
            },
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(u["column_names"] for u in seen.get_unique_constraints(table)),
            "references": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in seen.get_foreign_keys(table)
            ),
        }
    finally:
        engine.dispose()


def in_the_records(table: Table) -> dict[str, Any]:
    # SQLite keeps a truth as a whole number, and any text as TEXT.
    words = {"VARCHAR": "TEXT", "BOOLEAN": "INTEGER"}
    types = {c.name: c.type.compile(sqlite.dialect()) for c in table.columns}
    return {
        "columns": {
            c.name: (words.get(types[c.name], types[c.name]), bool(c.nullable))
            for c in table.columns
        },
        "key": [column.name for column in table.primary_key],
        "unique": sorted([c.name] for c in table.columns if c.unique),
        "references": sorted(
            ([c.name], key.column.table.name, [key.column.name])
            for c in table.columns
            for key in c.foreign_keys
        ),
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_record_is_its_table(name: str, home: Home) -> None:
    table = SQLModel.metadata.tables[name]
    file, ours = in_the_file(name, home), in_the_records(table)
    # SQLite reports the key of a table as if it could be NULL: only its type is compared.
    for column in ours["key"]:
        assert file["columns"][column][0] == ours["columns"][column][0]
        file["columns"].pop(column)
        ours["columns"].pop(column)
    assert file == ours


def test_no_table_of_the_file_lacks_a_record(home: Home) -> None:
    engine = store.engine(home)
    names = sqlalchemy.inspect(engine).get_table_names()
    engine.dispose()
    searches = ("entry_search", "change_search")  # and the tables in which FTS5 keeps them
    assert sorted(name for name in names if not name.startswith(searches)) == TABLES
