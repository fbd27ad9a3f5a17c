"""A month's work in pieces: which changes stand together, and that nothing said of one is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import OCTOBER, explained, work
from waterline.domain.facts import Said
from waterline.domain.grouping import ELSEWHERE, MOST, groups, key_of
from waterline.domain.lessons import answer, of_month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.audits import Group
    from waterline.domain.facts import Work

SUBJECTS = ("feat(limit): x", "auth: x", "Fix(ui): x", "Tidy up", "docs: x", "")
PATHS = ((), ("src/storage/a.py",), ("src/storage/disk/a.py",), ("web/b.ts",), ("README.md",))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["api", "web", "docs", "infra", "a:b", "x", "y", "z", "w"]),
        st.sampled_from(SUBJECTS),
        st.sampled_from(PATHS),
        st.sampled_from(["", "main", "feat/limit", "try-it"]),
    ),
    max_size=40,
)
LEARNED = st.sampled_from(["a lot", "some", "not much"])


def made(told: Sequence[tuple[str, str, tuple[str, ...], str]]) -> list[Work]:
    return [
        work(n, repo=repo, subject=subject, paths=paths, branch=branch)
        for n, (repo, subject, paths, branch) in enumerate(told)
    ]


def several(subject: str, count: int = 4, start: int = 0, repo: str = "api") -> list[Work]:
    return [work(start + n, subject=f"{subject} {n}", repo=repo) for n in range(count)]


def by_key(found: Sequence[Group]) -> dict[str, Group]:
    return {one.key: one for one in found}


# --- Finding pieces ---------------------------------------------------------------------------


def test_work_is_named_by_its_scope_and_its_repository() -> None:
    found = groups([*several("feat(rate-limit): step"), *several("auth: step", 3, 10)], (), OCTOBER)

    assert [(one.name, one.changes) for one in found] == [
        ("Rate limit in api", 4),
        ("Auth in api", 3),
    ]


def test_one_spelling_of_a_scope_does_not_part_it_from_another() -> None:
    works = [*several("feat(Rate_Limit): step", 3), *several("rate-limit: step", 2, 10)]

    [found] = groups(works, (), OCTOBER)

    assert (found.key, found.name, found.changes) == ("api:rate-limit", "Rate Limit in api", 5)


def test_work_without_scopes_is_named_by_its_folders_and_the_rest_stays_together() -> None:
    works = [work(n, paths=("src/journal/a.py",), subject=f"Keep it {n}") for n in range(4)]
    works += [work(n, paths=("src/tui/a.py",), subject=f"Draw it {n}") for n in range(10, 13)]
    works += [work(20, paths=(), subject="Tidy up")]

    found = groups(works, (), OCTOBER)

    assert [one.name for one in found] == ["Journal in api", "TUI in api", "Other work in api"]


def test_a_folder_that_holds_nearly_everything_tells_nothing_apart() -> None:
    works = [work(n, paths=("acme/main.py",), subject=f"Say {n} things") for n in range(9)]

    [found] = groups([*works, work(20, paths=("web/a.ts",))], (), OCTOBER)

    assert (found.key, found.changes) == ("api:", 10)


def test_a_small_repository_is_a_piece_of_its_own_and_named_by_a_word_of_most_subjects() -> None:
    works = [
        work(n, subject=f"{verb} the parser") for n, verb in enumerate(("Mend", "Try", "Trim"))
    ]

    [found] = groups([*works, work(9, subject="Tidy up")], (), OCTOBER)

    assert found.name == "Parser in api"


def test_a_repository_whose_subjects_have_nothing_in_common_is_named_by_itself() -> None:
    [found] = groups([work(1, subject="Tidy up"), work(2, subject="Go on")], (), OCTOBER)

    assert (found.name, found.repo) == ("api", "api")


def test_of_too_many_repositories_the_smallest_stand_together() -> None:
    works = [
        work(n, repo=f"repo{at}", subject="Tidy up")
        for at in range(12)
        for n in range(at * 20, at * 20 + 12 - at)
    ]

    found = groups(works, (), OCTOBER)

    assert len(found) == MOST
    assert (found[-1].key, found[-1].name) == (ELSEWHERE, "Other repositories")


def test_a_piece_says_what_its_changes_come_to() -> None:
    works = [
        explained(work(1, "2026-10-03", subject="Small")),
        work(2, "2026-10-09", subject="Large", insertions=300),
        work(3, "2026-10-05", subject="By hand", origin="by hand"),
    ]

    [found] = groups(works, (), OCTOBER)

    assert found.change_ids == ("2026-10-09 2", "2026-10-05 3", "2026-10-03 1")
    assert (found.assisted, found.explained) == (2, 1)
    assert (found.insertions, found.deletions) == (316, 6)
    assert (found.first, found.last) == (date(2026, 10, 3), date(2026, 10, 9))
    assert found.subjects == ("Large", "By hand", "Small")


def test_a_month_with_nothing_has_no_pieces() -> None:
    assert groups((), (), OCTOBER) == ()


def test_hostile_subjects_are_nothing_but_text() -> None:
    works = [work(n, subject=f"feat([/x]): [bold]{n}", repo="[red]") for n in range(3)]

    [found] = groups(works, (), OCTOBER)

    assert (found.key, found.name) == ("[red]:x", "[/x] in [red]")


@given(CHANGES)
def test_every_change_stands_in_exactly_one_of_a_handful_of_pieces(
    told: list[tuple[str, str, tuple[str, ...], str]],
) -> None:
    works = made(told)
    found = groups(works, (), OCTOBER)

    assert sorted(key for one in found for key in one.change_ids) == sorted(w.id for w in works)
    assert len(found) <= MOST
    assert len(by_key(found)) == len(found)
    assert all(one.name and one.changes for one in found)


@given(CHANGES)
def test_the_order_in_which_changes_are_read_changes_nothing(
    told: list[tuple[str, str, tuple[str, ...], str]],
) -> None:
    works = made(told)

    assert groups(works, (), OCTOBER) == groups(works[::-1], (), OCTOBER)


# --- What was said of them --------------------------------------------------------------------


@given(CHANGES, CHANGES, st.data())
def test_what_was_said_of_a_piece_stays_with_it_while_the_month_grows(
    told: list[tuple[str, str, tuple[str, ...], str]],
    more: list[tuple[str, str, tuple[str, ...], str]],
    data: st.DataObject,
) -> None:
    early = groups(made(told), (), OCTOBER)
    said = [
        Said(one.key, learned=data.draw(LEARNED), words=f"words on {one.key}", entry_id=one.key)
        for one in early
    ]

    later = by_key(groups(made([*told, *more]), said, OCTOBER))

    for one in said:
        assert (later[one.key].learned, later[one.key].words) == (one.learned, one.words)


@given(CHANGES, st.data())
def test_saying_something_of_a_piece_moves_no_change_out_of_it(
    told: list[tuple[str, str, tuple[str, ...], str]], data: st.DataObject
) -> None:
    works = made(told)
    before = groups(works, (), OCTOBER)
    if not before:
        return
    one = data.draw(st.sampled_from(before))

    after = by_key(groups(works, [Said(one.key, learned="some")], OCTOBER))

    assert set(after[one.key].change_ids) >= set(one.change_ids)


@given(CHANGES, st.data())
def test_merging_keeps_every_change_and_taking_it_back_gives_the_same_pieces(
    told: list[tuple[str, str, tuple[str, ...], str]], data: st.DataObject
) -> None:
    works = made(told)
    before = groups(works, (), OCTOBER)
    keys = [one.key for one in before]
    if len(keys) < 2:
        return
    parts = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=4))
    said = {key: Said(key, part_of=into) for key, into in parts}

    after = groups(works, said.values(), OCTOBER)

    assert sorted(key for one in after for key in one.change_ids) == sorted(w.id for w in works)
    spoken = [Said(key, learned="some") for key in keys]
    apart = groups(works, spoken, OCTOBER)
    assert {one.key: one.change_ids for one in apart} == {
        one.key: one.change_ids for one in groups(works, spoken[::-1], OCTOBER)
    }


def test_merged_pieces_stand_in_the_last_of_a_chain_with_their_parts() -> None:
    works = [*several("a1: x", 4), *several("b1: x", 3, 10), *several("c1: x", 2, 20)]
    said = [Said("api:a1", part_of="api:b1"), Said("api:b1", part_of="api:c1")]

    [found] = groups(works, said, OCTOBER)

    assert found.key == "api:c1"
    assert found.parts == ("api:c1", "api:a1", "api:b1")
    assert found.changes == 9


def test_two_that_were_merged_into_each_other_stand_together_once() -> None:
    works = [*several("a1: x", 2), *several("b1: x", 3, 10)]
    said = [Said("api:a1", part_of="api:b1"), Said("api:b1", part_of="api:a1")]

    [found] = groups(works, said, OCTOBER)

    assert (found.key, found.changes) == ("api:a1", 5)


def test_a_merged_piece_has_the_words_of_its_parts_where_nothing_was_said_of_it() -> None:
    works = [*several("a1: x", 2), *several("b1: x", 3, 10)]
    part = Said("api:a1", part_of="api:b1", learned="a lot", words="locks", entry_id="e")

    [found] = groups(works, [part], OCTOBER)
    assert (found.key, found.learned, found.words, found.entry_id) == (
        "api:b1", "a lot", "locks", "e",
    )  # fmt: skip

    own = Said("api:b1", learned="some", words="queues", entry_id="f")
    [found] = groups(works, [part, own], OCTOBER)
    assert (found.learned, found.words, found.entry_id) == ("some", "queues", "f")


def test_a_renamed_piece_has_its_name_and_keeps_its_key() -> None:
    said = [Said("api:a1", name="The limiter")]

    [found] = groups(several("a1: x", 2), said, OCTOBER)

    assert (found.key, found.name, found.is_renamed) == ("api:a1", "The limiter", True)


def test_words_on_work_that_was_thrown_away_are_still_there() -> None:
    said = [
        Said("api:try-it", learned="a lot", words="it can't be done", entry_id="e"),
        Said("api:renamed", name="Nothing was said of it"),
    ]

    [found] = groups((), said, OCTOBER)

    assert (found.name, found.words, found.changes) == ("Try it in api", "it can't be done", 0)
    assert (found.first, found.last) == (OCTOBER.first, OCTOBER.last)


def test_a_change_goes_to_the_piece_that_was_spoken_of_even_if_another_is_larger() -> None:
    works = [work(n, subject=f"feat(limit): {n}", paths=("src/auth/a.py",)) for n in range(6)]

    found = groups(works, [Said("api:auth", learned="some")], OCTOBER)

    assert [(one.key, one.changes) for one in found] == [("api:auth", 6)]


# --- The month's answer -----------------------------------------------------------------------


def group(learned: str, changes: int) -> Group:
    return groups(several("x", changes), [Said(key_of("api"), learned=learned)], OCTOBER)[0]


def test_the_answer_is_what_was_said_of_the_month_as_a_whole() -> None:
    assert answer([group("not much", 9)], "a lot") == "a lot"


def test_else_it_is_the_most_that_half_of_the_answered_changes_reach() -> None:
    lot, some, not_much = group("a lot", 3), group("some", 3), group("not much", 3)

    assert answer([lot, some, not_much]) == "some"
    assert answer([lot, not_much]) == "a lot"
    assert answer([lot, group("not much", 4)]) == "not much"
    assert answer([lot, group("", 40)]) == "a lot"


def test_an_unanswered_month_has_no_answer() -> None:
    assert answer([]) == ""
    assert answer([group("", 4)]) == ""


def test_a_months_answer_follows_from_its_changes_and_what_was_said() -> None:
    works = [*several("a1: x", 4), *several("b1: x", 2, 10)]
    said = [Said("api:a1", learned="not much"), Said("api:b1", learned="a lot")]

    assert of_month(works, said, OCTOBER) == "not much"
    assert of_month(works, [*said, Said("", learned="some")], OCTOBER) == "some"
    assert of_month(works, [*said, Said("", words="only words")], OCTOBER) == "not much"
    assert of_month(works, [], OCTOBER) == ""


@given(st.lists(st.tuples(LEARNED, st.integers(1, 9)), min_size=1, max_size=5))
def test_at_least_half_reach_the_answer_and_fewer_what_is_above_it(
    told: list[tuple[str, int]],
) -> None:
    levels = ["not much", "some", "a lot"]
    weights = [(levels.index(learned), changes) for learned, changes in told]
    whole = sum(changes for _, changes in weights)

    found = levels.index(answer([group(learned, changes) for learned, changes in told]))

    assert 2 * sum(changes for level, changes in weights if level >= found) >= whole
    assert 2 * sum(changes for level, changes in weights if level > found) < whole
