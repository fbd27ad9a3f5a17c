"""Hold Waterline's counts by tool against git's own, on real repositories.

    python benchmarks/origins.py REPOSITORY…

Three witnesses count the commits of all branches, merges apart:

- Waterline, by `origin_of` on what its scan reads;
- `git log --grep --author --committer`, with patterns that are written here by hand, so that a
  slip in Waterline's tables shows;
- `git interpret-trailers`, asked for each message that the second found: how many of them say it
  in a trailer as git understands trailers.

A commit on which the first two differ is listed. Exits 1 if there is any.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from waterline.activity import git, parse
from waterline.domain.origin import ASSISTED, Origin, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable

BOT = r"@users\.noreply\.github\.com"


class Marks(NamedTuple):
    """What one tool leaves, as extended regular expressions of git."""

    addresses: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


# A sign (bytes, to git) and a name, which may be a link or have one behind it.
SIGN = r"([^[:alnum:][:space:]]{1,24} )?"
LINK = r"\(https?://[^()[:space:]]+\)"


def generated(name: str) -> str:
    """Give the line "Generated with NAME"."""
    return rf"{SIGN}Generated with (\[{name}\]{LINK}|{name}( {LINK})?)"


TOOLS: dict[str, Marks] = {
    "Claude Code": Marks(
        (
            r"noreply@anthropic\.com",
            r"claude@anthropic\.com",
            rf"(209825114|41898282)\+claude\[bot\]{BOT}",
        ),
        (
            generated("Claude Code"),
            r"Claude-Session: .*",
            r"https://claude\.ai/code/session_[A-Za-z0-9_]+",
            r"Assisted-by: Claude( Code)?([:<(].*)?",
        ),
        (r"claude\[bot\]",),
    ),
    "Copilot": Marks(
        (rf"(198982749|223556219|175728472)\+Copilot{BOT}",),
        (r"Agent-Logs-Url: .*",),
        (r"copilot-swe-agent\[bot\]", r"Copilot Autofix powered by AI"),
    ),
    "Cursor": Marks((r"cursoragent@cursor\.com",), (r"Made-with: Cursor",)),
    "Codex": Marks(
        (
            r"noreply@openai\.com",
            r"codex@openai\.com",
            rf"199175422\+chatgpt-codex-connector\[bot\]{BOT}",
        ),
        (),
        (r"chatgpt-codex-connector\[bot\]",),
    ),
    "Aider": Marks((r"(noreply|aider)@aider\.chat", r"noreply@aider\.dev"), (), (r".* \(aider\)",)),
    "Devin": Marks(
        (rf"158243242\+devin-ai-integration\[bot\]{BOT}",), (), (r"devin-ai-integration\[bot\]",)
    ),
    "Jules": Marks(
        (rf"161369871\+google-labs-jules\[bot\]{BOT}",), (), (r"google-labs-jules\[bot\]",)
    ),
    "Gemini Code Assist": Marks(
        (rf"176961590\+gemini-code-assist\[bot\]{BOT}",), (), (r"gemini-code-assist\[bot\]",)
    ),
    "Amp": Marks((r"amp@ampcode\.com",), (r"Amp-Thread-ID: .*",)),
    "Crush": Marks(
        (r"crush@charm\.land", r"noreply@crush\.charm\.land", rf"charmcrush{BOT}"),
        (generated("Crush"), r"Assisted-by: (.* via )?Crush([:<( ].*)?"),
    ),
    "OpenCode": Marks(
        (r"noreply@opencode\.ai",), (generated("OpenCode"), r"Assisted-by: OpenCode([:<(].*)?")
    ),
    "Firebender": Marks((), (generated("Firebender"),)),
    "Warp": Marks((r"(oz-agent|agent)@warp\.dev",)),
    "Factory Droid": Marks(
        (rf"138933559\+factory-droid\[bot\]{BOT}",), (), (r"factory-droid\[bot\]",)
    ),
    "Roo Code": Marks(
        (r"roomote@roocode\.com", rf"219738659\+roomote\[bot\]{BOT}"), (), (r"roomote\[bot\]",)
    ),
    "OpenHands": Marks(
        (
            r"openhands(-claude)?@all-hands\.dev",
            r"opendevin@all-hands\.dev",
            r"opendevin@opendevin\.ai",
        )
    ),
    "Codeflash": Marks((rf"148906541\+codeflash-ai\[bot\]{BOT}",), (), (r"codeflash-ai\[bot\]",)),
    "Ellipsis": Marks((rf"65095814\+ellipsis-dev\[bot\]{BOT}",), (), (r"ellipsis-dev\[bot\]",)),
    "Replit": Marks((), (r"Replit-Commit-Author: Agent",)),
    # Policies name a tool in their value, or none.
    "(by a policy's key)": Marks(
        (),
        (
            r"(Assisted|Generated|Commit-generated)-by: .*[^[:space:]].*",
            r"(Agent-Attribution|Entire-Checkpoint): .*[^[:space:]].*",
        ),
    ),
}
POLICY = "(by a policy's key)"


def by_waterline(where: str) -> dict[str, Origin]:
    """Give the origin of every commit."""
    words = ("log", "-z", "--all", "--no-merges", "--mailmap", "--date=raw", "--encoding=UTF-8")
    told = git.run(where, *words, f"--format={parse.FORMAT}")
    return {
        commit.sha: origin_of(commit.message, commit.author, commit.committer)
        for commit in parse.commits(iter(told.removesuffix(b"\0").split(b"\0")))
    }


def by_git_log(where: str) -> dict[str, set[str]]:
    """Give the tools that git itself finds, by commit."""
    found: dict[str, set[str]] = defaultdict(set)
    for tool, marks in TOOLS.items():
        co_authors = [rf"Co-authored-by: [^<>]*<{one}>" for one in marks.addresses]
        co_authors += [rf"Co-authored-by: {one} <[^<>]+>" for one in marks.names]
        lines = [rf"^{line}[[:space:]]*$" for line in (*marks.lines, *co_authors)]
        people = [rf"<{one}>" for one in marks.addresses] + [rf"^{one} <" for one in marks.names]
        for option, patterns in (("grep", lines), ("author", people), ("committer", people)):
            for sha in matching(where, option, patterns):
                found[sha].add(tool)
    return found


def matching(where: str, option: str, patterns: Iterable[str]) -> list[str]:
    """Name the commits that match one of the patterns."""
    given = [f"--{option}={pattern}" for pattern in patterns]
    if not given:
        return []
    log = ("log", "--all", "--no-merges", "--format=%H", "-E", "--regexp-ignore-case")
    return git.run(where, *log, *given).decode("ascii").split()


def in_trailers(where: str, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Give the tools that `git interpret-trailers` finds in the trailers of these commits."""

    def tools(sha: str) -> set[str]:
        message = git.run(where, "log", "-1", "--no-walk", "--format=%B", sha)
        words = ("interpret-trailers", "--parse", "--no-divider")
        told = git.run(where, *words, given=message).decode("utf-8", "replace")
        return {tool for tool in found[sha] if any(says(tool, line) for line in told.split("\n"))}

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(found, pool.map(tools, found), strict=True))


