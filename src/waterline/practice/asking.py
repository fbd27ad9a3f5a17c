"""Asking at the commit: what there is to ask about it, and keeping what is answered.

`begin` looks at the commit that is being made, as the hook sees it, and decides; the command
line asks. Whatever is answered is on the disk at once (`journal/answers.py`), for this content
and not for this attempt: a retry finds it.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NamedTuple

from waterline import settings as configuration
from waterline.activity import diffs, staging
from waterline.domain.commits import sort_of
from waterline.domain.explanations import compose, is_substantive
from waterline.domain.origin import ASSISTED, BY_HAND, UNKNOWN, agent, origin_of, variables_in
from waterline.domain.signals import signals
from waterline.domain.text import clean_line, subject
from waterline.errors import HomeError, JournalError
from waterline.gate.inbox import here_and_now, new_id
from waterline.journal import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from waterline.activity.diffs import Counts
    from waterline.activity.staging import Part, Staged, Where
    from waterline.domain.diffs import Diff
    from waterline.domain.explanations import Filled
    from waterline.domain.origin import Origin
    from waterline.home import Home
    from waterline.settings import Settings

# What there is to do: nothing, one key, the whole prompt.
NOTHING, KEY, PROMPT = "", "key", "prompt"

# A commit waits no longer than this for a journal that somebody else has locked, in seconds.
PATIENCE = 0.2

# "Only from so many lines on": the steps that are offered.
STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


class Less(NamedTuple):
    """A way to be asked less: what it says, and the setting that does it."""

    label: str
    key: str
    value: str


class AtCommit:
    """One commit that is about to be made, and what is asked and answered about it.

    `what` is what there is to do, `is_retry` whether this content was settled before, `is_less`
    whether the person chose to be asked less. Every answer is written at once; what writes raises
    HomeError.
    """

    def __init__(self, home: Home, settings: Settings, here: Where, made: Made) -> None:
        self.home = home
        self.settings = settings
        self.here = here
        self.made = made
        self.what = NOTHING
        self.is_retry = False
        self.is_less = False
        self.answer = self._fresh()
        self._decide()

    @property
    def subject(self) -> str:
        """The message's subject, safe to show."""
        return subject(self.made.message)

    @property
    def origin(self) -> Origin:
        """Where the change comes from, as far as it says."""
        return self.made.origin

    @property
    def counts(self) -> Counts:
        """What is staged, in numbers."""
        return self.made.counts

    @property
    def is_owed(self) -> bool:
        """Whether the commit leaves an explanation owed."""
        said = self.answer.said or (
            self.origin.origin if self.origin.origin != UNKNOWN else self._taken_for
        )
        settled = {answers.ANSWERED, answers.BY_HAND, answers.SAME}
        return said == ASSISTED and self.answer.state not in settled

    @property
    def _taken_for(self) -> str:
        return ASSISTED if self.settings.unknown == "assisted" else UNKNOWN

    @property
    def filled(self) -> Filled:
        """The form as it stands: empty at first, with what was written before at a retry."""
        return self.answer.filled

    def diff(self) -> Diff:
        """Give the staged diff. Raises GitError."""
        here = self.here
        return diffs.staged(here.folder, self.made.staged.parent, here.index_file, here.handed)

    def open(self) -> None:
        """Write down that the question is being asked.

        Where that can't be done nothing that would be answered could be kept, so nothing is
        to be asked then. Raises HomeError.
        """
        self._write(self.answer)
        answers.sweep(self.home.answers)

    def draft(self, filled: Filled) -> None:
        """Keep what was typed so far."""
        self._write(_with(self.answer, filled)._replace(state=answers.DRAFT))

    def say_assisted(self) -> None:
        """Keep that AI helped, before the prompt opens."""
        self._write(self.answer._replace(said=ASSISTED, state=answers.DRAFT))
        self.what = PROMPT

    def say_by_hand(self, filled: Filled | None = None) -> None:
        """Keep that it was made by hand."""
        told = _with(self.answer, filled or self.filled)
        self._write(told._replace(said=BY_HAND, state=answers.BY_HAND))

    def put_off(self, filled: Filled | None = None) -> None:
        """Keep that it is to be explained later, with what was written so far."""
        told = _with(self.answer, filled or self.filled)
        state = answers.ASSISTED if told.said == ASSISTED else answers.LATER
        self._write(told._replace(state=state))

    def owed_besides(self) -> int:
        """Count what is owed in this repository already, as far as a quick look tells."""
        import sqlite3

        from waterline.journal import connection, owing, places

        if not os.path.exists(self.home.journal):
            return 0
        try:
            with contextlib.closing(connection.connect(self.home, PATIENCE)) as db:
                here = places.Places(db).repositories(self.here.repository)
                return sum(1 for _ in owing.owed(db, self.settings, only=here))
        except (JournalError, sqlite3.Error):
            return 0

    def explain(self, filled: Filled, copied: float | None) -> None:
        """Keep the explanation; `copied` is the share that stands in the diff or message too."""
        told = _with(self.answer, filled)._replace(copied=copied, state=answers.ANSWERED)
        self._write(told)

    def rescue(self, filled: Filled) -> str:
        """Put words that the home has no room for into a file elsewhere; name it, "" if none."""
        import tempfile

        words = compose(filled.words)
        if not words:
            return ""
        for folder in (tempfile.gettempdir(), self.here.git_dir):
            try:
                handle, path = tempfile.mkstemp(".md", "waterline-", folder)
                with open(handle, "w", encoding="utf-8", errors="replace") as file:
                    file.write(words + "\n")
            except OSError:
                continue
            return path
        return ""

    def learned(self, words: str) -> None:
        """Keep what was learned, as an entry of its own. Raises HomeError, InputError."""
        from waterline.practice import capture

        capture.note(self.home, words, "learned", repo=self.here.repository)

    def less(self) -> list[Less]:
        """Give the ways to be asked less, the mildest first."""
        name = clean_line(self.here.name)
        found = []
        if self.what == KEY:
            there = f"never about changes in {name} that say nothing about AI"
            found.append(Less(there, self._here("unknown"), "leave"))
        else:
            there = f"never at commits in {name}; they are owed all the same"
            found.append(Less(there, self._here("ask"), "later"))
        step = next((one for one in STEPS if one > self.settings.min_lines), None)
        if step is not None:
            own = self._is_own("min_lines")
            key = self._here("min_lines") if own else "min_lines"
            found.append(Less(f"only from {step} changed lines on", key, str(step)))
        if self.origin.tool:
            label = f"nothing about changes by {self.origin.tool}"
            found.append(Less(label, "leave_agents", self.origin.tool))
        found.append(Less(f"nothing in {name}", self._here("ask"), "never"))
        everywhere = "nothing at commits anywhere; assisted ones are owed all the same"
        found.append(Less(everywhere, "ask", "later"))
        return found

    def ask_less(self, less: Less) -> str:
        """Set what was chosen; say it in one line, with the way back.

        Raises SettingsError, HomeError.
        """
        before = configuration.load(self.home).leave_agents if less.key == "leave_agents" else ()
        values: str | list[str] = [*before, less.value] if before else less.value
        configuration.change(self.home, less.key, values)
        self.is_less = True
        back = ("config", less.key, *before) if before else ("config", "--unset", less.key)
        return f"from now on: {less.label} (back: `waterline {' '.join(map(_quoted, back))}`)"

    def _here(self, key: str) -> str:
        return f"repos.{self.here.repository}.{key}"

    def _is_own(self, key: str) -> bool:
        """Tell whether this repository has a setting of its own, which outdoes the general one."""
        chosen = configuration.load(self.home)
        return bool(getattr(self.settings, key) != getattr(chosen, key))

    def _write(self, answer: answers.Answer) -> None:
        moment, offset, zone = here_and_now()
        told = answer._replace(at=moment, offset=offset, zone=zone)
        _keep(self.home, told)
        self.answer = told

    # --- What there is to do -----------------------------------------------------------------

    def _fresh(self) -> answers.Answer:
        here, staged, counts = self.here, self.made.staged, self.made.counts
        return answers.Answer(
            id=new_id(),
            repo=here.common_dir,
            git_dir=here.git_dir,
            folder=here.folder,
            tree=staged.tree,
            parent=staged.parent,
            identity=staged.identity,
            subject=self.subject,
            paths=counts.paths,
            lines=counts.lines,
        )

    def _decide(self) -> None:
        staged = self.made.staged
        alike = staging.lately(self.here, staged.tree)
        parts = staging.parts(self.here, alike, staged.parent)
        # What was written of its parts holds on, whatever else is said of this one.
        self.answer = self.answer._replace(follows=" ".join(part.sha for part in parts))
        found = self._found(parts)
        if found is not None:
            self._take_up(found)
        if self.is_retry or self._is_known(parts, _after_parent(alike, staged.parent)):
            self.is_retry = True
            return
        assisted = ASSISTED in {self.origin.origin, self.answer.said, self._taken_for}
        if assisted:
            self.what = PROMPT
        elif self.origin.origin == UNKNOWN and self.settings.unknown == "ask":
            self.what = KEY
        if self.settings.ask == "later":
            self.what = NOTHING

    def _found(self, parts: list[Part]) -> answers.Found | None:
        folder = self.home.answers
        found = answers.find(folder, self.answer)
        if found is not None and self._is_anothers(found.answer, parts):
            found = None
        if found is None and self.made.staged.amended:
            given = answers.of_identity(folder, self.answer.identity)
            here = [one for one in given if one.repo == self.here.common_dir]
            found = answers.Found(here[0], is_same=True) if here else None
        return found

    def _is_anothers(self, answer: answers.Answer, parts: list[Part]) -> bool:
        """Tell whether an answer is for a commit that was made of it, and that this is not."""
        if answer.identity == self.answer.identity:
            return False
        if any(answer.identity == part.identity for part in parts):
            return True
        made = _after_parent(staging.lately(self.here, answer.tree), answer.parent)
        return bool(made) and staging.is_kept(self.here, made)

    def _take_up(self, found: answers.Found) -> None:
        """Go on with what was answered before, for the content as it is now."""
        before, fresh = found.answer, self.answer
        settled = found.is_same and before.is_settled
        told = before._replace(
            state=before.state if settled else answers.DRAFT,
            follows=fresh.follows or before.follows,
            **{name: getattr(fresh, name) for name in _OF_THE_CONTENT},
        )
        if not settled and told.said == BY_HAND:
            told = told._replace(said="")
        self.is_retry = settled
        if told != before and (settled or told.has_words):
            self._write(told)
            if told.key != before.key:
                answers.remove(self.home.answers, before)
        else:
            self.answer = told

    def _is_known(self, parts: list[Part], earlier: str) -> bool:
        """Tell whether this very content was committed before: then it had its question.

        `earlier` is the commit that it was, "" if none.
        """
        staged = self.made.staged
        if parts and self._are_settled(parts):
            self._keep_same(self.answer.follows)
            return True
        if staged.amended and _is_bound(self.home, staged.identity):
            if parts:
                self._keep_same(self.answer.follows)
            return True
        if earlier and earlier != staged.amended:
            # Taken apart and committed anew: what was said of it holds on.
            self._keep_same(earlier)
        return bool(earlier)

    def _keep_same(self, follows: str) -> None:
        # Where nothing can be kept, nothing needs to be asked all the same.
        with contextlib.suppress(HomeError):
            self._write(self.answer._replace(state=answers.SAME, follows=follows))

    def _are_settled(self, parts: list[Part]) -> bool:
        """Tell whether all that is put together had its question, as far as it deserved one."""
        open_ = [part for part in parts if not self._is_settled(part)]
        least = self.settings.min_lines
        return len(open_) < len(parts) and not any(
            is_substantive(part.lines, sort_of(part.subject), least) for part in open_
        )

    def _is_settled(self, part: Part) -> bool:
        waiting = answers.of_identity(self.home.answers, part.identity)
        return any(one.is_settled for one in waiting) or _is_bound(self.home, part.identity)


