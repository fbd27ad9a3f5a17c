"""The pieces of work of a month as lists: what was shipped, and what was learned from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from waterline.domain.audits import LEARNED
from waterline.domain.text import clean, clean_line
from waterline.tui import actions, draw
from waterline.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from waterline.domain.audits import Group

WHOLE = ""  # the key of the month as a whole
WHOLE_ROW = "the month"  # and that of its row: a list's row needs one
SEVERAL = 2
WORDS_LINES = 3
A_LOT, SOME, NOT_MUCH = LEARNED

COLOURS = {A_LOT: "$understood", SOME: "$shipped", NOT_MUCH: "$assisted", "": "$quiet"}


def mark(learned: str) -> str:
    """Give the mark of an answer, told apart by its shape too."""
    if draw.is_plain():
        return {A_LOT: "#", SOME: "+", NOT_MUCH: "o"}.get(learned, ".")
    return {A_LOT: "◆", SOME: "◈", NOT_MUCH: "◇"}.get(learned, "·")


def span(first: date, last: date) -> str:
    """Write from when to when: `3 to 14 Oct`, `3 Oct`."""
    month = draw.MONTHS[last.month - 1]
    if first == last:
        return f"{last.day} {month}"
    if first.month == last.month:
        return f"{first.day} to {last.day} {month}"
    return f"{first.day} {draw.MONTHS[first.month - 1]} to {last.day} {month}"


def words_rows(words: Sequence[Content]) -> list[Row]:
    """Make rows of words that stand where there is no piece of work."""

    def row(number: int, text: Content) -> Row:
        return Row(
            f"words-{number}",
            lambda width: [*text.wrap(max(8, width)), Content("")],
            heading=True,
        )

    return [row(number, text) for number, text in enumerate(words)]


def title(group: Group, room: int) -> Content:
    """Name a group and say how many changes it has, in so many cells; the name is cut short."""
    count = f" {draw.signs().dot} {draw.plural(group.changes, 'change')}"
    name = Content(clean_line(group.name)).truncate(max(8, room - len(count)), ellipsis=True)
    said = Content.assemble(name, count).stylize("bold $foreground")
    return said.truncate(max(1, room), ellipsis=True)


def facts(group: Group, width: int) -> Content:
    """Say how a group was made and how large it is; whole facts, as many as there is room for."""
    dot = f" {draw.signs().dot} "
    how = "no AI known"
    if group.assisted:
        how = f"{group.assisted:,} with AI, {group.explained:,} explained"
    size = draw.lines_changed(group.insertions, group.deletions)
    colour = "$assisted" if group.assisted > group.explained else "$quiet"
    if group.assisted and group.assisted == group.explained:
        colour = "$understood"
    merged = f"merged of {len(group.parts)}" if len(group.parts) > 1 else ""
    more = [*filter(None, [merged, size, span(group.first, group.last)])]
    for count in range(len(more), -1, -1):
        said = Content.assemble((how, colour), (dot.join(["", *more[:count]]), "$quiet"))
        if said.cell_length <= width:
            break
    return said


class GroupList(Rows, inherit_bindings=False):
    """The pieces of work as they were shipped; several can be marked, to be merged."""

    @dataclass
    class Merge(Message):
        """Merge these groups, by their keys, into the one of the key `into`."""

        keys: Sequence[str]
        into: str

    @dataclass
    class Part(Message):
        """Take the merge of this group back."""

        key: str

    @dataclass
    class Rename(Message):
        """Give this group another name."""

        key: str

    BINDINGS: ClassVar = [
        *actions.bindings("shipped"),
        *actions.bindings("rows", set(actions.BY_ID) - {"choose"}),
    ]

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._groups: dict[str, Group] = {}
        self._marked: frozenset[str] = frozenset()
        self.is_fixed = False  # a closed month's pieces stay as they are

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups, with the cursor kept where it is."""
        self._groups = {group.key: group for group in groups}
        self._marked &= frozenset(self._groups)
        self._draw_rows()

    def _draw_rows(self) -> None:
        rows = [self._row(group) for group in self._groups.values()]
        self.set_rows(rows, keep=True)

    def _row(self, group: Group) -> Row:
        is_marked = group.key in self._marked

        def lines(width: int) -> list[Content]:
            sign = "• " if is_marked else f"{draw.signs().change} "
            head = Content.assemble(
                (sign, "bold $understood" if is_marked else "$shipped"), title(group, width - 2)
            )
            subjects = f" {draw.signs().dot} ".join(map(clean_line, group.subjects))
            names = Content.styled(subjects, "$foreground 75%").truncate(
                max(8, width - 2), ellipsis=True
            )
            return [
                head.truncate(width, ellipsis=True),
                Content.assemble("  ", facts(group, width - 2)),
                *([Content.assemble("  ", names)] if subjects else []),
                Content(""),
            ]

        return Row(group.key, lines)

    def group(self, key: str) -> Group | None:
        """Give a group by its key."""
        return self._groups.get(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with these groups."""
        here = self._groups.get(self.cursor_key)
        offered = {
            "open_changes": here is not None,
            "rename_group": here is not None and not self.is_fixed,
            "mark_group": len(self._groups) >= SEVERAL and not self.is_fixed,
            "merge_groups": here is not None and bool(self._marked - {here.key}),
            "part_group": here is not None and len(here.parts) > 1 and not self.is_fixed,
        }
        return offered.get(action, super().check_action(action, parameters))

    def action_choose(self) -> None:
        """Go into the changes, by a double click too."""
        self.action_open_changes()

    def action_open_changes(self) -> None:
        """Go into the changes of the group under the cursor."""
        if self.cursor_key:
            self.post_message(self.Chosen(self, self.cursor_key))

    def action_mark_group(self) -> None:
        """Mark a group, or take its mark away, and go on to the next."""
        if self.cursor_key:
            self._marked ^= {self.cursor_key}
            self._draw_rows()
            self.action_down()
            self.refresh_bindings()

    def action_merge_groups(self) -> None:
        """Merge what is marked, and nothing else; one alone into the group under the cursor.

        Marking goes on to the next line, so the cursor stands on what nobody marked: it is the
        whole where it is one of the marked or where one alone is, else the largest is.
        """
        marked, into = [key for key in self._groups if key in self._marked], self.cursor_key
        if len(marked) > 1 and into not in marked:
            into = marked[0]
        keys = [key for key in marked if key != into]
        self._marked = frozenset()
        if keys and into:
            self.post_message(self.Merge(keys, into))

    def action_part_group(self) -> None:
        """Take a merge back."""
        self.post_message(self.Part(self.cursor_key))

    def action_rename_group(self) -> None:
        """Ask for another name."""
        if self.cursor_key:
            self.post_message(self.Rename(self.cursor_key))


class LessonList(Rows, inherit_bindings=False):
    """The pieces of work with what was learned from each; the month as a whole stands last."""

    @dataclass
    class Learned(Message):
        """So much was learned from a group ("" takes the answer back)."""

        key: str
        learned: str

    BINDINGS: ClassVar = [
        *actions.bindings("learning"),
        *actions.bindings("rows", set(actions.BY_ID) - {"choose"}),
    ]

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - textual's own word
        super().__init__(id=id, classes=classes)
        self._answers: dict[str, str] = {}
        self.is_fixed = False  # a closed month's answers stay as they are

    def show(
        self,
        groups: Sequence[Group],
        whole: Callable[[int], Sequence[Content]],
        unsaid: Mapping[str, str],
        learned: str,
    ) -> None:
        """Show these groups; `whole` says what was learned in all, `unsaid` isn't kept yet."""
        self._answers = {group.key: group.learned for group in groups}
        rows = [lesson_row(group, unsaid.get(group.key, "")) for group in groups]
        if groups:
            self._answers[WHOLE] = learned
            rows.append(Row(WHOLE_ROW, whole))
        self.set_rows(rows, keep=True)

    @property
    def key(self) -> str | None:
        """The key of the group under the cursor ("" the month as a whole), None without one."""
        if not self.cursor_key:
            return None
        return WHOLE if self.cursor_key == WHOLE_ROW else self.cursor_key

    def next_unanswered(self) -> str | None:
        """Give the row of the next group without an answer after the cursor, None if none is."""
        keys = [row.key for row in self.rows]
        after = [*keys[self.cursor + 1 :], *keys[: max(0, self.cursor)]]
        return next((key for key in after if not self._answers.get(key, "-")), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be said."""
        if action in {"write_words", "a_lot", "some", "not_much"}:
            return self.key is not None and not self.is_fixed
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Go into the words, by a double click too."""
        self.action_write_words()

    def action_write_words(self) -> None:
        """Say it in words."""
        if self.cursor_key and not self.is_fixed:
            self.post_message(self.Chosen(self, self.cursor_key))

    def _say(self, learned: str) -> None:
        key = self.key
        if key is not None and not self.is_fixed:
            again = self._answers.get(key) == learned
            self.post_message(self.Learned(key, "" if again else learned))

    def action_a_lot(self) -> None:
        """Say that a lot was learned."""
        self._say(A_LOT)

    def action_some(self) -> None:
        """Say that some was learned."""
        self._say(SOME)

    def action_not_much(self) -> None:
        """Say that not much was learned."""
        self._say(NOT_MUCH)


def lesson_row(group: Group, unsaid: str = "") -> Row:
    """Draw a group with what was learned from it; `unsaid` are words that aren't kept yet."""
    return Row(group.key, lambda width: lesson_lines(group, width, unsaid))


def lesson_lines(group: Group, width: int, unsaid: str = "") -> list[Content]:
    """Write a group with what was learned from it."""
    sign = (f"{mark(group.learned)} ", COLOURS[group.learned])
    head = Content.assemble(sign, title(group, width - 2))
    said = lesson(group.learned, unsaid or group.words, max(8, width - 2), is_draft=bool(unsaid))
    return [
        head.truncate(width, ellipsis=True),
        *(Content.assemble("  ", line) for line in said),
        Content(""),
    ]


def waiting_line(group: Group, width: int) -> Content:
    """Write a group without an answer in a line."""
    head = Content.assemble((f"{mark('')} ", COLOURS[""]), title(group, width - 2))
    return head.truncate(width, ellipsis=True)


def lesson(
    learned: str, words: str, width: int, *, lines: int = WORDS_LINES, is_draft: bool = False
) -> list[Content]:
    """Write an answer and its words, in so many lines at most.

    The answer is said with the words: without it they would look like those of no answer.
    """
    said = clean(words).strip()
    colour = COLOURS[learned] if learned == NOT_MUCH else "$foreground 75%"
    label = learned[:1].upper() + learned[1:]
    if not said:
        return [Content.styled(f"{label}." if learned else "not answered yet", colour or "$quiet")]
    head = f"{label}: " if learned else ""
    text = Content.styled(head + " ".join(said.split()), colour)
    rows = text.wrap(width)
    if len(rows) > lines:
        rows = [
            *rows[: lines - 1],
            Content(" ").join(rows[lines - 1 :]).truncate(width, ellipsis=True),
        ]
    if is_draft:
        rows.append(Content.styled("not saved yet", "$shipped"))
    return rows


def of(groups: Collection[Group], key: str) -> Group | None:
    """Find a group by its key."""
    return next((group for group in groups if group.key == key), None)
