"""The notes that git-ai keeps on commits (`authorship/3.0.0`): which lines an agent wrote.

Above a line `---` stands the map of the lines: a file's path, then, indented by two spaces, a
key and ranges of lines (1-based, both ends included). Below it stands JSON that tells which
agent is behind a key. Another program wrote it, so anything may stand there: what is not
understood is left out, and what is never counts as a human's work.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from waterline.domain.text import clean_line
from waterline.domain.tools import called

# A session, an older prompt (bare hex), or what early versions wrote where they knew no more.
# "h_…" and "human" are humans, and any other key is left out.
_AGENT = re.compile(r"(s_\w+)(?:::\S+)?|([0-9a-f]{6,64}|ai_agent)")
_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_ESCAPE = re.compile(r'\\(["\\])')


class Note(NamedTuple):
    """What one note says: how many lines are an agent's, by which tools (most lines first)."""

    ai_lines: int = 0
    tools: tuple[str, ...] = ()
    by_file: dict[str, int] = {}  # noqa: RUF012 - nobody writes into it


def parse(text: str) -> Note:
    """Read a note; of one that is damaged as much as can be understood."""
    lines, found, told = text.replace("\r\n", "\n").partition("\n---\n")
    if not found and text.startswith("---\n"):
        lines, told = "", text[4:]
    by_file: dict[str, list[tuple[int, int]]] = {}
    by_key: dict[str, int] = {}
    path = ""
    for line in lines.split("\n"):
        if not line.startswith(" "):
            path = _path(line)
            continue
        key, _, ranges = line.strip().rpartition(" ")
        agent = _AGENT.fullmatch(key)
        if agent is None or not path:
            continue
        spans = _spans(ranges)
        by_file.setdefault(path, []).extend(spans)
        name = agent[1] or agent[2]
        by_key[name] = by_key.get(name, 0) + _size(spans)
    sizes = {path: _size(spans) for path, spans in by_file.items()}
    sizes = {path: size for path, size in sizes.items() if size}
    return Note(sum(sizes.values()), _tools(told, by_key), sizes)


def _path(line: str) -> str:
    bare = line.rstrip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        bare = _ESCAPE.sub(r"\1", bare[1:-1])
    return clean_line(bare)


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            continue
        first, last = int(found[1]), int(found[2] or found[1])
        if 0 < first <= last:
            spans.append((first, last))
    return spans


def _size(spans: list[tuple[int, int]]) -> int:
    """Count the lines in ranges, one that two agents touched once."""
    count = reached = 0
    for first, last in sorted(spans):
        count += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return count


def _tools(told: str, by_key: dict[str, int]) -> tuple[str, ...]:
    try:
        whole = json.loads(told)
    except (ValueError, RecursionError):
        return ()
    lines: dict[str, int] = {}
    for key, count in by_key.items():
        name = _tool(_in(whole, "sessions", key) or _in(whole, "prompts", key))
        if name and count:
            lines[name] = lines.get(name, 0) + count
    return tuple(sorted(lines, key=lambda name: (-lines[name], name)))


def _tool(told: Any) -> str:
    name = _in(told, "agent_id", "tool")
    if not isinstance(name, str):
        return ""
    return called(name)


def _in(told: Any, *keys: str) -> Any:
    for key in keys:
        told = told.get(key) if isinstance(told, dict) else None
    return told
