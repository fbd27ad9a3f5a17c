"""How an explanation is shown beside its words: how sure, how it came about, what it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain.explanations import ALTERNATIVES, FIRST_LOOK, TICKS, WHY
from waterline.domain.text import clean, clean_line
from waterline.tui import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.lines import Line
    from waterline.practice.explain import Explained

PLACES = {"commit": "at the commit", "app": "in the app", "shell": "from the shell"}
MOST_CHANGES = 50


def facts(explained: Explained) -> list[Content]:
    """Write what is known of an explanation beside its words, in a line or a few."""
    dot = f" {draw.signs().dot} "
    sure = ""
    if explained.before is not None and explained.after is not None:
        sure = f"sure {explained.before}, then {explained.after} of 7"
    elif explained.before is not None or explained.after is not None:
        sure = f"sure {explained.after or explained.before} of 7"
    typed = explained.typed_share
    how = "typing not observed" if typed is None else f"typed {typed:.0%}"
    copied = f"{explained.copied:.0%} as in the diff" if explained.copied else ""
    covers = f"covers {explained.covers} changes" if explained.covers != 1 else ""
    known = [sure, how, copied, covers, PLACES.get(explained.place, "")]
    said = [Content.styled(dot.join(filter(None, known)), "$quiet")]
    if explained.is_pasted:
        words = "counts although it was pasted" if explained.overruled else "counts as pasted"
        said.append(Content.styled(words, "$understood" if explained.overruled else "$assisted"))
    ticked = [words for words, is_set in zip(TICKS, explained.ticks, strict=True) if is_set]
    said += [Content.assemble(("[x] ", "$understood"), (words, "$quiet")) for words in ticked]
    return said


def whole(explained: Explained) -> list[Content]:
    """Write an explanation with its questions, and what is known of it."""
    mark = draw.signs().entry
    when = draw.moment_name(explained.written_at)
    said = [Content.assemble((f"{mark} Explained", "bold $understood"), (f"  {when}", "$quiet"))]
    for question, answer in zip((WHY, ALTERNATIVES, FIRST_LOOK), explained.words, strict=True):
        if answer:
            head = [] if question == WHY else [Content.styled(question, "$understood")]
            said += [*head, *map(Content, clean(answer).split("\n"))]
    return [*said, *facts(explained)]


def covered(changes: Sequence[Line]) -> list[Content]:
    """List the changes that an explanation holds for."""
    if not changes:
        return [Content.styled("Its changes are in no repository that is followed.", "$quiet")]
    said = [
        Content.styled(f"Explains {draw.plural(len(changes), 'change')}", "bold $foreground 75%")
    ]
    for line in changes[:MOST_CHANGES]:
        mark, colour = draw.mark_of(line)
        said.append(
            Content.assemble(
                (f"{mark} ", colour),
                (f"{clean_line(line.repo)}  ", "$foreground 75%"),
                (f"{line.sha[:7]}  ", "$quiet"),
                draw.subject(line),
            )
        )
    if len(changes) > MOST_CHANGES:
        said.append(Content.styled(f"and {len(changes) - MOST_CHANGES:,} more", "$quiet"))
    return said