def says(tool: str, trailer: str) -> bool:
    """Tell whether one trailer is the tool's."""
    marks = TOOLS[tool]
    patterns = [rf"co-authored-by: [^<>]*<{one}>" for one in marks.addresses]
    patterns += [rf"co-authored-by: {one} <.*>" for one in marks.names]
    patterns += [line for line in marks.lines if not line.startswith((SIGN, "https"))]
    plain = (pattern.replace("[^[:space:]]", r"\S") for pattern in patterns)
    return any(re.fullmatch(pattern, trailer.strip(), re.IGNORECASE) for pattern in plain)


def compare(where: str) -> int:
    """Print one repository's counts; give how many commits the witnesses differ on."""
    origins = by_waterline(where)
    found = by_git_log(where)
    trailers = in_trailers(where, found)
    ours = {sha: origin for sha, origin in origins.items() if origin.origin == ASSISTED}
    print(f"\n{where}\n{len(origins):,} commits, {len(ours):,} assisted\n")
    print(f"{'tool':<22}{'Waterline':>10}{'git log':>10}{'trailers':>10}")
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    differing = []
    for sha in ours.keys() | found.keys():
        name = ours[sha].tool if sha in ours else ""
        known = found.get(sha, set())
        # A policy's value may name any tool, or a model.
        tool = POLICY if name not in known and POLICY in known else name
        if tool not in known:
            differing.append((sha, tool, known))
        # Of several tools in one commit Waterline names the first; git counts it there too.
        counted = tool if tool in known else min(known, default=tool)
        rows[tool or "(none)"][0] += sha in ours
        rows[counted][1] += sha in found
        rows[counted][2] += counted in trailers.get(sha, set())
    for tool, counts in sorted(rows.items(), key=lambda row: -max(row[1])):
        print(f"{tool:<22}" + "".join(f"{count:>10,}" for count in counts))
    both = sum(len(tools) > 1 for tools in found.values())
    print(f"{both:,} commits name several tools; {len(differing)} differ")
    for sha, tool, known in sorted(differing):
        said = ", ".join(sorted(known)) or "nothing"
        print(f"  {sha[:12]}  Waterline: {tool or 'nothing'}; git: {said}")
    return len(differing)


def main() -> int:
    """Compare every repository that is named."""
    if len(sys.argv) == 1:
        print("usage: python benchmarks/origins.py REPOSITORY…", file=sys.stderr)
        return 2
    try:
        return 1 if sum(map(compare, sys.argv[1:])) else 0
    except subprocess.SubprocessError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
