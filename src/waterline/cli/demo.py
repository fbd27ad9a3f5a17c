"""`waterline demo`: open the app on made-up history, and touch nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING

import click

from waterline.cli import console
from waterline.cli.app import check_terminal, open_app
from waterline.errors import InputError

if TYPE_CHECKING:
    from waterline.home import Home

MOST_DAYS = 92


@click.command()
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=MOST_DAYS, show_default=True,
              help="How far back the history goes.")  # fmt: skip
@click.option("--seed", type=int, default=20, show_default=True, metavar="N",
              help="Another number gives other code in the repositories.")  # fmt: skip
@click.option("--keep", metavar="FOLDER", type=click.Path(file_okay=False, resolve_path=True),
              help="Make the demo in FOLDER (new or empty) and leave it there.")  # fmt: skip
def command(days: int, seed: int, keep: str | None) -> int:
    """Open the app on made-up history.

    Three months of somebody's entries and commits, in a temporary home that is removed when the
    app closes. Your own journal, repositories and git configuration are neither read nor written.
    """
    check_terminal()
    if keep is not None:
        _claim(keep)
        home = _make(keep, days, seed)
        console.say(f"the demo stays in {keep}; WATERLINE_HOME={home.data} opens it again")
        return open_app()
    folder = tempfile.mkdtemp(prefix="waterline-demo-")
    try:
        _make(folder, days, seed)
        return open_app()
    finally:
        shutil.rmtree(folder)


def _claim(folder: str) -> None:
    if os.path.exists(folder) and os.listdir(folder):
        raise InputError(f"{folder} is not empty", "name a folder that is, or a new one")


def _make(folder: str, days: int, seed: int) -> Home:
    from datetime import datetime

    from dateutil.tz import tzlocal

    from waterline.practice import demo

    # From here on this process knows no other home and no git configuration of the person's.
    os.environ.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull)
    home = demo.build(folder, datetime.now(tzlocal()), seed=seed, days=days)
    os.environ["WATERLINE_HOME"] = home.data
    os.chdir(os.path.join(folder, "code", "api"))  # the app offers to follow where it stands
    return home
