"""`waterline recall`: asked again, later, about one's own changes and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from waterline.cli import console, ground
from waterline.domain.text import clean_line

if TYPE_CHECKING:
    from waterline.domain.asked import Waiting


@click.command()
@click.option("--json", "as_json", is_flag=True, help="List what waits as JSON, for scripts.")
def command(*, as_json: bool) -> int:
    """Answer what Recall asks about your own work.

    It draws changes that AI helped with and decisions, by hash, 7 to 45 days old and three a week
    at most: why is it so, which file was it in, which line is missing? The app opens at the
    questions that are due; ten minutes are enough.
    """
    if not as_json:
        from waterline.cli.app import check_terminal, open_app

        check_terminal("`waterline recall --json` lists what is due")
        return open_app("recall")
    from waterline.practice import recall

    home, chosen = ground.home_and_settings()
    console.json_array(_json(one) for one in recall.waiting(home, chosen, ground.now()))
    return console.DONE


def _json(one: Waiting) -> dict[str, Any]:
    """Give what may be known of a question before it is asked; nothing of its answer."""
    return {
        "id": one.item.id,
        "question": one.item.sort,
        "subject": clean_line(one.item.subject),
        "repo": clean_line(one.item.repo),
        "sha": one.item.sha,
        "shipped_on": one.item.shipped.isoformat(),
        "first": one.item.is_first,
        "answered": one.is_written,
        "due_on": one.due_on.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }
