"""What the shell completes beside commands and options: tags, ids, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.errors import WaterlineError

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

OFFERED = 30


def tags(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Offer the tags of the journal, the most used first."""
    from waterline.cli import ground
    from waterline.practice import look

    begun = incomplete.lstrip("#").lower()
    try:
        known = look.tags(*ground.home_and_settings())
    except WaterlineError:
        return []  # the command itself will say what is wrong
    return [tag for tag, _ in known if tag.startswith(begun)]


def ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the newest lines by their short ids, each with its first words."""
    from click.shell_completion import CompletionItem

    from waterline.cli import ground, rows
    from waterline.domain.filters import Filter
    from waterline.practice import look

    try:
        lines = look.page(*ground.home_and_settings(), Filter(), limit=OFFERED)
    except WaterlineError:
        return []
    return [
        CompletionItem(rows.handle(line), help=rows.cut(rows.said(line), 60))
        for line in lines
        if rows.handle(line).startswith(incomplete)
    ]


def settings(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the keys of the settings, and from `repos.` on those of each followed repository."""
    from click.shell_completion import CompletionItem

    from waterline.settable import BY_KEY, PER_REPOSITORY, SETTINGS

    offered = {setting.key: setting.about for setting in SETTINGS}
    if incomplete.startswith("repos."):
        about = {key: BY_KEY[key].about for key in PER_REPOSITORY}
        offered = {f"repos.{name}.{key}": about[key] for name in _followed() for key in about}
    return [
        CompletionItem(key, help=about)
        for key, about in offered.items()
        if key.startswith(incomplete)
    ]


def _followed() -> list[str]:
    from waterline.cli import ground
    from waterline.practice import repositories

    try:
        return [line.repo for line in repositories.listing(*ground.home_and_settings())]
    except WaterlineError:
        return []  # the command itself will say what is wrong
