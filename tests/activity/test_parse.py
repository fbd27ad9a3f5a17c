"""The log's stream: no path and no message misleads the reader."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from waterline.activity import parse
from waterline.domain.days import MICROSECOND, is_sane
from waterline.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git

LOG = ("log", "-z", "--numstat", "-M", "--date=raw", f"--format={parse.FORMAT}", "main")

# What git itself refuses: NUL everywhere, and path components it won't have in a tree.
_PART = (
    st.binary(min_size=1, max_size=12)
    .filter(lambda part: not {0, ord("/")} & set(part))
    .filter(lambda part: part not in {b".", b".."} and b"git" not in part.lower())
)
PATHS = st.lists(_PART, min_size=1, max_size=3).map(b"/".join)
MESSAGES = st.binary(max_size=80).map(lambda text: text.replace(b"\0", b""))
NAMES = st.text(max_size=12).map(lambda name: "".join(c for c in name if c not in "<>\n\0"))

COMMITS = st.lists(
    st.tuples(MESSAGES, st.dictionaries(PATHS, st.integers(0, 4), max_size=4)),
    min_size=1,
    max_size=4,
)


def quoted(path: bytes) -> bytes:
    return b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'


def imported(where: Path, history: list[tuple[bytes, dict[bytes, int]]]) -> None:
    """Write a history by fast-import; each commit holds exactly its own files."""
    stream = [b"feature done\n"]
    for n, (message, files) in enumerate(history):
        stream += [
            b"commit refs/heads/main\n",
            b"author M <mara@example.org> %d +0530\n" % (1_700_000_000 + n),
            b"committer M <mara@example.org> %d -0300\n" % (1_700_000_100 + n),
            b"data %d\n%s\n" % (len(message), message),
            b"deleteall\n",
        ]
        for path, lines in files.items():
            text = b"%d\n" % n * lines
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (quoted(path), len(text), text))
    stream.append(b"done\n")
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"],
        cwd=where, input=b"".join(stream), check=True, capture_output=True,
    )  # fmt: skip


def fits_a_tree(files: dict[bytes, int]) -> bool:
    """Tell whether no file's path is a folder of another's."""
    return not any(one != two and two.startswith(one + b"/") for one in files for two in files)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(COMMITS, st.integers(1, 200))
@example([(b"1\t2\tnot/a/file\n\n3\t4\t", {b"1\t2\tx": 1, b"\n5\t6\t": 2, b"-\t-\ty": 0})], 1)
@example([(b"\x01\x1e\n" + b"a" * 40 + b"\n", {b"\x01": 1}), (b"", {b"\x01": 1})], 7)
@example([(b"", {})], 3)
def test_hostile_paths_and_messages_come_back_as_they_went_into_git(
    tmp_path: Path, git: Git, history: list[tuple[bytes, dict[bytes, int]]], size: int
) -> None:
    history = [(message, files) for message, files in history if fits_a_tree(files)] or [(b"", {})]
    where = tmp_path / "parse"
    if not where.exists():
        where.mkdir()
        git(where, "init", "-q")
    imported(where, history)
    raw = subprocess.run(["git", *LOG], cwd=where, check=True, capture_output=True).stdout

    chunks = (raw[at : at + size] for at in range(0, len(raw), size))
    found = list(parse.commits(parse.fields(chunks)))[::-1]

    assert len(found) == len(history)
    before: dict[bytes, int] = {}
    for n, (commit, (message, files)) in enumerate(zip(found, history, strict=True)):
        assert commit.authored_at == 1_700_000_000 + n
        assert commit.offset == 19_800
        assert commit.committed_at == 1_700_000_100 + n
        assert commit.message.rstrip("\n") == message.decode("utf-8", "replace").rstrip("\n")
        touched = {file.path.encode("utf-8", "surrogateescape") for file in commit.files}
        renamed = {file.old_path.encode("utf-8", "surrogateescape") for file in commit.files}
        assert touched | renamed - {b""} == {
            path
            for path in before.keys() | files.keys()
            # A file whose text changed, came or went; an unchanged empty one is no change.
            if path not in before or path not in files or (before[path], files[path]) != (0, 0)
        }
        if not before:
            assert sum(file.insertions for file in commit.files) == sum(files.values())
        before = files


@pytest.mark.parametrize(
    "stream",
    [b"warning: something else\0", b"\0\0", b"a" * 40 + b"\0" + b"1\0", b"x\ty\0" * 20],
)
def test_a_stream_that_git_did_not_write_is_refused(stream: bytes) -> None:
    with pytest.raises(GitError, match="not understood"):
        list(parse.commits(parse.fields([stream])))


@given(st.lists(st.binary(max_size=9)), st.integers(1, 5))
def test_fields_do_not_hang_on_where_the_chunks_end(parts: list[bytes], size: int) -> None:
    whole = [part.replace(b"\0", b"-") for part in parts]
    stream = b"".join(part + b"\0" for part in whole)
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert list(parse.fields(chunks)) == whole


@pytest.mark.parametrize(
    ("date", "authored", "offset"),
    [
        (b"1700000000 +0100", 1_700_000_000, 3600),
        (b"1700000000 -0330", 1_700_000_000, -12_600),
        (b"1700000000 +9999", 1_700_000_000, 0),
        (b"", 7, 0),
        (b"rubbish", 7, 0),
        (b"99999999999999999999 +0000", 253_402_041_599, 0),
        (b"-99999999999999999999 +0000", -62_135_424_000, 0),
        (b"253402300799 +2359", 253_402_041_599, 86_340),
    ],
)
def test_broken_dates_become_something_that_can_be_shown(
    date: bytes, authored: int, offset: int
) -> None:
    told = [b"a" * 40, b"7", date, b"M", b"m@x", b"m@x", b"M", b"m@x", b"Add\n"]
    [commit] = parse.commits(parse.fields([b"\0".join(told) + b"\0"]))
    assert (commit.authored_at, commit.offset) == (authored, offset)
    assert is_sane(commit.authored_at * MICROSECOND, commit.offset)


def test_renames_and_binary_files_are_told(git: Git) -> None:
    where = git.repository()
    git.commit(where, "one", old__txt="a\nb\nc\nd\n")
    git(where, "mv", "old.txt", "new name.txt")
    (where / "picture").write_bytes(b"\0\1\2")
    git.commit(where, "two", extra__txt="x\n")
    raw = subprocess.run(["git", *LOG], cwd=where, check=True, capture_output=True).stdout

    two, _ = parse.commits(parse.fields([raw]))

    assert [tuple(file) for file in two.files] == [
        ("extra.txt", "", 1, 0, False),
        ("new name.txt", "old.txt", 0, 0, False),
        ("picture", "", 0, 0, True),
    ]
