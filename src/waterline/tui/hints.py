"""What Today and Explain say where nothing stands yet: a welcome, an offer, the next key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from waterline.domain.text import clean_line
from waterline.tui import actions, draw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from waterline.domain.asked import Due
    from waterline.domain.months import Month
    from waterline.errors import WaterlineError
    from waterline.practice.today import Day

WELCOME = (
    "Welcome. Waterline keeps what you ship and what you understand side by side.",
    (
        "Write a line whenever something becomes clear; your commits come by themselves. "
        "Nothing leaves this machine."
    ),
)


def for_day(
    read: Day,
    today: date,
    *,
    offer: str,
    keys: Mapping[str, str],
    due: datetime | None = None,
    audit: Month | None = None,
    asked: Due | None = None,
) -> list[Content]:
    """Give the lines that teach: on an empty day, and where a repository could be followed.

    One more reminds of the build that was planned for the moment `due`, or offers to look back
    on the month `audit`, and one says quietly what waits to be `asked`.
    """
    is_today = read.day == today
    reminders = _reminders(keys, due, audit, asked) if is_today else []
    offers = [_offer(offer, keys)] if offer and is_today else []
    if read.lines:
        return [*offers, *reminders]
    if not is_today:
        return [Content.assemble("Nothing was kept on this day. ", key("this_day", keys), " today")]
    if not offers and not read.followed:
        offers = [_none_followed(keys)]
    # What waits stands before what always holds: where there is little room, that is out of sight.
    return [*_nothing_yet(read), *reminders, *_ways(read, keys), *offers]


def _reminders(
    keys: Mapping[str, str], due: datetime | None, audit: Month | None, asked: Due | None
) -> list[Content]:
    said = []
    if due is not None:
        said.append(_plan(due, keys))
    if audit is not None:
        said.append(_look_back(audit, keys))
    if asked is not None and asked.waiting:
        said.append(_asked(asked, keys))
    return said


def for_nothing_owed(is_followed: bool, keys: Mapping[str, str]) -> list[Content]:  # noqa: FBT001 - there are two kinds of nothing
    """Give the lines for an Explain screen without a change on it."""
    said = [
        Content.styled("Nothing is owed.", "bold $understood"),
        Content(
            "A change that AI helped with and that nobody has explained yet stands here, "
            "until its why is written or its time is over."
        ),
        Content.assemble(
            key("explain_this", keys), " on any change, on Today or in the Journal, explains it."
        ),
    ]
    if not is_followed:
        said.append(_none_followed(keys))
    return said


def for_trouble(error: WaterlineError) -> list[Content]:
    """Give the lines that say why nothing can be shown, and what to do."""
    said = [Content.styled(clean_line(error.message) + ".", "bold $assisted")]
    if error.hint:
        said.append(Content(clean_line(error.hint)[:1].upper() + clean_line(error.hint)[1:] + "."))
    said.append(Content("What you write is safe: it waits in the inbox."))
    return said


def _nothing_yet(read: Day) -> list[Content]:
    if read.followed:
        return [Content("Nothing yet today. Commits appear here by themselves.")]
    is_first_run = not any(day.entries or day.changes for day in read.week)
    return [Content(text) for text in WELCOME] if is_first_run else []


def _ways(read: Day, keys: Mapping[str, str]) -> list[Content]:
    new = Content.assemble(
        key("new", keys), " writes an entry: something learned, a decision and its reason."
    )
    back = Content.assemble(key("day_before", keys), " goes to the day before.")
    return [new, back] if read.followed else [new]


def _none_followed(keys: Mapping[str, str]) -> Content:
    return Content.assemble(
        "No repository is followed yet. ",
        ("waterline repo add", "bold $foreground"),
        " in one, or Repositories under ",
        key("command_palette", keys),
        ".",
    )


def _plan(due: datetime, keys: Mapping[str, str]) -> Content:
    return Content.assemble(
        ("The build without AI", "$alone"),
        f" that you planned for {due:%A %H:%M}:  ",
        key("session", keys),
        " begin  ",
        key("put_off_build", keys),
        " not this week",
    )


def _look_back(month: Month, keys: Mapping[str, str]) -> Content:
    return Content.assemble(
        (month.label.partition(" ")[0], "bold $understood"),
        " is over. What did you learn from what you shipped?  ",
        key("audit", keys),
        " look back  ",
        key("put_off_audit", keys),
        " leave it",
    )


def _asked(due: Due, keys: Mapping[str, str]) -> Content:
    questions = draw.plural(due.waiting, "question")
    about = "about a minute" if due.minutes <= 1 else f"about {due.minutes} minutes"
    if due.at_a_time:
        about = f"{due.at_a_time} minutes of them at a time"
    return Content.assemble(
        (questions, "$understood"),
        f" about your own work, {about}:  ",
        key("recall_now", keys),
        " recall",
    )


def _offer(path: str, keys: Mapping[str, str]) -> Content:
    name = clean_line(path.rstrip("/").rpartition("/")[2]) or path
    return Content.assemble(
        "You are in ",
        (name, "bold $shipped"),
        ", a repository that isn't followed.  ",
        key("follow", keys),
        " follow it  ",
        key("decline", keys),
        " not now",
    )


def key(action_id: str, keys: Mapping[str, str]) -> Content:
    """Write the key of an action as it is set."""
    return Content.styled(actions.key_of(action_id, keys), "bold $shipped")
