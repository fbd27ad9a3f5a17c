"""Where the benchmarks keep what is dear to make: the installed program, jrnl, journals, histories.

Everything lies in one cache folder outside the repository and is made anew when what it was made
from has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
JRNL = "jrnl==4.6"
MANAGERS = ("pre-commit==4.7.0", "lefthook==2.2.2")
HUSKY = "husky@9.1.7"


class Cache:
    """The cache folder and what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def python(self) -> str:
        """The interpreter of the environment in which Waterline is installed."""
        return str(self.folder / "waterline" / "bin" / "python")

    @property
    def waterline(self) -> str:
        """The installed command."""
        return str(self.folder / "waterline" / "bin" / "waterline")

    @property
    def jrnl(self) -> str:
        """The installed jrnl."""
        return str(self.folder / "jrnl" / "bin" / "jrnl")

    def environment(self, home: Path | str = "", **more: str) -> dict[str, str]:
        """Give the whole environment of a child; nothing of the caller's but the PATH comes in.

        `home` is the Waterline home. PYTHONDONTWRITEBYTECODE, say, would slow every start.
        """
        person = self.folder / "person"
        person.mkdir(exist_ok=True)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(person),
            "WATERLINE_HOME": str(home or person / "waterline"),
            "LANG": "C.UTF-8",
            "TZ": "Europe/Berlin",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self._git_configuration()),
            **more,
        }

    def _git_configuration(self) -> Path:
        path = self.folder / "gitconfig"
        if not path.exists():
            path.write_text("[user]\n\tname = Mara Test\n\temail = mara@example.org\n")
        return path

    def install(self) -> None:
        """Install this checkout, not editable and compiled, unless that was done before."""
        self._install("waterline", self._state_of_source(), [str(ROOT)])

    def install_jrnl(self) -> None:
        """Install jrnl beside it."""
        self._install("jrnl", JRNL, [JRNL])

    def install_managers(self) -> Path:
        """Install other managers of hooks; give the folder of their commands."""
        self._install("managers", " ".join(MANAGERS), list(MANAGERS))
        return self.folder / "managers" / "bin"

    def install_husky(self) -> Path | None:
        """Install husky; give its module, or None where there is no npm."""
        npm = shutil.which("npm")
        where = self.folder / "husky"
        module = where / "node_modules" / "husky" / "index.js"
        if npm is None:
            return None
        if not module.exists():
            say(f"installing {HUSKY} into {where}")
            words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(where)]
            subprocess.run([*words, HUSKY], check=True, stdout=sys.stderr)
        return module

    def _install(self, name: str, state: str, what: list[str]) -> None:
        where, note = self.folder / name, self.folder / f"{name}.state"
        if note.exists() and note.read_text() == state:
            return
        say(f"installing {what[0]} into {where}")
        shutil.rmtree(where, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", where], check=True)
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PYTHON")
        }
        pip = [str(where / "bin" / "python"), "-m", "pip", "install", "--quiet", "--compile"]
        subprocess.run([*pip, *what], check=True, env=environment, stdout=sys.stderr)
        note.write_text(state)

    def _state_of_source(self) -> str:
        digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes())
        for path in sorted((ROOT / "src").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path).encode() + path.read_bytes())
        return digest.hexdigest()

    def made(self, name: str, script: str, *words: str) -> Path:
        """Give the folder `name`; `inside/SCRIPT FOLDER WORDS…` makes it if that is new."""
        where, note = self.folder / name, self.folder / f"{name}.state"
        source = HERE / "inside" / script
        schema = ROOT / "src" / "waterline" / "journal" / "migrations.py"
        state = hashlib.sha256(source.read_bytes() + schema.read_bytes()).hexdigest()
        if note.exists() and note.read_text() == f"{state} {words}":
            return where
        say(f"making {where}")
        shutil.rmtree(where, ignore_errors=True)
        self.inside(script, str(where), *words)
        note.write_text(f"{state} {words}")
        return where

    def inside(self, script: str, *words: str, home: Path | str = "") -> str:
        """Run a script of `inside/` with the installed program's interpreter; give its stdout."""
        done = subprocess.run(
            [self.python, str(HERE / "inside" / script), *words],
            env=self.environment(home),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout


def say(text: str) -> None:
    """Tell the person who waits; the table alone goes to stdout."""
    print(text, file=sys.stderr, flush=True)
