"""Search: whatever is typed is text; what is in the journal is found."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal import lay
from waterline.domain import text
from waterline.domain.filters import Filter
from waterline.journal import query, search, snippets

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from waterline.home import Home

OPEN, CLOSE = "\ue000", "\ue001"


@pytest.fixture
def db(home: Home) -> Iterator[sqlite3.Connection]:
    with lay.journal(home) as opened:
        yield opened


def found(
    db: sqlite3.Connection,
    typed: str,
    narrowed: Filter = Filter(),  # noqa: B008 - frozen
    limit: int = 50,
    **how: Any,
) -> list[str]:
    return [hit.line.body for hit in search.find(db, typed, narrowed, limit, **how)]


# -- words ------------------------------------------------------------------------------------


def test_all_words_must_be_there_and_the_last_may_be_a_beginning(db: sqlite3.Connection) -> None:
    lay.entry(db, "The token bucket refills lazily")
    lay.entry(db, "A bucket of water")
    assert found(db, "token buc") == ["The token bucket refills lazily"]
    assert found(db, "BUCKET") == ["A bucket of water", "The token bucket refills lazily"]
    assert found(db, "buc token") == []
    assert found(db, "bucket fire") == []


def test_entries_and_changes_are_found_newest_first(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api")
    lay.entry(db, "lock one", "2026-05-10 09:00")
    lay.change(db, "lock two", api, at="2026-05-10 10:00")
    lay.entry(db, "lock three", "2026-05-10 11:00")
    lay.change(db, "lock dropped", at="2026-05-10 12:00")
    assert found(db, "lock") == ["lock three", "lock two", "lock one"]
    assert found(db, "lock", limit=2) == ["lock three", "lock two"]


def test_a_deleted_entry_is_not_found_and_an_edited_one_by_its_new_words(
    db: sqlite3.Connection,
) -> None:
    lay.entry(db, "gone for good", deleted_at=1)
    key = lay.entry(db, "first words")
    db.execute("UPDATE entry SET body = 'second words' WHERE id = ?", (key,))
    assert found(db, "gone") == []
    assert found(db, "first") == []
    assert found(db, "second") == ["second words"]


def test_nothing_typed_finds_the_newest(db: sqlite3.Connection) -> None:
    lay.entry(db, "one", kind="learned")
    lay.entry(db, "two")
    for typed in ("", "   ", "***", '"', '""', ":", "( ) ^ - +", "\0", "\ud800"[:0]):
        assert found(db, typed) == ["two", "one"], typed
    assert found(db, "", Filter(kinds=("learned",))) == ["one"]


@pytest.mark.parametrize(
    "typed",
    ["AND", "OR NOT", "NEAR(a, b)", "body:x", "a AND", '"unclosed', "x*", "-x", "^x", "{a b}: c",
     "a + b", "💥", "'; DROP TABLE entry; --", "%", "_", "\\", "a\0b", "\udcff", "entry_search"],
)  # fmt: skip
def test_signs_and_key_words_are_only_text(db: sqlite3.Connection, typed: str) -> None:
    lay.entry(db, f"before {text.clean(typed)} after")
    lay.entry(db, "something else")
    assert found(db, typed)[-1].startswith("before")


def test_words_in_quotes_stand_side_by_side(db: sqlite3.Connection) -> None:
    lay.entry(db, "a token in a bucket")
    lay.entry(db, "a token bucket")
    assert found(db, '"token bucket"') == ["a token bucket"]
    assert found(db, '"token buc"') == []  # a phrase is closed: nothing is left to begin
    assert found(db, '"token bucket" tok') == ["a token bucket"]
    assert found(db, '"token bucket') == ["a token bucket", "a token in a bucket"]


def test_accents_and_case_make_no_difference(db: sqlite3.Connection) -> None:
    lay.entry(db, "Mein Résumé über Größe")
    for typed in ("resume", "RÉSUMÉ", unicodedata.normalize("NFD", "résumé"), "uber", "größ"):
        assert found(db, typed) == ["Mein Résumé über Größe"], typed


def test_one_letter_is_a_word_and_not_a_beginning(db: sqlite3.Connection) -> None:
    lay.entry(db, "plan b")
    lay.entry(db, "plan backwards")
    assert found(db, "b") == ["plan b"]
    assert found(db, "plan b") == ["plan b"]


def test_one_letter_at_the_end_does_not_empty_the_list_while_typing(
    db: sqlite3.Connection,
) -> None:
    lay.entry(db, "token bucket")
    for typed in ("to", "token", "token ", "token b", "token bu", "token_b", "don't token b"[6:]):
        assert found(db, typed) == ["token bucket"], typed
    assert found(db, "bucket t") == ["token bucket"]


# -- tags and filters -------------------------------------------------------------------------


def test_a_tag_filters_by_tag(db: sqlite3.Connection) -> None:
    lay.entry(db, "locks are slow #rate-limiting")
    lay.entry(db, "locks about rate limiting")
    lay.entry(db, "queues #rate-limiting #sql")
    assert found(db, "#rate-limiting locks") == ["locks are slow #rate-limiting"]
    assert found(db, "locks #Rate-Limiting") == ["locks are slow #rate-limiting"]
    assert found(db, "#sql") == ["queues #rate-limiting #sql"]
    assert found(db, "#sql #rate-limiting ") == ["queues #rate-limiting #sql"]
    assert found(db, "#nosuch locks") == []


def test_a_tag_being_typed_is_found_by_its_beginning(db: sqlite3.Connection) -> None:
    lay.entry(db, "one #redis")
    lay.entry(db, "two about redis")
    lay.entry(db, "three #go")
    lay.entry(db, "four #golang")
    assert found(db, "#re") == ["one #redis"]
    assert found(db, "#go") == ["three #go"]  # a tag that exists is meant itself
    assert found(db, "#gol") == ["four #golang"]
    assert found(db, "one #re") == ["one #redis"]


def test_a_number_sign_before_a_number_is_no_tag(db: sqlite3.Connection) -> None:
    lay.entry(db, "closes #123")
    assert found(db, "#123") == ["closes #123"]


@pytest.mark.parametrize("few", [0, 1000])
def test_filters_narrow_what_is_found_whichever_way(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    api = lay.repository(db, "api", "/code/api")
    lay.entry(db, "lock a #sql", "2026-05-10 09:00", repo="api")
    lay.entry(db, "lock b", "2026-05-11 09:00", kind="decision")
    lay.change(db, "lock c", api, at="2026-05-12 09:00")
    lay.entry(db, "lock d #sql", "2026-05-13 09:00", kind="decision")
    expected = {
        Filter(tags=("sql",)): "da",
        Filter(kinds=("decision",)): "db",
        Filter(kinds=("change",)): "c",
        Filter(kinds=("change", "note")): "ca",
        Filter(repo="api"): "ca",
        Filter(since=date(2026, 5, 11), until=date(2026, 5, 12)): "cb",
        Filter(tags=("sql",), kinds=("decision",)): "d",
        Filter(repo="nosuch"): "",
    }
    for narrowed, letters in expected.items():
        for ranked in (False, True):
            hits = search.find(db, "lock", narrowed, ranked=ranked)
            assert sorted(hit.line.body[5] for hit in hits) == sorted(letters), narrowed
            assert all(f"{OPEN}lock{CLOSE}" in hit.snippet for hit in hits)
        assert [body[5] for body in found(db, "lo", narrowed)] == list(letters)


# -- what the index of words can't see --------------------------------------------------------


def test_scripts_without_spaces_are_found_anywhere_in_a_sentence(db: sqlite3.Connection) -> None:
    lay.entry(db, "今天学习了缓存击穿的原理")
    lay.entry(db, "トークンバケットは遅延補充する")
    lay.entry(db, "วันนี้เรียนรู้เรื่องแคช")
    lay.entry(db, "Redis的缓存很快 redis cache")
    lay.entry(db, "오늘은 캐시를배웠다")
    assert found(db, "缓存") == ["Redis的缓存很快 redis cache", "今天学习了缓存击穿的原理"]
    assert found(db, "缓存 原理") == ["今天学习了缓存击穿的原理"]
    assert found(db, "cache 缓存") == ["Redis的缓存很快 redis cache"]
    assert found(db, "redis的缓") == ["Redis的缓存很快 redis cache"]
    assert found(db, "バケット") == ["トークンバケットは遅延補充する"]
    assert found(db, "เรียนรู้") == ["วันนี้เรียนรู้เรื่องแคช"]
    assert found(db, "배웠다") == ["오늘은 캐시를배웠다"]
    assert found(db, "原") == ["今天学习了缓存击穿的原理"]


def test_symbols_are_found_in_the_text(db: sqlite3.Connection) -> None:
    api = lay.repository(db, "api")
    lay.entry(db, "shipped it 🎉")
    lay.entry(db, "shipped it")
    lay.change(db, "🎉 release", api)
    assert sorted(found(db, "🎉")) == sorted(["🎉 release", "shipped it 🎉"])
    assert found(db, "shipped 🎉") == ["shipped it 🎉"]
    assert found(db, "→") == []


def test_composed_and_decomposed_letters_find_each_other(db: sqlite3.Connection) -> None:
    composed = "캐시를배웠다"
    decomposed = unicodedata.normalize("NFD", composed)
    lay.entry(db, composed)
    assert found(db, composed) == found(db, decomposed) == [composed]


def test_percent_and_underscore_stand_for_themselves(db: sqlite3.Connection) -> None:
    lay.entry(db, "缓存命中率100%!")
    lay.entry(db, "缓存命中率100x!")
    assert found(db, "率100%!") == ["缓存命中率100%!"]


def test_the_reach_bounds_looking_through_texts_but_not_beginnings(db: sqlite3.Connection) -> None:
    lay.entry(db, "很旧的缓存")
    lay.entry(db, "缓存很旧")
    for n in range(20):
        lay.entry(db, f"entry {n}")
    assert found(db, "缓存") == ["缓存很旧", "很旧的缓存"]
    assert found(db, "缓存", reach=10) == ["缓存很旧"]  # its run begins so: the index knows
    assert found(db, "缓存", reach=22) == ["缓存很旧", "很旧的缓存"]


# -- relevance --------------------------------------------------------------------------------


def test_ranked_puts_the_most_relevant_first(db: sqlite3.Connection) -> None:
    lay.entry(db, "lock lock lock", "2026-05-10 09:00")
    lay.entry(db, "a lock among many other words that say nothing of it", "2026-05-11 09:00")
    assert found(db, "lock", ranked=True)[0] == "lock lock lock"
    assert found(db, "lock")[0].startswith("a lock among")


def test_relevance_is_weighed_among_the_newest(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WEIGHED", 2)
    for n in range(3, 0, -1):
        lay.entry(db, "lock " * n)
    assert found(db, "lock", limit=1, ranked=True) == ["lock " * 2]


# -- snippets ---------------------------------------------------------------------------------


def test_a_snippet_is_one_line_with_the_words_marked(db: sqlite3.Connection) -> None:
    lay.entry(db, "first line\n\nwhy the   Token bucket\nrefills " + "and so on " * 60)
    [hit] = search.find(db, "token refill")
    assert f"{OPEN}Token{CLOSE}" in hit.snippet
    assert f"{OPEN}refills{CLOSE}" in hit.snippet
    assert "\n" not in hit.snippet
    assert len(hit.snippet) < 200


def test_marks_that_a_person_typed_are_no_marks(db: sqlite3.Connection) -> None:
    lay.entry(db, f"a {OPEN}private{CLOSE} token 缓存")
    for typed in ("token", "缓存", ""):
        [hit] = search.find(db, typed)
        assert hit.snippet.count(OPEN) == hit.snippet.count(CLOSE) == (1 if typed else 0)
        assert "private" in hit.snippet


def test_a_snippet_of_a_find_in_the_text_shows_the_find(db: sqlite3.Connection) -> None:
    lay.entry(db, "x" * 500 + " 缓存 " + "y" * 500)
    [hit] = search.find(db, "缓存")
    assert f"{OPEN}缓存{CLOSE}" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")


def test_a_very_long_entry_shows_its_beginning(db: sqlite3.Connection) -> None:
    lay.entry(db, "beginning " + "word " * 20_000 + "needle")
    [hit] = search.find(db, "needle")
    assert hit.snippet.startswith("beginning word")


# -- whatever is typed ------------------------------------------------------------------------

ODD = st.text(
    st.sampled_from("ab #\"*:()^-+{},.%_\\'!缓存é\u0301💥\0\ud800\udfff\ue000\n\t")
    | st.characters(),
    max_size=30,
)


@pytest.fixture
def some(db: sqlite3.Connection) -> sqlite3.Connection:
    api = lay.repository(db, "api")
    lay.entry(db, "ab #ab 缓存 é 💥", tags="a b")
    lay.change(db, "ab (é)", api)
    return db


def fuzz(examples: int) -> settings:
    return settings(
        max_examples=examples,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@fuzz(500)
@given(typed=ODD, ranked=st.booleans(), tags=st.sampled_from([(), ("a",), ("a", "ab")]))
def test_nothing_that_can_be_typed_breaks_the_search(
    some: sqlite3.Connection, typed: str, *, ranked: bool, tags: tuple[str, ...]
) -> None:
    for hit in search.find(some, typed, Filter(tags=tags), ranked=ranked):
        assert hit.snippet.count(OPEN) == hit.snippet.count(CLOSE)
        assert "\n" not in hit.snippet


def seen_by_the_tokenizer(word: str) -> bool:
    # unicode61 knows the letters of Unicode 6.1; scripts that came later are no letters to it.
    return all(
        unicodedata.category(c)[0] in "LN" and unicodedata.ucd_3_2_0.category(c) != "Cn"
        for c in word
    )


@fuzz(300)
@given(
    body=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=60
    )
)
def test_every_word_of_an_entry_finds_it(some: sqlite3.Connection, body: str) -> None:
    stored = text.body(body)
    if not stored:
        return
    lay.entry(some, stored)
    for word in stored.split():
        if seen_by_the_tokenizer(word) and not text.tags_in(word):
            assert stored in found(some, word, limit=1000), word
            assert stored in found(some, word[: max(2, len(word) - 1)], limit=1000), word


@pytest.mark.parametrize(
    "word",
    ["\u09ac\u09be\u09dc\u09bf", "\ufb2a\u05dc\u05d5\u05dd", "\u1f71\u03bd\u03b8\u03bf\u03c2"],
)
@pytest.mark.parametrize("typed", ["{word}", "{word} more", '"{word} more"', "more {word}"])
def test_a_letter_that_composing_takes_apart_is_found_as_it_was_written(
    some: sqlite3.Connection, word: str, typed: str
) -> None:
    lay.entry(some, f"{word} more")
    assert found(some, typed.format(word=word)) == [f"{word} more"]
    assert found(some, word[:-1]) == [f"{word} more"]
    lay.entry(some, unicodedata.normalize("NFC", f"{word} less"))
    assert len(found(some, word)) == 2


@fuzz(300)
@given(typed=ODD)
def test_a_query_holds_no_more_than_was_typed(typed: str) -> None:
    asked = query.parse(typed)
    assert asked.match.count('"') % 2 == 0
    once = unicodedata.normalize("NFC", text.clean_line(typed))
    forms = {unicodedata.normalize("NFC", form) for needle in asked.needles for form in needle}
    assert all(form in once for form in forms)


def test_a_page_pasted_by_accident_is_answered(some: sqlite3.Connection) -> None:
    assert found(some, "nothing like that " * 10_000) == []
    assert found(some, "a" * 100_000) == []
    assert found(some, '"' * 5_000) != []


def test_a_snippet_marks_only_what_it_is_asked_for() -> None:
    assert snippets.around("a.b axb", ("a.b",)) == f"{OPEN}a.b{CLOSE} axb"
    assert snippets.around("plain", ()) == "plain"


# -- plans ------------------------------------------------------------------------------------


def test_words_are_looked_up_in_the_order_of_the_index(some: sqlite3.Connection) -> None:
    asked: list[str] = []
    some.set_trace_callback(asked.append)
    search.find(some, "ab", Filter(since=date(2020, 1, 1)))
    some.set_trace_callback(None)
    selects = [sql for sql in asked if "MATCH" in sql and sql.lstrip().startswith("SELECT e.")]
    selects += [sql for sql in asked if "MATCH" in sql and sql.lstrip().startswith("SELECT c.")]
    assert len(selects) == 2
    for sql in selects:
        steps = [row[3] for row in some.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert "VIRTUAL TABLE INDEX" in steps[0], steps
        assert not [step for step in steps if "B-TREE" in step], steps
