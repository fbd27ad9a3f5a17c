"""What the Journal says about its list: what is in it, how much was found, why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.tui import draw

if TYPE_CHECKING:
    from waterline.tui.query import Query


def of_list(query: Query, *, with_commits: bool) -> str:
    """Tell what the list holds when nothing is searched for."""
    if query.is_short:
        return "two letters start the search"
    if query.filter.kinds:
        return ""
    return "entries and commits" if with_commits else "entries"


def of_finds(count: int, *, is_all: bool, ranked: bool) -> str:
    """Tell how much was found, and in which order it stands."""
    if not count:
        return ""
    number = f"{count:,} found" if is_all else f"the newest {count:,} found"
    return f"{number} {draw.signs().dot} {'by relevance' if ranked else 'newest first'}"


def of_nothing(query: Query, *, with_commits: bool) -> str:
    """Tell why the list is empty, and the way out."""
    if query.searches or query.chips:
        what = f"Nothing found for “{query.words}”." if query.searches else "Nothing here."
        narrowed = ", ".join(chip.label for chip in query.chips)
        lines = [what, *([f"Narrowed by {narrowed}."] if narrowed else [])]
        is_narrow = not (with_commits or query.searches or query.filter.kinds)
        ways = ["esc clears the search.", *(["c looks among commits too."] if is_narrow else [])]
        return "\n".join([*lines, "", *ways])
    if with_commits:
        return "Nothing here yet.\n\nn writes the first entry."
    return "No entries yet.\n\nn writes the first one, c shows your commits."
