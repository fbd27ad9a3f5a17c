"""Running git and reading its answer within bounds: beyond them git is ended."""

from __future__ import annotations

import os
import selectors
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING

from waterline.activity import git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHUNK = 1 << 16


def run(
    where: str,
    words: Sequence[str],
    most_bytes: int,
    until: float,
    told: Mapping[str, str] | None = None,
) -> tuple[bytes, bool]:
    """Run git in the folder `where` and give what it printed, and whether that is all.

    It is cut behind its last whole line, after `most_bytes` (but 64 KiB at least) or when
    `time.monotonic()` is past `until`. `told` are variables for git, as for `git.run`.
    Raises GitError with git's own reason in one line.
    """
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                git.command(*words), cwd=where, env=git.environment(where) | dict(told or {}),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        except OSError as error:
            raise git.unstartable(where, error) from error
        with process:
            try:
                answer, is_whole = _answer(process, max(most_bytes, _CHUNK), until)
            finally:
                # Read to its end, it ends by itself; otherwise it waits for us to read on.
                if process.stdout is None or not process.stdout.closed:
                    process.kill()
        if is_whole and process.returncode:
            errors.seek(0)
            raise git.explain(where, errors.read())
    return answer, is_whole


def _answer(process: subprocess.Popen[bytes], left: int, until: float) -> tuple[bytes, bool]:
    pipe = process.stdout
    chunks: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        if pipe is None:
            return b"", False
        selector.register(pipe, selectors.EVENT_READ)
        while left > 0:
            patience = until - time.monotonic()
            if patience <= 0 or not selector.select(patience):
                break
            chunk = os.read(pipe.fileno(), min(_CHUNK, left))
            if not chunk:
                pipe.close()
                return b"".join(chunks), True
            left -= len(chunk)
            chunks.append(chunk)
    # A line that was cut through is left out.
    whole, _, _ = b"".join(chunks).rpartition(b"\n")
    return whole, False
