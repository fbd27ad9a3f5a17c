"""Answers given at a commit, kept as files until a scan has seen the commit and takes them in.

A commit can still die after it was asked about: a failing signature, another hook's refusal, a
closed terminal. So an answer is on the disk from the first key on, tied to the staged content,
and a retry finds it again. `journal/taking.py` takes it into the journal and unlinks it.

An answer is a JSON object in UTF-8, one file a commit's content, `<data>/answers/<key>.json`;
the key is made from the git directory, the staged tree and the commit before it:

    v            1, the format's version
    id           UUIDv7, the explanation's id in the journal; kept when the content changes and
                 the file's key with it, so what is taken in twice is known by it
    state        "draft": asked, not yet answered (words may be there; the form offers them again)
                 "answered": explained, whole
                 "later": put off; the change is owed if it is assisted
                 "assisted": said to be assisted, and no more
                 "by hand": said to be made by hand
                 "same": the same content as the commits that it `follows`, which were asked
                 about before
    said         what the person said of the origin: "assisted", "by hand", "" (nothing)
    at           microseconds since 1970, UTC: when it was last written
    offset, zone of the writer, as in an event of the inbox
    repo         the common git directory; `git_dir` the work tree's own; `folder` the work tree
    tree, parent hex names of the staged tree and of the commit before it ("" for the first)
    identity     of the commit that is being made, as `Commit.identity`
    subject      of its message
    paths        what it changes; `lines` inserted and deleted, generated files left out
    why, alternatives, first_look, before, after, ticks, typed, pasted, observed
                 the form as it stands (`domain.explanations.Filled`)
    copied       the share of the words that stands in the diff or message too, or null
    follows      the hex names of the commits that are put together in this one, parted by
                 spaces: what holds of them (explanations, what was said) holds of this one too

Nothing but the standard library is imported with it: a commit waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from waterline.domain.explanations import Filled

VERSION = 1
FINISHED, UNFINISHED = ".json", ".part"

# A writer needs milliseconds. What is unfinished after so many seconds was left by a dead one.
ABANDONED = 600

DRAFT, ANSWERED, LATER = "draft", "answered", "later"
ASSISTED, BY_HAND, SAME = "assisted", "by hand", "same"
STATES = (DRAFT, ANSWERED, LATER, ASSISTED, BY_HAND, SAME)
SAID = ("", ASSISTED, BY_HAND)

LOWEST, HIGHEST = 1, 7
TICKS = 3

# A retry that changes no more than this share of the lines is about the same content.
_ABOUT = 0.2
_FEW_LINES = 5


class Answer(NamedTuple):
    """One answer; the fields are those of the format above."""

    id: str
    state: str = DRAFT
    said: str = ""
    at: int = 0
    offset: int = 0
    zone: str = ""
    repo: str = ""
    git_dir: str = ""
    folder: str = ""
    tree: str = ""
    parent: str = ""
    identity: str = ""
    subject: str = ""
    paths: tuple[str, ...] = ()
    lines: int = 0
    why: str = ""
    alternatives: str = ""
    first_look: str = ""
    before: int | None = None
    after: int | None = None
    ticks: tuple[bool, bool, bool] = (False, False, False)
    typed: int = 0
    pasted: int = 0
    observed: bool = True
    copied: float | None = None
    follows: str = ""

    @property
    def has_words(self) -> bool:
        """Whether anything was written that would be missed."""
        return any(text.strip() for text in (self.why, self.alternatives, self.first_look))

    @property
    def is_settled(self) -> bool:
        """Whether the question was answered in any way, so that it isn't asked again."""
        return self.state != DRAFT

    @property
    def filled(self) -> Filled:
        """The form as it stands."""
        from waterline.domain.explanations import Filled, Typing, Words

        return Filled(
            Words(self.why, self.alternatives, self.first_look),
            self.before,
            self.after,
            self.ticks,
            Typing(self.typed, self.pasted, self.observed),
        )

    @property
    def key(self) -> str:
        """The name of its file, without the ending."""
        return key_of(self.git_dir, self.tree, self.parent)


class Found(NamedTuple):
    """An answer that was given before, and whether it was given for this very content."""

    answer: Answer
    is_same: bool


def key_of(git_dir: str, tree: str, parent: str) -> str:
    """Make the key of an answer."""
    import hashlib

    told = f"{git_dir}\0{tree}\0{parent}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(told).hexdigest()[:32]


def path_of(folder: str, answer: Answer) -> str:
    """Give the path of an answer's file."""
    return f"{folder}/{answer.key}{FINISHED}"


def write(folder: str, answer: Answer) -> None:
    """Put an answer on the disk: beside, fsynced, renamed in. `folder` must be there.

    Raises OSError; what was there before stays.
    """
    name = f"{folder}/{answer.key}"
    beside = f"{name}.{os.getpid()}{UNFINISHED}"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(encode(answer))
            file.flush()
            os.fsync(handle)
        os.rename(beside, name + FINISHED)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            os.unlink(beside)
        raise
    _sync(folder)


