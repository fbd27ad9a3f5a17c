"""A session that is running, in a few words: for a shell prompt, a status bar, the app's header.

`waterline status` comes here, so nothing is imported that costs; `sessions` has all the rest.
All times are microseconds since 1970, as everywhere.
"""

from __future__ import annotations

MINUTE = 60_000_000  # as in `days`, without its import of datetime
HOUR = 60

BUILD, DEBUG = "build", "debug"

# A session is far past its plan at more than twice of it, if that is half an hour over.
FAR_TIMES = 2
FAR_MINUTES = 30


def minutes_between(start: int, end: int) -> float:
    """Give the minutes from `start` to `end`; none where the clock was set back in between."""
    return max(0, end - start) / MINUTE


def clock(minutes: float) -> str:
    """Write minutes as a clock that counts up does: `12:41`, `1:02:03`."""
    seconds = int(minutes * 60 + 1e-6)  # 41 s are a little less than that in minutes
    hours, rest = divmod(seconds, 3600)
    text = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{text}" if hours else text


def over(minutes: float) -> str:
    """Say how far a session is over its plan: `3 min over`, `2 h over`."""
    whole = int(minutes)
    return f"{whole // HOUR} h over" if whole >= 2 * HOUR else f"{whole} min over"


def is_far_past(minutes: float, planned: int) -> bool:
    """Tell whether a session of so many minutes probably ended long ago, and nobody said so."""
    return minutes > FAR_TIMES * planned and minutes - planned >= FAR_MINUTES


def words(sort: str, planned: int, started_at: int, ai_opened_at: int | None, now: int) -> str:
    """Say a running session in a few words.

    `12:41 no-AI` while it goes as planned, `debug 3 min over` once it is a minute past its plan,
    `debug with AI` when AI was opened.
    """
    minutes = minutes_between(started_at, now)
    if minutes - planned >= 1:
        return f"{sort} {over(minutes - planned)}"
    if ai_opened_at is not None:
        return f"{sort} with AI"
    return f"{clock(minutes)} no-AI"
