"""`waterline completion`: what makes a shell complete commands, options, tags and ids."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from waterline.cli import console

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)))
def command(shell: str) -> int:
    """Print a completion script for your shell.

    \b
    bash:  waterline completion bash > ~/.local/share/bash-completion/completions/waterline
    zsh:   waterline completion zsh > "${fpath[1]}/_waterline"
    fish:  waterline completion fish > ~/.config/fish/completions/waterline.fish
    """  # noqa: D301 - the mark tells click to leave the lines as they are
    from waterline.cli.group import COMPLETE, waterline

    made = SHELLS[shell](waterline, {}, "waterline", COMPLETE)
    console.data(made.source().rstrip("\n"))
    return console.DONE
