"""The checksum that stands beside what a person wrote, so that it can't change unnoticed.

SQLite's own checks are about its pages and trees, and the search index is blind to a letter's
case and to numbers: a bit that flips in an entry passes them. Who writes an entry, or what undo
keeps of one, seals it; `waterline doctor` compares. A seal of NULL says that none was recorded.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing takes longer than looking into the inbox
if TYPE_CHECKING:
    from collections.abc import Iterable

# What is sealed, by table and in this order. The first column is the row's number.
ENTRY = (
    *("moment", "id", "utc_offset", "zone", "day", "kind", "body", "tags", "repo"),
    *("edited_at", "deleted_at"),
)
DEED = (
    *("made_at", "moment", "action", "undone_at", "kind", "body", "tags"),
    *("edited_at", "deleted_at"),
)
EXPLANATION = (
    *("moment", "sure_before", "sure_after", "ticks", "typed", "pasted", "observed", "copied"),
    *("overruled", "place"),
)
EXPLAINED = ("number", "moment", "sha", "identity", "subject")
FACT = ("id", "at", "sort", "value", "tool", "sha", "identity", "subject", "folder")
SESSION = (
    *("moment", "sort", "planned_minutes", "started_at", "frozen", "place", "mechanism"),
    *("frozen_at", "sure", "ai_opened_at", "ended_at", "outcome", "cause_found", "with_ai"),
)
CLOSED_BRIEF = ("moment", "took_minutes", "closed_at")
ASSESSMENT = (
    *("number", "month", "q1", "q2", "q3", "q4", "velocity_drop", "renting"),
    *("answered_at", "shown_at"),
)
AUDIT_GROUP = ("number", "month", "key", "name", "part_of", "learned", "entry", "changed_at")
CLOSING = ("moment", "month", "figures", "how", "reopened_at")
TEST = (
    *("moment", "id", "draw", "sort", "is_first", "card", "entry", "change_id", "sha", "identity"),
    *("subject", "repo", "shipped_at", "utc_offset", "day", "asked", "answered_at", "sure"),
    *("answer", "marks", "outcome", "rating", "before"),
)
CARD = (
    *("number", "id", "sort", "entry", "change_id", "sha", "identity", "subject", "repo", "state"),
    *("due_at", "at_rest", "made_at"),
)
# Not what the last scan saw, which every scan says anew.
REPOSITORY = ("id", "path", "common_dir", "name", "added_at")

TABLES = {
    "entry": ENTRY,
    "deed": DEED,
    "repository": REPOSITORY,
    "explanation": EXPLANATION,
    "explained": EXPLAINED,
    "fact": FACT,
    "session": SESSION,
    "closed_brief": CLOSED_BRIEF,
    "assessment": ASSESSMENT,
    "audit_group": AUDIT_GROUP,
    "closing": CLOSING,
    "test": TEST,
    "card": CARD,
}

# Only Waterline writes these, and it seals them: a flipped bit in a row's header can make its
# last column, the seal, read as missing.
ALWAYS = set(TABLES) - {"entry", "repository"}


def of(values: Iterable[object], *, is_whole: bool = True) -> int:
    """Give the checksum (CRC-32, unsigned) of the values of a row, in their order.

    Two rows are encoded alike only if they are the same in every value and its kind. A row that
    did not match its seal before it was changed is not `is_whole`: it gets one that does not
    match either, for what was wrong with it is not made right by the change.
    """
    # In some interpreters this is a file of its own: only who seals waits for it.
    import zlib

    return zlib.crc32(b"".join(map(_encoded, values))) ^ (not is_whole)


def fits(recorded: object, values: Iterable[object]) -> bool:
    """Tell whether a seal is that of the values; one that was not recorded fits everything."""
    return recorded is None or recorded == of(values)


def as_text(raw: bytes) -> str:
    """Give a text as it stands in the file, also where it is no UTF-8 (for `text_factory`)."""
    return raw.decode("utf-8", "surrogateescape")


def _encoded(value: object) -> bytes:
    if value is None:
        return b"-;"
    if isinstance(value, str):
        raw = value.encode("utf-8", "surrogateescape")
        return b"t%d:%b;" % (len(raw), raw)
    if isinstance(value, bytes):
        return b"b%d:%b;" % (len(value), value)
    if isinstance(value, bool):
        value = int(value)  # as it is read again
    # A whole number; or, where damage made it one, a broken number.
    return f"{type(value).__name__} {value!r};".encode()
