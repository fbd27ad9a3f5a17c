"""Where a change came from: whether AI helped, which tool, and what says so.

Only what a tool writes by itself counts: whole lines and exact addresses, because people write
*about* tools in their messages and commit from vendors' domains. A change without any signal
proves nothing (most tools can be told to stay silent), so it is *unknown*; *by hand* is only
what the person said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.commits import Person, folded
from waterline.domain.environment import tool_of, variables_in
from waterline.domain.lines import ASSISTED
from waterline.domain.signals import NONE, Signals, signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.git_ai import Note

__all__ = [
    "AGENTS", "AGENT_NAMES", "ASSISTED", "BY_HAND", "UNKNOWN", "Origin", "Signals",
    "agent", "co_authors", "origin_of", "signals", "tool_of", "variables_in",
]  # fmt: skip

UNKNOWN = "unknown"
BY_HAND = "by hand"

# What says where a change came from, as it is stored and shown.
SAID = "said"
AUTHOR = "author"
COMMITTER = "committer"
TRAILER = "trailer"
ENVIRONMENT = "environment"
NOTE = "git-ai note"
WEAK = "weak trailer"


class Origin(NamedTuple):
    """Assisted, by hand or unknown; by which tool; and what says so ("" where nothing does)."""

    origin: str = UNKNOWN
    tool: str = ""
    signal: str = ""


_BOT = "@users.noreply.github.com"

# The addresses of agents, in lower case. Whoever commits under one is the agent itself, and so
# is the co-author of that address.
AGENTS: dict[str, str] = {
    "noreply@anthropic.com": "Claude Code",
    "claude@anthropic.com": "Claude Code",
    f"209825114+claude[bot]{_BOT}": "Claude Code",
    f"41898282+claude[bot]{_BOT}": "Claude Code",
    f"198982749+copilot{_BOT}": "Copilot",
    f"223556219+copilot{_BOT}": "Copilot",
    f"175728472+copilot{_BOT}": "Copilot",
    "cursoragent@cursor.com": "Cursor",
    "noreply@openai.com": "Codex",
    "codex@openai.com": "Codex",
    f"199175422+chatgpt-codex-connector[bot]{_BOT}": "Codex",
    "noreply@aider.chat": "Aider",
    "aider@aider.chat": "Aider",
    "noreply@aider.dev": "Aider",
    f"158243242+devin-ai-integration[bot]{_BOT}": "Devin",
    f"161369871+google-labs-jules[bot]{_BOT}": "Jules",
    f"176961590+gemini-code-assist[bot]{_BOT}": "Gemini Code Assist",
    "amp@ampcode.com": "Amp",
    "crush@charm.land": "Crush",
    "noreply@opencode.ai": "OpenCode",
    "oz-agent@warp.dev": "Warp",
    "agent@warp.dev": "Warp",
    f"138933559+factory-droid[bot]{_BOT}": "Factory Droid",
    "roomote@roocode.com": "Roo Code",
    "openhands@all-hands.dev": "OpenHands",
}

# Names that only an agent's account bears; GitHub gives "[bot]" to nobody else.
AGENT_NAMES: dict[str, str] = {
    "claude[bot]": "Claude Code",
    "copilot-swe-agent[bot]": "Copilot",
    "chatgpt-codex-connector[bot]": "Codex",
    "devin-ai-integration[bot]": "Devin",
    "google-labs-jules[bot]": "Jules",
    "gemini-code-assist[bot]": "Gemini Code Assist",
    "factory-droid[bot]": "Factory Droid",
}

# Editors that add this co-author to commits without AI as well: worth naming, proof of nothing.
WEAK_CO_AUTHORS: dict[str, str] = {"copilot@github.com": "Copilot"}

# Aider adds itself to the person's own name.
_AIDER = " (aider)"

# Lines that a tool writes, whole.
LINES: dict[str, str] = {
    "🤖 Generated with [Claude Code](https://claude.com/claude-code)": "Claude Code",
    "🤖 Generated with [Claude Code](https://claude.ai/code)": "Claude Code",
    "🤖 Generated with Claude Code": "Claude Code",
    "Generated with [Claude Code](https://claude.com/claude-code)": "Claude Code",
    "Generated with [Claude Code](https://claude.ai/code)": "Claude Code",
    "Generated with Claude Code": "Claude Code",
    "💘 Generated with Crush": "Crush",
    "Made-with: Cursor": "Cursor",
    "Replit-Commit-Author: Agent": "Replit",
}

# Keys whose presence is the signal, whatever their value; the tool where the key names one.
KEYS: dict[str, str] = {
    "claude-session": "Claude Code",
    "agent-logs-url": "Copilot",
    "amp-thread-id": "Amp",
    "assisted-by": "",
    "generated-by": "",
    "commit-generated-by": "",
    "agent-attribution": "",
    "entire-checkpoint": "",
}

_LINES = {line.casefold(): tool for line, tool in LINES.items()}
_KEY = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*):[ \t]*(\S.*)")
# The web version of Claude Code leaves the bare address of its session.
_SESSION = re.compile(r"https://claude\.ai/code/session_\w+")
# Possessive: a long run of spaces can be cut in one way only.
_CO_AUTHOR = re.compile(r"co-authored-by:[ \t]*+([^<>]*+)<([^<>\s]++)>", re.IGNORECASE)
# `git commit -v` puts the diff below this line; what comments begin with can be set.
_SCISSORS = re.compile(r"^\S{1,10}? ?-{8,} >8 -{8,}[ \t]*$.*", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)


def origin_of(
    message: str,
    author: Person,
    committer: Person,
    *,
    variables: Sequence[str] = (),
    note: Note | None = None,
    said: str = "",
    signals: Signals = NONE,
) -> Origin:
    """Tell a change's origin; of several signals the first of this order is heard.

    What the person `said` (ASSISTED, BY_HAND, or "" for nothing), an agent as author or
    committer, a trailer, the agent `variables` that were set when it was committed (names, as
    `variables_in` gives them), a git-ai `note` that holds lines of an agent. `signals` are the
    user's own, beside those known here.
    """
    found = _observed(message, author, committer, variables=variables, note=note, signals=signals)
    if said == ASSISTED:
        return Origin(ASSISTED, found.tool, SAID)
    return Origin(said, "", SAID) if said else found


def _observed(
    message: str,
    author: Person,
    committer: Person,
    *,
    variables: Sequence[str],
    note: Note | None,
    signals: Signals,
) -> Origin:
    for person, signal in ((author, AUTHOR), (committer, COMMITTER)):
        name = agent(person, signals)
        if name is not None:
            return Origin(ASSISTED, name, signal)
    weak = Origin()
    for line in _lines(message):
        tool = _said_by(line, signals)
        if tool is not None:
            return Origin(ASSISTED, tool, TRAILER)
        co_author = _co_author(line)
        if co_author and co_author.address in WEAK_CO_AUTHORS:
            weak = Origin(UNKNOWN, WEAK_CO_AUTHORS[co_author.address], WEAK)
    if variables:
        return Origin(ASSISTED, tool_of(variables, signals), ENVIRONMENT)
    if note is not None and note.ai_lines:
        return Origin(ASSISTED, note.tools[0] if note.tools else "", NOTE)
    return weak


def agent(person: Person, signals: Signals = NONE) -> str | None:
    """Name the agent that a person is, or None for people."""
    address = folded(person.address)
    if address in signals.addresses:
        return signals.addresses[address]
    if person.name.endswith(_AIDER):
        return "Aider"
    return AGENTS.get(address) or AGENT_NAMES.get(person.name)


def co_authors(message: str) -> list[Person]:
    """Give the co-authors that a message names in whole lines, addresses in lower case."""
    return [person for line in _lines(message) if (person := _co_author(line))]


def _lines(message: str) -> list[str]:
    # Trailers may stand in any paragraph (a squash keeps those of its parts), so every line is
    # looked at. What is quoted stands indented, behind ">" or in a fence, and is none.
    own = _FENCED.sub("", _SCISSORS.sub("", message))
    return [line.rstrip() for line in own.split("\n") if line and not line[0].isspace()]


def _said_by(line: str, signals: Signals) -> str | None:
    """Name the tool that writes this line, "" where it names none; None for other lines."""
    whole = line.casefold()
    tool = signals.lines.get(whole, _LINES.get(whole))
    if tool is not None:
        return tool
    co_author = _co_author(line)
    if co_author:
        return agent(co_author, signals)
    if _SESSION.fullmatch(line):
        return "Claude Code"
    found = _KEY.fullmatch(line)
    if found is None:
        return None
    key = found[1].lower()
    tool = signals.keys.get(key, KEYS.get(key))
    return tool or _named(found[2]) if tool is not None else None


def _co_author(line: str) -> Person | None:
    found = _CO_AUTHOR.fullmatch(line)
    return Person(found[1].strip(), folded(found[2])) if found else None


def _named(value: str) -> str:
    """Name the tool in the value of a policy's key: "Crush:model" and "Crush <…>" are Crush."""
    return re.split(r"[:<(]", value, maxsplit=1)[0].strip()[:40]
