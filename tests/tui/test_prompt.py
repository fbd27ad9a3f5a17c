"""The prompt at a commit, in a real terminal: what is asked, what comes out, what it leaves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tui.asked import PROGRAM, SUBJECT, asked

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home

WHY = "The provider answers slowly, so a lock would hold the row for seconds."
PROGRAM_WITHOUT_TERMINAL = PROGRAM.replace('os.open("/dev/tty", os.O_RDWR)', "0").replace(
    "termios.tcgetattr(terminal)", "0"
)
PASTED = "\x1b[200~{}\x1b[201~"


def test_a_change_is_explained_in_a_few_keys(home: Home) -> None:
    with asked() as prompt:
        prompt.shows("self.api.charge(cart.total, key=key)")
        prompt.press(f"4{WHY}\tA unique index.\tlock(key)\t  ")
        prompt.shows("typed 100%")
        prompt.press("\x13")
        prompt.shows("Now that you wrote")
        prompt.press("3")
        told = prompt.outcome
    words, before, after, _ticks, (typed, pasted, observed) = told["filled"]
    assert told["what"] == "answered"
    assert words == [WHY, "A unique index.", "lock(key)"]
    assert (before, after) == (4, 3)
    assert (typed, pasted, observed) == (sum(map(len, words)), 0, True)
    assert told["copied"] == 0


def test_all_keys_of_one_breath_are_taken_in_their_order(home: Home) -> None:
    with asked() as prompt:
        prompt.press("5because it has to\x136")
        told = prompt.outcome
    assert told["what"] == "answered"
    assert told["filled"][:3] == [["because it has to", "", ""], 5, 6]


def test_whoever_begins_to_write_without_rating_loses_no_letter(home: Home) -> None:
    with asked() as prompt:
        prompt.press("hl because\x13")
        prompt.shows("Now that you wrote")
        prompt.press("\r")
        told = prompt.outcome
    assert told["filled"][:3] == [["hl because", "", ""], None, None]


def test_a_digit_beside_the_scale_is_neither_a_rating_nor_a_word(home: Home) -> None:
    with asked() as prompt:
        prompt.press("8905because\x13")
        prompt.shows("Now that you wrote")
        prompt.press("0986")
        told = prompt.outcome
    assert told["filled"][:3] == [["because", "", ""], 5, 6]


def test_the_terminal_and_standard_input_are_given_back(home: Home) -> None:
    with asked() as prompt:
        prompt.press("\x1b")
        told = prompt.outcome
        raw = prompt.terminal.raw
        assert raw.rindex(b"\x1b[?1049l") > raw.rindex(b"\x1b[?1049h")
        assert raw.rindex(b"\x1b[?1003l") > raw.rindex(b"\x1b[?1003h")
        assert b"\x1b[?25h" in raw
        prompt.shows("asked and answered")
    assert told["is_restored"]
    assert not told["stdin_is_terminal"]


def test_asking_opens_no_journal_and_loads_textual_only_when_somebody_is_asked(
    home: Home,
) -> None:
    with asked(more="assert 'textual' not in sys.modules") as prompt:
        prompt.press("4because\x134")
        loaded = set(prompt.outcome["loaded"])
    assert "textual" in loaded
    assert loaded.isdisjoint({"git", "sqlalchemy", "sqlite3", "sqlmodel", "waterline.tui.app"})
    assert not os.path.exists(home.journal)


@pytest.mark.parametrize(
    ("keys", "what"),
    [("\x1b", "later"), ("\x18", "not assisted"), ("\x03", "stop")],
    ids=["escape", "ctrl+x", "ctrl+c"],
)
def test_one_key_ends_it_each_way(home: Home, keys: str, what: str) -> None:
    with asked() as prompt:
        prompt.press(keys)
        assert prompt.outcome["what"] == what


@pytest.mark.parametrize(("keys", "what"), [("\x1b", "later"), ("\x03", "stop")])
def test_what_was_typed_is_kept_whichever_way_it_ends(home: Home, keys: str, what: str) -> None:
    with asked() as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        prompt.press(keys)
        told = prompt.outcome
        assert prompt.draft == ["half a thought", "", ""]
    assert told["what"] == what
    assert told["filled"][:2] == [["half a thought", "", ""], 3]


def test_not_assisted_asks_again_where_an_explanation_was_begun(home: Home) -> None:
    with asked() as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        prompt.press("\x18")
        prompt.shows("have begun to explain")
        prompt.press("\x18")
        assert prompt.outcome["what"] == "not assisted"


def test_one_key_and_a_number_ask_less(home: Home) -> None:
    with asked() as prompt:
        prompt.press("\x0c")
        prompt.shows("only from 40 lines on")
        prompt.press("\x1b")
        prompt.shows("^x")
        prompt.press("\x0c")
        prompt.shows("only from 40 lines on")
        prompt.press("2")
        told = prompt.outcome
    assert (told["what"], told["less"]) == ("less", "lines")


def test_every_way_to_be_asked_less_is_read_to_its_end_in_a_small_terminal(home: Home) -> None:
    longest = "nothing at commits anywhere; assisted ones are owed all the same"
    more = f"question.less = [('everywhere', {longest!r})]"
    with asked(80, 24, more=more) as prompt:
        prompt.press("\x0c")
        prompt.shows(longest)
        prompt.press("1")
        assert prompt.outcome["less"] == "everywhere"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_means_later_and_the_hook_goes_on(home: Home, number: signal.Signals) -> None:
    with asked() as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        prompt.terminal.process.send_signal(number)
        told = prompt.outcome
        assert prompt.draft == ["half a thought", "", ""]
        assert b"\x1b[?1049l" in prompt.terminal.raw
    assert told["what"] == "later"
    assert told["is_restored"]


@pytest.mark.parametrize("ignored", ["", "1"], ids=["hangup-heard", "hangup-ignored"])
def test_a_closed_terminal_means_later_with_the_words_kept(home: Home, ignored: str) -> None:
    with asked(IGNORE_HUP=ignored) as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        prompt.terminal.close()
        prompt.terminal.wait()
        assert prompt.draft == ["half a thought", "", ""]


def test_a_killed_prompt_has_lost_nothing_older_than_a_second(home: Home) -> None:
    with asked() as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        prompt.terminal.read(1.0)
        prompt.terminal.process.kill()
        prompt.terminal.process.wait()
        assert prompt.draft == ["half a thought", "", ""]


def test_where_nobody_presses_a_key_the_commit_goes_on(home: Home) -> None:
    with asked(given={"patience": 0.5}) as prompt:
        assert prompt.outcome["what"] == "later"


def test_whoever_has_pressed_a_key_is_waited_for(home: Home) -> None:
    with asked(given={"patience": 2.0}) as prompt:
        prompt.press("4")
        prompt.terminal.read(2.5)
        assert prompt.terminal.process.poll() is None
        prompt.press("\x1b")
        assert prompt.outcome["filled"][1] == 4


def test_without_any_terminal_it_is_later_at_once(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM_WITHOUT_TERMINAL],
        env={**os.environ, "ASKED": '{"patch": ""}', "MORE": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        start_new_session=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "asked and answered\n"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_hook_that_was_started_with_a_closed_stream_can_ask(home: Home, number: int) -> None:
    with asked(closed=number) as prompt:
        prompt.press("4because\x134")
        assert prompt.outcome["what"] == "answered"


def test_a_diff_that_never_comes_holds_nobody_up(home: Home) -> None:
    with asked(more="import time; question.load_diff = lambda: time.sleep(3600)") as prompt:
        prompt.shows("reading the diff")
        prompt.press("4because\x13")
        prompt.shows("Now that you wrote")
        prompt.press("4")
        told = prompt.outcome
    assert told["what"] == "answered"
    assert told["copied"] is None


def test_whatever_still_runs_when_all_is_said_is_not_heard_of_any_more(home: Home) -> None:
    # A hook goes on after the prompt, and its standard input is no terminal then.
    late = """
