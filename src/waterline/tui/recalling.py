"""A question of Recall, drawn: its head, the hunk with the gap, the file in its tree."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import chop_cells
from textual.content import Content

from waterline.domain.asked import LINE, WHERE, WHY, Item, Question, Revealed
from waterline.domain.text import clean, clean_line, code_line
from waterline.tui import draw
from waterline.tui.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

ASKED = {
    WHY: "Why was it done this way, and not another?",
    WHERE: "Which of your files held this change?",
    LINE: "Which line stood here?",
}
ASKED_OF_DECISION = "Why did you decide so, and what did you rule out?"
THINK_FIRST = {
    WHY: "Say how sure you are that you still know. Then write, and only then look.",
    WHERE: "Try to name the file. Say how sure you are; four candidates come next.",
    LINE: "Try to write the line in your head. Say how sure you are; four candidates come next.",
}
TITLES = {WHY: "Why?", WHERE: "Which file?", LINE: "Which line?"}
MOST_FILES = 200
INDENT = 2
NEAREST = 40  # files of a folder on either side of the true one


def way(done: int, left: int, minutes: float) -> Content:
    """Draw how far a sitting is: a mark for each question, which one it is, how long it takes."""
    full, here, rest = ("#", ">", ".") if draw.is_plain() else ("●", "◉", "○")
    whole = done + left
    words = f"{min(done + 1, whole)} of {whole}"
    about = f" {draw.signs().dot} about {draw.plural(max(1, ceil(minutes)), 'minute')} left"
    return Content.assemble(
        (f"{full} " * done, "$understood"), (f"{here} ", "bold $shipped"),
        (f"{rest} " * max(0, left - 1), "$quiet"), (" ", ""), (words, "bold $foreground"),
        (about if minutes else "", "$quiet"),
    )  # fmt: skip


def head(question: Question, today: date) -> list[Content]:
    """Write what a question is about: its repository, its day, its subject; the file if known."""
    item, revealed = question.item, question.revealed
    mark, colour = (
        (draw.signs().entry, "$understood")
        if item.is_decision
        else (draw.signs().change, "$assisted")
    )
    when = draw.day_name(item.shipped, today)
    known = [clean_line(item.repo), item.sha[:7], f"{'decided' if item.is_decision else 'shipped'}"]
    facts = Content("  ").join(
        [*(Content.styled(one, "$foreground 75%") for one in known[:1] if one),
         *(Content.styled(one, "$quiet") for one in known[1:2] if one),
         Content.styled(f"{known[2]} {when}", "$quiet")]
    )  # fmt: skip
    said = [
        Content.assemble((f"{mark} ", colour), facts),
        safe(Content.styled(clean_line(item.subject) or "(no message)", "bold $foreground")),
    ]
    if item.sort == WHERE and revealed is not None:
        said.append(Content.styled(clean_line(question.options[revealed.right]), "bold $shipped"))
    return said


def asks(item: Item) -> str:
    """Give the question in words."""
    return ASKED_OF_DECISION if item.is_decision and item.sort == WHY else ASKED[item.sort]


class Drawn(NamedTuple):
    """Rows of a picture, and the number of the one that should be in sight."""

    rows: list[Content]
    at: int = 0


def beneath(question: Question, width: int) -> Drawn:
    """Draw what is shown beneath the head: files, an explanation, a hunk; then the truth too."""
    revealed, sort = question.revealed, question.item.sort
    if sort == WHY:
        return Drawn(_files(question.files))
    if sort == WHERE and revealed is None:
        return Drawn(_explained(question.explanation, width))
    drawn = hunk(question, width) if sort == LINE or revealed is None else tree(question, revealed)
    if revealed is not None and revealed.explanation:
        words = _explained(revealed.explanation, width)
        drawn = drawn._replace(rows=[*drawn.rows, Content(""), *words])
    return drawn


def _files(paths: Sequence[str]) -> list[Content]:
    shown = [Content.styled(clean_line(path), "$foreground 85%") for path in paths[:MOST_FILES]]
    if len(paths) > MOST_FILES:
        shown.append(Content.styled(f"and {len(paths) - MOST_FILES:,} more", "$quiet"))
    return shown


def _explained(words: str, width: int) -> list[Content]:
    if not words:
        return []
    rows = [Content.styled("What you wrote about it:", "$quiet")]
    for line in filter(str.strip, clean(words).split("\n")):
        is_heading = line.startswith("## ")
        style = "$understood" if is_heading else "$foreground 85%"
        rows += Content.styled(line.removeprefix("## "), style).wrap(max(8, width))
    return rows


# -- a hunk -----------------------------------------------------------------------------------


def hunk(question: Question, width: int) -> Drawn:
    """Draw a hunk with a gap in it, or, once it is revealed, with its true line.

    The line that was chosen instead stands under the true one.
    """
    revealed = question.revealed
    whole = [code_line(line) for line in (*question.before, *question.after, *question.options)]
    cut = min((len(line) - len(line.lstrip(" ")) for line in whole if line.strip()), default=0)

    def rows(sign: str, lines: Iterable[str], style: str) -> list[Content]:
        return [row for line in lines for row in _folded(sign, code_line(line)[cut:], style, width)]

    before = rows("  ", question.before, "$foreground 75%")
    after = rows("  ", question.after, "$foreground 75%")
    if revealed is None:
        middle = [_gap(question.options, cut)]
    else:
        true = question.options[revealed.right]
        middle = rows("+ ", [true], "bold $added on $added-ground")
        if revealed.chosen is not None and revealed.chosen != revealed.right:
            other = question.options[revealed.chosen]
            middle += rows("- ", [other], "$removed on $removed-ground")
    path = Content.styled(clean_line(question.path), "bold $shipped")
    return Drawn([path, *before, *middle, *after], 1 + len(before))


def _folded(sign: str, line: str, style: str, width: int) -> list[Content]:
    pieces = chop_cells(line, max(8, width - len(sign))) or [""]
    return [
        safe(Content.styled((" " * len(sign) if n else sign) + piece, style))
        for n, piece in enumerate(pieces)
    ]


def _gap(options: Sequence[str], cut: int) -> Content:
    """Draw the place of the hidden line, as long for every question: so it tells nothing."""
    first = code_line(options[0]) if options else ""
    indent = max(0, len(first) - len(first.lstrip(" ")) - cut)
    hollow = "????????????" if draw.is_plain() else "▒" * 12
    return Content.assemble(("? ", "bold $shipped"), " " * indent, (hollow, "$shipped"))


# -- a tree -----------------------------------------------------------------------------------


def tree(question: Question, revealed: Revealed) -> Drawn:
    """Draw the true file in its folder, and the one that was chosen where that is another."""
    true = question.options[revealed.right]
    chosen = question.options[revealed.chosen] if revealed.chosen is not None else ""
    paths = _around(true, revealed.neighbours)
    # A folder beside it that holds the chosen one is drawn with what it holds.
    paths = {path for path in paths if not (path.endswith("/") and chosen.startswith(path))}
    rows: list[Content] = []
    above: list[str] = []
    at = 0
    for path in sorted(paths | {chosen or true}, key=_by_folder):
        *folders, name = _parts(path)
        same = 0
        while same < min(len(folders), len(above)) and folders[same] == above[same]:
            same += 1
        rows += [
            Content.styled(f"  {' ' * INDENT * depth}{folders[depth]}/", "$quiet")
            for depth in range(same, len(folders))
        ]
        at = len(rows) if path == true else at
        rows.append(_leaf(path, name, len(folders), true, chosen))
        above = folders
    return Drawn(rows, at)


def _around(true: str, neighbours: Sequence[str]) -> set[str]:
    """Give the true path and what stands nearest to it: a folder may hold thousands."""
    paths = sorted({*neighbours, true}, key=_by_folder)
    at = paths.index(true)
    return set(paths[max(0, at - NEAREST) : at + NEAREST + 1])


def _parts(path: str) -> list[str]:
    bare = clean_line(path)
    parts = bare.rstrip("/").split("/")
    return [*parts[:-1], parts[-1] + ("/" if bare.endswith("/") else "")]


def _by_folder(path: str) -> tuple[tuple[int, str], ...]:
    *folders, name = _parts(path)
    # Files stand before the folders beside them.
    return (*((1, folder) for folder in folders), (int(name.endswith("/")), name.rstrip("/")))


def _leaf(path: str, name: str, depth: int, true: str, chosen: str) -> Content:
    indent = " " * INDENT * depth
    if path == true:
        said = "here it was, as you said" if chosen == true else "here it was"
        return Content.assemble(
            ("> ", "bold $understood"), indent, (name, "bold $understood"), (f"  {said}", "$quiet")
        )
    if path == chosen:
        return Content.assemble(
            ("- ", "$shipped"), indent, (name, "$shipped"), ("  what you chose", "$quiet")
        )
    return Content.assemble("  ", indent, (name, "$foreground 75%"))
