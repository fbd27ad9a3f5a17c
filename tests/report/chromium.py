"""A real browser without a window, spoken to over a pipe in its own debugging protocol."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 30.0
# Nothing is looked up and nothing is sent, whatever the browser would like to know.
OPTIONS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-sync", "--disable-extensions", "--disable-component-update",
    "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-device-scale-factor=1", "--hide-scrollbars",
)  # fmt: skip


def found() -> str | None:
    """Find a browser that speaks the protocol, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Seen(NamedTuple):
    """What a page did while it was loaded: complaints in the console, requests, dialogs."""

    complaints: list[str]
    requests: list[str]
    dialogs: list[str]


class Browser:
    """A browser with one page; it is gone when the `with` ends."""

    def __init__(self, folder: Path) -> None:
        command = found()
        assert command is not None
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses root otherwise
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        self._process = subprocess.Popen(
            [command, *OPTIONS, *sandbox, f"--user-data-dir={folder}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
            start_new_session=True,
            pass_fds=(3, 4),
            preexec_fn=lambda: _hand_over(to_browser, from_browser),  # noqa: PLW1509 - no threads
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []
        self._session = ""

    def __enter__(self) -> Self:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        os.close(self._write)
        os.close(self._read)

    def open(
        self, path: Path, *, width: int = 1280, scheme: str = "light", media: str = ""
    ) -> Seen:
        """Load a file as it looks at this width, in this scheme and on this medium."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", media=media, features=[feature])
        self._events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._take()
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        return self._seen()

    def run(self, script: str) -> Any:
        """Evaluate a script in the page and give its value."""
        done = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def picture(self, path: Path) -> None:
        """Take a picture of the whole page."""
        done = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(done["data"]))

    def print(self) -> bytes:
        """Print the page, as a PDF."""
        return base64.b64decode(
            self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        )

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and give its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._take()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def _take(self) -> dict[str, Any]:
        """Read one message; an event is kept."""
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self._read, 1 << 20) if ready else b""
            assert piece, "the browser says nothing any more"
            self._rest += piece
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self._events.append(message)
            if message["method"] == "Page.javascriptDialogOpening":
                with contextlib.suppress(AssertionError):
                    self.call("Page.handleJavaScriptDialog", accept=False)
        return message

    def _seen(self) -> Seen:
        def of(*methods: str) -> list[dict[str, Any]]:
            return [event["params"] for event in self._events if event["method"] in methods]

        complaints = of("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return Seen(
            [json.dumps(one) for one in complaints],
            [one["request"]["url"] for one in of("Network.requestWillBeSent")],
            [one["message"] for one in of("Page.javascriptDialogOpening")],
        )


def _hand_over(to_browser: int, from_browser: int) -> None:
    """Give the browser its ends of the pipes as 3 and 4, where it looks for them."""
    read, write = os.dup(to_browser), os.dup(from_browser)
    while min(read, write) <= 4:  # one of the numbers that are needed
        read, write = os.dup(read), os.dup(write)
    os.dup2(read, 3)
    os.dup2(write, 4)
