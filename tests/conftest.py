"""The ground every test stands on: an environment of its own and a home of its own."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from waterline import home as homes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from waterline.home import Home

# Nothing of the calling shell comes in but these: it may carry agent variables, a locale,
# colours, a git configuration, or stand inside a git hook.
KEPT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "COVERAGE_PROCESS_START",
    "PYTEST_XDIST_WORKER",
    "TEXTUAL_SNAPSHOT_TEMPDIR",
)
GIT = os.environ.get("WATERLINE_TEST_GIT", "")

# A timing is no assertion: what an example takes hangs on what else the machine does.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_sessionstart() -> None:
    """Make sure of what is tested, and that ctrl+c works in it."""
    refuse_another_waterline()
    # A shell that runs the tests in the background has them ignore it, and with them every
    # program that they start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep all that was imported and collected out of every later search for garbage.

    It is a million objects that stay to the end; each search would go through them again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def refuse_another_waterline() -> None:
    """Refuse to test another Waterline than this one.

    The tests import the installed package and run the installed command, so that they test
    what a person would run. Installed without `-e` it is a copy, and a copy grows old.
    """
    source = Path(__file__).parent.parent / "src" / "waterline"
    installed = Path(homes.__file__).parent
    old = [
        str(path.relative_to(source))
        for path in sorted(source.rglob("*.py"))
        if not (installed / path.relative_to(source)).is_file()
        or (installed / path.relative_to(source)).read_bytes() != path.read_bytes()
    ]
    if old:
        raise pytest.UsageError(
            f"the installed waterline is not this source ({', '.join(old[:3])} …): "
            "run pip install '.[test]' again, or once pip install -e '.[dev]'"
        )


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Set the whole environment, so that no test can see or touch the real home."""
    person = tmp_path / "person"
    person.mkdir()
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    if GIT:
        kept["PATH"] = f"{Path(GIT).parent}:{kept['PATH']}"
    for name in list(os.environ):
        if not name.startswith("PYTEST_"):
            monkeypatch.delenv(name)
    # pytest loads readline, which tells every program that is started from here how large the
    # terminal is that the tests run on, without os.environ showing it.
    for name in ("COLUMNS", "LINES"):
        os.unsetenv(name)
    for name, value in {
        **kept,
        "HOME": str(person),
        "WATERLINE_HOME": str(person / "waterline"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TZ": "Europe/Berlin",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(person / ".gitconfig"),
        "GIT_TERMINAL_PROMPT": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }.items():
        monkeypatch.setenv(name, value)
    (person / ".gitconfig").write_text(
        "[user]\n\tname = Mara Test\n\temail = mara@example.org\n"
        "[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n"
    )
    time.tzset()
    yield person
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def home(clean_environment: Path) -> Home:
    """Give a home of this test's own; nothing is in it yet."""
    return homes.find()


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Give real git, working in a folder of this test's own."""
    return Git(tmp_path)


class Git:
    """Real git in real repositories; each call names the repository it works in."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, where: Path, *words: str, at: str = "", **variables: str) -> str:
        """Run git in `where`; `at` sets author's and committer's date. Returns its output."""
        environment = {**os.environ, **variables}
        if at:
            environment |= {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        done = subprocess.run(
            ["git", *words], cwd=where, env=environment, check=False, capture_output=True
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout.decode("utf-8", "replace").strip()

    def repository(self, name: str = "api", *options: str) -> Path:
        """Make an empty repository `name`."""
        where = self.root / "code" / name
        where.mkdir(parents=True)
        self(where, "init", "-q", *options)
        return where

    def commit(self, where: Path, message: str, at: str = "", **files: str) -> str:
        """Write `files` (name=text, `__` in a name stands for a dot) and commit; give the sha."""
        for name, text in (files or {"file__txt": message + "\n"}).items():
            path = where / name.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self(where, "add", "-A")
        self(where, "commit", "-q", "--allow-empty", "-m", message, at=at)
        return self(where, "rev-parse", "HEAD")
