"""Whose commits are counted, and that the numbers are git's own."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.practice.ground import (
    counted_by_git,
    follow,
    held,
    imported,
    numbers,
    rows,
    scan,
    subjects,
)
from waterline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git
    from waterline.home import Home

JOE = {"GIT_AUTHOR_NAME": "Joe", "GIT_AUTHOR_EMAIL": "joe@example.org"}
AGENT = {"GIT_AUTHOR_NAME": "Claude", "GIT_AUTHOR_EMAIL": "noreply@anthropic.com"}


def long_history(where: Path, commits: int, seed: int) -> None:
    """Write a history of three authors with branches, merges, renames and deletions."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    people = [b"Mara <mara@example.org>", b"Joe <joe@example.org>", b"Al <almara@example.org>"]
    folder = b"src"
    stream = []
    for n in range(1, commits + 1):
        person = random.choices(people, (8, 1, 1))[0]
        at = 1_500_000_000 + n * 3571
        stream.append(
            b"commit refs/heads/main\nmark :%d\nauthor %s %d +0100\ncommitter %s %d +0100\n"
            b"data 9\nchange %02d\n" % (n, person, at, person, at, n % 100)
        )
        if n > 1:
            stream.append(b"from :%d\n" % (n - 1))
        if n > 10 and n % 17 == 0:
            stream.append(b"merge :%d\n" % (n - random.randint(2, 9)))
        if n % 29 == 0:
            stream.append(b"R %s renamed%d\n" % (folder, n))
            folder = b"renamed%d" % n
        name = b"%s/f%d.py" % (folder, random.randint(0, 20))
        if n % 23 == 0:
            stream.append(b"D %s\n" % name)
        lines = b"".join(b"line %d\n" % random.randint(0, 40) for _ in range(random.randint(0, 30)))
        stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(lines), lines))
    imported(where, b"".join(stream))


def test_the_numbers_of_a_long_history_are_those_of_git_log(home: Home, git: Git) -> None:
    where = git.repository()
    long_history(where, 1200, seed=7)

    line = follow(home, where)

    expected = counted_by_git(git, where, "<mara@example.org>")
    assert expected[0] > 800
    assert numbers(line) == expected
    assert line.new == line.total
    told = git(where, "log", "--no-merges", "--author=<mara@", "--format=%H %ct", "--reverse")
    assert sorted(held(home, "sha || ' ' || (committed_at / 1000000)")) == sorted(
        (text,) for text in told.splitlines()
    )


def test_the_files_of_a_change_add_up_to_its_numbers(home: Home, git: Git) -> None:
    where = git.repository()
    long_history(where, 200, seed=3)
    follow(home, where)
    assert not rows(
        home,
        "SELECT 1 FROM change c WHERE (insertions, deletions, files) <> (SELECT "
        "coalesce(sum(f.insertions), 0), coalesce(sum(f.deletions), 0), count(f.moment) "
        "FROM change_file f WHERE f.moment = c.moment)",
    )


def test_only_the_users_own_commits_count(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "mine")
    (where / "b").write_text("x\n")
    git(where, "add", "-A")
    git(where, "commit", "-qm", "joe's", **JOE)
    for address in ("xmara@example.org", "mara@example.org.uk", "mara@exampleXorg"):
        git(where, "commit", "-qm", address, "--allow-empty", GIT_AUTHOR_EMAIL=address)
    assert numbers(follow(home, where)) == (1, 1, 0)
    assert subjects(home) == ["mine"]


def test_an_address_is_the_same_in_capitals(home: Home, git: Git) -> None:
    where = git.repository()
    git(where, "commit", "-qm", "mine", "--allow-empty", GIT_AUTHOR_EMAIL="Mara@Example.ORG")
    assert follow(home, where).total == 1


@pytest.mark.parametrize(
    "typed",
    [
        "<mara@home.example>", " mara@home.example ", "mara@home.example.", "'mara@home.example'",
        "mara test@home.example", "MÜLLER@Home.example",
    ],
)  # fmt: skip
def test_an_address_is_known_however_it_was_typed(home: Home, git: Git, typed: str) -> None:
    where = git.repository()
    git(where, "config", "user.email", typed)
    git.commit(where, "mine")
    assert follow(home, where).total == 1


