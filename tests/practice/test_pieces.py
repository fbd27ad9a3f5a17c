"""A month's work is spoken of piece by piece; the words are entries, and nothing said is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journal import lay
from tests.practice.auditing import (
    LIMITS,
    NOW,
    OCTOBER,
    QUEUE,
    SETTINGS,
    SITE,
    explained,
    group,
    keys,
    lessons,
    october,
    read,
    say,
    shipped,
    undo,
)
from tests.practice.ground import rows
from waterline.errors import InputError, NotFoundError
from waterline.journal import seal, sealing
from waterline.practice import audit, capture

if TYPE_CHECKING:
    from collections.abc import Callable

    from waterline.home import Home

ESCAPE = "\x1b]52;c;aGk=\x07[/x]"


@pytest.fixture
def home(home: Home) -> Home:
    """Give a journal with an October of three pieces of work."""
    october(home)
    assert keys(home) == [LIMITS, QUEUE, SITE]
    return home


def merge(home: Home, key: str, into: str) -> audit.Group:
    return audit.merge(home, SETTINGS, OCTOBER, key, into, now=NOW)


def part(home: Home, key: str) -> audit.Group:
    return audit.part(home, SETTINGS, OCTOBER, key, now=NOW)


def rename(home: Home, key: str, name: str) -> audit.Group:
    return audit.rename(home, SETTINGS, OCTOBER, key, name, now=NOW)


# --- What was learned ---------------------------------------------------------------------------


def test_an_answer_and_words_stay_with_their_piece(home: Home) -> None:
    said = say(home, LIMITS, "a lot", "  Buckets refill\non read #redis ")
    assert said == group(home, LIMITS)
    assert (said.learned, said.words) == ("a lot", "Buckets refill\non read #redis")
    line = capture.find(home, SETTINGS, said.entry_id)
    assert (line.kind, line.repo, line.tags, line.day) == ("learned", "api", ("redis",), NOW.date())
    assert [one.learned for one in read(home).groups if one.key != LIMITS] == ["", ""]
    assert read(home).learned == "a lot"


def test_an_answer_needs_no_words_and_words_need_no_answer(home: Home) -> None:
    say(home, LIMITS, "not much")
    say(home, QUEUE, "", "Retries need a ceiling")
    assert (group(home, LIMITS).learned, group(home, LIMITS).words) == ("not much", "")
    assert (group(home, QUEUE).learned, group(home, QUEUE).words) == ("", "Retries need a ceiling")
    assert lessons(home) == ["Retries need a ceiling"]


def test_other_words_change_the_entry_and_the_same_ones_leave_no_trace(home: Home) -> None:
    first = say(home, LIMITS, "some", "Buckets")
    second = say(home, LIMITS, "a lot", "Buckets and clocks")
    assert first
    assert second
    assert (first.entry_id, lessons(home)) == (second.entry_id, ["Buckets and clocks"])
    deeds = rows(home, "SELECT action FROM deed")
    say(home, LIMITS, "some", "Buckets and clocks")
    say(home, LIMITS, "not much")
    assert rows(home, "SELECT action FROM deed") == deeds == [("note",), ("edit",)]
    assert (group(home, LIMITS).learned, lessons(home)) == ("not much", ["Buckets and clocks"])
    undo(home)
    assert group(home, LIMITS).words == "Buckets"


def test_words_that_are_taken_away_come_back_by_undo(home: Home) -> None:
    say(home, LIMITS, "some", "Buckets")
    assert say(home, LIMITS, "some", " \n ")
    assert (group(home, LIMITS).learned, group(home, LIMITS).words, lessons(home)) == (
        "some",
        "",
        [],
    )
    undo(home)
    assert group(home, LIMITS).words == "Buckets"


def test_words_that_were_deleted_in_the_journal_are_written_anew(home: Home) -> None:
    said = say(home, LIMITS, "some", "Buckets")
    assert said
    capture.delete(home, SETTINGS, said.entry_id)
    assert group(home, LIMITS).words == ""
    say(home, LIMITS, "some", "Clocks")
    assert (group(home, LIMITS).words, lessons(home)) == ("Clocks", ["Clocks"])


def test_an_undone_lesson_leaves_the_answer(home: Home) -> None:
    say(home, LIMITS, "some", "Buckets")
    undo(home)
    assert (group(home, LIMITS).learned, group(home, LIMITS).words) == ("some", "")


def test_the_month_as_a_whole_outdoes_its_pieces(home: Home) -> None:
    say(home, LIMITS, "a lot")
    say(home, QUEUE, "a lot")
    assert (read(home).learned, read(home).learned_said) == ("a lot", False)
    assert say(home, "", "not much", "I shipped and shipped") is None
    found = read(home)
    assert (found.learned, found.learned_said, found.words) == (
        "not much",
        True,
        "I shipped and shipped",
    )
    say(home, "", "", "")
    assert (read(home).learned, read(home).words, lessons(home)) == ("a lot", "", [])


def test_what_cant_be_said_is_refused_and_nothing_is_kept(home: Home) -> None:
    with pytest.raises(InputError, match="no answer 'plenty'"):
        say(home, LIMITS, "plenty", "Buckets")
    with pytest.raises(NotFoundError, match="no piece of work"):
        say(home, "api:nowhere", "some", "Buckets")
    with pytest.raises(NotFoundError):
        rename(home, "put off", "Rate limits")
    assert (lessons(home), rows(home, "SELECT count(*) FROM audit_group")) == ([], [(0,)])


def test_hostile_words_and_names_are_kept_as_text(home: Home) -> None:
    said = say(home, LIMITS, "some", f"Words {ESCAPE}\u202e")
    assert said
    assert said.words == "Words ]52;c;aGk=[/x]"
    assert rename(home, LIMITS, f"Name\n{ESCAPE}").name == "Name ]52;c;aGk=[/x]"


# --- Names and merges ---------------------------------------------------------------------------


def test_a_piece_has_another_name_until_it_has_its_own_again(home: Home) -> None:
    own = group(home, LIMITS).name
    assert rename(home, LIMITS, " Rate   limits ").name == "Rate limits"
    assert group(home, LIMITS).is_renamed
    assert rename(home, LIMITS, "").name == own
    assert not group(home, LIMITS).is_renamed


def test_merged_pieces_are_one(home: Home) -> None:
    whole = merge(home, QUEUE, LIMITS)
    assert (whole.key, whole.changes, set(whole.parts)) == (LIMITS, 14, {LIMITS, QUEUE})
    assert keys(home) == [LIMITS, SITE]
    assert len(audit.changes(home, SETTINGS, OCTOBER, LIMITS)) == 14
    say(home, QUEUE, "some", "Said of the part is said of the whole")
    assert group(home, LIMITS).learned == "some"


def test_a_piece_is_no_part_of_itself(home: Home) -> None:
    merge(home, QUEUE, LIMITS)
    for key, into in ((SITE, SITE), (QUEUE, LIMITS), (LIMITS, QUEUE)):
        with pytest.raises(InputError, match="part of itself"):
            merge(home, key, into)


def test_merges_are_taken_back_one_after_another(home: Home) -> None:
    before = read(home).groups
    merge(home, QUEUE, LIMITS)
    between = read(home).groups
    merge(home, LIMITS, SITE)
    assert keys(home) == [SITE]
    assert part(home, SITE).key == LIMITS
    assert read(home).groups == between
    assert part(home, QUEUE).key == QUEUE
    assert read(home).groups == before
    with pytest.raises(InputError, match="nothing was merged"):
        part(home, LIMITS)


def test_words_survive_a_merge_and_its_way_back(home: Home) -> None:
    say(home, LIMITS, "a lot", "Buckets")
    say(home, QUEUE, "some", "Retries")
    merge(home, QUEUE, LIMITS)
    assert (group(home, LIMITS).learned, group(home, LIMITS).words) == ("a lot", "Buckets")
    assert lessons(home) == ["Buckets", "Retries"]
    part(home, LIMITS)
    assert (group(home, QUEUE).learned, group(home, QUEUE).words) == ("some", "Retries")


def test_what_was_said_of_a_part_alone_is_said_of_the_whole(home: Home) -> None:
    said = say(home, QUEUE, "some", "Retries")
    assert said
    whole = merge(home, QUEUE, LIMITS)
    assert (whole.learned, whole.words, whole.entry_id) == ("some", "Retries", said.entry_id)
    again = say(home, LIMITS, "a lot", "Retries and buckets")
    assert again
    assert (again.words, again.entry_id) == ("Retries and buckets", said.entry_id)
    part(home, LIMITS)
    assert (group(home, LIMITS).words, group(home, QUEUE).words) == ("Retries and buckets", "")
    assert lessons(home) == ["Retries and buckets"]


def test_a_closed_month_takes_no_words(home: Home) -> None:
    audit.close(home, SETTINGS, OCTOBER, NOW)
    calls: list[Callable[[], object]] = [
        lambda: say(home, LIMITS, "some", "Buckets"),
        lambda: rename(home, LIMITS, "Rate limits"),
        lambda: merge(home, QUEUE, LIMITS),
        lambda: part(home, LIMITS),
    ]
    for call in calls:
        with pytest.raises(InputError, match="October 2026 is closed"):
            call()
    assert lessons(home) == []


def test_what_was_said_stays_when_the_work_is_thrown_away(home: Home) -> None:
    say(home, SITE, "a lot", "Pages")
    with lay.journal(home) as db:
        web = "SELECT id FROM repository WHERE name = 'web'"
        db.execute(f"DELETE FROM sighting WHERE repository_id = ({web})")  # noqa: S608 - ours
    found = group(home, SITE)
    assert (found.changes, found.learned, found.words) == (0, "a lot", "Pages")
    assert audit.changes(home, SETTINGS, OCTOBER, SITE) == []


# --- What helps to remember ---------------------------------------------------------------------


def beside(home: Home, key: str) -> list[str]:
    return [line.body for line in audit.beside(home, SETTINGS, OCTOBER, key)]


def test_the_changes_of_a_piece_are_given_newest_first(home: Home) -> None:
    found = audit.changes(home, SETTINGS, OCTOBER, QUEUE)
    assert [line.subject for line in found] == [f"fix(queue): step {n}" for n in range(5, -1, -1)]
    assert tuple(line.id for line in found) == group(home, QUEUE).change_ids
    with pytest.raises(NotFoundError):
        audit.changes(home, SETTINGS, OCTOBER, "api:nowhere")


def test_beside_a_piece_stands_what_was_written_about_it(home: Home) -> None:
    with lay.journal(home) as db:
        explained(db, "feat(limits): step 1", "2026-10-20 12:00", body="why of the limits")
        explained(db, "fix(queue): step 1", "2026-10-21 12:00", body="why of the queue")
        lay.entry(db, "in the repository", "2026-10-28 09:00", repo="/code/api")
        lay.entry(db, "elsewhere", "2026-10-02 09:00", repo="/code/web")
        lay.entry(db, "on a day of the limits", "2026-10-03 09:00")
        lay.entry(db, "on a day of the queue", "2026-10-12 09:00")
        lay.entry(db, "a month later", "2026-11-02 09:00", repo="/code/api")
    say(home, LIMITS, "some", "words about it")
    assert beside(home, LIMITS) == [
        "on a day of the limits",
        "why of the limits",
        "in the repository",
    ]
    assert beside(home, QUEUE) == [
        "on a day of the queue",
        "why of the queue",
        "in the repository",
    ]


def test_beside_the_month_as_a_whole_stand_all_its_entries_but_its_own_words(home: Home) -> None:
    with lay.journal(home) as db:
        lay.entry(db, "first", "2026-10-01 09:00", repo="/code/web")
        own = lay.entry(db, "learned then", "2026-10-31 09:00", kind="learned")
        lay.entry(db, "last", "2026-10-31 10:00")
    say(home, "", "some")
    with lay.journal(home) as db:
        db.execute("UPDATE audit_group SET entry = ?", (own,))
    assert beside(home, "") == ["first", "last"]


def test_a_closed_month_still_tells_its_changes_and_what_stands_beside(home: Home) -> None:
    with lay.journal(home) as db:
        explained(db, "feat(limits): step 1", "2026-10-20 12:00", body="why of the limits")
    merge(home, QUEUE, LIMITS)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    with lay.journal(home) as db:
        api = db.execute("SELECT id FROM repository WHERE name = 'api'").fetchone()[0]
        shipped(db, "feat(limits): found later", api, "2026-10-30 10:00")
    assert len(audit.changes(home, SETTINGS, OCTOBER, LIMITS)) == 14
    assert beside(home, LIMITS) == ["why of the limits"]


# --- Seals --------------------------------------------------------------------------------------


def test_whatever_is_said_is_sealed_and_a_damaged_row_is_not_made_whole(home: Home) -> None:
    say(home, LIMITS, "some", "Buckets")
    merge(home, QUEUE, LIMITS)
    audit.answer(home, SETTINGS, OCTOBER, audit.Answers(1, 2, 3, 4), NOW)
    with lay.journal(home) as db:
        assert list(sealing.broken(db)) == []
        db.execute("UPDATE audit_group SET learned = 'a lot' WHERE key = ?", (LIMITS,))
        db.execute("UPDATE assessment SET q1 = 4")
    say(home, LIMITS, "not much")
    audit.answer(home, SETTINGS, OCTOBER, audit.Answers(2, 2, 2, 2), NOW)
    audit.close(home, SETTINGS, OCTOBER, NOW)
    audit.reopen(home, SETTINGS, OCTOBER, NOW)
    with lay.journal(home) as db:
        db.row_factory = None
        names = {row.name for row in sealing.broken(db)}
        assert names == {"the answers of 2026-10", "what was said of the work of 2026-10"}
        for table, sealed in (("assessment", seal.ASSESSMENT), ("closing", seal.CLOSING)):
            asked = f"SELECT seal, {', '.join(sealed)} FROM {table}"  # noqa: S608 - ours
            for recorded, *values in db.execute(asked):
                assert (recorded == seal.of(values)) == (table == "closing")
