"""Origins: every signal that tools leave, and everything that only looks like one."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.commits import Person
from waterline.domain.git_ai import Note
from waterline.domain.origin import (
    AGENTS,
    KEYS,
    LINES,
    POSSIBLE,
    Origin,
    co_authors,
    origin_of,
)

MARA = Person("Mara Test", "mara@example.org")
BOT = "@users.noreply.github.com"


def origin(message: str, author: Person = MARA, committer: Person = MARA) -> Origin:
    return origin_of(message, author, committer)


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("Co-Authored-By: Claude Opus <noreply@anthropic.com>", "Claude Code"),
        ("Co-authored-by: Claude <noreply@anthropic.com>", "Claude Code"),
        ("🤖 Generated with [Claude Code](https://claude.com/claude-code)", "Claude Code"),
        ("🤖 Generated with [Claude Code](https://claude.ai/code)", "Claude Code"),
        ("🤖 Generated with Claude Code", "Claude Code"),
        ("Generated with [Claude Code](https://claude.ai/code)", "Claude Code"),
        (f"Co-authored-by: claude[bot] <209825114+claude[bot]{BOT}>", "Claude Code"),
        ("Co-authored-by: claude[bot] <claude[bot]@example.org>", "Claude Code"),
        ("Claude-Session: https://claude.ai/code/session_1", "Claude Code"),
        ("Agent-Logs-Url: https://github.com/o/r/sessions/1", "Copilot"),
        (f"Co-authored-by: Copilot <223556219+Copilot{BOT}>", "Copilot"),
        (f"Co-authored-by: Copilot Autofix <175728472+Copilot{BOT}>", "Copilot"),
        ("Co-authored-by: Cursor <cursoragent@cursor.com>", "Cursor"),
        ("Made-with: Cursor", "Cursor"),
        ("Co-authored-by: Codex <noreply@openai.com>", "Codex"),
        ("Co-authored-by: aider (gpt-5) <noreply@aider.chat>", "Aider"),
        ("Co-authored-by: aider (gemini/gemini-2.5-pro) <aider@aider.chat>", "Aider"),
        ("Co-authored-by: aider (vertex_ai/gemini-2.5-pro) <noreply@aider.dev>", "Aider"),
        (f"Co-Authored-By: Devin <158243242+devin-ai-integration[bot]{BOT}>", "Devin"),
        (f"Co-authored-by: jules <161369871+google-labs-jules[bot]{BOT}>", "Jules"),
        (f"Co-authored-by: g <176961590+gemini-code-assist[bot]{BOT}>", "Gemini Code Assist"),
        ("Amp-Thread-ID: https://ampcode.com/threads/T-1", "Amp"),
        ("Co-authored-by: Amp <amp@ampcode.com>", "Amp"),
        ("Assisted-by: Crush:claude-sonnet", "Crush"),
        ("💘 Generated with Crush", "Crush"),
        ("Co-Authored-By: Crush <crush@charm.land>", "Crush"),
        ("Co-authored-by: opencode <noreply@opencode.ai>", "OpenCode"),
        ("Co-authored-by: Oz <oz-agent@warp.dev>", "Warp"),
        ("Co-authored-by: Warp <agent@warp.dev>", "Warp"),
        (f"Co-authored-by: droid <138933559+factory-droid[bot]{BOT}>", "Factory Droid"),
        ("Co-authored-by: Roomote <roomote@roocode.com>", "Roo Code"),
        ("Co-authored-by: openhands <openhands@all-hands.dev>", "OpenHands"),
        ("Replit-Commit-Author: Agent", "Replit"),
        ("Assisted-by: some model, reviewed by hand", "some model, reviewed by hand"),
        ("Generated-by: Model X <x@example.org>", "Model X"),
        ("Commit-generated-by: tool", "tool"),
        ("Agent-Attribution: agent", "agent"),
        ("Entire-Checkpoint: 1a2b", "Entire"),
        ("Assisted-by: Claude Opus 4.5 via Crush <crush@charm.land>", "Crush"),
        ("Assisted-by: Claude Sonnet 4 via Crush", "Crush"),
        ("Assisted-by: Claude:claude-3-opus [coccinelle]", "Claude Code"),
        ("Co-Authored-By: Crush <noreply@crush.charm.land>", "Crush"),
        (f"Co-authored-by: a model via Crush <charmcrush{BOT}>", "Crush"),
        ("🐈‍⬛ Generated with [Crush](https://github.com/charmbracelet/crush)", "Crush"),
        ("🐾 Generated with Crush", "Crush"),
        ("🤖 Generated with [opencode](https://opencode.ai)", "OpenCode"),
        ("🤖 Generated with Claude Code (https://claude.ai/code)", "Claude Code"),
        ("🤖 Generated with [Firebender](https://firebender.com)", "Firebender"),
        ("Co-authored-by: OpenHands-Claude <openhands-claude@all-hands.dev>", "OpenHands"),
        ("Co-authored-by: OpenDevin <opendevin@opendevin.ai>", "OpenHands"),
        (f"Co-authored-by: Copilot Autofix powered by AI <62310815+x{BOT}>", "Copilot"),
        (f"Co-authored-by: roomote[bot] <219738659+roomote[bot]{BOT}>", "Roo Code"),
    ],
)
def test_a_tools_own_line_tells_assisted_in_any_paragraph(line: str, tool: str) -> None:
    shells = (*POSSIBLE, *LINES, *(f"{key}:*" for key in KEYS))
    assert any(fnmatch(line.lower(), pattern.lower()) for pattern in shells)
    expected = Origin("assisted", tool, "trailer")
    assert origin(f"Add a cache\n\nBecause.\n\n{line}\n") == expected
    assert origin(f"Add a cache\n\n{line}\n\nSigned-off-by: Mara <mara@example.org>\n") == expected


@pytest.mark.parametrize("address", sorted(AGENTS))
def test_an_agents_address_tells_assisted_as_author_and_as_committer(address: str) -> None:
    agent = Person("whoever", address.upper())
    assert origin("Add", author=agent) == Origin("assisted", AGENTS[address], "author")
    assert origin("Add", committer=agent) == Origin("assisted", AGENTS[address], "committer")


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("Mara Test (aider)", "Aider"),
        ("copilot-swe-agent[bot]", "Copilot"),
        ("chatgpt-codex-connector[bot]", "Codex"),
    ],
)
def test_an_agents_name_tells_assisted(name: str, tool: str) -> None:
    by_name = Person(name, "mara@example.org")
    assert origin("Add", author=by_name) == Origin("assisted", tool, "author")
    assert origin("Add", committer=by_name) == Origin("assisted", tool, "committer")


@pytest.mark.parametrize(
    "message",
    [
        "Add a cache",
        "",
        "Drop the line\n\nIt said Co-Authored-By: Claude <noreply@anthropic.com> before.",
        "Drop it\n\nCo-Authored-By: Claude <noreply@anthropic.com> was added by mistake",
        "Explain\n\n> Co-Authored-By: Claude <noreply@anthropic.com>",
        "Explain\n\n    Co-Authored-By: Claude <noreply@anthropic.com>",
        "Explain\n\n```\nCo-Authored-By: Claude <noreply@anthropic.com>\n```\n",
        "Explain\n\n`Assisted-by: Crush`",
        "Add\n\nCo-authored-by: Jane Doe <jane@anthropic.com>",
        "Add\n\nCo-authored-by: Jane <noreply@anthropic.com.example.org>",
        "Add\n\nCo-authored-by: Jane <xnoreply@anthropic.com>",
        "Add\n\nCo-authored-by: Claude",
        "Add\n\nCo-authored-by:" + " " * 200_000 + "x",
        "Add\n\nIt was Generated with Claude Code",
        "Add\n\nMade-with: Cursor and love",
        "Add\n\nGenerated with cursor",
        "Add\n\nGenerated with [pandas](https://pandas.pydata.org)",
        "Add\n\nGenerated with Crush line, including validation",
        "Add\n\nIt was 🤖 Generated with [Claude Code](https://claude.ai/code)",
        "Add\n\nGenerated by building with UpdateXlfOnBuild=true",
        f"Add\n\nCo-authored-by: x <62310815+github-advanced-security[bot]{BOT}>",
        "Add\n\n```text\nClaude-Session: 1\n```",
        "Add\n\n~~~\nClaude-Session: 1\n```\nClaude-Session: 2\n~~~",
        "Add\n\nMade-with: pytest",
        "Add\n\nReplit-Commit-Author: Mara",
        "Add\n\nAssisted-by:",
        "Add\n\nNot-Assisted-by: Crush",
        "Add\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code) in mind",
        (
            "Add\n\n# ------------------------ >8 ------------------------\n"
            "diff --git a/x b/x\nCo-Authored-By: Claude <noreply@anthropic.com>"
        ),
        "Add\n\n; ------------------------ >8 ------------------------\nAssisted-by: Crush",
    ],
)
def test_what_only_looks_like_a_signal_proves_nothing(message: str) -> None:
    assert origin(message) == Origin("unknown", "", "")


def test_a_colleague_at_a_vendors_domain_is_a_person() -> None:
    for address in ("jane@anthropic.com", "joe@openai.com", "ann@cursor.com", "bo@warp.dev"):
        assert origin("Add", author=Person("Someone", address)).origin == "unknown"


def test_an_editors_weak_trailer_names_the_tool_and_stays_unknown() -> None:
    weak = "Co-authored-by: Copilot <copilot@github.com>"
    assert origin(f"Add\n\n{weak}") == Origin("unknown", "Copilot", "weak trailer")
    strong = "Co-authored-by: Cursor <cursoragent@cursor.com>"
    assert origin(f"Add\n\n{weak}\n{strong}") == Origin("assisted", "Cursor", "trailer")


def test_the_author_is_heard_before_the_trailers() -> None:
    message = "Add\n\nCo-authored-by: Cursor <cursoragent@cursor.com>"
    agent = Person("Claude Code", "noreply@anthropic.com")
    assert origin(message, author=agent) == Origin("assisted", "Claude Code", "author")


def test_co_authors_are_found_in_whole_lines() -> None:
    message = (
        "Add\n\nCo-authored-by: Mara Test <Mara@Example.org>\n"
        "and Co-authored-by: No <no@example.org>\nCO-AUTHORED-BY: Joe <joe@example.org>\n"
    )
    assert co_authors(message) == [
        Person("Mara Test", "mara@example.org"),
        Person("Joe", "joe@example.org"),
    ]


NOTED = Note(12, ("Cursor", "Codex"), {"a.py": 12})
TRAILER = "Add\n\nCo-authored-by: Cursor <cursoragent@cursor.com>"
WEAK = "Add\n\nCo-authored-by: Copilot <copilot@github.com>"


def test_the_signals_are_heard_in_order() -> None:
    agent = Person("Claude Code", "noreply@anthropic.com")

    def heard(message: str, **given: Any) -> tuple[str, str, str]:
        return origin_of(message, given.pop("author", MARA), MARA, **given)

    everything: dict[str, Any] = {"note": NOTED, "variables": ("CODEX_CI",), "author": agent}
    by_hand = heard(TRAILER, said="by hand", **everything)
    assert by_hand == ("by hand", "", "said")
    assert heard(TRAILER, **everything) == ("assisted", "Claude Code", "author")
    del everything["author"]
    assert heard(TRAILER, **everything) == ("assisted", "Cursor", "trailer")
    assert heard(WEAK, **everything) == ("assisted", "Codex", "environment")
    del everything["variables"]
    assert heard(WEAK, **everything) == ("assisted", "Cursor", "git-ai note")
    assert heard(WEAK) == ("unknown", "Copilot", "weak trailer")
    assert heard("Add") == ("unknown", "", "")


def test_a_person_who_says_assisted_leaves_the_tool_to_the_signals() -> None:
    assert origin_of("Add", MARA, MARA, said="assisted") == ("assisted", "", "said")
    assert origin_of(TRAILER, MARA, MARA, said="assisted") == ("assisted", "Cursor", "said")
    assert origin_of(WEAK, MARA, MARA, said="assisted") == ("assisted", "Copilot", "said")


def test_a_note_without_an_agents_line_tells_nothing() -> None:
    assert origin_of("Add", MARA, MARA, note=Note()) == Origin()
    assert origin_of("Add", MARA, MARA, note=Note(3)) == ("assisted", "", "git-ai note")


def test_a_variable_that_names_no_tool_still_tells_assisted() -> None:
    assert origin_of("Add", MARA, MARA, variables=("AI_AGENT",)) == ("assisted", "", "environment")


def test_the_cut_is_found_whatever_comments_begin_with() -> None:
    line = "------------------------ >8 ------------------------"
    below = "Do not modify or remove the line above.\nClaude-Session: 1"
    for begin in ("#", ";", "//", "rem"):
        assert origin(f"Add\n{begin} {line}\n{below}") == Origin()
    # The same signs in a sentence, or without a comment's beginning, cut nothing off.
    assert origin(f"Add\n{line}\n\nClaude-Session: 1").tool == "Claude Code"
    assert origin(f"Add {line} here\n\nClaude-Session: 1").tool == "Claude Code"


def test_the_address_of_a_session_is_a_line_of_its_own() -> None:
    url = "https://claude.ai/code/session_01GrHZSypDfMnym1tM5XJAFZ"
    assert origin(f"Add\n\n{url}") == Origin("assisted", "Claude Code", "trailer")
    assert origin(f"Add\n\nSee {url}") == Origin()
    assert origin(f"Add\n\n{url}/edit") == Origin()
    assert origin("Add\n\nhttps://claude.ai/code") == Origin()


def test_trailers_are_found_where_lines_end_as_another_system_ends_them() -> None:
    crossed = "Add\r\n\r\nBecause.\r\n\r\nCo-Authored-By: Claude <noreply@anthropic.com>\r\n"
    assert origin(crossed).tool == "Claude Code"


@given(some.text(), some.text(), some.text())
def test_whatever_stands_in_a_commit_it_has_an_origin(text: str, name: str, address: str) -> None:
    found = origin_of(text, Person(name, address), Person(address, name))
    assert found.origin in ("assisted", "unknown")


SIGNS = (
    "Co-authored-by:", "co-authored-by: ", "Claude", "<noreply@anthropic.com>", "Assisted-by:",
    " ", "\n", "\r\n", ">", "```", "#", "x", "Made-with: Cursor", "~~~", "é",
)  # fmt: skip


@given(some.lists(some.sampled_from(SIGNS), max_size=20).map("".join))
def test_an_indented_or_quoted_message_never_tells(text: str) -> None:
    for begin in (" ", "\t", "> ", "# "):
        quoted = "\n".join(begin + line for line in text.split("\n"))
        assert origin(quoted) == Origin()


def test_a_sentence_that_begins_like_a_fence_hides_no_trailer() -> None:
    trailer = "Claude-Session: https://claude.ai/code/session_1"
    wrapped = f"Render\n\nIt takes a fenced\n```a2ui block, and draws it.\n\n{trailer}"
    assert origin(wrapped).tool == "Claude Code"
    assert origin(f"Show\n\n```\nnever closed\n\n{trailer}").tool == "Claude Code"
    assert origin(f"Show\n\n```\nclosed\n```\n\n{trailer}").tool == "Claude Code"


def test_a_message_of_nothing_but_fences_is_read_to_its_end() -> None:
    assert origin("```a\n" * 200_000 + "Claude-Session: 1").tool == "Claude Code"
    assert origin("```\n~~~\n" * 100_000 + "Claude-Session: 1").tool == "Claude Code"
