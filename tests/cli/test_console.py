"""Stdout, stderr and the exit codes: the contract with shells and scripts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, Done, Waterline, process
from waterline.practice import capture, look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal
    from waterline.home import Home

ESCAPE = "\x1b"
LONG = "a line that is far longer than any pipe holds\n" * 8_000


@pytest.mark.parametrize(
    ("words", "says", "helps"),
    [
        (["shwo"], "no such command 'shwo'. Did you mean 'show'?", "try `waterline --help`"),
        (["--wide"], "no such option '--wide'.", "try `waterline --help`"),
        (["show", "--jsn"], "no such option '--jsn'.", "try `waterline show --help`"),
        (["show", "--limit", "x"], "invalid value for '--limit'", "try `waterline show --help`"),
        (["repo"], "repo needs a command: add, list, ", "try `waterline repo --help`"),
        (["delete"], "missing argument 'ID...'", "try `waterline delete --help`"),
        (["note", "--kind", "poem", "x"], "invalid value for '--kind'", "`waterline note --help`"),
        (["search"], "search for what?", "`waterline show` lists without searching"),
        (["status", "--format", "{owe}"], "--format: there is no field {owe}", "{owed} {due}"),
        (["status", "--format", "{owed"], "--format: {owed is not closed", "{owed} {due}"),
        (["config", "--unset"], "--unset needs a KEY", "`waterline config` lists them"),
        (["show", "--on", "today", "--since", "today"], "--on goes without", "a span needs"),
    ],
)
def test_a_misused_command_gets_two_lines_and_exit_2(
    waterline: Waterline, words: list[str], says: str, helps: str
) -> None:
    done = waterline(*words)

    first, second = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert first.startswith(f"waterline: {says.rstrip('.')}")
    assert helps in second


def test_what_went_wrong_is_one_line_that_says_what_to_do(waterline: Waterline) -> None:
    done = waterline("show", "--on", "blursday")

    assert done == Done(
        1,
        "",
        "waterline: 'blursday' is no date: try yesterday, last month, 2026-10 or 2026-10-31\n",
    )


def test_arguments_with_escape_sequences_come_back_without_them() -> None:
    hostile = f"{ESCAPE}]0;owned\x07\u202e\nlast"

    for words in (["show", "--on", hostile], ["show", hostile], [hostile], ["--format", hostile]):
        done = process(*words)
        assert done.code in {1, 2}
        assert done.err.count("\n") in {1, 2}
        assert not set(done.err) & set(f"{ESCAPE}\x07\u202e")


def test_broken_bytes_in_arguments_are_replaced_and_harm_nothing(waterline: Waterline) -> None:
    noted = process("note", b"caf\xe9 \xff\xfe latin")
    searched = process("search", b"caf\xe9")
    shown = json.loads(waterline("show", "--json").out)

    assert noted.code == searched.code == 0
    assert shown[0]["body"] == "caf\ufffd \ufffd\ufffd latin"


def test_a_reader_that_has_enough_ends_the_command_quietly(home: Home) -> None:
    capture.note(home, LONG)

    running = subprocess.Popen(
        [*COMMAND, "show", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.read(1) == b"["
    running.stdout.close()

    assert running.stderr.read() == b""
    assert running.wait(30) == 0
    running.stderr.close()


def test_ctrl_c_ends_the_command_with_130_and_no_traceback(home: Home) -> None:
    capture.note(home, LONG)

    running = subprocess.Popen(
        [*COMMAND, "show", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.read(1) == b"["  # now it waits for somebody to read on
    running.send_signal(signal.SIGINT)

    assert running.wait(30) == 130
    assert running.stderr.read() == b""
    running.stdout.close()
    running.stderr.close()


def test_an_output_that_can_t_be_written_is_said() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "config", "theme"], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 1
    assert done.stderr == b"waterline: the output can't be written: No space left on device\n"


def test_words_that_nobody_can_read_change_nothing(waterline: Waterline) -> None:
    key = waterline.note("the limiter")

    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, "delete", key], stderr=full, check=False)

    assert done.returncode == 0
    assert waterline("show", "--json").out == "[]\n"


def test_closed_streams_are_no_trouble(waterline: Waterline) -> None:
    shell = f"exec '{sys.executable}' -m waterline note the limiter"

    assert subprocess.run(["sh", "-c", f"{shell} >&-"], check=False).returncode == 0
    assert subprocess.run(["sh", "-c", f"{shell} >&- 2>&- <&-"], check=False).returncode == 0
    assert len(json.loads(waterline("show", "--json").out)) == 2


def test_an_output_that_knows_no_unicode_gets_what_it_knows(waterline: Waterline) -> None:
    waterline.note("ein Überlauf ✎")
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}

    shown = process("show", env=ascii_only)
    as_json = process("show", "--json", env=ascii_only)

    assert shown.code == as_json.code == 0
    assert "ein ?berlauf ?" in shown.out
    assert json.loads(as_json.out)[0]["body"] == "ein Überlauf ✎"


def test_a_bug_is_one_line_and_its_trace_holds_no_word_of_the_journal(
    home: Home, waterline: Waterline
) -> None:
    waterline.note("my secret thought")
    code = (
        "import sys\n"
        "from waterline.practice import look\n"
        "def broken(*_, **__):\n"
        "    secret = 'my secret thought'\n"
        "    raise ValueError(f'bad literal: {secret}') from KeyError(secret)\n"
        "look.page = broken\n"
        "from waterline.__main__ import main\n"
        "sys.exit(main(['show', 'my secret thought'][:1]))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)

    with open(home.log) as file:
        log = file.read()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"waterline: this is a bug in Waterline (ValueError): its trace is in {home.log}\n"
    )
    assert "secret" not in log
    assert "builtins.ValueError" in log
    assert "builtins.KeyError" in log
    assert "in broken" in log
    assert os.stat(home.log).st_mode & 0o777 == 0o600


def test_a_trace_names_the_command_but_no_words_that_were_given_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from waterline import crash

    for given, shown in [("show", " show "), ("my secret thought", " … "), ("#secret", " … ")]:
        monkeypatch.setattr(sys, "argv", ["/somewhere/waterline", given, "secret"])
        trace = crash.trace(ValueError("secret"))
        assert f"waterline{shown}python" in trace
        assert "secret" not in trace


def test_a_bug_without_a_place_for_its_log_is_still_one_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    code = (
        "import sys\n"
        "from waterline.cli import quick\n"
        "quick.status = lambda: 1 / 0\n"
        "from waterline.__main__ import main\n"
        "sys.exit(main(['status']))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "WATERLINE_HOME": str(in_the_way / "home")},
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("waterline: this is a bug in Waterline (ZeroDivisionError): ")
    assert "could not be written down" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_log_that_has_grown_starts_anew(home: Home) -> None:
    from waterline import crash

    home.make(home.data)
    with open(home.log, "w") as file:
        file.write("old\n" * 300_000)

    crash.record(ValueError("x"))
    crash.record(ValueError("x"))

    with open(home.log) as file:
        log = file.read()
    assert "old" not in log
    assert log.count("builtins.ValueError") == 2


def test_colours_are_for_terminals_only(
    waterline: Waterline,
    terminal: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waterline.note("--kind", "learned", "the limiter")

    coloured = terminal("show")
    assert coloured.end() == 0
    assert f"{ESCAPE}[36m✎" in coloured.shown
    assert ESCAPE not in process("show").out

    monkeypatch.setenv("NO_COLOR", "1")
    plain = terminal("show")
    assert plain.end() == 0
    assert ESCAPE not in plain.shown
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    dumb = terminal("show")
    assert dumb.end() == 0
    assert ESCAPE not in dumb.shown


def test_long_lines_are_cut_on_a_terminal_and_whole_in_a_pipe(
    waterline: Waterline, terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    waterline.note("long " * 40 + "end")
    waterline.note("広い文字はふたつの桁を取るので切り方が違う" * 5)

    shown = terminal("show", columns=60)
    assert shown.end() == 0

    _, first, second = shown.shown.splitlines()
    assert len(first) == 60
    assert first.endswith("…")
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in second)
    assert 59 <= wide <= 60
    assert second.endswith("…")
    piped = waterline("show").out
    assert "long " * 40 + "end" in piped
    assert "違う" * 1 in piped
    assert "…" not in piped


def test_what_an_older_hand_stored_is_cleaned_before_it_is_shown(
    waterline: Waterline, home: Home
) -> None:
    import sqlite3

    key = waterline.note("harmless")
    waterline("show")
    db = sqlite3.connect(home.journal)
    db.execute("UPDATE entry SET body = ?", (f"red {ESCAPE}[31m alarm\x07\u009b2J",))
    db.commit()
    db.close()

    for words in (["show"], ["show", key], ["search", "red"], ["show", "--json"], ["delete", key]):
        done = waterline(*words)
        assert done.code == 0
        assert not set(done.out + done.err) & set(f"{ESCAPE}\x07\u009b")
        assert not any(e in done.out for e in ("\\u001b", "\\u009b"))


def test_a_million_lines_are_printed_as_they_are_read(
    waterline: Waterline, monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    from waterline.cli import show

    for n in range(7):
        capture.note(home, f"entry {n}", at=(1_790_000_000_000_000 + n, 0, "UTC"))
    monkeypatch.setattr(show, "PAGE", 3)
    asked: list[int | None] = []
    page = look.page

    def counted(*words: object, **named: int) -> object:
        asked.append(named["limit"])
        return page(*words, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(look, "page", counted)

    done = waterline("show", "--since", "2026", "--json")

    assert [line["body"] for line in json.loads(done.out)] == [f"entry {n}" for n in range(7)]
    assert len(asked) > 2
