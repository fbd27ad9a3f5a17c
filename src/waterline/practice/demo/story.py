"""The demo's story: read from `story.txt` and laid onto the days before now."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from waterline.domain import explanations
from waterline.domain.days import DAY_STARTS, offset_of, to_moment, today
from waterline.domain.kinds import NAMES

if TYPE_CHECKING:
    from random import Random

    from waterline.domain.explanations import Words

REPOSITORIES = ("api", "web", "infra")
TEXT = os.path.join(os.path.dirname(__file__), "story.txt")

# The story speaks of a week away between these two working days.
HOLIDAY_AFTER = 31
HOLIDAY_DAYS = 5

MIDNIGHT = datetime.min.time()
SATURDAY = 5

_COMMIT = re.compile(r"\+(\d+) -(\d+)$")
_LINE = re.compile(r"(\d\d):(\d\d) (.*?) \| (.*)")
_EXPLAINED = re.compile(r"! (?:(\d\d):(\d\d) )?(\d)>(\d) ([dtn]*) ?(pasted|editor)? ?\| (.*)")


@dataclass(frozen=True, slots=True)
class Told:
    """What the person told of a commit: whether AI helped, or why it makes sense.

    `later` is in minutes after the commit; `ticks` holds d(iff), t(ests), n(othing else);
    `written` is "", "pasted" or "editor".
    """

    said: str = ""
    text: str = ""
    before: int = 0
    after: int = 0
    ticks: str = ""
    written: str = ""
    later: int = 0

    @property
    def words(self) -> Words:
        """The three answers."""
        return explanations.split(self.text)


@dataclass(frozen=True, slots=True)
class Scene:
    """One entry or commit of the story.

    `working_day` counts back from today (0), `weekend` the Saturdays before today (1 is the
    last); one of them is set. `minute` is local, after midnight. `at` is (moment, offset, zone).
    """

    working_day: int
    weekend: int
    minute: int
    kind: str
    text: str
    repo: str = ""
    insertions: int = 0
    deletions: int = 0
    paths: tuple[str, ...] = ()
    author: str = ""
    told: Told = field(default_factory=Told)
    at: tuple[int, int, str] = (0, 0, "")

    @property
    def is_entry(self) -> bool:
        """Whether this is an entry rather than a commit."""
        return self.kind in NAMES


def read() -> list[Scene]:
    """Read the story, newest day first."""
    scenes: list[Scene] = []
    working_day = weekend = 0
    with open(TEXT, encoding="utf-8") as file:
        for raw in file:
            line = raw.rstrip("\n")
            if line.startswith("@ weekend "):
                working_day, weekend = 0, int(line[10:])
            elif line.startswith("@ "):
                working_day, weekend = int(line[2:]), 0
            elif line.startswith("! "):
                scenes[-1] = replace(scenes[-1], told=_told(line, scenes[-1].minute))
            elif line.startswith("  "):
                scenes[-1] = _longer(scenes[-1], line[2:])
            elif line and not line.startswith("#"):
                scenes.append(_scene(line, working_day, weekend))
    return [replace(scene, text=_spaced(scene)) for scene in scenes]


def _scene(line: str, working_day: int, weekend: int) -> Scene:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    hour, minute, what, text = match.groups()
    kind, *more = what.split()
    scene = Scene(working_day, weekend, int(hour) * 60 + int(minute), kind, text)
    if scene.is_entry:
        return replace(scene, repo=more[0].removeprefix("@") if more else "")
    counts = _COMMIT.fullmatch(f"{more[0]} {more[1]}")
    if counts is None:
        raise ValueError(line)
    author = more.pop()[1:] if more[-1].startswith("~") else ""
    return replace(
        scene,
        kind="commit",
        repo=kind,
        insertions=int(counts[1]),
        deletions=int(counts[2]),
        paths=tuple(more[2:]),
        author=author,
    )


def _told(line: str, minute: int) -> Told:
    if " | " not in line:
        return Told(said=line[2:])
    match = _EXPLAINED.fullmatch(line)
    if match is None:
        raise ValueError(line)
    at_hour, at_minute, before, after, ticks, written, text = match.groups()
    later = int(at_hour) * 60 + int(at_minute) - minute if at_hour else 0
    return Told("", text, int(before), int(after), ticks, written or "", later)


def _longer(scene: Scene, line: str) -> Scene:
    """Give a scene one line more: to what was told of it, if anything was, else to itself."""
    if scene.told.text:
        return replace(scene, told=replace(scene.told, text=f"{scene.told.text}\n{line}"))
    return replace(scene, text=f"{scene.text}\n{line}")


def _spaced(scene: Scene) -> str:
    # The story is written without empty lines. A commit's subject gets one after it, and in
    # entries headings and paragraphs get one before them.
    first, *rest = scene.text.split("\n")
    if not rest:
        return first
    if not scene.is_entry:
        return "\n".join([first, "", *rest]) + "\n"
    spaced = [first]
    for line in rest:
        if line.startswith("## ") or not spaced[-1].startswith("## "):
            spaced.append("")
        spaced.append(line)
    return "\n".join(spaced)


def placed(scenes: list[Scene], now: datetime, days: int, random: Random) -> list[Scene]:
    """Lay the scenes onto the local days up to `now`, at most `days` back; oldest first.

    What today's part of the story has later than `now` moves to before it.
    """
    this_day = today(now)
    workdays = _workdays(this_day, max(scene.working_day for scene in scenes))
    found = []
    for scene in scenes:
        day = workdays[scene.working_day]
        if scene.weekend:
            day = _saturday(this_day) - timedelta(weeks=scene.weekend - 1)
        if (this_day - day).days < days:
            minute = scene.minute if day < this_day else _before(now, scene.minute, scenes)
            second = random.randrange(60) if day < this_day else 0
            found.append(replace(scene, at=_at(day, minute, second, now)))
    return sorted(found, key=lambda scene: scene.at)


def _workdays(this_day: date, count: int) -> list[date]:
    found = [this_day]
    day = this_day
    while len(found) <= count:
        day -= timedelta(days=1)
        if day.weekday() >= SATURDAY:
            continue
        if len(found) == HOLIDAY_AFTER + 1:
            day -= timedelta(weeks=HOLIDAY_DAYS // 5)
        found.append(day)
    return found


def _saturday(this_day: date) -> date:
    return this_day - timedelta(days=(this_day.weekday() - SATURDAY) % 7 or 7)


def _before(now: datetime, minute: int, scenes: list[Scene]) -> int:
    # Today's times are squeezed, in order, into the hours that have passed.
    todays = [scene.minute for scene in scenes if not (scene.working_day or scene.weekend)]
    first, last = min(todays), max(todays)
    passed = now.replace(tzinfo=None) - datetime.combine(today(now), MIDNIGHT)
    latest = int(passed.total_seconds()) // 60 - 2
    if last <= latest:
        return minute
    earliest = max(DAY_STARTS, latest - (last - first))
    latest = max(earliest, latest)
    return earliest + (minute - first) * (latest - earliest) // (last - first)


def _at(day: date, minute: int, second: int, now: datetime) -> tuple[int, int, str]:
    wall = datetime.combine(day, time(), tzinfo=now.tzinfo) + timedelta(
        minutes=minute, seconds=second
    )
    return to_moment(wall), offset_of(wall), str(getattr(now.tzinfo, "key", ""))