def test_the_address_of_the_environment_is_heard_where_git_hears_it(
    home: Home, git: Git, clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_environment / ".gitconfig").write_text("[user]\n\tname = Mara\n")
    monkeypatch.setenv("EMAIL", "mara@environment.example")
    where = git.repository()
    git.commit(where, "mine")
    assert follow(home, where).total == 1


def test_a_scan_that_finds_no_address_leaves_what_was_read_before(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = git.repository("api")
    git.commit(where, "one", a__txt="1\n2\n")
    assert follow(home, where).total == 1

    with monkeypatch.context() as without:
        without.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        line = scan(home)

    assert (line.state, line.total, line.insertions) == ("refused", 1, 2)
    assert "no user.email" in line.note
    assert scan(home).total == 1


def test_further_addresses_come_from_the_settings(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "at home")
    git(where, "commit", "-qm", "at work", "--allow-empty", GIT_AUTHOR_EMAIL="mara@work.example")
    assert follow(home, where).total == 1
    wider = Settings({"addresses": ["mara@work.example"]})
    assert scan(home, "api", settings=wider).total == 2
    assert scan(home, "api").total == 1


def test_the_repositorys_own_user_email_is_heard(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "as at home")
    git(where, "config", "user.email", "mara@work.example")
    git.commit(where, "as at work", b__txt="x\n")
    follow(home, where)
    assert subjects(home) == ["as at work"]


def test_a_mailmap_unites_the_users_addresses(home: Home, git: Git) -> None:
    where = git.repository()
    git(where, "commit", "-qm", "old", "--allow-empty", GIT_AUTHOR_EMAIL="mara@old.example")
    git.commit(where, "new")
    assert follow(home, where).total == 1
    (where / ".mailmap").write_text("Mara Test <mara@example.org> <mara@old.example>\n")
    line = scan(home, "api")
    assert line.total == counted_by_git(git, where)[0] == 2
    assert held(home, "DISTINCT address") == [("mara@example.org",)]


def test_a_mailmap_may_rename_the_users_present_address(home: Home, git: Git) -> None:
    where = git.repository()
    files = {".mailmap": "Mara <mara@proper.example> Mara Test <mara@example.org>\n"}
    git.commit(where, "mine", "", **files)
    assert follow(home, where).total == 1


def test_nobodys_commits_count_where_git_knows_no_user(
    home: Home, git: Git, clean_environment: Path
) -> None:
    where = git.repository()
    git.commit(where, "somebody's")
    (clean_environment / ".gitconfig").write_text("")
    line = follow(home, where)
    assert line.total == 0
    assert "user.email" in line.note


def test_merges_are_no_changes(home: Home, git: Git) -> None:
    where = git.repository()
    git.commit(where, "one")
    git(where, "switch", "-qc", "side")
    git.commit(where, "two", b__txt="x\n")
    git(where, "switch", "-q", "main")
    git.commit(where, "three", c__txt="x\n")
    git(where, "merge", "-q", "-m", "merged", "side")
    assert follow(home, where).total == 3
    assert "merged" not in subjects(home)


def test_an_agents_commit_counts_if_the_user_committed_or_co_wrote_it(home: Home, git: Git) -> None:
    where = git.repository()
    trailer = "Co-authored-by: Mara Test <MARA@example.org>"
    joe = {"GIT_COMMITTER_EMAIL": "joe@example.org"}
    git(where, "commit", "-qm", "committed", "--allow-empty", **AGENT)
    git(where, "commit", "-qm", f"co-written\n\n{trailer}", "--allow-empty", **AGENT, **joe)
    by_name = {"GIT_AUTHOR_NAME": "claude[bot]", "GIT_AUTHOR_EMAIL": "bot@example.org"}
    git(where, "commit", "-qm", "by name", "--allow-empty", **by_name)
    git(where, "commit", "-qm", "a stranger's", "--allow-empty", **AGENT, **joe)
    git(where, "commit", "-qm", f"joe's\n\n{trailer}", "--allow-empty", **JOE)
    follow(home, where)
    assert sorted(held(home, "message, origin, tool, signal")) == [
        ("by name", "assisted", "Claude Code", "author"),
        (f"co-written\n\n{trailer}", "assisted", "Claude Code", "author"),
        ("committed", "assisted", "Claude Code", "author"),
    ]


def test_origins_sorts_and_days_are_kept(home: Home, git: Git) -> None:
    where = git.repository()
    at = "2026-03-05T02:30:00+0900"
    git.commit(where, "Add\n\nCo-Authored-By: Claude <noreply@anthropic.com>", at=at)
    git.commit(where, "fixup! Add", at="2026-03-05T04:30:00+0900", b__txt="x\n")
    git(where, "revert", "--no-edit", "HEAD", GIT_AUTHOR_DATE="2026-03-06T12:00:00Z")
    follow(home, where)
    assert held(home, "day, utc_offset, sort, origin, tool, signal") == [
        ("2026-03-04", 32_400, "", "assisted", "Claude Code", "trailer"),
        ("2026-03-05", 32_400, "fixup", "unknown", "", ""),
        ("2026-03-06", 0, "revert", "unknown", "", ""),
    ]
    scan(home, "api", settings=Settings({"day_starts": "00:00"}))
    assert held(home, "day")[0] == ("2026-03-05",)


def test_commits_of_one_second_keep_their_order(home: Home, git: Git) -> None:
    where = git.repository()
    for n in range(5):
        git.commit(where, f"number {n}", at="2026-03-05T10:00:00Z")
    follow(home, where)
    assert subjects(home) == [f"number {n}" for n in range(5)]
    moments = [moment for (moment,) in held(home, "c.moment")]
    assert moments == [1_772_704_800_000_000 + n for n in range(5)]


def test_generated_files_are_told_apart_and_the_numbers_stay_gits(home: Home, git: Git) -> None:
    where = git.repository()
    texts = {
        "package-lock.json": "a\n" * 5,
        "vendor/x.py": "a\n" * 3,
        "made.py": "a\n" * 2,
        "vendored.py": "a\n",
        "uv.lock": "a\n" * 7,
        "own.py": "a\n" * 10,
        "dist/app.js": "a\n" * 4,
        ".gitattributes": "made.py linguist-generated\nvendored.py linguist-vendored=true\n"
        "uv.lock -linguist-generated\n",
    }
    git.commit(where, "all of it", "", **texts)
    line = follow(home, where, Settings({"generated": ["dist/*"]}))
    assert numbers(line) == counted_by_git(git, where) == (1, 35, 0)
    assert held(home, "generated_lines") == [(5 + 3 + 2 + 1 + 4,)]
    (where / ".gitattributes").write_text("own.py linguist-generated\n")
    scan(home, "api", settings=Settings({"generated": ["dist/*"]}))
    assert held(home, "generated_lines") == [(5 + 3 + 7 + 4 + 10,)]


def test_control_characters_markup_and_broken_bytes_become_plain_text(home: Home, git: Git) -> None:
    where = git.repository()
    imported(
        where,
        b"commit refs/heads/main\nauthor M\x1b[31m <mara@example.org> 1700000000 +0000\n"
        b"committer M <mara@example.org> 1700000000 +0000\n"
        b"data 45\n\x1b]52;c;aGk=\x07[/red] caf\xe9 \xe2\x80\xae\x01 [link=x]\n\nbody\xff \n"
        b'M 100644 inline "a\\033[2Jb\\377\\n.txt"\ndata 2\nx\n',
    )
    follow(home, where)
    [(message, author)] = held(home, "message, author")
    assert message.splitlines() == ["]52;c;aGk=[/red] caf\ufffd  [link=x]", "", "body\ufffd"]
    assert author == "M[31m"
    assert rows(home, "SELECT path FROM change_file") == [("a[2Jb\ufffd .txt",)]


@pytest.mark.parametrize(
    "setting",
    [
        "log.showSignature=true", "log.showRoot=false", "log.follow=true", "log.date=relative",
        "log.mailmap=false", "log.decorate=full", "log.abbrevCommit=true", "diff.renames=false",
        "diff.renames=copies", "diff.algorithm=patience", "diff.noprefix=true",
        "diff.external=false", "diff.orderFile=/nonexistent", "diff.relative=true",
        "diff.ignoreSubmodules=all", "diff.renameLimit=1", "color.ui=always",
        "core.quotePath=true", "core.pager=false", "i18n.logOutputEncoding=latin1",
        "format.pretty=oneline", "core.fsmonitor=false", "notes.displayRef=refs/notes/*",
        "grep.patternType=perl", "core.bigFileThreshold=1", "pager.log=false",
    ],
)  # fmt: skip
def test_the_users_configuration_changes_no_number(home: Home, git: Git, setting: str) -> None:
    where = git.repository()
    git.commit(where, "root", a__py="def f():\n    pass\n\n\nx = 1\n" * 4)
    git(where, "mv", "a.py", "b.py")
    git.commit(where, "rename é", b__py="x = 1\n" + "def f():\n    pass\n\n\nx = 1\n" * 4)
    git(where, "notes", "add", "-m", "a note")
    expected = counted_by_git(git, where)
    key, _, value = setting.partition("=")
    git(where, "config", key, value)
    assert numbers(follow(home, where)) == expected
    assert subjects(home)[-1:] == ["rename é"]


MANY_SETTINGS = """
    log.abbrevCommit=true log.date=relative log.decorate=full log.diffMerges=on log.follow=true
    log.mailmap=false log.showRoot=false log.showSignature=true log.excludeDecoration=*
    diff.algorithm=patience diff.colorMoved=zebra diff.colorMovedWS=ignore-all-space diff.context=0
    diff.dirstat=files,0 diff.external=false diff.ignoreSubmodules=all diff.indentHeuristic=false
    diff.interHunkContext=99 diff.noPrefix=true diff.orderFile=/nonexistent diff.relative=true
    diff.renameLimit=1 diff.renames=copies diff.statGraphWidth=1 diff.statNameWidth=1
    diff.submodule=log diff.trustExitCode=true diff.wordRegex=. diff.wsErrorHighlight=all
    core.abbrev=4 core.bigFileThreshold=1 core.commitGraph=false core.eol=crlf core.autocrlf=true
    core.fileMode=false core.fsmonitor=false core.ignoreCase=true core.multiPackIndex=false
    core.notesRef=refs/notes/x core.pager=false core.quotePath=true core.symlinks=false
    core.warnAmbiguousRefs=false core.whitespace=tab-in-indent core.streamingThreshold=1
    color.ui=always color.diff=always pager.log=false pager.config=true format.pretty=oneline
    format.notes=true i18n.logOutputEncoding=latin1 i18n.commitEncoding=latin1 column.ui=always
    notes.displayRef=refs/notes/* grep.patternType=perl grep.extendedRegexp=true
    alias.log=!false alias.config=!false trailer.separators=: submodule.recurse=true
    feature.experimental=true protocol.allow=never gpg.program=false user.useConfigOnly=true
"""


def test_all_of_the_users_configuration_at_once_changes_no_number(home: Home, git: Git) -> None:
    where = git.repository()
    long_history(where, 60, seed=11)
    git(where, "reset", "-q", "--hard")
    text = "def f():\n    pass\n\n\nx = 1\n" * 9
    git.commit(where, "é", a__py=text, b__txt="a\n\nb\n" * 30)
    git(where, "mv", "a.py", "b.py")
    git.commit(where, "ß", b__py="x = 1\n" + text, b__txt="b\n\na\n" * 30)
    expected = counted_by_git(git, where, "<mara@example.org>")
    for setting in MANY_SETTINGS.split():
        key, _, value = setting.partition("=")
        git(where, "config", key, value)
    assert numbers(follow(home, where)) == expected
    assert subjects(home)[-2:] == ["é", "ß"]


def test_variables_that_leak_from_a_hook_name_no_other_repository(
    home: Home, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, other = git.repository("api"), git.repository("other")
    git.commit(where, "mine")
    tree = where.parent / "tree"
    git(where, "worktree", "add", "-q", str(tree))
    for n in range(3):
        git.commit(other, f"other {n}")
    for name, value in {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_INDEX_FILE": str(other / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git/objects"),
        "GIT_PREFIX": "src/",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_PAGER": "false",
        "GIT_TRACE": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.email",
        "GIT_CONFIG_VALUE_0": "joe@example.org",
        "GIT_DIFF_OPTS": "--unified=0",
        "GIT_LITERAL_PATHSPECS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    for path in (tree, where):
        line = follow(home, path)
        assert (line.path, line.total) == (str(where), 1)
    assert subjects(home) == ["mine"]
