"""Whose commits are the user's: the addresses, and the rule."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import git
from waterline.domain.commits import folded
from waterline.domain.origin import AGENT_NAMES, AGENTS, agent, co_authors
from waterline.domain.signals import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from waterline.domain.commits import Commit
    from waterline.domain.signals import Signals

_ASKED = (
    r"^(user\.(name|email)|author\.(name|email)|mailmap\..*|core\.(attributesfile|usereplacerefs)"
    r"|include\.path|includeif\..*\.path|extensions\.partialclone|remote\..*\.promisor)$"
)
_NAMING = ("mailmap.file", "core.attributesfile")
# What git takes off both ends of an address; the newer ones leave the dot.
_CRUD = "".join(map(chr, range(33))) + ",:;<>\"\\'"
_SHOWN = re.compile(rb"(?:.* )?<([^<>]*)>")


class Configuration(NamedTuple):
    """What the repository's configuration says that matters here; the last value of each key.

    `files` are those that it stands in, `named` those that it names: where mailmaps and
    attributes stand.
    """

    values: dict[str, str]
    files: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The user's addresses as git commits under them."""
        user = self.values.get("user.email") or os.environ.get("EMAIL", "")
        found = (_bare(text) for text in (user, self.values.get("author.email", "")))
        return tuple(address for both in found for address in both if address)

    @property
    def name(self) -> str:
        """The user's name as git commits under it."""
        return self.values.get("author.name") or self.values.get("user.name", "")

    @property
    def is_partial(self) -> bool:
        """Whether old contents may be missing because they were never fetched."""
        return any(key.endswith((".promisor", ".partialclone")) for key in self.values)


def configuration(where: str) -> Configuration:
    """Ask git for the configuration that holds in `where`, includes and all."""
    done = git.attempt(where, "config", "-z", "--show-origin", "--get-regexp", _ASKED)
    if done.returncode > 1:  # 1: nothing of it is set
        raise git.explain(where, done.stderr)
    values, files, named = {}, {}, {}
    told = done.stdout.split(b"\0")
    for origin, item in zip(told[0::2], told[1::2], strict=False):
        key, _, value = item.decode("utf-8", "replace").partition("\n")
        values[key.lower()] = value
        if not origin.startswith(b"file:"):
            continue
        file = os.path.join(where, os.fsdecode(origin.removeprefix(b"file:")))
        files[file] = True
        if key.lower().startswith("include"):
            files[os.path.join(os.path.dirname(file), os.path.expanduser(value))] = True
        elif key.lower() in _NAMING:
            named[os.path.join(where, os.path.expanduser(value))] = True
    return Configuration(values, tuple(files), tuple(named))


def addresses(where: str, told: Configuration, further: Iterable[str]) -> frozenset[str]:
    """Give the user's addresses in lower case, as .mailmap shows them.

    `further` are those of the settings. A log shows mapped addresses, so the user's are mapped
    the same way; without a .mailmap they stay what they are.
    """
    others = (address for text in further for address in _bare(text) if address)
    mine = dict.fromkeys((*told.addresses, *others))
    if not mine or not _may_be_mapped(where, told):
        return frozenset(map(folded, mine))
    # An entry may ask for a name beside the address.
    asked = [f"{name}<{address}>" for address in mine for name in ("", f"{told.name} ")]
    lines = "".join(f"{line}\n" for line in asked).encode("utf-8", "replace")
    shown = git.run(where, "check-mailmap", "--stdin", given=lines)
    found = (_SHOWN.fullmatch(line) for line in shown.splitlines())
    return frozenset(folded(match[1].decode("utf-8", "replace")) for match in found if match)


def _bare(address: str) -> tuple[str, ...]:
    """Give an address as git writes it into commits: without what can't stand there."""
    inner = re.sub(r"[<>\n]", "", address)
    return tuple(dict.fromkeys((inner.strip(_CRUD), inner.strip(_CRUD + "."))))


def _may_be_mapped(where: str, told: Configuration) -> bool:
    return (
        any(key.startswith("mailmap.") for key in told.values)
        or os.path.exists(os.path.join(where, ".mailmap"))
        or os.path.exists(os.path.join(where, "HEAD"))  # bare: git looks into HEAD's own tree
    )


def selection(mine: frozenset[str], signals: Signals = NONE) -> list[str]:
    """Give the options by which git itself leaves out nearly all that is not the user's.

    The rest is decided by `is_mine`: the options know only authors, and agents commit for
    others too.
    """
    known = sorted(mine | set(AGENTS) | set(signals.addresses))
    authors = [f"--author={who}" for who in (*(f"<{one}>" for one in known), *AGENT_NAMES)]
    return ["--no-merges", "--fixed-strings", "--regexp-ignore-case", *authors]


def is_mine(commit: Commit, mine: frozenset[str], signals: Signals = NONE) -> bool:
    """Tell whether a commit is a change of the user's.

    Its author is the user, or a known agent for whom the user is committer or co-author.
    """
    if folded(commit.author.address) in mine:
        return True
    if agent(commit.author, signals) is None:
        return False
    return folded(commit.committer.address) in mine or any(
        person.address in mine for person in co_authors(commit.message)
    )
