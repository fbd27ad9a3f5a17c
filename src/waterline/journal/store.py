"""The wide door: SQLModel sessions over the same connections that `connection` opens."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, create_engine

from waterline.journal import connection, file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Engine
    from sqlalchemy.engine import Connection

    from waterline.home import Home

WRITE = "waterline_write"


def engine(home: Home) -> Engine:
    """Make an engine on the journal of `home`; it opens the file when it is first used."""

    def open_journal() -> sqlite3.Connection:
        return connection.connect(home)

    made = create_engine("sqlite://", creator=open_journal, poolclass=NullPool)
    event.listen(made, "begin", _begin)
    return made


def raw(session: Session) -> sqlite3.Connection:
    """Give the connection under a session: what is done there belongs to its transaction."""
    return session.connection().connection.driver_connection  # type: ignore[return-value] # sqlite3


def _begin(db: Connection) -> None:
    # The driver is in autocommit mode, so transactions begin here: IMMEDIATE only for writers,
    # because readers must not lock one another out.
    if db.get_execution_options().get(WRITE):
        connection.begin(db.connection.driver_connection)  # type: ignore[arg-type] # ours: sqlite3
    else:
        db.exec_driver_sql("BEGIN")


@contextlib.contextmanager
def session(home: Home, *, write: bool = False) -> Iterator[Session]:
    """Open a session in one transaction, committed at the end of the block if `write`.

    Raises JournalError where the journal can't be used.
    """
    bound = engine(home)
    try:
        with (
            connection.explained(home.journal),
            bound.connect().execution_options(**{WRITE: write}) as db,
            Session(db) as opened,
        ):
            yield opened
            if write:
                opened.commit()
    except DBAPIError as error:
        raise connection.explain(error.orig, home.journal) from error  # type: ignore[arg-type]
    except NoResultFound as error:  # rows that were written together: a flipped bit parted them
        raise file.damaged(home.journal, "a row in it is orphaned") from error
    except StaleDataError as error:  # a row that was read under a key where no search finds it
        raise file.damaged(home.journal, "its rows are out of order") from error
    finally:
        bound.dispose()
