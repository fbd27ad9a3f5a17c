"""Nudges: the first that fits, in SCORING's order, and silence in languages they don't know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.nudges import Source, is_english, nudge

DIFF = """\
def fetch_page(client, retry_count):
    # retry with a short backoff when the broker closes the socket
    for attempt in range(retry_count):
        backoff = compute_backoff(attempt)
"""
SOURCE = Source(
    DIFF, "Retry with a short backoff\n\nThe broker closes idle sockets after a minute."
)
REASON = (
    "The broker drops idle sockets after a minute, and a single failure must not lose a page, "
    "because nobody looks at the log at night."
)
WHOLE = f"{REASON} I considered a pool of connections instead, and it needs a second thread."


def asked(text: str, *dismissed: str) -> str:
    found = nudge(text, SOURCE, frozenset(dismissed))
    return found.words if found else ""


def test_under_twelve_words_one_more_sentence_is_asked_for() -> None:
    eleven = "one two three four five six seven eight nine ten because"
    assert asked(eleven) == "One more sentence: why this way?"
    assert asked(f"{eleven} instead") != "One more sentence: why this way?"


def test_what_matches_the_diff_or_the_message_is_asked_for_in_own_words() -> None:
    copied = "Retry with a short backoff when the broker closes the socket, because of that."
    assert asked(copied) == "Much of this matches the diff. In your words?"
    message = "Because the broker closes idle sockets after a minute, instead of later."
    assert asked(message) == "Much of this matches the diff. In your words?"


def test_without_any_cue_what_would_have_gone_wrong_is_asked() -> None:
    plain = "This makes the page load again and it is what everybody in the team was used to."
    assert asked(plain) == "What would have gone wrong otherwise?"
    for cue in ("because", "so that", "otherwise", "to avoid", "depends on", "slower", "However"):
        assert asked(f"{plain} Then {cue} there.") != "What would have gone wrong otherwise?"
    assert asked(f"{plain} The button, butter and riskless ones.").startswith("What would")


def test_sixty_words_without_a_cue_are_left_alone_by_that_question() -> None:
    long = "This makes the page load again and it was so. " * 6
    assert asked(long) == "What else did you consider?"


def test_mostly_identifiers_say_what_and_not_why() -> None:
    what = (
        "fetch_page calls compute_backoff(attempt) for each attempt in retry_count, and client "
        "gives back its backoff, but attempt."
    )
    assert asked(what) == "This says what. Why?"


def test_without_an_alternative_what_else_was_considered_is_asked() -> None:
    assert asked(REASON) == "What else did you consider?"
    for cue in ("instead", "rather than", "considered", "ruled  out", "RULED OUT"):
        assert asked(f"{REASON} That was {cue} so.") == ""


def test_a_whole_explanation_is_left_alone() -> None:
    assert asked(WHOLE) == ""


def test_nothing_is_asked_of_an_empty_text() -> None:
    assert asked("") == ""
    assert asked(" \n ... ") == ""


def test_a_dismissed_question_makes_room_for_the_next() -> None:
    assert asked("too short", "more") == ""
    assert asked(REASON, "else") == ""
    plain = "This makes the page load again and it is what everybody in the team was used to."
    assert asked(plain, "otherwise") == "What else did you consider?"
    assert asked(plain, "otherwise", "else") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Der Broker schließt ruhende Verbindungen nach einer Minute, und nachts sieht keiner nach.",
        "Le serveur ferme les connexions inactives au bout d'une minute et personne ne regarde.",
        "El servidor cierra las conexiones inactivas tras un minuto y nadie mira los registros.",
        "De server sluit de verbinding na een minuut en dan is de hele pagina weg voor iedereen.",
        "Брокер закрывает неактивные соединения через минуту, и ночью никто не смотрит в журнал.",
        "サーバーは一分後に接続を閉じるので、もう一度試す必要があります。夜は誰もログを見ません。",
        "服务器在一分钟后关闭空闲连接所以我们需要重试否则页面会丢失而且晚上没有人查看日志",
    ],
)
def test_another_language_is_asked_for_no_cue(text: str) -> None:
    assert not is_english(text)
    assert asked(text) == ""


@pytest.mark.parametrize("text", [REASON, WHOLE, "It would break and they were not told."])
def test_english_is_known_by_its_small_words(text: str) -> None:
    assert is_english(text)


def test_identifiers_are_told_in_punctuation_and_calls() -> None:
    source = Source("x = client.fetch_page(retry_count)")
    assert source.identifiers("`client.fetch_page()`, retry_count; words") == pytest.approx(2 / 3)
    assert source.identifiers("") == 0.0
    # Words of the language that stand in comments are none.
    assert Source("x = y.name(file)").identifiers("the name of the file") == 0


def test_prose_in_a_diff_holds_no_identifiers() -> None:
    prose = "A broker drops sockets (see below), and readers wait.\n# sockets = wait()\nx() // wait"
    assert Source(prose).identifiers("broker drops sockets readers wait") == 0


def test_hostile_texts_end() -> None:
    for text in ("to " * 50_000, "a" * 200_000, "depends " * 50_000, "(" * 100_000 + "a.b"):
        nudge(text, SOURCE)


@given(some.text(), some.text(), some.text())
def test_whatever_is_typed_there_is_at_most_one_question(
    text: str, diff: str, message: str
) -> None:
    found = nudge(text, Source(diff, message))
    assert found is None or nudge(text, Source(diff, message), frozenset({found.id})) != found
