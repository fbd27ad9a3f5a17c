"""What a repository's own .gitattributes says about generated and vendored files."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from waterline.activity import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from waterline.activity.places import Place

_ASKED = ("linguist-generated", "linguist-vendored")
_YES = {b"set", b"true"}
_NO = {b"unset", b"false"}


def marks(place: Place, paths: Iterable[str]) -> dict[str, bool]:
    """Ask for the paths that the repository marks: True is generated, False is said not to be.

    Paths of which nothing is said are left out.
    """
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    if not asked:
        return {}
    if os.path.isdir(place.path) and place.path != place.common_dir:
        return _read(git.run(place.path, *_command(), given=asked))
    return _in_bare(place, asked)


def _in_bare(place: Place, asked: bytes) -> dict[str, bool]:
    # Without a work tree git 2.39 finds no attributes, so it is handed those of HEAD.
    told = git.attempt(place.common_dir, "cat-file", "blob", "HEAD:.gitattributes")
    if told.returncode:
        return _read(git.run(place.common_dir, *_command(), given=asked))
    with tempfile.NamedTemporaryFile(prefix="waterline-") as file:
        file.write(told.stdout)
        file.flush()
        setting = ("-c", f"core.attributesFile={file.name}")
        return _read(git.run(place.common_dir, *setting, *_command(), given=asked))


def _command() -> Sequence[str]:
    return ("check-attr", "-z", "--stdin", *_ASKED)


def _read(answer: bytes) -> dict[str, bool]:
    found: dict[str, bool] = {}
    told = answer.split(b"\0")
    for path, value in zip(told[0::3], told[2::3], strict=False):
        if value not in _YES and value not in _NO:
            continue
        name = os.fsdecode(path)
        # Either attribute is enough; one that says no is heard only if the other says nothing.
        found[name] = found.get(name, False) or value in _YES
    return found
