"""The way in: `waterline`, and `python -m waterline`.

There are two doors. The quick one is for what runs all day (a note typed in a shell, a shell
prompt asking for the status, a hook of git's): it only decides that nothing needs parsing, and
then calls the same function as the command behind the other door. Everything else goes to click.
"""

from __future__ import annotations

import sys

from waterline.cli import console, quick


def main(arguments: list[str] | None = None) -> int:
    """Run the command that `arguments` (default: this process's) name; give the exit code.

    0: done. 1: it could not be done, and one line on stderr says what to do. 2: the command
    was not understood. 130: interrupted.
    """
    words = sys.argv[1:] if arguments is None else arguments
    console.prepare()
    return console.guarded(lambda: run(words))


def run(words: list[str]) -> int:
    """Go through the quick door where nothing needs parsing, else through click."""
    match words:
        case ["note", _, *_] if not any(word.startswith("-") for word in words):
            return quick.note(words[1:])
        case ["status"]:
            return quick.status()
        case ["status", "--format", form]:
            return quick.status(form)
        case ["hook", *rest]:
            from waterline.cli import hook

            return hook.run(rest)
    from waterline.cli import group

    return group.run(words)


if __name__ == "__main__":
    sys.exit(main())
