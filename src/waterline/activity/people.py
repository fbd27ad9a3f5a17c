"""Whose commits are the user's: the addresses, and the rule."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import git
from waterline.domain.origin import AGENTS, agent, co_authors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from waterline.domain.commits import Commit

_ASKED = (
    r"^(user\.(name|email)|author\.(name|email)|mailmap\..*|core\.attributesfile"
    r"|extensions\.partialclone|remote\..*\.promisor)$"
)
_SHOWN = re.compile(rb"(?:.* )?<([^<>]*)>")


class Configuration(NamedTuple):
    """What the repository's configuration says that matters here; the last value of each key."""

    values: dict[str, str]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The user's addresses as git commits under them."""
        found = (self.values.get(key, "") for key in ("user.email", "author.email"))
        return tuple(address.strip() for address in found if address.strip())

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
    done = git.attempt(where, "config", "-z", "--get-regexp", _ASKED)
    if done.returncode > 1:  # 1: nothing of it is set
        raise git.explain(where, done.stderr)
    values = {}
    for item in done.stdout.split(b"\0"):
        key, _, value = item.decode("utf-8", "replace").partition("\n")
        if key:
            values[key.lower()] = value
    return Configuration(values)


def addresses(where: str, told: Configuration, further: Iterable[str]) -> frozenset[str]:
    """Give the user's addresses in lower case, as .mailmap shows them.

    `further` are those of the settings. A log shows mapped addresses, so the user's are mapped
    the same way; without a .mailmap they stay what they are.
    """
    mine = dict.fromkeys((*told.addresses, *further))
    if not mine or not _may_be_mapped(where, told):
        return frozenset(address.lower() for address in mine)
    # An entry may ask for a name beside the address.
    asked = [f"{name}<{address}>" for address in mine for name in ("", f"{told.name} ")]
    lines = "".join(f"{line}\n" for line in asked).encode("utf-8", "replace")
    shown = git.run(where, "check-mailmap", "--stdin", given=lines)
    found = (_SHOWN.fullmatch(line) for line in shown.splitlines())
    return frozenset(match[1].decode("utf-8", "replace").lower() for match in found if match)


def _may_be_mapped(where: str, told: Configuration) -> bool:
    return (
        any(key.startswith("mailmap.") for key in told.values)
        or os.path.exists(os.path.join(where, ".mailmap"))
        or os.path.exists(os.path.join(where, "HEAD"))  # bare: git looks into HEAD's own tree
    )


def selection(mine: frozenset[str]) -> list[str]:
    """Give the options by which git itself leaves out nearly all that is not the user's.

    The rest is decided by `is_mine`: the options know only authors, and agents commit for
    others too.
    """
    authors = [f"--author=<{address}>" for address in sorted(mine | set(AGENTS))]
    return ["--no-merges", "--fixed-strings", "--regexp-ignore-case", *authors]


def is_mine(commit: Commit, mine: frozenset[str]) -> bool:
    """Tell whether a commit is a change of the user's.

    Its author is the user, or a known agent for whom the user is committer or co-author.
    """
    if commit.author.address.lower() in mine:
        return True
    if not agent(commit.author):
        return False
    return commit.committer.address.lower() in mine or any(
        person.address in mine for person in co_authors(commit.message)
    )
