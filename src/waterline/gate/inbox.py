"""The inbox's writer: one event, one file, renamed in when it is whole.

Runs inside git and at every `waterline note`, so it imports nothing that Python has not loaded
already: no json (+5 ms), no uuid, no pathlib. The reader is `journal/inbox.py`.

An event is a JSON object in UTF-8, one file each, named `<id>.json`:

    v       1, the format's version
    type    what it is ("entry")
    id      UUIDv7: the file's name and the record's key
    at      microseconds since 1970, UTC: the moment it belongs to
    offset  the writer's offset from UTC in seconds, east positive
    zone    the writer's zone as an IANA name, or "" where it is not known
    ...     what the type needs, as text or lists of text
"""

from __future__ import annotations

import os
import time

VERSION = 1
UNFINISHED = ".part"
FINISHED = ".json"

_A_DAY = 86_400

# JSON asks for these escapes inside a string (RFC 8259, section 7).
_ESCAPES = {code: f"\\u{code:04x}" for code in range(32)} | {ord('"'): '\\"', ord("\\"): "\\\\"}


# The time of this process's newest id, in parts of a millisecond.
_PARTS = 4096
_newest = 0


def new_id(at_ms: int | None = None) -> str:
    """Make a UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then 74 bits of chance.

    Without `at_ms` the first 12 of these go on with the time (6.2, method 3): ids sort in the
    order in which they were made, among processes to a quarter of a microsecond.
    """
    random = int.from_bytes(os.urandom(10), "big")
    time_parts = _now_in_parts() if at_ms is None else at_ms * _PARTS + (random >> 68 & 0xFFF)
    number = (time_parts >> 12 & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (time_parts & 0xFFF) << 64
    number |= 0b10 << 62 | random & 0x3FFF_FFFF_FFFF_FFFF
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _now_in_parts() -> int:
    global _newest  # noqa: PLW0603 - ids of one process follow one another
    now = time.time_ns() * _PARTS // 1_000_000
    if 0 <= _newest - now < _PARTS:
        now = _newest + 1  # the clock is too coarse to have moved on
    _newest = now
    return now


def here_and_now() -> tuple[int, int, str]:
    """Tell the moment in microseconds UTC, the offset in seconds and the zone's IANA name.

    A TZ that is a day or more away from UTC (the C library takes `XXX+24`) is none.
    """
    now = time.time_ns() // 1_000
    offset = time.localtime(now // 1_000_000).tm_gmtoff
    return (now, offset, zone_name()) if abs(offset) < _A_DAY else (now, 0, "")


def zone_name() -> str:
    """Tell the IANA name of this machine's zone, or "" where only the offset is known."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        try:
            name = os.readlink("/etc/localtime")
        except OSError:
            return ""
    _, found, after = name.partition("zoneinfo/")
    name = after if found else name
    return "" if name.startswith(("/", ".")) or "," in name else name


def encode(event: dict[str, str | int | list[str]]) -> bytes:
    """Write an event as JSON. A lone surrogate (a broken byte in an argument) becomes U+FFFD."""
    pairs = ",".join(f"{_text(key)}:{_value(value)}" for key, value in event.items())
    return f"{{{pairs}}}\n".encode()


def _text(value: str) -> str:
    if not value.isascii():
        value = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return f'"{value.translate(_ESCAPES)}"'


def _value(value: str | int | list[str]) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(int(value))
    return f"[{','.join(map(_text, value))}]"


def write(folder: str, event: dict[str, str | int | list[str]]) -> str:
    """Put one event into the inbox `folder` and return its id.

    On return the event is on disk: written beside, fsynced, renamed in, the folder fsynced.
    `event` needs "type"; "id", "at", "offset" and "zone" are filled in where they are missing.
    Raises OSError; then nothing of the event is in the inbox.
    """
    at, offset, zone = here_and_now()
    whole: dict[str, str | int | list[str]] = {
        "v": VERSION,
        "id": new_id(),
        "at": at,
        "offset": offset,
        "zone": zone,
    }
    whole |= event
    name = f"{folder}/{whole['id']}"
    try:
        handle = os.open(name + UNFINISHED, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileNotFoundError:
        _make(folder)
        handle = os.open(name + UNFINISHED, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            left = memoryview(encode(whole))
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.rename(name + UNFINISHED, name + FINISHED)
    except OSError:
        _remove(name + UNFINISHED)
        raise
    _sync_folder(folder)
    return str(whole["id"])


def _make(folder: str) -> None:
    # `os.makedirs` would give its mode to the last folder only, and the home is above it.
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder) or "."
    _make(above)
    try:  # noqa: SIM105 - contextlib's import would cost the fast path
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    _sync_folder(above)  # a power cut must not take the folder away with the note in it


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # the first error is the one to tell; the reader copes with what is left


def _sync_folder(folder: str) -> None:
    # The rename itself must reach the disk too; some file systems refuse to sync a folder,
    # and then the event is as safe as they make it.
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
