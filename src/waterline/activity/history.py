"""Reading a repository's history: what is new since the last time, what is gone, in one log."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import selectors
import signal
import subprocess
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import attributes, fingerprint, git, notes, parse, people, places
from waterline.domain.signals import NONE
from waterline.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from waterline.activity.places import Place
    from waterline.domain.commits import Commit
    from waterline.domain.git_ai import Note
    from waterline.domain.signals import Signals

# Raised when what is read from a commit changes, so that everything is read once more.
RULES = 4

_LOG = (
    "log", "-z", "--numstat", "--mailmap", "-M", "--no-ext-diff", "--no-textconv", "--no-color",
    "--no-notes", "-O/dev/null", "--date=raw", "--encoding=UTF-8", f"--format={parse.FORMAT}",
)  # fmt: skip
NOBODY = "git knows no user.email here, so no commit is known to be yours"
SHALLOW = "a shallow clone: the lines of the commits at its edge are not counted"

_PIPE_BYTES = 1 << 20
_TICK_SECONDS = 0.1


class StoppedError(Exception):
    """The reading was stopped from outside; git is ended."""


class Wishes(NamedTuple):
    """What the settings say.

    `addresses` are the user's further ones, `signals` those of agents that the user added;
    `rules` names everything else by which old answers become stale; `stamp` is all that and the
    looks of git's own configuration.
    """

    addresses: tuple[str, ...]
    rules: str
    stamp: str
    signals: Signals = NONE


def wishes(addresses: tuple[str, ...], rules: str, signals: Signals = NONE) -> Wishes:
    """Put the settings together with the looks of git's configuration for the whole user."""
    rules = f"{rules} {signals}" if signals != NONE else rules
    looks = [fingerprint.look(file) for file in _users_files()]
    named = os.environ.get("EMAIL", "")
    return Wishes(addresses, rules, f"{RULES} {addresses} {rules} {looks} {named}", signals)


def _users_files() -> tuple[str, ...]:
    own = os.path.expanduser("~/.gitconfig")
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return (
        os.environ.get("GIT_CONFIG_GLOBAL") or own,
        os.path.join(base, "git/config"),
        os.path.join(base, "git/attributes"),
    )


class Seen(NamedTuple):
    """What a reading leaves for the next one (kept as JSON in the journal).

    `notes` is the commit at which git-ai's notes stood, "" where there were none.
    """

    stats: fingerprint.Fingerprint
    settled: bool
    tips: list[str]
    rules: str
    stamp: str
    new: int
    note: str
    notes: str = ""

    def holds(self, stamp: str) -> bool:
        """Tell from stats alone whether there is nothing to read."""
        return self.settled and self.stamp == stamp and fingerprint.still_holds(self.stats)

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(self._asdict(), separators=(",", ":"))


def seen_from(text: str) -> Seen | None:
    """Take up what was written down; None where nothing was, or by another version."""
    told = json.loads(text) if text else {}
    return Seen(**told) if set(told) == set(Seen._fields) else None


def start(place: Place, seen: Seen | None, wished: Wishes) -> Reading:
    """Find out what there is to read, and set git to reading it.

    Raises GitError where git is missing, refuses the repository or can't read it.
    """
    # First the stats, then the tips: what moves in between is met again at the next scan.
    stats = fingerprint.take(*place)
    where = place.path if os.path.isdir(place.path) else place.common_dir
    told = people.configuration(where)
    known = {*_users_files(), *(file for file, *_ in stats)}
    stats += fingerprint.of(file for file in (*told.files, *told.named) if file not in known)
    mine = people.addresses(where, told, wished.addresses)
    if not mine and seen and seen.note != NOBODY:
        # A scan without the person's configuration (from cron, say) must not empty the history.
        raise GitError(NOBODY, "what was read before stays")
    before = seen.tips if seen else []
    tips, is_whole, beside = _tips(place, where, before, _own_blobs(place, where, told))
    rules = _rules(place, where, told, sorted(mine), wished.rules, beside)
    plan = _Plan(
        place=place,
        where=where,
        mine=mine,
        tips=tips,
        old=before if seen and seen.rules == rules and is_whole else None,
        edge=_shallow_edge(place.common_dir),
        is_partial=told.is_partial,
        signals=wished.signals,
        old_notes=seen.notes if seen and seen.rules == rules else "",
        notes=notes.tip(where, place.common_dir),
    )
    settled = fingerprint.is_settled(stats)
    note = seen.note if seen else ""
    left = Seen(stats, settled, tips, rules, wished.stamp, 0, note, plan.notes)
    return Reading(plan, left)


