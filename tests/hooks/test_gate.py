"""What the shell does by itself at a commit: nearly always nothing, and nothing in the way."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hooks.ground import (
    Interpreter,
    at_terminal,
    kept,
    put_hooks,
    stage,
    without_terminal,
    write_gate,
)
from waterline import home as homes
from waterline.domain import origin
from waterline.domain.environment import ENVIRONMENT, variables_in
from waterline.gate import scripts
from waterline.practice import hooks

if TYPE_CHECKING:
    from tests.conftest import Git

COMMIT = ("git", "commit", "-q", "-m")


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    return Interpreter(tmp_path / "stand-in")


@pytest.fixture
def where(git: Git, interpreter: Interpreter) -> Path:
    """Give a repository with one commit and the hooks, in which Python is the stand-in."""
    where = git.repository("api")
    git.commit(where, "Start")
    write_gate(interpreter.path)
    put_hooks(where)
    return where


# --- Who is asked -----------------------------------------------------------------------------


def test_a_person_is_asked_about_so_many_lines_and_not_about_fewer(
    where: Path, interpreter: Interpreter
) -> None:
    stage(where, 9, "new.txt")
    assert at_terminal(where, *COMMIT, "Nine lines") == (0, "")
    stage(where, 10, "other.txt")
    assert at_terminal(where, *COMMIT, "Ten lines") == (0, "")

    assert interpreter.started == ["hook commit-msg .git/COMMIT_EDITMSG"]


def test_a_person_is_asked_about_the_first_commit_of_all(
    git: Git, interpreter: Interpreter
) -> None:
    where = git.repository("web")
    write_gate(interpreter.path)
    put_hooks(where)
    stage(where, 12)

    assert at_terminal(where, *COMMIT, "Start").code == 0

    assert len(interpreter.started) == 1


def test_what_counts_is_what_is_committed_not_what_is_staged(
    where: Path, interpreter: Interpreter, git: Git
) -> None:
    stage(where, 30)
    git(where, "reset", "-q")
    stage(where, 3, "small.txt")
    assert at_terminal(where, *COMMIT, "Small", "small.txt").code == 0
    assert interpreter.started == []

    git(where, "add", "file.txt")
    git(where, "commit", "-qm", "Large")
    (where / "file.txt").write_text("")
    assert at_terminal(where, *COMMIT, "All of it", "-a").code == 0
    assert len(interpreter.started) == 1


@pytest.mark.parametrize(
    "variables",
    [{"CI": "true"}, {"WATERLINE": "off"}, {"CLAUDECODE": "1"}],
    ids=["in CI", "switched off", "an agent"],
)
def test_nobody_is_asked(where: Path, interpreter: Interpreter, variables: dict[str, str]) -> None:
    stage(where, 40)

    assert at_terminal(where, *COMMIT, "Large", **variables) == (0, "")
    assert interpreter.started == []


@pytest.mark.parametrize("subject", ["fixup! Start", "squash! Start", 'Revert "Start"'])
def test_what_only_mends_or_takes_back_is_not_asked_about(
    where: Path, interpreter: Interpreter, subject: str
) -> None:
    stage(where, 40)

    assert at_terminal(where, *COMMIT, subject).code == 0
    assert interpreter.started == []


def test_a_job_in_the_background_is_not_asked(where: Path, interpreter: Interpreter) -> None:
    stage(where, 40)

    assert at_terminal(where, *COMMIT, "Large", place="back").code == 0
    assert interpreter.started == []


def test_a_program_without_a_terminal_is_not_asked(where: Path, interpreter: Interpreter) -> None:
    stage(where, 40)

    assert without_terminal(where, *COMMIT, "Large") == (0, "")
    assert interpreter.started == []
    assert kept() == []


def test_in_the_middle_of_a_sequence_nobody_is_asked(
    where: Path, interpreter: Interpreter, git: Git
) -> None:
    stage(where, 40)
    git(where, "commit", "-qm", "Large")
    git(where, "checkout", "-qb", "side", "HEAD~1")
    stage(where, 41)
    git(where, "commit", "-qm", "Another")
    for lines, begin in enumerate(("merge", "cherry-pick", "rebase"), start=20):
        assert without_terminal(where, "git", begin, "main").code != 0  # a conflict
        stage(where, lines)
        done = at_terminal(where, *COMMIT, "Mended")
        assert done.code == 0, done.shown
        if begin == "rebase":
            git(where, "rebase", "--quit")
        git(where, "reset", "-q", "--hard", "side")

    assert interpreter.started == []


def test_a_merge_without_a_conflict_is_not_asked_about(
    where: Path, interpreter: Interpreter, git: Git
) -> None:
    git(where, "checkout", "-qb", "side")
    stage(where, 40, "side.txt")
    git(where, "commit", "-qm", "Side")
    git(where, "checkout", "-q", "main")
    git.commit(where, "Main", other__txt="other")

    assert at_terminal(where, "git", "merge", "-q", "--no-edit", "side").code == 0
    assert git(where, "rev-list", "--count", "--merges", "HEAD") == "1"
    assert interpreter.started == []


# --- What Python's answer does ----------------------------------------------------------------


def test_only_one_answer_stops_a_commit(where: Path, interpreter: Interpreter, git: Git) -> None:
    stage(where, 40)
    interpreter.ends_with("exit 75")
    assert at_terminal(where, *COMMIT, "Stopped").code == 1
    assert git(where, "log", "--format=%s") == "Start"

    for number, last in enumerate(("exit 1", "exit 2", "exit 130", "kill -9 $$")):
        interpreter.ends_with(last)
        stage(where, 40, f"{number}.txt")
        assert at_terminal(where, *COMMIT, last).code == 0

    assert len(git(where, "log", "--format=%s").splitlines()) == 5


# --- Agents -----------------------------------------------------------------------------------


def test_a_commit_by_an_agent_leaves_what_git_cannot_tell(
    where: Path, interpreter: Interpreter, git: Git
) -> None:
    stage(where, 40)

    done = without_terminal(
        where, *COMMIT, "Large", CLAUDECODE="1", CLAUDE_CODE_SESSION_ID="secret", AGENT="amp"
    )

    assert done == (0, "")
    date, address = git(where, "log", "-1", "--format=@%ad %ae", "--date=raw").rsplit(" ", 1)
    (text,) = kept()
    assert text.splitlines() == [
        "waterline 1 environment",
        "variables AGENT=amp CLAUDECODE CLAUDE_CODE_SESSION_ID",
        f"author {date}|{address}",
        f"folder {where}",
        "end",
    ]
    assert interpreter.started == []


def test_the_file_is_for_its_owner_alone_and_named_by_a_uuid(where: Path) -> None:
    stage(where, 1)
    without_terminal(where, *COMMIT, "Small", CLAUDECODE="1")

    (path,) = Path(homes.find().inbox).iterdir()

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.hook", path.name)


def test_an_agent_that_rewrites_what_was_made_before_is_not_its_maker(
    where: Path, git: Git
) -> None:
    git.commit(where, "One", one__txt="1")
    git.commit(where, "Two", two__txt="2")

    editor = 'sed -i s/^pick/reword/ "$1"'
    done = without_terminal(
        where, "git", "rebase", "-q", "-i", "HEAD~2",
        CLAUDECODE="1", GIT_SEQUENCE_EDITOR=f"sh -c '{editor}' x", GIT_EDITOR="true",
    )  # fmt: skip

    assert done.code == 0, done.shown
    assert [text for text in kept() if "environment" in text] == []


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "bash"])
def test_the_shell_and_python_see_the_same_agents(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell.partition(" ")[0]) is None:
        pytest.skip(f"there is no {shell}")
    write_gate(text='[signals]\n"$WORKBOT" = "Workbot"\n')
    tried = [{one.name: one.values[0] if one.values else "x"} for one in ENVIRONMENT]
    tried += [tried[n] | tried[n - 5] for n in range(0, len(tried), 5)]
    tried += [{"AGENT": "ssh"}, {"REPL_ID": "7"}, {"CURSOR_TRACE_ID": "7"}, {"TERM_PROGRAM": "x"}]
    tried += [{"REPLIT_MODE": "assistant"}, {"REPL_ID": "7", "REPLIT_MODE": "assistant"}]
    tried += [{"CLAUDECODE": ""}, {"CURSOR_EXTENSION_HOST_ROLE": "user"}, {}]
    message = tmp_path / "COMMIT_EDITMSG"
    message.write_text("Large\n")
    runner = hooks.runner_of(homes.find())

    for variables in tried:
        author = {"GIT_AUTHOR_DATE": "@1795266742 +0000", "GIT_AUTHOR_EMAIL": "a@b.example"}
        done = without_terminal(
            tmp_path, *shell.split(), runner, "commit-msg", str(message), **author, **variables
        )
        assert done == (0, "")
        names = kept()[-1].split("\n")[1].split()[1:] if kept() else []
        assert set(names) == set(variables_in(variables)), variables
        shutil.rmtree(homes.find().inbox, ignore_errors=True)

    without_terminal(
        tmp_path, *shell.split(), runner, "commit-msg", str(message), **author, WORKBOT="1"
    )
    assert kept()[-1].split("\n")[1] == "variables WORKBOT"


# --- Asking less ------------------------------------------------------------------------------


def test_where_unknown_changes_are_let_be_only_a_signal_starts_python(
    where: Path, interpreter: Interpreter
) -> None:
    write_gate(interpreter.path, 'unknown = "leave"\n[signals]\n"Bot-Session:" = "Bot"\n')
    quiet = ("Add a bucket", "Co-operate with the cache", "Say that AI generated nothing with it")
    telling = [
        *origin.LINES,
        *(f"{key.title()}: something" for key in origin.KEYS),
        *(f"Co-authored-by: Agent <{address.upper()}>" for address in origin.AGENTS),
        "bot-session: 7",
    ]
    assert len(telling) > 30
    for number, line in enumerate((*quiet, *telling)):
        stage(where, 12, f"{number}.txt")
        assert at_terminal(where, *COMMIT, f"Add a part\n\n{line}\n").code == 0
        assert len(interpreter.started) == max(number + 1 - len(quiet), 0), line


def test_the_diff_below_the_scissors_is_no_signal(where: Path, interpreter: Interpreter) -> None:
    write_gate(interpreter.path, 'unknown = "by hand"\n')
    (where / "list.txt").write_text("Assisted-by: something\n" * 20)
    subprocess.run(["git", "add", "."], cwd=where, check=True)

    editor = 'sh -c \'sed -i "1s/^/Add a list/" "$1"\' x'
    done = at_terminal(where, "git", "commit", "-q", "-v", GIT_EDITOR=editor)

    assert done.code == 0, done.shown
    assert interpreter.started == []


def test_an_author_who_is_an_agent_is_a_signal(where: Path, interpreter: Interpreter) -> None:
    write_gate(interpreter.path, 'unknown = "leave"\n')
    for number, author in enumerate(
        ("Mara (aider) <m@example.org>", "Bot <NoReply@anthropic.com>", "Ann <ann@example.org>")
    ):
        stage(where, 12, f"{number}.txt")
        assert at_terminal(where, *COMMIT, "Add", "--author", author).code == 0

    assert len(interpreter.started) == 2


def test_asking_later_says_one_line_where_a_signal_is(
    where: Path, interpreter: Interpreter
) -> None:
    write_gate(interpreter.path, 'ask = "later"\n')
    stage(where, 12)
    assert at_terminal(where, *COMMIT, "Unknown") == (0, "")
    stage(where, 12, "two.txt")
    done = at_terminal(where, *COMMIT, "Known\n\nMade-with: Cursor", NO_COLOR="1")
    assert done == (0, "waterline: to be explained later: `waterline owed` lists it\n")
    write_gate(interpreter.path, 'ask = "later"\nafter_commit = "off"\n')
    stage(where, 12, "three.txt")
    assert at_terminal(where, *COMMIT, "Known\n\nMade-with: Cursor") == (0, "")

    assert interpreter.started == []


def test_never_asking_starts_nothing(where: Path, interpreter: Interpreter) -> None:
    write_gate(interpreter.path, 'ask = "never"\n')
    stage(where, 40)

    assert at_terminal(where, *COMMIT, "Known\n\nMade-with: Cursor") == (0, "")
    assert interpreter.started == []


def test_asking_what_was_learned_starts_python_where_nothing_else_would(
    where: Path, interpreter: Interpreter
) -> None:
    write_gate(interpreter.path, 'unknown = "leave"\nafter_commit = "learned"\n')
    stage(where, 40)

    assert at_terminal(where, *COMMIT, "Unknown").code == 0
    assert len(interpreter.started) == 1


def test_a_repository_of_its_own_mind_is_heeded_in_every_worktree_and_through_links(
    where: Path, interpreter: Interpreter, git: Git, tmp_path: Path
) -> None:
    home = homes.find()
    settings_text = 'leave_repositories = ["api"]\n[repos.web]\nmin_lines = 3\n'
    other = git.repository("web")
    git.commit(other, "Start")
    from waterline import settings
    from waterline.practice import repositories

    for one in (where, other):
        repositories.add(home, settings.load(home), str(one))
    write_gate(interpreter.path, settings_text)
    put_hooks(other)
    git(where, "worktree", "add", "-q", str(tmp_path / "tree"))
    (tmp_path / "link").symlink_to(where)

    for folder in (where, tmp_path / "tree", tmp_path / "link"):
        stage(folder, 40, f"{folder.name}.txt")
        assert at_terminal(folder, *COMMIT, "Left alone", PWD=str(folder)).code == 0
    assert interpreter.started == []
    stage(other, 4)
    assert at_terminal(other, *COMMIT, "Four lines").code == 0
    assert len(interpreter.started) == 1


# --- Rewriting and pushing --------------------------------------------------------------------


def test_what_was_rewritten_into_what_is_kept(where: Path, git: Git) -> None:
    first = git.commit(where, "One", one__txt="1")
    second = git.commit(where, "fixup! One", two__txt="2")

    git(where, "rebase", "-q", "-i", "--autosquash", "HEAD~2", GIT_SEQUENCE_EDITOR="true")

    new = git(where, "rev-parse", "HEAD")
    last = kept()[-1]
    assert last.splitlines()[0] == "waterline 1 rewrite"
    assert set(last.splitlines()[1:-2]) == {f"pair {first} {new}", f"pair {second} {new}"}
    assert last.endswith(f"\nfolder {where}\nend\n")


def test_a_push_gives_python_all_that_git_says(
    where: Path, interpreter: Interpreter, git: Git, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q", "--bare", "there.git")
    there = str(tmp_path / "there.git")
    head = git(where, "rev-parse", "HEAD")

    assert at_terminal(where, "git", "push", "-q", there, "main", "main:other").code == 0

    assert interpreter.started == [f"hook pre-push {there} {there}"]
    zero = "0" * 40
    assert interpreter.given.splitlines() == [
        f"refs/heads/main {head} refs/heads/main {zero}",
        f"refs/heads/main {head} refs/heads/other {zero}",
    ]


def test_a_push_is_refused_by_one_answer_alone(
    where: Path, interpreter: Interpreter, git: Git, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q", "--bare", "there.git")
    there = str(tmp_path / "there.git")
    interpreter.ends_with("exit 75")
    assert at_terminal(where, "git", "push", "-q", there, "main").code != 0
    assert at_terminal(where, "git", "push", "-q", there, "main", WATERLINE="off").code == 0
    interpreter.ends_with("exit 1")
    assert at_terminal(where, "git", "push", "-q", there, "main:other").code == 0


def test_an_agent_s_push_is_reminded_of_nothing_but_held_to_what_is_required(
    where: Path, interpreter: Interpreter, git: Git, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q", "--bare", "there.git")
    push = ("git", "push", "-q", str(tmp_path / "there.git"))
    interpreter.ends_with("exit 75")
    assert without_terminal(where, *push, "main", CLAUDECODE="1").code == 0
    assert interpreter.started == []
    write_gate(interpreter.path, 'push = "require"\n')
    assert without_terminal(where, *push, "main:other", CLAUDECODE="1").code != 0
    write_gate(interpreter.path, 'push = "off"\n')
    assert at_terminal(where, *push, "main:other").code == 0


# --- Settings that changed --------------------------------------------------------------------


def test_settings_written_by_hand_have_the_gate_written_anew_once(
    where: Path, interpreter: Interpreter
) -> None:
    home = homes.find()
    gate = Path(hooks.gate_of(home))
    Path(home.settings).write_text("min_lines = 3\n")
    later = gate.stat().st_mtime + 10
    os.utime(home.settings, (later, later))
    stage(where, 1)

    without_terminal(where, *COMMIT, "Small", CLAUDECODE="1")
    assert interpreter.started == ["hook gate"]  # the stand-in writes none
    assert len(kept()) == 1
    write_gate(interpreter.path)
    os.utime(gate, (later, later))
    stage(where, 1, "two.txt")
    without_terminal(where, *COMMIT, "Small", CLAUDECODE="1")
    assert interpreter.started == ["hook gate"]


def test_the_gate_is_never_older_than_what_it_was_made_from(where: Path) -> None:
    home = homes.find()
    Path(home.settings).write_text("min_lines = 3\n")
    later = Path(home.settings).stat().st_mtime + 3_600
    os.utime(home.settings, (later, later))

    write_gate()

    assert Path(hooks.gate_of(home)).stat().st_mtime >= later


# --- The shell's own rules --------------------------------------------------------------------


def test_a_text_of_any_kind_is_one_word_for_the_shell() -> None:
    hostile = ["it's", "$(touch x)", "`touch x`", "a\nb", 'say "x"', "\\", "*", "", "é'é", "!x"]
    words = " ".join(map(scripts.quoted, hostile))

    for shell in ("sh", "bash"):
        done = subprocess.run(
            [shell, "-c", f"for word in {words}; do printf '%s\\0' \"$word\"; done"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert done.stdout.split("\0")[:-1] == hostile


def test_the_shell_s_part_has_no_fault_that_is_known_to_shellcheck(tmp_path: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed (apt-get install shellcheck)")
    home = homes.find()
    write_gate(text='[signals]\n"$BOT" = "Bot"\n')
    hook = tmp_path / "hook"
    for event in scripts.EVENTS:
        hook.write_text(scripts.hook_text(event, "/there/it's/gate", f"../x/{event}", made=True))
        subprocess.run(["shellcheck", "-e", "SC1090,SC2034", hook], check=True)
    subprocess.run(["shellcheck", "-e", "SC1090,SC2034", hooks.runner_of(home)], check=True)
    gate = hooks.gate_of(home)
    ignored = "SC2016,SC2034,SC2154,SC3013,SC1090"
    subprocess.run(["shellcheck", "-s", "sh", "-e", ignored, gate], check=True)
