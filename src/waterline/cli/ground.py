"""What most commands stand on: the home, its settings, and the person's clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from waterline import home as homes
from waterline import settings
from waterline.domain import days

if TYPE_CHECKING:
    from waterline.home import Home
    from waterline.settings import Settings


def home_and_settings() -> tuple[Home, Settings]:
    """Find the home and read its settings. Raises HomeError, SettingsError."""
    home = homes.find()
    return home, settings.load(home)


def now() -> datetime:
    """Tell the time in the person's own zone: one that knows when its clocks change."""
    from dateutil import tz

    return datetime.now(tz.gettz() or tz.tzlocal())


def today(chosen: Settings) -> date:
    """Tell the local day, which begins when the settings say."""
    return days.today(datetime.now().astimezone(), chosen.day_starts)