def remove(folder: str, answer: Answer) -> None:
    """Take an answer's file away; one that is gone already, or can't be removed, is no error."""
    with contextlib.suppress(OSError):
        os.unlink(path_of(folder, answer))


def sweep(folder: str) -> None:
    """Take away what writers left unfinished that were killed; what they replaced is whole."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            path = f"{folder}/{name}"
            if name.endswith(UNFINISHED) and time.time() - os.stat(path).st_mtime > ABANDONED:
                os.unlink(path)


def encode(answer: Answer) -> bytes:
    """Write an answer as JSON; ASCII alone, so that lone surrogates of paths come back."""
    return json.dumps({"v": VERSION, **answer._asdict()}).encode("ascii") + b"\n"


def read(path: str) -> Answer | None:
    """Read an answer; None where there is none, or none that this program can read.

    Such a file is left as it is: a newer Waterline may have written it.
    """
    try:
        # Without waiting: a pipe that somebody put here would hold up a commit.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            return decode(file.read())
    except (OSError, ValueError):
        return None


def decode(raw: bytes) -> Answer:
    """Read an answer from JSON. Raises ValueError for what is none."""
    try:
        told = json.loads(raw)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(told, dict) or told.pop("v", None) != VERSION:
        raise ValueError("it is no answer of this version")
    unknown = set(told) - set(Answer._fields)
    if unknown:
        raise ValueError(f"it holds {', '.join(sorted(unknown))}")
    answer = Answer(**{"id": "", **told})
    for name, value in answer._asdict().items():
        if not _is_right(name, value):
            raise ValueError(f"{name!r} can't be {value!r}")
    read, tests, nothing_else = answer.ticks
    return answer._replace(paths=tuple(answer.paths), ticks=(read, tests, nothing_else))


_TEXTS = {
    "id", "state", "said", "zone", "repo", "git_dir", "folder", "tree", "parent", "identity",
    "subject", "why", "alternatives", "first_look", "follows",
}  # fmt: skip
_NUMBERS = {"at", "offset", "lines", "typed", "pasted"}


def _is_right(name: str, value: Any) -> bool:
    if name in _TEXTS:
        allowed = {"state": STATES, "said": SAID}.get(name)
        is_one = allowed is None or value in allowed
        return isinstance(value, str) and is_one and (name != "id" or _is_key(value))
    if name in _NUMBERS:
        return _is_whole(value)
    if name in {"before", "after"}:
        return value is None or (_is_whole(value) and LOWEST <= value <= HIGHEST)
    if name == "observed":
        return isinstance(value, bool)
    if name == "copied":
        return value is None or (isinstance(value, (int, float)) and 0 <= value <= 1)
    kind = bool if name == "ticks" else str
    is_list = isinstance(value, (list, tuple)) and all(isinstance(item, kind) for item in value)
    return is_list and (name != "ticks" or len(value) == TICKS)


def _is_key(text: str) -> bool:
    lengths = [len(part) for part in text.split("-")]
    return lengths == [8, 4, 4, 4, 12] and not set(text) - set("0123456789abcdef-")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def everything(folder: str) -> list[Answer]:
    """Read all answers that wait in `folder`, the one written last first."""
    found = (read(f"{folder}/{name}") for name in _names(folder))
    return sorted((answer for answer in found if answer), key=lambda answer: -answer.at)


def unreadable(folder: str) -> list[str]:
    """Name the files in `folder` that nobody here can read."""
    return [path for name in _names(folder) if read(path := f"{folder}/{name}") is None]


def find(folder: str, wanted: Answer) -> Found | None:
    """Find what was answered for this content before, or for what it was before it was mended.

    The same tree is the same content. Another tree with the same parent and paths is too, where
    about as many lines change; with more, the words are offered again.
    """
    exact = read(path_of(folder, wanted))
    if exact is not None and _content(exact) == _content(wanted):
        return Found(exact, is_same=True)
    waiting = everything(folder)
    for answer in waiting:
        if _content(answer)[:2] == _content(wanted)[:2]:
            return Found(answer, is_same=answer.state == SAME)
    for answer in waiting:
        if _work(answer) == _work(wanted):
            return Found(answer, _is_about(answer.lines, wanted.lines))
    return None


def _content(answer: Answer) -> tuple[str, str, str]:
    return answer.git_dir, answer.tree, answer.parent


def _work(answer: Answer) -> tuple[str, str, frozenset[str]]:
    return answer.git_dir, answer.parent, frozenset(answer.paths)


def of_identity(folder: str, identity: str) -> list[Answer]:
    """Give the answers for the commit with this identity, the one written last first."""
    return [answer for answer in everything(folder) if answer.identity == identity]


def _is_about(before: int, now: int) -> bool:
    return abs(now - before) <= max(_FEW_LINES, _ABOUT * max(before, now))


def _names(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:  # nothing was ever asked, or nothing can be read
        return []
    return sorted(name for name in names if name.endswith(FINISHED))


def _sync(folder: str) -> None:
    # The rename itself must reach the disk too; some file systems refuse to sync a folder.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
