"""Try to answer recall questions of real repositories without knowing anything.

    python benchmarks/recall.py [--questions N] [--show FILE] REPOSITORY…

Makes N questions of each sort from every repository that is named (several of one change, from
several seeds, where it has few) and lets blind strategies answer them: `benchmarks/blind.py`.
Chance is 25 %. Exits 1 where a strategy beats that by more than five points over all of them.
`--show` writes every question down, to be read one by one.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from blind import LINE, WHERE, Learned, Place, Shown, gain
from waterline.activity.questions import make
from waterline.domain.recall.made import LineQuestion, NotMade, WhereQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANCE, LEEWAY = 25.0, 5.0
# Smaller changes are never drawn (the setting `min_lines`).
SUBSTANTIVE = 10
LEARNED = "whatever won in the other repositories"


class Commit(NamedTuple):
    """A commit, and when and how often the commits before it changed each file."""

    sha: str
    subject: str
    before: tuple[tuple[str, ...], ...]


class Made(NamedTuple):
    """What was made of one repository."""

    name: str
    lines: list[LineQuestion]
    wheres: list[tuple[WhereQuestion, Commit]]
    seconds: dict[str, list[float]]
    why_not: Counter[str]


def commits(where: str, most: int = 6_000) -> list[Commit]:
    """Read the newest commits, merges apart, with their files."""
    words = ("log", "--no-merges", f"--max-count={most}", "--no-renames", "--name-only", "-z")
    told = subprocess.run(
        ["git", "-C", where, *words, "--format=%x01%H%x02%s%x02"], check=True, capture_output=True
    ).stdout.decode("utf-8", "replace")
    rows = [text.split("\x02") for text in told.split("\x01")[1:]]
    files = [
        tuple(path.strip("\n") for path in row[2].split("\0") if path.strip("\n")) for row in rows
    ]
    return [Commit(row[0], row[1], tuple(files[at + 1 : at + 201])) for at, row in enumerate(rows)]


def is_substantive(where: str, commit: Commit) -> bool:
    """Tell whether a commit is large enough to be drawn; a mirror may lack its contents."""
    words = ("diff-tree", "-r", "--root", "--no-commit-id", "--shortstat", commit.sha)
    told = subprocess.run(["git", "-C", where, *words], check=False, capture_output=True).stdout
    return sum(map(int, re.findall(rb"(\d+) (?:ins|del)", told))) >= SUBSTANTIVE


def made_of(where: str, wanted: int) -> Made:
    """Make `wanted` questions of each sort from a repository, as far as it holds them."""
    known = commits(where)
    Random(where).shuffle(known)  # noqa: S311 - the same commits in every run
    name = next(part for part in reversed(Path(where).parts) if part not in ("repo", ".git"))
    made = Made(name, [], [], defaultdict(list), Counter())
    for sort in ("line", "where"):
        found: list[LineQuestion] | list[tuple[WhereQuestion, Commit]]
        found = made.lines if sort == "line" else made.wheres
        for turn, commit in tries(known):
            if len(found) >= wanted:
                break
            if not is_substantive(where, commit):
                continue
            began = time.perf_counter()
            question = make(where, commit.sha, sort, f"{turn} {commit.sha}", commit.subject)
            made.seconds[sort].append(time.perf_counter() - began)
            if isinstance(question, NotMade):
                made.why_not[f"{sort}: {question.reason}"] += 1
            elif isinstance(question, LineQuestion):
                made.lines.append(question)
            else:
                made.wheres.append((question, commit))
    return made


def tries(known: list[Commit], turns: int = 3) -> Iterator[tuple[int, Commit]]:
    """Go through the commits several times."""
    for turn in range(turns):
        for commit in known:
            yield turn, commit


def results(all_made: list[Made]) -> dict[str, dict[str, list[float]]]:
    """Give each strategy's gains, by sort and strategy."""
    gains: dict[str, dict[str, list[float]]] = {
        "line": defaultdict(list),
        "where": defaultdict(list),
    }
    for made in all_made:
        learned = Learned(
            question for other in all_made if other is not made for question in other.lines
        )
        for line in made.lines:
            shown = Shown(line)
            for name, strategy in LINE.items():
                gains["line"][name].append(gain(strategy(shown), line.right))
            if len(all_made) > 1:
                gains["line"][LEARNED].append(gain(learned(line), line.right))
        for where, commit in made.wheres:
            place = place_of(where, commit)
            for name, choose in WHERE.items():
                gains["where"][name].append(gain(choose(place), where.right))
    return gains


def place_of(question: WhereQuestion, commit: Commit) -> Place:
    """Give what is shown of a *where*, and what the log before it says."""
    ago: dict[str, int] = {}
    for place, files in zip(count(), commit.before, strict=False):
        for path in files:
            ago.setdefault(path, place)
    often = Counter(path for files in commit.before for path in files)
    return Place(question, commit.subject, ago, often)


def table(gains: dict[str, list[float]]) -> tuple[str, float]:
    """Write down the strategies, best first; give the best one's share in percent too."""
    rows = sorted(
        ((100 * statistics.mean(found), name) for name, found in gains.items()), reverse=True
    )
    text = "\n".join(f"| {name} | {share:.1f} % |" for share, name in rows)
    return text, rows[0][0] if rows else 0.0


def show(all_made: list[Made], file: Path) -> None:
    """Write the questions down, to be read."""
    with file.open("w") as out:
        for made in all_made:
            for number, line in enumerate(made.lines, 1):
                out.write(f"\n== {made.name} line {number} · {line.path}:{line.at} · {line.how}\n")
                out.writelines(f"   {text}\n" for text in line.before)
                out.write(f"   {' ' * line.indent}{'?' * 12}\n")
                out.writelines(f"   {text}\n" for text in line.after)
                for at, text in enumerate(line.options):
                    out.write(f" {'*' if at == line.right else ' '} {'abcd'[at]}  {text}\n")
            for number, (where, commit) in enumerate(made.wheres, 1):
                out.write(f"\n== {made.name} where {number} · {commit.subject}\n")
                for at, text in enumerate(where.options):
                    out.write(f" {'*' if at == where.right else ' '} {'abcd'[at]}  {text}\n")


def main() -> int:
    """Make, answer, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--questions", type=int, default=500, metavar="N")
    parser.add_argument("--show", type=Path, metavar="FILE")
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY")
    wishes = parser.parse_args()
    all_made = []
    for where in wishes.repositories:
        made = made_of(where, wishes.questions)
        all_made.append(made)
        for sort, seconds in made.seconds.items():
            kept = len(made.lines if sort == "line" else made.wheres)
            middle = 1000 * statistics.median(seconds)
            slow = 1000 * sorted(seconds)[int(0.95 * len(seconds))]
            print(
                f"{made.name} {sort}: {kept} of {len(seconds)} tries, "
                f"{middle:.0f} ms (95 %: {slow:.0f} ms)", file=sys.stderr,
            )  # fmt: skip
        for reason, times in made.why_not.most_common():
            print(f"    {times} × {reason}", file=sys.stderr)
    if wishes.show:
        show(all_made, wishes.show)
    worst = 0.0
    for sort, gains in results(all_made).items():
        text, best = table(gains)
        asked = len(next(iter(gains.values()), []))
        print(f"\n{asked:,} questions of the sort {sort}\n")
        print(f"| blind strategy | right |\n| --- | ---: |\n{text}")
        worst = max(worst, best)
    return 1 if worst > CHANCE + LEEWAY else 0


if __name__ == "__main__":
    raise SystemExit(main())
