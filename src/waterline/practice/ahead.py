"""Importing ahead: what the first edit would otherwise wait half a second for."""

from __future__ import annotations


def import_records() -> None:
    """Import the records and what writes them. Takes long, so a thread beside the app does it."""
    from waterline.journal import entries, store

    del entries, store
