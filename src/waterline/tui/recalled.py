"""What Recall says around its questions: what waits, what came of an answer, the quiet end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from waterline.domain.asked import (
    FAILED,
    LATE,
    LINE,
    PASSED,
    RIGHT,
    SKIPPED,
    UNKNOWN,
    WHY,
    WRONG,
    Due,
    Item,
    Question,
    Results,
    Revealed,
)
from waterline.domain.evidence import CALIBRATION_NEEDS, NotEnough, calibration, strand
from waterline.domain.recall.made import OPTIONS
from waterline.domain.text import clean_line
from waterline.tui import draw
from waterline.tui.hints import key
from waterline.tui.safe import safe
from waterline.tui.widgets import pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

# What became of a question beside its outcomes: its owner wants to be asked it no more; nothing was
# written about it, neither then nor now.
RESTED, WORDLESS = "rested", "wordless"

LABEL_CELLS = 22
HOW = (
    (
        "Every week the app draws up to three of your own changes and decisions, 7 to 45 days old, "
        "and asks: why was it done this way, which file held it, which line stood there. Nobody "
        "chooses them, so what comes of it is an outside view, from your own history alone."
    ),
    (
        "First you say how sure you are, then you answer, then you see how it was. What was asked "
        "comes back later, at growing distances. Not knowing is an answer too."
    ),
)


# -- before -----------------------------------------------------------------------------------


def ground(
    due: Due, today: date, keys: Mapping[str, str], *, per_week: int, is_begun: bool
) -> list[Content]:
    """Say what waits and how to begin; where nothing does, when the next ones come."""
    if due.waiting:
        return _waiting(due, keys, is_begun=is_begun)
    said = [Content.styled("Nothing is due.", "bold $understood")]
    if due.next_on is not None:
        said.append(Content(f"The next questions come {soon(due.next_on, today)}."))
    elif not per_week:
        said.append(Content("No new questions are drawn: recall_per_week is 0 under Settings."))
    elif not due.drawn:
        said.append(Content("Nothing was drawn yet: no change or decision is a week old."))
    if not due.drawn:
        said += [Content(""), *how()]
    return said


def how() -> list[Content]:
    """Say how Recall works."""
    return [Content.styled(words, "$foreground 85%") for words in HOW]


def _waiting(due: Due, keys: Mapping[str, str], *, is_begun: bool) -> list[Content]:
    parts = []
    if due.first:
        parts.append(f"{due.first} for the first time")
    if due.later:
        parts.append(f"{due.later} again")
    about = f"about {draw.plural(max(1, due.minutes), 'minute')}"
    if due.at_a_time:
        about = f"{due.at_a_time} minutes of them at a time"
    said = [
        Content.styled(
            f"{draw.plural(due.waiting, 'question')} about your own work, {about}.",
            "bold $foreground",
        ),
        Content.styled(", ".join(parts), "$quiet"),
        Content(""),
        Content.assemble(
            key("begin_recall", keys), f" {'goes on' if is_begun else 'begins'}.  ",
            key("later_question", keys), " leaves a question for later,  ",
            key("take_back", keys), " takes an answer back.",
        ),
    ]  # fmt: skip
    if due.drawn <= due.waiting:
        said += [Content(""), *how()]
    return said


def figures(results: Results, width: int) -> list[Content]:
    """Draw what the first tests of the last 90 days came to."""
    share = f"{results.answered} of {results.drawn}" if results.drawn else "none yet"
    late = Content.styled(f"{results.late} explained when asked", "$quiet")
    return [
        _line("drawn and answered", Content(share), *([late] if results.late else [])),
        _line(
            "why, remembered", *pictures.of_share(strand(results.why_passed, results.why), width)
        ),
        _line("files and lines", *_of_code(results)),
        _line("how sure", _of_sure(results)),
        _line("asked again", Content(draw.plural(results.reviews, "time"))),
    ]


def _line(label: str, *parts: Content) -> Content:
    return Content.assemble((label.ljust(LABEL_CELLS), "$quiet"), Content("  ").join(parts))


def _of_code(results: Results) -> list[Content]:
    if results.code < CALIBRATION_NEEDS:
        return [Content.styled(str(NotEnough(results.code, CALIBRATION_NEEDS)), "$quiet")]
    luck = f"guessing alone finds {round(results.code / OPTIONS)}"
    known = Content(f"{results.code_right} of {results.code} known")
    return [known, Content.styled(luck, "$quiet")]


def _of_sure(results: Results) -> Content:
    sure, came = [said for said, _ in results.pairs], [came for _, came in results.pairs]
    return pictures.of_calibration(calibration(sure, came), "questions")


# -- after ------------------------------------------------------------------------------------


def outcome(question: Question, revealed: Revealed, today: date) -> list[Content]:
    """Say what came of an answer, and when it is asked again."""
    words, colour = _came(question, revealed)
    said = [safe(Content.styled(words, f"bold {colour}"))]
    sure = f"You were {revealed.sure} % sure." if revealed.sure is not None else ""
    again = ""
    if revealed.again_on is not None and revealed.outcome:
        again = f"Asked again {soon(revealed.again_on, today)}."
    if sure or again:
        said.append(Content.styled(" ".join(filter(None, [sure, again])), "$quiet"))
    return said


def soon(day: date, today: date) -> str:
    """Write a day to come: `tomorrow`, `on Thu 26 Nov`."""
    ahead = (day - today).days
    if ahead <= 0:
        return "later today"
    return "tomorrow" if ahead == 1 else f"on {draw.day_name(day, today)}"


def _came(question: Question, revealed: Revealed) -> tuple[str, str]:
    if question.item.sort == WHY:
        return _came_of_why(revealed)
    if revealed.outcome == RIGHT:
        return "Known.", "$understood"
    if revealed.outcome == WRONG and revealed.chosen is not None:
        chosen = f"you chose {clean_line(question.options[revealed.chosen])}"
        if question.item.sort == LINE:
            chosen = "+ is how it was, - what you chose"
        return f"It was another one: {chosen}.", "$shipped"
    return "This is how it was.", "$shipped"


def _came_of_why(revealed: Revealed) -> tuple[str, str]:
    if revealed.outcome == LATE:
        words = "Nothing was written about this before, so there is nothing to compare with."
        if revealed.answer:
            words = "Nothing was written about this before: your words are its explanation now."
        return words, "$understood"
    if not revealed.outcome:
        return "Which of these sentences were in your answer?", "$foreground"
    if not revealed.answer:
        return "This is what you wrote then.", "$shipped"
    has_main = revealed.main in revealed.ticked
    main = "the main reason was there" if has_main else "the main reason wasn't there"
    words = f"{main}, and {len(revealed.ticked)} of {draw.plural(len(revealed.points), 'point')}."
    if revealed.outcome == PASSED:
        return f"{words[:1].upper()}{words[1:]}", "$understood"
    return f"Worth another look: {words}", "$shipped"


SHORT = {
    PASSED: ("remembered", "$understood"),
    FAILED: ("worth another look", "$shipped"),
    RIGHT: ("known", "$understood"),
    WRONG: ("it was another", "$shipped"),
    UNKNOWN: ("not known", "$shipped"),
    LATE: ("explained now", "$understood"),
    SKIPPED: ("could not be asked", "$quiet"),
    WORDLESS: ("nothing was written about it", "$quiet"),
    RESTED: ("asked no more", "$quiet"),
}


def line_of(one: Over, width: int) -> list[Content]:
    """Write one question of a sitting that is over, and what came of it."""
    words, colour = SHORT[one.result]
    mark = Content.styled(f"{_mark(one.result)} ", colour)
    sort = Content.styled(one.item.sort.ljust(7), "$quiet")
    subject = Content.styled(clean_line(one.item.subject)[: draw.SUBJECT_LETTERS], "$foreground")
    note = f": {clean_line(one.note)}" if one.note else ""
    tail = Content.assemble((words, colour), (note, "$quiet"))
    return draw.hang(Content.assemble(mark, sort), safe(subject), tail, width)


def _mark(result: str) -> str:
    known = result in {PASSED, RIGHT, LATE}
    if draw.is_plain():
        return "*" if known else "o"
    return "●" if known else "○"


class Over(NamedTuple):
    """A question of a sitting that is over: what came of it, and a word on that."""

    item: Item
    result: str
    note: str = ""


def summary(
    over: Sequence[Over], due: Due | None, today: date, keys: Mapping[str, str], width: int
) -> list[Content]:
    """Write the quiet end of a sitting: what was asked, what came of each, what comes next."""
    said = [Content.styled("That was all for now.", "bold $understood")]
    if not over:
        said = [Content.styled("What was left for later comes back.", "bold $understood")]
    said.append(Content(""))
    for one in over:
        said += line_of(one, width)
    if over:
        said.append(Content(""))
    if due is not None and due.waiting:
        left = draw.plural(due.waiting, "question")
        said.append(Content.assemble(f"{left} left: ", key("begin_recall", keys), " goes on."))
    elif due is not None and due.next_on is not None:
        said.append(Content(f"The next questions come {soon(due.next_on, today)}."))
    return said
