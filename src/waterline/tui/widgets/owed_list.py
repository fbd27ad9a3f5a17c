"""The list of what is owed: changes by repository and branch, one or several to be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from waterline.domain.text import clean_line
from waterline.tui import actions, draw
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from waterline.domain.lines import Line

GROUP = "group:"
# Changes that are not owed and stand here because they were asked for or begun.
BESIDE = "also here"
SHA_CELLS = 7
INDENT = 2
SEVERAL = 2


class Group(NamedTuple):
    """Changes that stand together, newest first: those of a branch of a repository."""

    repo: str
    branch: str
    lines: Sequence[Line]
    key: str

    @property
    def title(self) -> str:
        """The group's name: `api · retry-webhooks`."""
        return f" {draw.signs().dot} ".join(filter(None, [self.repo, self.branch]))


@dataclass(frozen=True, slots=True)
class State:
    """What the list shows beside the changes: what is marked, said, begun and owed, by id."""

    marked: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


def grouped(
    lines: Sequence[Line], branches: Mapping[str, str], beside: Sequence[Line] = ()
) -> list[Group]:
    """Put changes together by repository and branch, in the order in which each first comes."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        where = (line.repo_path or line.repo, branches.get(line.id, ""))
        found.setdefault(where, []).append(line)
    groups = [
        Group(clean_line(held[0].repo), clean_line(branch), held, f"{GROUP}{place}\0{branch}")
        for (place, branch), held in found.items()
    ]
    if beside:
        groups.append(Group("", BESIDE, beside, f"{GROUP}\0"))
    # One repository's branches stand one after the other.
    order = {group.repo: number for number, group in reversed(list(enumerate(groups)))}
    return sorted(groups, key=lambda group: order[group.repo])


class OwedList(Rows):
    """Rows of changes under their groups; a group of several can be chosen as one."""

    @dataclass
    class Mark(Message):
        """Mark the row under the cursor, or take its mark away."""

        key: str

    BINDINGS: ClassVar = actions.bindings("owed")
    DEFAULT_CSS = """
    OwedList {
        & > .rows--heading { color: $quiet; text-style: none; }
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(id="owed", classes=classes)
        self._groups: Sequence[Group] = ()

    def show(self, groups: Sequence[Group], state: State, today: date) -> None:
        """Show these groups, with the cursor kept where it is."""
        self._groups = groups
        rows: list[Row] = []
        for group in groups:
            rows += _rows(group, state, today, is_first=not rows)
        self.set_rows(rows, keep=True)

    def say(self, words: Sequence[Content]) -> None:
        """Show words where no change stands."""
        self._groups = ()
        self.set_rows([_said(number, text) for number, text in enumerate(words)])

    def ids(self, key: str) -> tuple[str, ...]:
        """Give the changes that a row stands for."""
        for group in self._groups:
            if group.key == key:
                return tuple(line.id for line in group.lines)
        return (key,) if key else ()

    @property
    def order(self) -> list[str]:
        """The ids of all changes in the order in which they stand."""
        return [line.id for group in self._groups for line in group.lines]

    def action_mark(self) -> None:
        """Mark the change under the cursor, or all of its group, and go on to the next."""
        if self.cursor_key:
            self.post_message(self.Mark(self.cursor_key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to mark only where there are several."""
        if action == "mark":
            return len(self.order) >= SEVERAL
        return super().check_action(action, parameters)


def _rows(group: Group, state: State, today: date, *, is_first: bool) -> list[Row]:
    is_one = len(group.lines) < SEVERAL or group.branch == BESIDE

    def head(width: int) -> list[Content]:
        offer = "" if is_one else f"{len(group.lines)} as one"
        room = max(8, width - len(offer) - 2)
        title = Content.styled(group.title, "bold $foreground 85%").truncate(room, ellipsis=True)
        space = " " * max(1, width - title.cell_length - len(offer))
        return [Content.assemble(title, space if offer else "", (offer, "$assisted"))]

    space = [] if is_first else [Row(f"above {group.key}", [Content("")], heading=True, height=1)]
    heading = Row(group.key, head, heading=is_one, height=1)
    return [*space, heading, *(_row(line, state, today, group) for line in group.lines)]


def _row(line: Line, state: State, today: date, group: Group) -> Row:
    is_marked = line.id in state.marked
    is_by_hand = line.id in state.by_hand
    repo = clean_line(line.repo) if group.branch == BESIDE else ""

    def lines(width: int) -> list[Content]:
        mark = "•" if is_marked else " "
        name = f"{repo}  " if repo else ""
        colour = "$quiet" if is_by_hand else "$foreground"
        first = Content.assemble(
            (f"{mark} ", "bold $understood"),
            (name, "$foreground 75%"),
            (line.sha[:SHA_CELLS].ljust(SHA_CELLS), "$quiet"),
            "  ",
            (draw.subject(line), colour),
        )
        second = _facts(line, state, today, width - INDENT)
        return [first, Content.assemble(" " * INDENT, second)]

    return Row(line.id, lines, height=2)


def _said(number: int, text: Content) -> Row:
    def wrapped(width: int) -> list[Content]:
        rows = text.wrap(max(8, width))
        return [Content(""), *rows] if number else rows

    return Row(f"said-{number}", wrapped, heading=True)


def _facts(line: Line, state: State, today: date, room: int) -> Content:
    """Write `+611 -40 · 9 files · Cursor · today 11:27`, and what was said or begun."""
    dot = f" {draw.signs().dot} "
    is_by_hand = line.id in state.by_hand
    if is_by_hand:
        said = Content.styled("not AI-assisted", "$alone")
    elif line.explained:
        said = Content.styled("explained", "$understood")
    elif line.id in state.begun:
        said = Content.styled("begun", "$shipped")
    else:
        said = Content("")
    parts = [
        draw.lines_changed(line.insertions, line.deletions),
        draw.plural(line.files, "file"),
        "" if is_by_hand else draw.origin_words(line),
        when(line, today),
    ]
    for spare in (1, 3):  # the files go first, then the day
        needed = cell_len(dot.join(filter(None, parts))) + (len(dot) + len(said) if said else 0)
        if needed > room:
            parts[spare] = ""
    colour = "$assisted" if line.id not in state.beside | state.by_hand else "$quiet"
    text = Content.styled(dot.join(filter(None, parts)), colour)
    return Content.assemble(text, (dot, "$quiet"), said) if said else text


def when(line: Line, today: date) -> str:
    """Write when a change was shipped: `today 11:27`, `yesterday`, `Tue`, `3 Nov`."""
    days = (today - line.day).days
    if days <= 0:
        return f"today {line.created_at:%H:%M}"
    if days == 1:
        return "yesterday"
    if days < 7:  # noqa: PLR2004 - a week
        return draw.WEEKDAYS[line.day.weekday()]
    text = f"{line.day.day} {draw.MONTHS[line.day.month - 1]}"
    return text if line.day.year == today.year else f"{text} {line.day.year}"


def about(lines: Sequence[Line], room: int) -> Content:
    """Name in one line what the form is about."""
    if not lines:
        return Content("")
    if len(lines) == 1:
        line = lines[0]
        text = Content.assemble(
            (clean_line(line.repo), "$foreground 75%"),
            "  ",
            (line.sha[:SHA_CELLS], "$quiet"),
            "  ",
            (draw.subject(line), "bold $foreground"),
        )
        return text.truncate(room, ellipsis=True)
    count = draw.plural(len(lines), "change")
    names = ", ".join(draw.subject(line) for line in lines)
    text = Content.assemble((f"{count} as one: ", "bold $assisted"), (names, "$foreground"))
    return text.truncate(room, ellipsis=True)