class _Plan(NamedTuple):
    place: Place
    where: str
    mine: frozenset[str]
    tips: list[str]
    old: list[str] | None  # None: everything is read
    edge: frozenset[str]
    is_partial: bool
    signals: Signals
    old_notes: str
    notes: str


class Reading:
    """A log that is running, and the few questions that go with it.

    `is_full`: what is not among the commits is not in the repository any more. Otherwise
    only what is new is read, and `dropped` names what is gone.
    """

    def __init__(self, plan: _Plan, left: Seen) -> None:
        self._plan = plan
        self._left = left
        self._counter: _Process | None = None
        self._expected: int | None = None
        # What was said of all that was read before holds on: whatever could lift it leads to
        # reading everything again.
        self.note = left.note if plan.old is not None else _first_note(plan)
        self.is_full = plan.old is None
        self.nothing_moved = plan.old == plan.tips
        self._log = None if self._is_idle else self._run(*_LOG, "--stdin")

    @property
    def _is_idle(self) -> bool:
        return self.nothing_moved or not self._plan.tips or not self._plan.mine

    def _run(self, *words: str) -> _Process:
        revisions = [*self._plan.tips, *(f"^{tip}" for tip in self._plan.old or ())]
        selected = people.selection(self._plan.mine, self._plan.signals)
        # git's own order of options: selection first, then where the revisions come from.
        return _Process(self._plan.where, [*words, *selected], revisions)

    def commits(self, asked: Callable[[], None]) -> Iterator[Commit]:
        """Give the user's commits, newest first as git has them.

        `asked` is called at least ten times a second and may raise to stop the reading.
        """
        if self._log is None:
            return
        if self._plan.is_partial:
            yield from self._of_partial(self._log, asked)
        else:
            yield from self._mine(self._log, asked)

    def _of_partial(self, log: _Process, asked: Callable[[], None]) -> list[Commit]:
        try:
            return list(self._mine(log, asked))
        except GitError:
            # Contents are missing that git would fetch. The commits themselves are here.
            self.note = "a partial clone: its lines can't be counted without fetching"
            bare = [word for word in _LOG if word != "--numstat"]
            found = self._mine(self._run(*bare, "--stdin"), asked)
            return [commit._replace(observed=False) for commit in found]

    def _mine(self, log: _Process, asked: Callable[[], None]) -> Iterator[Commit]:
        try:
            for commit in parse.commits(parse.fields(log.chunks(asked))):
                if people.is_mine(commit, self._plan.mine, self._plan.signals):
                    at_edge = commit.sha in self._plan.edge
                    yield commit._replace(files=(), observed=False) if at_edge else commit
        finally:
            log.end()

    def expect(self) -> None:
        """Start counting what is to come, beside the log."""
        if self._log is not None:
            self._counter = self._run("rev-list", "--count", "--stdin")

    @property
    def expected(self) -> int | None:
        """How many commits are to come, about; None as long as it isn't known."""
        if self._expected is None and self._counter is not None:
            self._expected = self._counter.number()
        return self._expected

    def close(self) -> None:
        """End whatever still runs."""
        for process in (self._log, self._counter):
            if process is not None:
                process.end()

    def dropped(self) -> set[str]:
        """Name the commits that were there at the last reading and are in no branch now."""
        old = self._plan.old
        if not old or self.nothing_moved:
            return set()
        revisions = [*old, *(f"^{tip}" for tip in self._plan.tips)]
        given = "".join(f"{revision}\n" for revision in revisions).encode()
        told = git.run(self._plan.where, "rev-list", "--no-merges", "--stdin", given=given)
        return set(told.decode("ascii").split())

    @property
    def notes_moved(self) -> bool:
        """Whether git-ai wrote notes since the last reading (also on commits that it read)."""
        return self._plan.notes != self._plan.old_notes

    def noted(
        self, new: Iterable[str], known: Iterable[str], asked: Callable[[], None] = lambda: None
    ) -> dict[str, Note]:
        """Give git-ai's notes on commits: on all `new` ones, and on `known` ones those that moved.

        A note may be written, or fetched, before its commit or after it. `asked` is called again
        and again and may raise to stop the reading.
        """
        plan = self._plan
        if not plan.notes:
            return {}
        moved = notes.moved(plan.where, plan.old_notes, plan.notes) if self.notes_moved else set()
        return notes.read(plan.where, {*new, *moved.intersection(known)}, plan.notes, asked)

    def rewritten(self, shas: Iterable[str]) -> list[Commit]:
        """Give the user's commits among these, which branches hold no more, as far as they exist.

        Nothing is given where git can't tell: they only serve to know more of what came after.
        """
        listed = list(shas)
        try:
            log = _Process(
                self._plan.where,
                [*_LOG, "--no-walk=unsorted", "--ignore-missing", "--stdin"],
                listed,
            )
            return list(self._mine(log, lambda: None)) if listed else []
        except GitError:
            return []

    def branches(self, wanted: Mapping[str, int]) -> dict[str, str]:
        """Give the branches on which these commits grew (see `grown`)."""
        from waterline.activity import grown

        return grown.branches(self._plan.where, wanted)

    def marks(self, paths: Iterable[str]) -> dict[str, bool]:
        """Give the paths that the repository itself marks as generated, or as not."""
        return attributes.marks(self._plan.place, paths)

    def seen(self, new: int) -> Seen:
        """Give what the next reading wants to know; `new` commits were found in this one."""
        return self._left._replace(new=new, note=self.note)