class Made(NamedTuple):
    """What is known of the commit in the making."""

    message: str
    staged: Staged
    counts: Counts
    origin: Origin


_OF_THE_CONTENT = (
    "repo", "git_dir", "folder", "tree", "parent", "identity", "subject", "paths", "lines",
)  # fmt: skip


def begin(home: Home, message_file: str, environ: Mapping[str, str], now: float) -> AtCommit | None:
    """Look at the commit that is being made; None where nothing of it concerns a person here.

    `environ` is what git gave its hook; `now` is in seconds. Raises WaterlineError.
    """
    if not is_person(environ):
        return None
    here = staging.where(message_file, environ)
    chosen = configuration.load(home).for_repository(here.name, here.repository)
    if here.is_in_sequence or chosen.ask == "never":
        return None
    made = _look(here, chosen, message_file, environ, now)
    return AtCommit(home, chosen, here, made) if made else None


def _look(
    here: Where, chosen: Settings, message_file: str, environ: Mapping[str, str], now: float
) -> Made | None:
    """Find out about the commit; None where it is nobody's here, too small or left alone."""
    own = signals(chosen.signals)
    message = _message(here, message_file, environ)
    if variables_in(environ, own) or not message or sort_of(subject(message)):
        return None
    staged = staging.staged(here, message, chosen.addresses, environ, now)
    if staged is None or not (staged.is_mine or agent(staged.author, own) is not None):
        return None
    counts = diffs.numstat(
        here.folder, staged.parent, here.index_file, here.handed, chosen.generated
    )
    origin = origin_of(message, staged.author, staged.committer, signals=own)
    is_left = origin.origin == ASSISTED and chosen.leaves_agent(origin.tool)
    if is_left or not counts.paths or not is_substantive(counts.lines, "", chosen.min_lines):
        return None
    return Made(message, staged, counts, origin)


