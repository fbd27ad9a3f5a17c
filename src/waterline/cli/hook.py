"""What git's hooks start where the shell alone can't go on: `waterline hook EVENT …`.

Whatever goes wrong here, git goes on: the hook heeds one exit code alone (75), and that only a
person's word brings about. At most one line says what is wrong.
"""

from __future__ import annotations

from waterline.cli import console
from waterline.errors import WaterlineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def run(words: list[str]) -> int:
    """Do what the hook `words` begin with needs; give the exit code for the shell.

    Raises MisusedError for what is no hook.
    """
    match words:
        case ["commit-msg", message_file]:
            return _guarded(lambda: _commit_msg(message_file))
        case ["pre-push", remote, *_]:
            return _guarded(lambda: _pre_push(remote))
        case ["gate"]:
            return _guarded(_gate)
    raise console.MisusedError("hook is for git's hooks", "`waterline hooks install` sets them up")


def _guarded(action: Callable[[], int]) -> int:
    try:
        return action()
    except WaterlineError as error:
        console.fail(error)
    except Exception as error:  # noqa: BLE001 - a bug of ours must stop nobody's commit
        console.crashed(type(error), error, None)
    return console.DONE


def _commit_msg(message_file: str) -> int:
    from waterline.cli import committing

    return committing.commit_msg(message_file)


def _pre_push(remote: str) -> int:
    from waterline.cli import pushing

    return pushing.pre_push(remote)


def _gate() -> int:
    from waterline import home as homes
    from waterline import settings
    from waterline.practice import hooks

    home = homes.find()
    hooks.write_gate(home, settings.load(home))
    return console.DONE
