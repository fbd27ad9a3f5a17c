"""The inbox's writer: one event, one whole file, with nothing imported for it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.limits import no_file_beyond
from waterline.gate import inbox

if TYPE_CHECKING:
    from pathlib import Path

# Any text that Python can hold, lone surrogates (broken bytes of an argument) among it.
TEXT = st.text(st.characters(), max_size=60)
EVENTS = st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.lists(TEXT, max_size=5)))


def without_surrogates(value: str | int | list[str]) -> str | int | list[str]:
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return [str(without_surrogates(item)) for item in value]
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)


@given(EVENTS)
def test_what_is_encoded_reads_back_as_it_was(event: dict[str, str | int | list[str]]) -> None:
    expected = {str(without_surrogates(key)): without_surrogates(v) for key, v in event.items()}
    assert json.loads(inbox.encode(event)) == expected


@given(st.integers(0, 2**48 - 1))
def test_an_id_is_a_uuid_of_version_7_that_holds_its_time(at_ms: int) -> None:
    key = uuid.UUID(text := inbox.new_id(at_ms))
    assert str(key) == text
    assert key.version == 7
    assert key.variant == uuid.RFC_4122
    assert key.int >> 80 == at_ms


@given(st.integers(0, 2**48 - 2), st.integers(1, 10**6))
def test_ids_sort_by_time(at_ms: int, later: int) -> None:
    assert inbox.new_id(at_ms) < inbox.new_id(min(at_ms + later, 2**48 - 1))


def test_ids_of_one_millisecond_differ() -> None:
    assert len({inbox.new_id(1) for _ in range(10_000)}) == 10_000


def test_ids_sort_in_the_order_in_which_they_are_made() -> None:
    made = [inbox.new_id() for _ in range(10_000)]
    assert made == sorted(made)


@time_machine.travel(1_778_369_400.123_456, tick=False)
def test_ids_sort_in_their_order_also_while_the_clock_stands_still() -> None:
    made = [inbox.new_id() for _ in range(1_000)]
    assert made == sorted(made)
    assert {uuid.UUID(key).int >> 80 for key in made} == {1_778_369_400_123}


def test_an_id_tells_the_time_also_after_the_clock_was_set_back() -> None:
    inbox.new_id()
    with time_machine.travel(1_000_000, tick=False):
        assert uuid.UUID(inbox.new_id()).int >> 80 == 1_000_000_000


def test_an_event_becomes_one_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "inbox"
    key = inbox.write(str(folder), {"type": "entry", "body": "why"})
    (file,) = folder.iterdir()
    assert file.name == f"{key}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    event = json.loads(file.read_bytes())
    assert event.pop("at") == pytest.approx(time.time() * 1e6, abs=60e6)
    assert event == {
        "v": 1,
        "id": key,
        "offset": time.localtime().tm_gmtoff,
        "zone": "Europe/Berlin",
        "type": "entry",
        "body": "why",
    }


def test_an_event_is_on_the_disk_before_it_has_its_name_and_its_name_before_its_id_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    done: list[str] = []

    def fsync(handle: int) -> None:
        done.append(f"sync {os.path.basename(os.readlink(f'/proc/self/fd/{handle}'))}")

    def rename(old: str, new: str) -> None:
        done.append(f"name {os.path.basename(new)}")
        os.replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    key = inbox.write(str(folder), {"type": "entry", "body": "why"})
    assert done == [f"sync {key}.part", f"name {key}.json", "sync inbox"]


def test_a_full_disk_fails_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    # The write is cut in its middle.
    script = no_file_beyond(100) + (
        "import sys\n"
        "from waterline.gate import inbox\n"
        "try:\n"
        "    inbox.write(sys.argv[1], {'type': 'entry', 'body': 'x' * 5000})\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
    )
    run = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout == "File too large\n"
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_the_callers_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        inbox.write(str(tmp_path / "file" / "inbox"), {"type": "entry"})


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":America/New_York", "America/New_York"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", ""),
        ("/etc/elsewhere", ""),
    ],
)
def test_the_zone_is_named_where_it_has_a_name(
    variable: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert inbox.zone_name() == name


def test_the_writer_imports_nothing_that_python_has_not_loaded_already() -> None:
    code = (
        "import sys, os; before = set(sys.modules);"
        "from waterline.gate import inbox; inbox.write(os.environ['HOME'], {'type': 'entry'});"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    ours = {"__future__", "waterline", "waterline.gate", "waterline.gate.inbox"}
    assert set(done.stdout.split()) == ours


def test_a_relative_folder_is_found_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    key = inbox.write("a/b", {"type": "entry"})
    assert (tmp_path / "a" / "b" / f"{key}.json").exists()
