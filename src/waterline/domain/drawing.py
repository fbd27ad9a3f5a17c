"""Drawing: which changes and decisions Recall asks about, so that nobody can choose the easy ones.

SCORING, 3: at most three a week, 7 to 45 days after shipping. `waterline status` comes here too,
so nothing is imported that costs before something is drawn.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing takes longer than counting what waits
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

YOUNGEST_DAYS, OLDEST_DAYS = 7, 45
# So much longer what was drawn can still be answered; then it counts as drawn and not answered.
GRACE_DAYS = 14

_A_DAY = 86_400 * 1_000_000  # as in `days`, without its import of datetime
_A_WEEK = 7
_FIRST_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0


def span(now: int) -> tuple[int, int]:
    """Give the moments between which something must have been shipped to be drawn now."""
    return now - OLDEST_DAYS * _A_DAY, now - YOUNGEST_DAYS * _A_DAY


def of_age(shipped_at: int) -> int:
    """Tell the moment from which something can be drawn."""
    return shipped_at + YOUNGEST_DAYS * _A_DAY


def answerable_since(now: int) -> int:
    """Tell the moment since which something must have been shipped to be answered still."""
    return now - (OLDEST_DAYS + GRACE_DAYS) * _A_DAY


def answerable_until(shipped_at: int) -> int:
    """Tell the last moment at which what was shipped then can be answered."""
    return shipped_at + (OLDEST_DAYS + GRACE_DAYS) * _A_DAY


def day_number(now: int, offset: int, day_starts: int) -> int:
    """Tell the number of a moment's local day, 0 being 1 January 1970 (as `days.day_of`)."""
    return (now // 1_000_000 + offset - day_starts * 60) // 86_400


def monday_number(day: int) -> int:
    """Tell the number of the Monday of a numbered day's week."""
    return day - (day + _FIRST_WEEKDAY) % _A_WEEK


def drawn(
    candidates: Sequence[tuple[str, str]], week: str, last: Mapping[str, int], count: int
) -> list[int]:
    """Choose `count` of the candidates (fewer where there are fewer); give their indices.

    A candidate is a key that nobody can choose (a change's identity, a decision's id) and its
    repository. The repositories take turns, first the one that was drawn from longest ago: `last`
    has when (one that isn't in it was never drawn from). Within one the SHA-256 of `week` (its
    Monday as ISO text) and key decides, and so it does between repositories that are even.
    """
    from hashlib import sha256

    queues: dict[str, list[tuple[str, int]]] = {}
    for at, (key, repo) in enumerate(candidates):
        lot = sha256(f"{week}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()
        queues.setdefault(repo, []).append((lot, at))
    for queue in queues.values():
        queue.sort()
    turn = {repo: last.get(repo, -1) for repo in queues}
    newest = max(last.values(), default=0)
    taken: list[int] = []
    while queues and len(taken) < count:
        repo = min(queues, key=lambda name: (turn[name], queues[name][0]))
        taken.append(queues[repo].pop(0)[1])
        newest += 1
        turn[repo] = newest
        if not queues[repo]:
            del queues[repo]
    return taken
