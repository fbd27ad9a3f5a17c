"""What the app does beside the person: it looks outside, scans, backs up, and imports ahead.

Nothing here runs before today is on the screen.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from waterline.errors import WaterlineError
from waterline.tui.messages import (
    Failed,
    Followed,
    JournalChanged,
    Looked,
    ScanEnded,
    ScanProgress,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from waterline.practice.repositories import Progress, RepositoryLine
    from waterline.tui.app import WaterlineApp

LOOK_EVERY = 2.0  # seconds; a look costs a few stats for each repository
FAILED_REST = 60.0  # seconds until a repository that can't be scanned is tried again


class Background:
    """The quiet work of one app. Its methods are called in the app's own thread."""

    def __init__(self, app: WaterlineApp) -> None:
        self._app = app
        self._stop = threading.Event()
        self._is_looking = self._is_started = self.is_scanning = False
        self._resting: dict[str, float] = {}
        self._said: set[str] = set()
        self._seen = self._signature()

    def start(self) -> None:
        """Begin: today is on the screen."""
        if self._is_started:
            return
        self._is_started = True
        self._app.sitting.start()
        self._app.waiting.start()
        self._in_thread(self._import_ahead)
        self._app.set_interval(LOOK_EVERY, self.look)
        self.look()

    def end(self) -> None:
        """Stop what is running; a scan leaves nothing half done."""
        self._stop.set()

    def stop_scan(self) -> None:
        """Stop the scan that runs, if one does."""
        self._stop.set()

    # -- looking ------------------------------------------------------------------------------

    def look(self) -> None:
        """Look in a thread whether anything moved."""
        if not self._is_looking:
            self._is_looking = True
            self._in_thread(self._look)

    def _look(self) -> None:
        seen = self._signature()
        moved: Sequence[str] = ()
        if self._app.settings.scan_on_start and not self.is_scanning:
            from waterline.practice import repositories

            try:
                moved = repositories.needs_scan(self._app.home, self._app.settings)
            except WaterlineError:
                # The same journal is read for the screen, and that tells what is wrong.
                moved = ()
        self._app.post_message(Looked(self._moved(seen), moved))

    def _moved(self, seen: tuple[int, ...]) -> bool:
        moved, self._seen = seen != self._seen, seen
        return moved

    def _signature(self) -> tuple[int, ...]:
        home = self._app.home
        found: list[int] = []
        for path in (home.inbox, home.journal, home.journal + "-wal"):
            try:
                stat = os.stat(path)
            except OSError:
                found.append(0)
            else:
                found += [stat.st_mtime_ns, stat.st_size, stat.st_ino]
        return tuple(found)

    def looked(self, message: Looked) -> None:
        """Take what a look found."""
        self._is_looking = False
        if message.journal_moved:
            self._app.post_message(JournalChanged())
        now = time.monotonic()
        names = [name for name in message.moved if self._resting.get(name, 0) < now]
        if names:
            self.scan(names)

    # -- scanning -----------------------------------------------------------------------------

    def scan(self, names: Sequence[str] = (), *, asked_for: bool = False) -> None:
        """Scan these repositories (none named: all) in a thread."""
        if self.is_scanning:
            return
        self.is_scanning = True
        self._stop.clear()
        self._in_thread(lambda: self._scan(names, asked_for=asked_for))

    def _scan(self, names: Sequence[str], *, asked_for: bool) -> None:
        from waterline.practice import repositories

        new = 0
        failed: Sequence[str] = ()
        try:
            done = repositories.scan(
                self._app.home,
                self._app.settings,
                names,
                progress=self._tell(),
                stop=self._stop.is_set,
            )
        except WaterlineError as error:
            failed = [str(error)]
        else:
            new = sum(repository.new for repository in done)
            failed = _failures(done)
        self._app.post_message(ScanEnded(names, new, failed, asked_for))

    def follow(self, path: str) -> None:
        """Follow a repository and scan it, in a thread."""
        self.is_scanning = True
        self._stop.clear()
        self._in_thread(lambda: self._follow(path))

    def _follow(self, path: str) -> None:
        from waterline.practice import repositories
        from waterline.tui import following

        app = self._app
        try:
            added = repositories.add(app.home, app.settings, path)
            hooks = following.put_in(app.home, app.settings, added.path)
            [line] = repositories.scan(
                app.home,
                app.settings,
                [added.path],
                progress=self._tell(),
                stop=self._stop.is_set,
            )
        except WaterlineError as error:
            app.post_message(ScanEnded((), 0, [str(error)], asked_for=False))
        else:
            app.post_message(ScanEnded((), line.new, _failures([line]), asked_for=False))
            app.post_message(Followed(line.repo, line.new, line.note, hooks))

    def _tell(self) -> Callable[[Progress], None]:
        last = 0.0

        def tell(progress: Progress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= 0.1:  # noqa: PLR2004 - ten times a second is all that can be read
                last = now
                self._app.post_message(ScanProgress(progress_words(progress)))

        return tell

    def ended(self, message: ScanEnded) -> None:
        """Take the end of a scan."""
        self.is_scanning = False
        if message.failed:
            rest = time.monotonic() + FAILED_REST
            self._resting |= dict.fromkeys(message.names, rest)
        for words in message.failed:
            if message.asked_for or words not in self._said:
                self._said.add(words)
                self._app.notify(words, severity="warning", timeout=10)
        if message.new:
            self._app.post_message(JournalChanged())

    # -- ahead --------------------------------------------------------------------------------

    def _import_ahead(self) -> None:
        from waterline.practice import ahead, care
        from waterline.tui import following

        app = self._app
        ahead.import_records()
        try:
            care.back_up_if_due(app.home, app.settings)
            following.bring_up_to_date(app.home, app.settings)
        except WaterlineError as error:
            app.post_message(Failed(error))

    def _in_thread(self, work: Callable[[], None]) -> None:
        self._app.run_worker(work, thread=True, group="background")


def _failures(scanned: Sequence[RepositoryLine]) -> list[str]:
    return [
        f"{repository.repo}: {repository.note or repository.state}"
        for repository in scanned
        if repository.state not in {"ok", "stopped"}
    ]


def progress_words(progress: Progress) -> str:
    """Write how far a scan is: `scanning api 340 of 1,204, 4,000/s, 2 s left`."""
    words = f"scanning {progress.repo} {progress.done:,}"
    if progress.expected:
        words += f" of {progress.expected:,}"
    if progress.per_second:
        words += f", {round(progress.per_second):,}/s"
    if progress.seconds_left:
        words += f", {max(1, round(progress.seconds_left))} s left"
    return words