import threading
is_over = threading.Event()
def load_late():
    is_over.wait(30)
    return load()
question.load_diff, ask = load_late, prompt.ask
def ask_and_wait(*given, **named):
    said = ask(*given, **named)
    is_over.set()
    for thread in threading.enumerate():
        if thread.name in {"diff", "terminal-watch"}:
            thread.join(30)
    return said
prompt.ask = ask_and_wait
"""
    with asked(more=late) as prompt:
        prompt.press("\x18")
        told = prompt.outcome
        prompt.shows("asked and answered")
        assert "Traceback" not in prompt.terminal.text
    assert told["what"] == "not assisted"


@pytest.mark.parametrize(
    "trouble", ['OSError(5, "no such tree")', 'HomeError("no such tree", "look again")']
)
def test_a_diff_that_cannot_be_read_is_said_and_the_rest_works(home: Home, trouble: str) -> None:
    more = f"def bad(): raise {trouble}\nquestion.load_diff = bad"
    with asked(more=more) as prompt:
        prompt.shows("no such tree")
        prompt.press("4because\x134")
        assert prompt.outcome["what"] == "answered"


def test_a_mistake_of_ours_in_reading_shows_no_trace_and_the_rest_works(home: Home) -> None:
    with asked(more="question.load_diff = lambda: [].index('secret')") as prompt:
        prompt.shows("the log says why")
        prompt.press("4because\x134")
        assert prompt.outcome["what"] == "answered"
        assert b"Traceback" not in prompt.terminal.raw


def test_a_draft_that_cannot_be_kept_is_said_once_and_the_rest_works(home: Home) -> None:
    more = "def bad(filled): raise OSError(28, 'No space left')\nquestion.save = bad"
    with asked(more=more) as prompt:
        prompt.press("4because")
        prompt.shows("The draft is only here")
        prompt.press(" it must\x134")
        told = prompt.outcome
    assert told["filled"][0] == ["because it must", "", ""]


def test_a_crash_is_later_with_the_words_kept_and_none_of_them_shown(home: Home) -> None:
    more = (
        "from waterline.tui.widgets.form import ExplainForm\n"
        "ExplainForm.action_next_diff = lambda self: [].index(self.filled.words)"
    )
    with asked(more=more) as prompt:
        prompt.press("3half a thought")
        prompt.shows("half a thought")
        before = len(prompt.terminal.raw)
        prompt.press("\x1d")
        told = prompt.outcome
        after = prompt.terminal.raw[before:].rpartition(b"\x1b[?1049l")[2].decode()
        assert prompt.draft == ["half a thought", "", ""]
    assert told["what"] == "later"
    assert "half a thought" not in after
    assert "Traceback" not in after
    with open(home.log, encoding="utf-8") as log:
        assert "ValueError" in log.read()


def test_what_is_pasted_counts_as_pasted(home: Home) -> None:
    with asked() as prompt:
        prompt.press("4")
        prompt.press("own " + PASTED.format("and from elsewhere") + " words")
        prompt.shows("own and from elsewhere words")
        prompt.press("\x134")
        told = prompt.outcome
    assert told["filled"][0][0] == "own and from elsewhere words"
    assert told["filled"][4] == [10, 18, True]


def test_what_stands_in_the_diff_too_is_copied(home: Home) -> None:
    with asked() as prompt:
        prompt.shows("idempotency_key(cart)")
        prompt.press("4key = idempotency_key(cart) with self.lock(key): self.api.charge(cart.total")
        prompt.shows("words")
        prompt.press("\x134")
        assert prompt.outcome["copied"] > 0.5


def test_what_comes_from_an_editor_was_not_observed(home: Home, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "because of the lock\\n" > "$1"\n')
    editor.chmod(0o700)
    with asked(EDITOR=str(editor)) as prompt:
        prompt.press("4\x05")
        prompt.shows("typing not observed")
        prompt.press("\x134")
        told = prompt.outcome
    assert told["filled"][0][0] == "because of the lock"
    assert told["filled"][4][2] is False


def test_no_text_of_git_reaches_the_terminal_as_a_command(home: Home) -> None:
    patch = (
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n"
        "-\x1b]52;c;aGk=\x07old [/x]\n+\x9b31mnew [bold]\n"
    )
    subject = "Begin \x1b]0;title\x07 [/x] \x9b2J end"
    with asked(given={"patch": patch, "subject": subject}) as prompt:
        prompt.shows("[bold]")
        prompt.shows("[/x]")
        prompt.press("\x1b")
        assert prompt.outcome["what"] == "later"
        assert b"\x1b]52" not in prompt.terminal.raw
        assert b"\x1b]0;" not in prompt.terminal.raw
        assert "\x9b" not in prompt.terminal.raw.decode()


def test_with_no_color_no_code_of_a_colour_is_written(home: Home) -> None:
    colour = re.compile(r"(?:^|;)(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;|$)")
    with asked(NO_COLOR="1") as prompt:
        prompt.press("4because")
        prompt.shows("because")
        prompt.shows("[4]")
        prompt.press("\x1b")
        prompt.outcome  # noqa: B018 - waits for the end
        codes = re.findall(r"\x1b\[([0-9;:]*)m", prompt.terminal.raw.decode())
    assert codes
    assert [code for code in codes if colour.search(code)] == []


def test_where_there_is_only_ascii_everything_is_ascii(home: Home) -> None:
    with asked(LANG="C", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as prompt:
        prompt.shows("+- Diff 1 of 1 ")
        assert prompt.terminal.text.isascii()
        prompt.press("\x1b")
        assert prompt.outcome["what"] == "later"


@pytest.mark.parametrize("size", [(20, 6), (40, 10), (80, 24), (300, 60)])
def test_every_size_can_be_used(home: Home, size: tuple[int, int]) -> None:
    with asked(*size) as prompt:
        prompt.terminal.read(0.3)
        prompt.press("4because\x134")
        told = prompt.outcome
    assert told["filled"][:3] == [["because", "", ""], 4, 4]


def test_at_80_by_24_everything_that_is_asked_is_in_sight(home: Home) -> None:
    with asked(80, 24) as prompt:
        prompt.shows("idempotency_key")
        for words in (
            SUBJECT,
            "Why this approach",
            "What else could have",
            "If it breaks at 2am",
            "[ ] I read the whole diff",
            "nothing changed that I did not ask for",
            "^s save",
            "esc later",
            "^x not AI",
            "^l ask less",
            "^c stop",
        ):
            assert words in prompt.terminal.text, words
        prompt.press("\x1b")
        assert prompt.outcome["what"] == "later"