def is_person(environ: Mapping[str, str], terminal: int = 2) -> bool:
    """Tell whether a person sits at the terminal, in the foreground, and wants to be spoken to.

    That /dev/tty opens proves nothing: a full-screen program that runs git has one too.
    """
    if environ.get("CI") or environ.get("WATERLINE") in {"off", "0"}:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False


def _message(here: Where, message_file: str, environ: Mapping[str, str]) -> str:
    try:
        with open(message_file, "rb") as file:
            raw = file.read()
    except OSError:
        return ""
    return staging.cleaned(here, raw.decode("utf-8", "surrogateescape"), environ)


def _with(answer: answers.Answer, filled: Filled) -> answers.Answer:
    return answer._replace(
        **filled.words._asdict(),
        **filled.typing._asdict(),
        before=filled.before,
        after=filled.after,
        ticks=filled.ticks,
    )


def _keep(home: Home, answer: answers.Answer) -> None:
    try:
        answers.write(home.make(home.answers), answer)
    except OSError as error:
        raise HomeError(
            f"{home.answers} can't be written ({error.strerror})", "make room in it"
        ) from error


def _after_parent(alike: list[tuple[str, str]], parent: str) -> str:
    return next((sha for its_parent, sha in alike if its_parent == parent), "")


def _is_bound(home: Home, identity: str) -> bool:
    from waterline.practice import explain

    return explain.bound(home, identity)


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
