"""What the tests of explaining stand on: commits with and without AI, hooks' files, answers."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waterline.domain.commits import identity_of
from waterline.domain.explanations import Filled, Typing, Words
from waterline.gate.inbox import here_and_now, new_id
from waterline.journal import answers
from waterline.practice import explain, repositories
from waterline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Git
    from waterline.home import Home

SETTINGS = Settings()
AI = "Co-Authored-By: Claude <noreply@anthropic.com>"
ADDRESS = "mara@example.org"
ENOUGH = "line\n" * 20


def why(words: str = "Because the lock is held too long otherwise") -> Filled:
    """Give a filled form."""
    return Filled(Words(words, "a queue", "the worker"), 3, 5, (True, True, False), Typing(40, 2))


def assisted(git: Git, where: Path, subject: str, at: str = "", **files: str) -> str:
    """Commit twenty lines with an AI trailer; give the sha."""
    files = files or {f"{subject.lower().replace(' ', '_')}__py": f"{subject}\n{ENOUGH}"}
    return git.commit(where, f"{subject}\n\n{AI}", at, **files)


def by_person(git: Git, where: Path, subject: str, at: str = "", **files: str) -> str:
    """Commit twenty lines without any signal; give the sha."""
    files = files or {f"{subject.lower().replace(' ', '_')}__py": f"{subject}\n{ENOUGH}"}
    return git.commit(where, subject, at, **files)


def follow(home: Home, where: Path, settings: Settings = SETTINGS) -> None:
    """Follow a repository and scan it."""
    repositories.add(home, settings, str(where))
    repositories.scan(home, settings)


def owed(home: Home, settings: Settings = SETTINGS, repo: str = "") -> list[str]:
    """Give the subjects of what is owed after a refresh, newest first."""
    explain.refresh(home, settings)
    return [one.line.subject for one in explain.owed(home, settings, repo)]


def ids(home: Home, *subjects: str) -> list[str]:
    """Give the ids of the changes with these subjects."""
    from tests.practice.ground import rows

    found = rows(home, "SELECT message, id FROM change ORDER BY moment")
    by_subject = {message.split("\n")[0]: key for message, key in found}
    return [by_subject[subject] for subject in subjects]


def explained(home: Home, subject: str, settings: Settings = SETTINGS) -> list[str]:
    """Give the whys that hold for the held change with this subject."""
    from tests.practice.ground import held

    explain.refresh(home, settings)
    found = {message.split("\n")[0]: key for message, key in held(home, "message, c.id")}
    detail = explain.change(home, settings, found[subject])
    return [one.words.why for one in detail.explanations]


def identity(git: Git, where: Path, rev: str = "HEAD") -> str:
    """Give the identity of a commit as the journal names it."""
    address, seconds, zone = (
        git(where, "log", "-1", "--format=%ae|%ad", "--date=raw", rev).replace(" ", "|").split("|")
    )
    sign = -1 if zone[0] == "-" else 1
    offset = sign * (int(zone[1:3]) * 3600 + int(zone[3:5]) * 60)
    return identity_of(address, int(seconds), offset)


def answer(git: Git, home: Home, where: Path, rev: str = "HEAD", **more: Any) -> answers.Answer:
    """Lay the answer that was given at a commit, as the commit's hook leaves it."""
    at, offset, zone = here_and_now()
    paths = git(where, "show", "--format=", "--name-only", rev).splitlines()
    told: dict[str, Any] = {
        "id": new_id(),
        "state": answers.ANSWERED,
        "at": at,
        "offset": offset,
        "zone": zone,
        "repo": git(where, "rev-parse", "--path-format=absolute", "--git-common-dir"),
        "git_dir": git(where, "rev-parse", "--absolute-git-dir"),
        "folder": str(where),
        "tree": git(where, "rev-parse", f"{rev}^{{tree}}"),
        "identity": identity(git, where, rev),
        "subject": git(where, "log", "-1", "--format=%s", rev),
        "paths": tuple(paths),
        "lines": 20,
        "why": f"Because of {git(where, 'log', '-1', '--format=%s', rev)}",
        "before": 3,
        "after": 5,
        "ticks": (True, False, True),
        "typed": 30,
        "pasted": 0,
        **more,
    }
    given = answers.Answer(**told)
    home.make(home.answers)
    answers.write(home.answers, given)
    return given


def environment(
    git: Git, home: Home, where: Path, rev: str = "HEAD", names: str = "CLAUDECODE"
) -> Path:
    """Lay the file of a commit's hook that an agent started."""
    date, _, address = git(where, "log", "-1", "--format=@%ad|%ae", "--date=raw", rev).partition(
        "|"
    )
    return _lay(
        home, ["waterline 1 environment", f"variables {names}", f"author {date}|{address}",
               f"folder {where}", "end"]
    )  # fmt: skip


def rewrite(home: Home, where: Path, pairs: Sequence[tuple[str, str]]) -> Path:
    """Lay the file of the hook that git runs after rewriting commits."""
    told = [f"pair {old} {new}" for old, new in pairs]
    return _lay(home, ["waterline 1 rewrite", *told, f"folder {where}", "end"])


def _lay(home: Home, lines: list[str]) -> Path:
    home.make(home.inbox)
    path = Path(home.inbox) / f"{uuid.uuid4()}.hook"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def rewriting_hook(home: Home, where: Path) -> None:
    """Let git itself tell what it rewrites, through a hook that does no more than that."""
    home.make(home.inbox)
    hook = Path(where) / ".git/hooks/post-rewrite"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nread -r id </proc/sys/kernel/random/uuid\n"
        "{ echo 'waterline 1 rewrite'; while read -r old new rest; do "
        'echo "pair $old $new"; done; echo "folder $PWD"; echo end; } '
        f'>"{home.inbox}/$id.hook"\n'
    )
    hook.chmod(0o755)
