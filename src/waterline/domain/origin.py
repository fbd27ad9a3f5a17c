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
from waterline.domain.lines import ASSISTED, BY_HAND
from waterline.domain.signals import NONE, Signals, signals
from waterline.domain.text import above_scissors
from waterline.domain.tools import NAMES, called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from waterline.domain.git_ai import Note

__all__ = [
    "AGENTS", "AGENT_NAMES", "ASSISTED", "BY_HAND", "UNKNOWN", "Origin", "Signals",
    "agent", "co_authors", "origin_of", "signals", "tool_of", "variables_in",
]  # fmt: skip

UNKNOWN = "unknown"

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
    "noreply@crush.charm.land": "Crush",
    f"charmcrush{_BOT}": "Crush",
    "noreply@opencode.ai": "OpenCode",
    "oz-agent@warp.dev": "Warp",
    "agent@warp.dev": "Warp",
    f"138933559+factory-droid[bot]{_BOT}": "Factory Droid",
    "roomote@roocode.com": "Roo Code",
    f"219738659+roomote[bot]{_BOT}": "Roo Code",
    "openhands@all-hands.dev": "OpenHands",
    "openhands-claude@all-hands.dev": "OpenHands",
    "opendevin@all-hands.dev": "OpenHands",  # its name before
    "opendevin@opendevin.ai": "OpenHands",
    f"148906541+codeflash-ai[bot]{_BOT}": "Codeflash",
    f"65095814+ellipsis-dev[bot]{_BOT}": "Ellipsis",
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
    "roomote[bot]": "Roo Code",
    "codeflash-ai[bot]": "Codeflash",
    "ellipsis-dev[bot]": "Ellipsis",
    # Its address is also that of warnings that no AI wrote.
    "Copilot Autofix powered by AI": "Copilot",
}

# Editors that add this co-author to commits without AI as well: worth naming, proof of nothing.
WEAK_CO_AUTHORS: dict[str, str] = {"copilot@github.com": "Copilot"}

# Aider adds itself to the person's own name.
_AIDER = " (aider)"

# Lines that a tool writes, whole.
LINES: dict[str, str] = {
    "Made-with: Cursor": "Cursor",
    "Replit-Commit-Author: Agent": "Replit",
}

# "🤖 Generated with [Claude Code](https://claude.com/claude-code)", "💘 Generated with Crush":
# the sign before it varies. Without a link only these two words with a name that is no other
# thing's are taken for a tool's own line.
_GENERATED = re.compile(
    r"(?:[^\w\s]{1,8}[ \t]+)?Generated with "
    r"(?:\[([^\[\]]{1,40})\]\(https?://[^\s()]+\)|([\w ]{1,40}?)(?: \(https?://[^\s()]+\))?)",
    re.IGNORECASE,
)
_UNLINKED = frozenset({"claude code", "crush", "opencode"})

# Keys whose presence is the signal, whatever their value; the tool where the key names one.
KEYS: dict[str, str] = {
    "claude-session": "Claude Code",
    "agent-logs-url": "Copilot",
    "amp-thread-id": "Amp",
    "assisted-by": "",
    "generated-by": "",
    "commit-generated-by": "",
    "agent-attribution": "",
    "entire-checkpoint": "Entire",  # its value is a number
}

# Where a line begins or what it holds, "*" being whatever else, that may be a signal besides those
# of LINES and KEYS: for who has only a shell to look with, and asks `origin_of` afterwards.
POSSIBLE = ("co-authored-by:*", "*generated with *", "https://claude.ai/code/session_*")

_LINES = {line.casefold(): tool for line, tool in LINES.items()}
_KEY = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*):[ \t]*(\S.*)")
# The web version of Claude Code leaves the bare address of its session.
_SESSION = re.compile(r"https://claude\.ai/code/session_\w+")
_ADDRESS = re.compile(r"<([^<>\s]++)>")
# Possessive: a long run of spaces can be cut in one way only.
_CO_AUTHOR = re.compile(r"co-authored-by:[ \t]*+([^<>]*+)<([^<>\s]++)>", re.IGNORECASE)
_FENCE = re.compile(r"(```|~~~)\S*[ \t]*")


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
    own = _unfenced([line.rstrip() for line in above_scissors(message).split("\n")])
    return [line for line in own if line and not line[0].isspace()]


def _unfenced(lines: list[str]) -> Iterator[str]:
    """Leave out what stands in fences; one that nobody closed is only a line that looks like it."""
    last = {line: number for number, line in enumerate(lines) if line in {"```", "~~~"}}
    inside = ""
    for number, line in enumerate(lines):
        if inside:
            inside = "" if line == inside else inside
            continue
        found = _FENCE.fullmatch(line)
        if found is not None and last.get(found[1], -1) > number:
            inside = found[1]
        else:
            yield line


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
    return _generated(line) or _by_key(line, signals)


def _generated(line: str) -> str | None:
    found = _GENERATED.fullmatch(line)
    if found is None:
        return None
    name = (found[1] or found[2]).casefold()
    return NAMES.get(name) if found[1] or name in _UNLINKED else None


def _by_key(line: str, signals: Signals) -> str | None:
    found = _KEY.fullmatch(line)
    if found is None:
        return None
    key = found[1].lower()
    tool = signals.keys.get(key, KEYS.get(key))
    return tool or _named(found[2], signals) if tool is not None else None


def _co_author(line: str) -> Person | None:
    found = _CO_AUTHOR.fullmatch(line)
    return Person(found[1].strip(), folded(found[2])) if found else None


def _named(value: str, signals: Signals) -> str:
    """Name the tool in the value of a policy's key.

    "Crush:model", "Crush <crush@charm.land>" and "Some Model via Crush" are all Crush.
    """
    for address in _ADDRESS.findall(value):
        name = agent(Person("", address), signals)
        if name is not None:
            return name
    return called(re.split(r"[:<(]", value.rpartition(" via ")[2], maxsplit=1)[0])
