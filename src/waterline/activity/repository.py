"""Telling which repository a path is in."""

from __future__ import annotations

import os

from waterline.activity import git, places
from waterline.activity.places import Place
from waterline.errors import GitError, InputError

_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE")


def identify(path: str) -> Place:
    """Find the repository that holds `path`; worktrees of one repository are the same Place.

    Raises InputError where there is none, GitError where git is missing or refuses it.
    """
    folder = os.path.realpath(os.path.expanduser(path))
    if not os.path.exists(folder):
        raise InputError(f"there is no {folder}", "name a folder that holds a repository")
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    common_dir, top = places.holding(folder), places.top_of(folder)
    if common_dir is None or top is None:
        git.command()  # without git, that is what there is to say
        raise InputError(f"{folder} is in no git repository", _way_out(folder))
    if not places.is_text(common_dir):
        raise InputError(
            f"the name {top} is no UTF-8, so no journal can hold it", "rename the folder"
        )
    # Whatever the files say: git itself must be willing to read it.
    # A folder of worktrees often has a .git that leads to a bare repository beside them.
    is_inside, _, named = _asked(top, "--is-inside-work-tree", "--git-dir").partition("\n")
    git_dir = os.path.realpath(os.path.join(top, named))
    if git_dir == common_dir and top != common_dir and is_inside == "true":
        return Place(os.path.realpath(_asked(top, "--show-toplevel")), common_dir)
    # A bare one, or asked from a linked worktree: the main work tree is elsewhere, if anywhere.
    return Place(_work_tree_of(common_dir), common_dir)


def _asked(where: str, *questions: str) -> str:
    return os.fsdecode(git.run(where, "rev-parse", *questions).removesuffix(b"\n"))


def _work_tree_of(common_dir: str) -> str:
    # A hook's variables name another repository, and GitPython would follow them. Nothing in
    # this process is to follow them, so they are dropped for good.
    for name in _HOOKS:
        os.environ.pop(name, None)
    from git import Repo
    from git.exc import InvalidGitRepositoryError, NoSuchPathError

    try:
        with Repo(common_dir, expand_vars=False) as opened:
            named = opened.working_tree_dir
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise GitError(f"git can't read {common_dir}", "see whether it is whole") from error
    if named is None:
        return common_dir
    # core.worktree (a submodule's) is told from the git directory.
    return os.path.realpath(os.path.join(common_dir, named))


def _way_out(folder: str) -> str:
    """Say how to add what stands in a folder that is no repository."""
    found = places.below(folder)
    if not found:
        return "name a folder that holds one"
    few = " ".join(_quoted(path) for path in found[:3])
    more = " …" if len(found) > 3 else ""  # noqa: PLR2004 - as many as fit on a line
    count = "one repository" if len(found) == 1 else f"{len(found)} repositories"
    return f"it holds {count}: `waterline repo add {few}{more}`"


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)


def holds_commit(place: Place, shas: list[str]) -> bool:
    """Tell whether the repository holds one of these commits: then it is the one they are from."""
    if not shas:
        return False
    given = "".join(f"{sha}\n" for sha in shas).encode()
    told = git.run(place.path, "cat-file", "--batch-check=%(objecttype)", given=given)
    return b"commit" in told.split()
