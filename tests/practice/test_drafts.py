"""Drafts: what is being written survives kill -9, and two apps never share one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.limits import no_file_beyond
from waterline.errors import HomeError
from waterline.practice import drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from waterline.home import Home

# Another app: opens a draft, does what its lines of input say, answers each with one line.
APP = """
import sys
from waterline import home
from waterline.practice import drafts
handle = drafts.open_draft(home.find(), sys.argv[1] if len(sys.argv) > 1 else "")
print(repr(handle.draft.text), flush=True)
for line in sys.stdin:
    handle.save(line.rstrip("\\n"), "learned", (1, 2))
    print("saved", flush=True)
"""


class App:
    """Another process that holds a draft."""

    def __init__(self, *entry_id: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", APP, *entry_id],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.found = self._answer()

    def _answer(self) -> str:
        return pipe(self.process.stdout).readline().strip()

    def save(self, text: str) -> None:
        pipe(self.process.stdin).write(text + "\n")
        pipe(self.process.stdin).flush()
        assert self._answer() == "saved"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@pytest.fixture
def app(home: Home) -> Iterator[Callable[..., App]]:
    started: list[App] = []

    def start(*entry_id: str) -> App:
        started.append(App(*entry_id))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def names(home: Home) -> list[str]:
    return sorted(os.listdir(home.drafts))


def test_opening_a_draft_makes_nothing_on_the_disk(home: Home) -> None:
    handle = drafts.open_draft(home)
    assert handle.draft.text == ""
    handle.close()
    assert not os.path.exists(home.data)


def test_what_was_saved_is_there_at_the_next_start(home: Home) -> None:
    first = drafts.open_draft(home)
    before = time.time_ns() // 1000
    first.save("half a thought\nand an emoji 👩‍👩‍👧", "decision", (1, 7))
    first.close()
    second = drafts.open_draft(home)
    draft = second.draft
    assert (draft.text, draft.kind, draft.cursor) == (
        "half a thought\nand an emoji 👩‍👩‍👧",
        "decision",
        (1, 7),
    )
    assert before <= draft.changed_at <= time.time_ns() // 1000
    second.close()


def test_drafts_are_for_their_owners_eyes_only(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save("words")
    assert stat.S_IMODE(os.stat(home.drafts).st_mode) == 0o700
    modes = {stat.S_IMODE(os.stat(f"{home.drafts}/{name}").st_mode) for name in names(home)}
    assert modes == {0o600}
    handle.close()


def test_a_killed_app_leaves_its_draft_to_the_next(home: Home, app: Callable[..., App]) -> None:
    killed = app()
    for text in ("one", "one two", "one two three"):
        killed.save(text)
    assert drafts.orphans(home) == []
    killed.kill()
    assert [draft.text for draft in drafts.orphans(home)] == ["one two three"]
    handle = drafts.open_draft(home)
    assert (handle.draft.text, handle.draft.kind, handle.draft.cursor) == (
        "one two three",
        "learned",
        (1, 2),
    )
    assert drafts.orphans(home) == []
    handle.discard()
    assert names(home) == []


def test_kills_at_random_never_lose_what_was_saved(home: Home, app: Callable[..., App]) -> None:
    last = ""
    for number in range(12):
        one = app()
        assert one.found == repr(last)
        for step in range(5):
            last = f"{number}.{step}"
            one.save(last)
        # The next save is cut off wherever the kill meets it.
        pipe(one.process.stdin).write("cut off\n")
        pipe(one.process.stdin).flush()
        time.sleep(number * 0.0002)
        one.kill()
        (orphan,) = drafts.orphans(home)
        assert orphan.text in {last, "cut off"}
        last = orphan.text


def test_two_apps_never_share_a_draft(home: Home, app: Callable[..., App]) -> None:
    one, two = app(), app()
    one.save("of one")
    two.save("of two")
    three = app()
    assert three.found == "''"
    two.kill()
    four = app()
    assert four.found == "'of two'"
    one.save("still of one")
    one.kill()
    assert [draft.text for draft in drafts.orphans(home)] == ["still of one"]


def test_of_many_starts_at_once_one_takes_the_orphan(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save("left behind")
    handle.close()
    taken: list[drafts.DraftHandle] = []
    gate = threading.Barrier(16)

    def start() -> None:
        gate.wait()
        one = drafts.open_draft(home)
        if not one.draft.text:
            one.save("of my own")
        taken.append(one)

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = [one.draft.text for one in taken]
    assert sorted(texts) == ["left behind"] + ["of my own"] * 15
    assert len({one.draft.key for one in taken}) == 16
    for one in taken:
        one.discard()
    assert names(home) == []


def test_the_newest_orphan_comes_first_and_the_others_are_kept(
    home: Home, app: Callable[..., App]
) -> None:
    one, two = app(), app()
    one.save("older")
    two.save("newer")
    one.kill()
    two.kill()
    assert [draft.text for draft in drafts.orphans(home)] == ["newer", "older"]
    handles = [drafts.open_draft(home) for _ in range(3)]
    assert [handle.draft.text for handle in handles] == ["newer", "older", ""]
    for handle in handles:
        handle.close()


def test_a_draft_belongs_to_the_entry_it_changes(home: Home, app: Callable[..., App]) -> None:
    editing, writing = app("entry-1"), app()
    editing.save("changed words")
    writing.save("new words")
    editing.kill()
    writing.kill()
    other = drafts.open_draft(home, "entry-2")
    assert other.draft.text == ""
    for entry_id, text in (("entry-1", "changed words"), ("", "new words")):
        handle = drafts.open_draft(home, entry_id)
        assert (handle.draft.text, handle.draft.entry_id) == (text, entry_id)
        handle.discard()


def test_after_a_discard_the_handle_begins_anew(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save("saved as an entry")
    key = handle.draft.key
    handle.discard()
    assert names(home) == []
    assert handle.draft.text == ""
    handle.discard()  # once more does no harm
    handle.save("the next one")
    assert handle.draft.key != key
    handle.close()
    assert [draft.text for draft in drafts.orphans(home)] == ["the next one"]


def test_a_text_without_a_word_is_no_draft(home: Home) -> None:
    handle = drafts.open_draft(home)
    handle.save(" \n")
    assert not os.path.exists(home.drafts)
    handle.save("words")
    handle.save("")
    assert names(home) == []
    handle.close()


def test_a_full_disk_says_so_and_keeps_what_was_saved(home: Home) -> None:
    script = no_file_beyond(4096) + (
        "from waterline import home\n"
        "from waterline.errors import HomeError\n"
        "from waterline.practice import drafts\n"
        "handle = drafts.open_draft(home.find())\n"
        "handle.save('short enough')\n"
        "try:\n"
        "    handle.save('x' * 100_000)\n"
        "except HomeError as error:\n"
        "    print(error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
    )
    (line,) = done.stdout.splitlines()
    assert line.startswith("the draft can't be written (")
    assert home.drafts in line
    assert [draft.text for draft in drafts.orphans(home)] == ["short enough"]
    assert not [name for name in names(home) if name.endswith(".part")]


def test_where_no_folder_can_be_made_only_saving_fails(home: Home) -> None:
    with open(home.data, "w", encoding="utf-8") as file:
        file.write("in the way")
    handle = drafts.open_draft(home)
    with pytest.raises(HomeError):
        handle.save("words")
    assert drafts.orphans(home) == []
    handle.discard()
    handle.close()


@pytest.mark.parametrize(
    "raw", ["", "no draft", "[]", "{}", '{"text": "x", "cursor": 7}', '{"cursor": [1]}']
)
def test_a_strangers_file_is_left_alone(raw: str, home: Home) -> None:
    os.makedirs(home.drafts)
    path = f"{home.drafts}/strange.json"
    with open(path, "w", encoding="utf-8") as file:
        file.write(raw)
    assert drafts.orphans(home) == []
    handle = drafts.open_draft(home)
    assert handle.draft.text == ""
    handle.save("words")
    handle.discard()
    assert names(home) == ["strange.json"]


def test_what_dead_owners_left_without_a_draft_is_swept(home: Home) -> None:
    os.makedirs(home.drafts)
    for name in ("dead.lock", "dead.part", "other.lock", "readme.txt"):
        with open(f"{home.drafts}/{name}", "w", encoding="utf-8") as file:
            file.write("half")
    drafts.open_draft(home).close()
    assert names(home) == ["readme.txt"]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(), min_size=1).filter(lambda text: bool(text.strip())),
    st.tuples(st.integers(0, 9999), st.integers(0, 9999)),
)
def test_a_draft_comes_back_as_it_was_typed(home: Home, text: str, cursor: tuple[int, int]) -> None:
    handle = drafts.open_draft(home)
    handle.save(text, cursor=cursor)
    handle.close()
    (orphan,) = drafts.orphans(home)
    assert (orphan.text, orphan.cursor) == (text, cursor)
    again = drafts.open_draft(home)
    assert again.draft == orphan
    again.discard()