class _Process:
    """A git that is running, its revisions handed over, its answer read as it comes."""

    def __init__(self, where: str, words: list[str], revisions: list[str]) -> None:
        self._where = where
        # Files rather than pipes for what is not streamed: nobody can wait for the other.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        with tempfile.TemporaryFile() as given:
            given.write("".join(f"{revision}\n" for revision in revisions).encode())
            given.seek(0)
            ends, writes = os.pipe()
            self._answer = open(ends, "rb", buffering=0)  # noqa: SIM115 - closed in `end`
            try:
                self._git = subprocess.Popen(
                    git.command(*words),
                    cwd=where,
                    env=git.environment(where),
                    stdin=given,
                    stdout=writes,
                    stderr=self._errors,
                )
            except OSError as error:
                self._answer.close()
                self._errors.close()
                raise git.unstartable(where, error) from error
            finally:
                os.close(writes)
        # git goes on while we import what storing needs; a pipe's own 64 KiB would stop it.
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):  # more than this user may have: slower, no worse
                fcntl.fcntl(self._answer, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def chunks(self, asked: Callable[[], None]) -> Iterator[bytes]:
        """Give the answer in pieces; raises GitError if git ends in trouble."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._answer, selectors.EVENT_READ)
            while True:
                asked()
                if not selector.select(_TICK_SECONDS):
                    continue
                chunk = os.read(self._answer.fileno(), _PIPE_BYTES)
                if not chunk:
                    break
                yield chunk
        code = self._git.wait()
        if code == -signal.SIGINT:
            raise StoppedError  # Ctrl-C reaches git as soon as it reaches us
        if code:
            self._errors.seek(0)
            raise git.explain(self._where, self._errors.read())

    def number(self) -> int | None:
        """Give the one number that is the whole answer, None while it isn't there."""
        if self._git.poll() is None or self._answer.closed:
            return None
        told = self._answer.read().strip()
        return int(told) if told.isdigit() else None

    def end(self) -> None:
        """End git if it still runs, and close what was open; may be called again."""
        if self._git.poll() is None:
            self._git.kill()
            self._git.wait()
        self._answer.close()
        self._errors.close()


def _first_note(plan: _Plan) -> str:
    if not plan.mine:
        return NOBODY
    return SHALLOW if plan.edge else ""


def _own_blobs(place: Place, where: str, told: people.Configuration) -> list[str]:
    """Name what git takes its mailmap and attributes from where they are no files."""
    blobs = ["HEAD:.mailmap", "HEAD:.gitattributes"] if where == place.common_dir else []
    named = told.values.get("mailmap.blob", "")
    return [*blobs, named] if named.isprintable() and named else blobs


def _tips(
    place: Place, where: str, old: list[str], blobs: list[str]
) -> tuple[list[str], bool, list[str]]:
    """Give the commits that branches and worktrees stand at, and whether all of `old` exist.

    The third is what else in the repository tells how its history is read: the objects that
    replace others, and which ones the `blobs` are. Raises GitError where a branch points to a
    commit that isn't there.
    """
    shown = "--format=%(objectname) %(refname)"
    told = git.run(where, "for-each-ref", shown, "refs/heads", "refs/replace")
    refs = told.decode("utf-8", "replace").split("\n")
    replaced = [ref for ref in refs if ref.partition(" ")[2].startswith("refs/replace/")]
    branches = [ref.partition(" ")[0] for ref in refs if " refs/heads/" in ref]
    heads = []
    for git_dir in (place.common_dir, *places.worktree_dirs(place.common_dir)):
        # While a sequence runs, HEAD holds copies of commits that their branch still holds too.
        if not places.sequences(git_dir):
            is_main = git_dir == place.common_dir
            name = "main-worktree" if is_main else f"worktrees/{os.path.basename(git_dir)}"
            heads.append(f"{name}/HEAD")
    asked = [*branches, *old, *heads, *blobs]
    given = os.fsencode("".join(f"{name}\n" for name in asked))
    told = git.run(where, "cat-file", "--batch-check=%(objecttype) %(objectname)", given=given)
    answers = [line.split(b" ")[:2] for line in told.splitlines()]
    kinds = [kind == b"commit" for kind, _ in answers]
    gone = [sha for sha, (_, *rest) in zip(branches, answers, strict=False) if rest == [b"missing"]]
    if gone:
        raise GitError(
            f"git can't read {place.path} (commit {gone[0][:12]} is missing)",
            f"try `git -C '{where}' fsck`",
        )
    middle = slice(len(branches), len(branches) + len(old))
    end = len(asked) - len(blobs)
    tips = {
        name.decode("ascii")
        for index, (kind, name) in enumerate(answers[:end])
        if kind == b"commit" and not middle.start <= index < middle.stop
    }
    return sorted(tips), all(kinds[middle]), replaced + [repr(answer) for answer in answers[end:]]


def _shallow_edge(common_dir: str) -> frozenset[str]:
    return frozenset(_content(os.path.join(common_dir, "shallow")).decode("ascii").split())


def _rules(place: Place, where: str, told: people.Configuration, *further: object) -> str:
    """Sum up everything by which old answers become stale, so that all is read once more."""
    asked = {key: value for key, value in told.values.items() if not key.startswith("remote.")}
    files = (
        os.path.join(where, ".mailmap"),
        os.path.join(where, ".gitattributes"),
        os.path.join(place.common_dir, "info/attributes"),
        os.path.join(place.common_dir, "info/grafts"),
        os.path.join(place.common_dir, "shallow"),
        _users_files()[-1],
        *told.named,
    )
    contents = map(_content, files)
    stale = (RULES, sorted(asked.items()), *further, *contents)
    return hashlib.sha256(repr(stale).encode()).hexdigest()


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
