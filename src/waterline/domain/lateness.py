"""What came to a month after it was closed: said beside its figures, which stay as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waterline.domain.audits import Audit


def late(frozen: Audit, live: Audit) -> tuple[str, ...]:
    """Say in sentences how a closed month would read now; () where it would read the same."""
    then, now = frozen.tide, live.tide
    found = (
        _more("change", frozen.shipped.changes, live.shipped.changes, "was", "were", "found"),
        _other("change with AI", "changes with AI", then.s, now.s, "counted"),
        _other("explained change", "explained changes", then.x, now.x, "counted"),
        _other("first test", "first tests", then.t, now.t, "answered"),
        _passed(frozen, live),
        _answer(frozen, live),
    )
    return tuple(sentence for sentence in found if sentence)


def _more(what: str, then: int, now: int, was: str, were: str, came: str) -> str:
    """Say how many more there are, or how many are gone."""
    if now == then:
        return ""
    count = abs(now - then)
    verb = was if count == 1 else were
    plural = what if count == 1 else f"{what}s"
    if now > then:
        return f"{count} more {plural} {verb} {came} since."
    return f"{count} {plural} {verb} in it then that no repository holds now."


def _other(one: str, several: str, then: int, now: int, came: str) -> str:
    if now == then:
        return ""
    return f"{now} {one if now == 1 else several} would be {came} now; then it was {then}."


def _passed(frozen: Audit, live: Audit) -> str:
    if frozen.tide.k == live.tide.k:
        return ""
    return f"{live.tide.k} of them passed; then it was {frozen.tide.k}."


def _answer(frozen: Audit, live: Audit) -> str:
    if frozen.learned == live.learned:
        return ""
    said = (f"“{one}”" if one else "nothing" for one in (live.learned, frozen.learned))
    return "Its answer would be {} now; then it was {}.".format(*said)
