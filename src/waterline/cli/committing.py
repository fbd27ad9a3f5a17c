"""The conversation at a commit: one key, the prompt, and the line that git's summary follows."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from waterline import home as homes
from waterline.cli import console
from waterline.cli.keyboard import END, ESCAPE, STOP, GoneError, Keyboard
from waterline.domain.text import clean_line
from waterline.errors import HomeError, WaterlineError
from waterline.practice import asking

if TYPE_CHECKING:
    from waterline.domain.explanations import Filled
    from waterline.practice.asking import AtCommit
    from waterline.tui.prompt import Outcome, Question

# The one exit code by which the hook stops the commit: the person said so.
STOPPED = 75

# As long as this a question waits for a key; then the commit goes on.
PATIENCE = 90.0

# What git exports to its hooks names this repository, and would mislead an editor's git.
_GITS_OWN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EDITOR")

_HELP = """\
  y  AI helped: a form opens, under a minute; esc in it puts it off
  n  made by hand, and remembered so
  l  later: the commit goes on, and nothing is asked of it again here
  s  ways to be asked less
  ctrl+c stops the commit. Without an answer it goes on by itself.
"""


def commit_msg(message_file: str) -> int:
    """Ask what there is to ask about the commit that git is about to make.

    Gives STOPPED where the person stops it. Raises WaterlineError where nothing can be asked.
    """
    commit = asking.begin(homes.find(), message_file, dict(os.environ), time.time())
    if commit is None:
        return console.DONE
    for name in _GITS_OWN:
        os.environ.pop(name, None)
    try:
        code = _ask(commit)
        if code == console.DONE:
            _after(commit)
    except GoneError:
        return console.DONE
    return code


def _ask(commit: AtCommit) -> int:
    if commit.what == asking.NOTHING or os.environ.get("TERM", "dumb") == "dumb":
        return console.DONE
    try:
        commit.open()
    except HomeError as error:
        # What was answered could not be kept, so nothing is asked.
        raise WaterlineError(f"nothing is asked: {error.message}", error.hint) from error
    if commit.what == asking.KEY:
        code = _ask_for_a_key(commit)
        if code != console.DONE:
            return code
    return _ask_in_full(commit) if commit.what == asking.PROMPT else console.DONE


# --- One key ----------------------------------------------------------------------------------


def _ask_for_a_key(commit: AtCommit) -> int:
    with Keyboard() as keyboard:
        keyboard.write(_question(commit))
        key = _answer(commit, keyboard)
        if key == STOP:
            keyboard.write("stopped\n")
            return STOPPED
        if key == "y":
            keyboard.write("yes\n")
            commit.say_assisted()
        elif key == "n":
            keyboard.write("no\n")
            commit.say_by_hand()
        elif key == "s":
            keyboard.write("ask less\n")
            said = _ask_less(commit, keyboard)
            commit.put_off()
            keyboard.write(f"{said}\n" if said else "")
            commit.what = asking.NOTHING
        else:
            keyboard.write("later\n")
            commit.put_off()
            commit.what = asking.NOTHING
        if key == "n":
            commit.what = asking.NOTHING
    return console.DONE


def _question(commit: AtCommit) -> str:
    return f"{_bold('waterline: did AI help?')} {_size(commit)}  y / n / l later / s ask less / ? "


def _answer(commit: AtCommit, keyboard: Keyboard) -> str:
    """Wait for a key that is an answer; "l" where none comes."""
    while True:
        key = keyboard.key(PATIENCE).lower()
        if key in {"", END, ESCAPE}:
            return "l"
        if key in {"y", "n", "l", "s", STOP}:
            return key
        if key == "?":
            keyboard.write(f"\n{_HELP}{_question(commit)}")
        else:
            keyboard.write("\a")


def _ask_less(commit: AtCommit, keyboard: Keyboard) -> str:
    """Offer the ways to be asked less by number; say what was set, "" where nothing was."""
    ways = commit.less()
    lines = [f"  {number}  {way.label}\n" for number, way in enumerate(ways, 1)]
    keyboard.write(f"{''.join(lines)}  a number, or any other key for none of them: ")
    key = keyboard.key(PATIENCE)
    is_one = key.isascii() and key.isdigit() and 1 <= int(key) <= len(ways)
    keyboard.write(f"{key if is_one else ''}\n")
    return _set_less(commit, int(key) - 1) if is_one else ""


def _set_less(commit: AtCommit, number: int) -> str:
    try:
        return f"waterline: {console.safe(commit.ask_less(commit.less()[number]))}"
    except WaterlineError as error:
        return f"waterline: {console.safe(str(error))}"


# --- The whole prompt -------------------------------------------------------------------------


def _ask_in_full(commit: AtCommit) -> int:
    from waterline.tui import prompt

    outcome = prompt.ask(commit.home, commit.settings, _asked(commit))
    try:
        return _settle(commit, outcome)
    except HomeError as error:
        path = commit.rescue(outcome.filled)
        kept = f"your words are in {path}" if path else error.hint
        raise WaterlineError(error.message, kept) from error


def _asked(commit: AtCommit) -> Question:
    from waterline.tui.prompt import Question

    return Question(
        subject=commit.subject,
        facts=f"{clean_line(commit.here.name)} · {_size(commit)}",
        tool=commit.origin.tool,
        load_diff=commit.diff,
        save=commit.draft,
        message=commit.made.message,
        filled=commit.filled,
        less=[(str(number), way.label) for number, way in enumerate(commit.less())],
    )


def _settle(commit: AtCommit, outcome: Outcome) -> int:
    """Keep what was said in the prompt; tell whether the commit goes on."""
    filled: Filled = outcome.filled
    if outcome.what == "answered":
        commit.explain(filled, outcome.copied)
    elif outcome.what == "not assisted":
        commit.say_by_hand(filled)
    elif outcome.what == "stop":
        commit.draft(filled)
        console.say("waterline: the commit is stopped; the next try finds what you wrote")
        return STOPPED
    elif outcome.what == "less":
        said = _set_less(commit, int(outcome.less_key))
        commit.put_off(filled)
        console.say(said)
    elif _is_there():
        commit.put_off(filled)
    else:
        # Closed in the middle of it, and git with it: the next try is to offer the words again.
        commit.draft(filled)
    return console.DONE


def _is_there() -> bool:
    try:
        handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return False
    os.close(handle)
    return True


# --- After it ---------------------------------------------------------------------------------


def _after(commit: AtCommit) -> None:
    """Say what the commit leaves owed, or ask what was learned, as the settings have it.

    Whoever has just chosen to be asked less hears of that, and of nothing else: the setting may
    have taken away what would be owed.
    """
    if commit.is_less:
        return
    if commit.settings.after_commit == "learned" and not commit.is_retry:
        _ask_what_was_learned(commit)
    elif commit.settings.after_commit == "owed" and commit.is_owed:
        besides = commit.owed_besides()
        are = "is 1" if besides == 1 else f"are {besides}"
        more = f", as {are} more in {clean_line(commit.here.name)}" if besides else ""
        console.say_quietly(f"waterline: an explanation is owed{more} · `waterline explain`")


def _ask_what_was_learned(commit: AtCommit) -> None:
    if os.environ.get("TERM", "dumb") == "dumb":
        return
    with Keyboard() as keyboard:
        words = keyboard.line("What did you learn? (enter: nothing) ", PATIENCE)
    if words and words.strip():
        commit.learned(words)


def _size(commit: AtCommit) -> str:
    counts = commit.counts
    noun = "file" if len(counts.paths) == 1 else "files"
    return f"+{counts.insertions} -{counts.deletions} in {len(counts.paths)} {noun}"


def _bold(text: str) -> str:
    return text if os.environ.get("NO_COLOR") else f"\x1b[1m{text}\x1b[0m"
