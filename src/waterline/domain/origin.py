"""Where a change came from: whether its commit says that AI helped, which tool, and how it says it.

Only what a tool writes by itself counts: whole lines and exact addresses, because people write
*about* tools in their messages and commit from vendors' domains. A message without any of them
proves nothing (most tools can be told to stay silent), so it is *unknown*, never *by hand*.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from waterline.domain.commits import Person, folded
from waterline.domain.lines import ASSISTED

UNKNOWN = "unknown"


class Origin(NamedTuple):
    """Assisted or unknown, by which tool, and the signal that says so ("" where none does)."""

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
_KEY = re.compile(r"([A-Za-z][A-Za-z-]*):[ \t]*(\S.*)")
# Possessive: a long run of spaces can be cut in one way only.
_CO_AUTHOR = re.compile(r"co-authored-by:[ \t]*+([^<>]*+)<([^<>\s]++)>", re.IGNORECASE)
# `git commit -v` puts the diff below this line; the comment character may be any.
_SCISSORS = re.compile(r"^\S ?-{8,} >8 -{8,}[ \t]*$.*", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)


def origin_of(message: str, author: Person, committer: Person) -> Origin:
    """Tell a change's origin from its commit alone."""
    for person, signal in ((author, "author"), (committer, "committer")):
        if name := agent(person):
            return Origin(ASSISTED, name, signal)
    weak = Origin()
    for line in _lines(message):
        tool = _said_by(line)
        if tool is not None:
            return Origin(ASSISTED, tool, "trailer")
        co_author = _co_author(line)
        if co_author and co_author.address in WEAK_CO_AUTHORS:
            weak = Origin(UNKNOWN, WEAK_CO_AUTHORS[co_author.address], "weak trailer")
    return weak


def agent(person: Person) -> str:
    """Name the agent that a person is, or "" for people."""
    if person.name.endswith(_AIDER):
        return "Aider"
    return AGENTS.get(person.address.lower()) or AGENT_NAMES.get(person.name, "")


def co_authors(message: str) -> list[Person]:
    """Give the co-authors that a message names in whole lines, addresses in lower case."""
    return [person for line in _lines(message) if (person := _co_author(line))]


def _lines(message: str) -> list[str]:
    # Trailers may stand in any paragraph (a squash keeps those of its parts), so every line is
    # looked at. What is quoted stands indented, behind ">" or in a fence, and is none.
    own = _FENCED.sub("", _SCISSORS.sub("", message))
    return [line.rstrip() for line in own.split("\n") if line and not line[0].isspace()]


def _said_by(line: str) -> str | None:
    tool = _LINES.get(line.casefold())
    if tool is not None:
        return tool
    co_author = _co_author(line)
    if co_author:
        return AGENTS.get(co_author.address) or AGENT_NAMES.get(co_author.name)
    found = _KEY.fullmatch(line)
    if found is None or found[1].lower() not in KEYS:
        return None
    return KEYS[found[1].lower()] or _named(found[2])


def _co_author(line: str) -> Person | None:
    found = _CO_AUTHOR.fullmatch(line)
    return Person(found[1].strip(), folded(found[2])) if found else None


def _named(value: str) -> str:
    """Name the tool in the value of a policy's key: "Crush:model" and "Crush <…>" are Crush."""
    return re.split(r"[:<(]", value, maxsplit=1)[0].strip()[:40]
