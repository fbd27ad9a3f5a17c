"""What must not wait for click: a note typed as words, and the status line.

Both doors end here: `__main__` calls these functions directly where nothing needs parsing, the
commands `note` and `status` call them after parsing. Nothing is imported that costs.
"""

from __future__ import annotations

from waterline import home as homes
from waterline.cli import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.practice.look import Status

# What a format may name; `entries` is the short name of `entries_today`.
FIELDS = ("owed", "due", "session", "entries", "entries_today")


def note(
    words: Sequence[str],
    kind: str = "note",
    tags: Sequence[str] = (),
    at: tuple[int, int, str] | None = None,
    repo: str = "",
) -> int:
    """Write one entry made of `words` and print its id.

    `at` is (moment, offset, zone) as `practice.capture.note` takes it.
    Raises InputError when there is nothing to write, HomeError when it can't be written.
    """
    from waterline.practice import capture

    body = " ".join(words)
    console.data(capture.note(homes.find(), body, kind=kind, tags=tuple(tags), at=at, repo=repo))
    return console.DONE


def status(form: str | None = None) -> int:
    """Print the status: one line for a person, or `form` with its fields filled in.

    Raises MisusedError for a field that there is none of, SettingsError and JournalError where
    what is needed can't be read.
    """
    if form is not None:
        fill(form, dict.fromkeys(FIELDS, ""))
    found = now()
    console.data(sentence(found) if form is None else fill(form, fields(found)))
    return console.DONE


def now() -> Status:
    """Find out what the status is. Raises as `status` does."""
    from waterline import settings
    from waterline.practice import look

    home = homes.find()
    return look.status(home, settings.load_day(home))


def fields(found: Status) -> dict[str, str]:
    """Give the text of every field that a format may name."""
    return {
        "owed": str(found.owed),
        "due": str(found.due),
        "session": found.session or "",
        "entries": str(found.entries_today),
        "entries_today": str(found.entries_today),
    }


def sentence(found: Status) -> str:
    """Say the status to a person, in one short line; what is nought and quiet stays out."""
    parts = [str(found.session)] if found.session else []
    parts += [f"{found.owed} owed"] if found.owed else []
    parts += [f"{found.due} due"] if found.due else []
    noun = "entry" if found.entries_today == 1 else "entries"
    return " · ".join([*parts, f"{found.entries_today or 'no'} {noun} today"])


def fill(form: str, values: dict[str, str]) -> str:
    """Put `values` where `form` names them in braces; a doubled brace is a brace.

    Raises MisusedError for a name that is none of them, and for a brace that is never closed.
    """
    text = ""
    at = 0
    while at < len(form):
        if form[at : at + 2] in {"{{", "}}"}:
            text += form[at]
            at += 2
        elif form[at] == "{":
            name, closed, _ = form[at + 1 :].partition("}")
            if not closed or name not in values:
                named = f"there is no field {{{name}}}" if closed else f"{{{name} is not closed"
                allowed = " ".join(f"{{{known}}}" for known in values)
                raise console.MisusedError(f"--format: {named}", f"the fields are {allowed}")
            text += values[name]
            at += len(name) + 2
        else:
            text += form[at]
            at += 1
    return text
