"""The user's own signals: each form of the table, beside those that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.commits import Person
from waterline.domain.origin import Origin, agent, origin_of
from waterline.domain.signals import NONE, Signals, Variable, signals

MARA = Person("Mara Test", "mara@example.org")
OWN = signals(
    {
        "Bot@Work.example": "Workbot",
        "Helper <helper@work.example>": "Helper",
        "Workbot-Session:": "Workbot",
        "Ticket-Bot :": "",
        "$WORKBOT": "Workbot",
        "$ROLE=bot": "Rolebot",
        "-- sent by Workbot": "Workbot",
        "noreply@anthropic.com": "Claude at work",
    }
)


def origin(message: str, author: Person = MARA) -> Origin:
    return origin_of(message, author, MARA, signals=OWN)


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("Co-authored-by: Bot <bot@work.example>", "Workbot"),
        ("Co-authored-by: H <HELPER@work.example>", "Helper"),
        ("Workbot-Session: 12", "Workbot"),
        ("workbot-session: 12", "Workbot"),
        ("Ticket-Bot: build 7", "build 7"),
        ("-- Sent by Workbot", "Workbot"),
        ("Co-authored-by: Claude <noreply@anthropic.com>", "Claude at work"),
        ("Co-authored-by: Cursor <cursoragent@cursor.com>", "Cursor"),
    ],
)
def test_a_users_own_signal_tells_assisted_beside_the_known_ones(line: str, tool: str) -> None:
    assert origin(f"Add\n\n{line}") == Origin("assisted", tool, "trailer")


@pytest.mark.parametrize(
    "message",
    [
        "Add -- sent by Workbot",
        "Add\n\nThe -- sent by Workbot line",
        "Add\n\nNot-Workbot-Session: 12",
        "Add\n\nWorkbot-Session:",
        "Add\n\nCo-authored-by: Bot <bot@work.example.org>",
        "Add\n\n$WORKBOT",
    ],
)
def test_what_only_looks_like_a_users_signal_proves_nothing(message: str) -> None:
    assert origin(message) == Origin()


def test_an_address_of_the_users_makes_its_author_an_agent() -> None:
    bot = Person("Some Bot", "BOT@work.example")
    assert origin("Add", bot) == Origin("assisted", "Workbot", "author")
    assert agent(bot, OWN) == "Workbot"
    assert agent(bot) is None


def test_the_name_of_a_tool_of_the_users_holds_nothing_that_a_terminal_obeys() -> None:
    own = signals({"bot@work.example": "Work\x1b]52;c;eA==\x07\nbot"})
    assert own.addresses == {"bot@work.example": "Work]52;c;eA== bot"}


def test_an_agent_may_go_without_a_name() -> None:
    nameless = signals({"bot@work.example": ""})
    bot = Person("Bot", "bot@work.example")
    assert agent(bot, nameless) == ""
    assert origin_of("Add", bot, MARA, signals=nameless) == Origin("assisted", "", "author")


def test_each_form_of_text_is_read_as_what_it_is() -> None:
    assert signals({}) == NONE
    assert signals({"": "x", "  ": "y"}) == NONE
    assert signals({"$A_1": "T", "$B=x y": "U"}) == Signals(
        variables=(Variable("A_1", "T"), Variable("B", "U", ("x y",)))
    )
    # A dollar sign or a colon alone make no variable and no key.
    assert signals({"$5 a month": "T", "see: this:": "U"}).lines == {
        "$5 a month": "T",
        "see: this:": "U",
    }


@given(some.dictionaries(some.text(), some.text(), max_size=5), some.text())
def test_no_table_and_no_message_make_trouble(table: dict[str, str], message: str) -> None:
    found = origin_of(message, MARA, MARA, signals=signals(table))
    assert found.origin in ("assisted", "unknown")
