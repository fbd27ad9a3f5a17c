"""Answers given at a commit: kept whole, found again for the same content, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.limits import no_file_beyond
from waterline.journal import answers
from waterline.journal.answers import Answer

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0192f1e0-7c3a-7abc-9def-0123456789ab"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder for answers."""
    made = tmp_path / "answers"
    made.mkdir()
    return made


def given_answer(**fields: Any) -> Answer:
    told: dict[str, Any] = {
        "id": KEY, "git_dir": "/code/api/.git", "tree": "a" * 40, "parent": "b" * 40,
        "paths": ("limiter.py",), "lines": 30, "at": 1,
    }  # fmt: skip
    return Answer(**(told | fields))


def test_what_is_written_is_read_again(folder: Path) -> None:
    whole = given_answer(
        state="answered", said="assisted", why="A bucket\n\nrefills — 速い", before=5, after=3,
        ticks=(True, False, True), typed=3, pasted=4, observed=False, copied=0.25,
        paths=("a.py", "b\udcff.py"), follows="c" * 40,
    )  # fmt: skip

    answers.write(str(folder), whole)

    assert answers.everything(str(folder)) == [whole]
    assert os.listdir(folder) == [f"{whole.key}.json"]
    assert os.stat(answers.path_of(str(folder), whole)).st_mode & 0o077 == 0


@given(st.text(), st.text(), st.text())
def test_any_words_are_read_as_they_were_written(why: str, path: str, git_dir: str) -> None:
    whole = given_answer(why=why, paths=(path,), git_dir=git_dir)

    assert answers.decode(answers.encode(whole)) == whole


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"v": 2}', b'{"id": "x"}',
        *(
            answers.encode(given_answer()).replace(one, other)
            for one, other in (
                (b'"state": "draft"', b'"state": "lost"'),
                (b'"state": "draft"', b'"state": ["draft"]'),
                (b'"said": ""', b'"said": "maybe"'),
                (b'"before": null', b'"before": 8'),
                (b'"before": null', b'"before": true'),
                (b'"ticks": [false, ', b'"ticks": ['),
                (b'"ticks": [false, ', b'"ticks": [1, '),
                (b'"paths": ["limiter.py"]', b'"paths": "limiter.py"'),
                (b'"copied": null', b'"copied": 2'),
                (b'"why": ""', b'"why": null'),
                (b'"lines": 30', b'"lines": "30"'),
                (KEY.encode(), b"../../elsewhere"),
                (f'"{KEY}"'.encode(), b"[]"),
                (b'"why"', b'"unheard_of"'),
            )
        ),
    ],
)  # fmt: skip
def test_what_nobody_wrote_here_is_no_answer_and_stays(folder: Path, raw: bytes) -> None:
    path = folder / "x.json"
    path.write_bytes(raw)

    assert answers.read(str(path)) is None
    assert answers.everything(str(folder)) == []
    assert answers.unreadable(str(folder)) == [str(path)]
    assert path.read_bytes() == raw


def test_a_pipe_among_them_holds_nobody_up(folder: Path) -> None:
    os.mkfifo(folder / "x.json")
    code = f"from waterline.journal import answers; print(answers.everything({str(folder)!r}))"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=30, text=True
    )

    assert done.stdout == "[]\n"


def test_a_full_disk_leaves_what_was_written_before(folder: Path) -> None:
    before = given_answer(why="short")
    answers.write(str(folder), before)
    code = (
        f"{no_file_beyond(1000)}"
        "from waterline.journal import answers\n"
        f"old = answers.everything({str(folder)!r})[0]\n"
        "try:\n"
        f"    answers.write({str(folder)!r}, old._replace(why='long' * 1000))\n"
        "except OSError:\n"
        "    print('refused')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=30, text=True
    )

    assert done.stdout == "refused\n"
    assert answers.everything(str(folder)) == [before]
    assert os.listdir(folder) == [f"{before.key}.json"]


def test_the_same_content_is_found_and_another_is_not(folder: Path) -> None:
    kept = given_answer(state="answered")
    answers.write(str(folder), kept)

    found = answers.find(str(folder), given_answer(id="x"))
    assert found == (kept, True)
    assert answers.find(str(folder), given_answer(git_dir="/code/web/.git")) is None
    other = given_answer(tree="c" * 40, paths=("other.py",))
    assert answers.find(str(folder), other) is None


@pytest.mark.parametrize(
    ("lines", "is_same"), [(30, True), (36, True), (25, True), (60, False), (3, False)]
)
def test_mended_content_is_the_same_where_about_as_many_lines_change(
    folder: Path, lines: int, *, is_same: bool
) -> None:
    kept = given_answer(state="answered")
    answers.write(str(folder), kept)

    found = answers.find(str(folder), given_answer(tree="c" * 40, lines=lines))

    assert found == (kept, is_same)


def test_after_another_parent_it_is_no_retry(folder: Path) -> None:
    answers.write(str(folder), given_answer(state="answered"))

    same_tree = answers.find(str(folder), given_answer(parent="d" * 40))
    assert same_tree is not None
    assert not same_tree.is_same
    assert answers.find(str(folder), given_answer(tree="c" * 40, parent="d" * 40)) is None


def test_removing_what_is_gone_is_no_error(folder: Path) -> None:
    kept = given_answer()
    answers.write(str(folder), kept)

    answers.remove(str(folder), kept)
    answers.remove(str(folder), kept)

    assert os.listdir(folder) == []


def test_what_a_killed_writer_left_is_swept_away_and_nothing_else(folder: Path) -> None:
    kept = given_answer()
    answers.write(str(folder), kept)
    for name in ("old.1.part", "new.2.part"):
        (folder / name).write_bytes(b"{")
    os.utime(folder / "old.1.part", (0, 0))

    answers.sweep(str(folder))
    answers.sweep(str(folder / "not there"))

    assert sorted(os.listdir(folder)) == sorted([f"{kept.key}.json", "new.2.part"])
