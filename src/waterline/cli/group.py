"""The table of commands, and the group that imports only the one that is called."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

import click

from waterline.cli import console

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# In the order of the help: what is used all day first. The short texts stand here too, so that
# `waterline --help` needs no command's imports; a test holds them equal to the commands' own.
COMMANDS: dict[str, str] = {
    "note": "Write an entry and print its id.",
    "show": "Show entries and changes, or one in full.",
    "search": "Search entries and changes, newest first.",
    "edit": "Edit an entry.",
    "delete": "Delete entries; undo takes it back.",
    "undo": "Take back the last note, edit or deletion.",
    "owed": "List the changes whose why is owed, newest first.",
    "explain": "Write down why changes make sense, in your own words.",
    "change": "Show a change with its explanations.",
    "repo": "Follow repositories and look for new commits.",
    "hooks": "Put the hooks into repositories, take them out, or see whether git runs them.",
    "session": "Practise without AI: build something small, or debug alone.",
    "recall": "Answer what Recall asks about your own work.",
    "brief": "List briefs, and say how long their work took.",
    "audit": "Look at a month: what was shipped, understood and learned.",
    "status": "One line for a shell prompt or a status bar.",
    "app": "Open the app.",
    "demo": "Open the app on made-up history.",
    "config": "Show and change settings.",
    "backup": "Make a backup of the journal.",
    "restore": "Put a backup in the journal's place.",
    "doctor": "Look for what is wrong, and say what to do.",
    "completion": "Print a completion script for your shell.",
}

COMPLETE = "_WATERLINE_COMPLETE"


class LazyGroup(click.Group):
    """A group whose commands are modules: `waterline.cli.<name>.command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command that is called."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"waterline.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the one that was probably meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names from the table alone: a completion is waited for at every tab."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=about)
            for name, about in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    console.data(f"waterline {version('waterline-journal')}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="`waterline` alone opens the app at Today. `waterline COMMAND --help` says more.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Print the version.",
)  # fmt: skip
@click.pass_context
def waterline(ctx: click.Context) -> int:
    """Keep what you ship and what you understand side by side."""
    if ctx.invoked_subcommand is not None:
        return console.DONE
    from waterline.cli.app import open_app

    return open_app()


def run(words: list[str]) -> int:
    """Parse `words` and run the command they name; give the exit code."""
    instruction = os.environ.get(COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(waterline, {}, "waterline", COMPLETE, instruction)
    try:
        with waterline.make_context("waterline", list(words)) as ctx:
            code = waterline.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return console.INTERRUPTED
    except click.UsageError as error:
        raise _misused(error, words) from error
    return code if isinstance(code, int) else console.DONE


def _misused(error: click.UsageError, words: list[str]) -> console.MisusedError:
    message = error.format_message().rstrip(".")
    named = " ".join(["waterline", *words[:1]]) if words[0] in COMMANDS else "waterline"
    path = error.ctx.command_path if error.ctx else named  # an option without its value has none
    if isinstance(error, click.exceptions.NoArgsIsHelpError):  # its message is the whole help
        names = ", ".join(getattr(error.ctx.command, "commands", ()))
        message = f"{path.removeprefix('waterline ')} needs a command: {names}"
    hint = f"try `{path} --help`"
    if isinstance(error, click.NoSuchOption) and error.ctx and _takes_words(error.ctx.command):
        hint += "; words that begin with - go after --"
    return console.MisusedError(message[:1].lower() + message[1:], hint)


def _takes_words(command: click.Command) -> bool:
    return any(isinstance(one, click.Argument) and one.nargs == -1 for one in command.params)
