"""What came to a month after it was closed: said beside its figures, which stay as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.numbers import count

if TYPE_CHECKING:
    from waterline.domain.audits import Audit


def late(frozen: Audit, live: Audit) -> tuple[str, ...]:
    """Say in sentences how a closed month would read now; () where it would read the same."""
    then, now = frozen.tide, live.tide
    found = (
        _changes(frozen.shipped.changes, live.shipped.changes),
        _other("change with AI", "changes with AI", then.s, now.s),
        _other("explained change", "explained changes", then.x, now.x),
        _other("answered first test", "answered first tests", then.t, now.t),
        _passed(frozen, live),
        _answer(frozen, live),
    )
    return tuple(sentence for sentence in found if sentence)


def _changes(then: int, now: int) -> str:
    """Say how many changes more were found, or how many are gone."""
    if now == then:
        return ""
    if now > then:
        return f"{count(now - then, 'more change')} found since."
    return f"{count(then - now, 'change')} that counted then can't be found in any repository now."


def _other(one: str, several: str, then: int, now: int) -> str:
    if now == then:
        return ""
    return f"{count(now, one, several)} would be counted now; then it was {then:,}."


def _passed(frozen: Audit, live: Audit) -> str:
    if frozen.tide.k == live.tide.k:
        return ""
    return f"{live.tide.k:,} of them passed; then it was {frozen.tide.k:,}."


def _answer(frozen: Audit, live: Audit) -> str:
    if frozen.learned == live.learned:
        return ""
    said = (f"“{one}”" if one else "nothing" for one in (live.learned, frozen.learned))
    return "Its answer would be {} now; then it was {}.".format(*said)
