"""The notes of git-ai: what they say, and that nothing in them makes trouble."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.git_ai import Note, parse

NOTE = """\
src/main.rs
  s_a76964380084ef::t_a3a130d3e145e3 1-10,15
  h_dca485b1adf836 11-14
"src/a name with spaces.rs"
  d4a7828bfdafe456 5-6
---
{
  "schema_version": "authorship/3.0.0",
  "git_ai_version": "1.3.4",
  "base_commit_sha": "ae20f6f29e22293875cbfa6e6252db59360d960a",
  "sessions": {
    "s_a76964380084ef": {"agent_id": {"tool": "claude", "model": "opus"}, "human_author": "M"}
  },
  "prompts": {
    "d4a7828bfdafe456": {"agent_id": {"tool": "github-copilot", "model": "x"}}
  },
  "humans": {"h_dca485b1adf836": {"author": "Mara Test"}}
}
"""


def note(lines: str, tool: object = "cursor") -> Note:
    told = {"sessions": {"s_1": {"agent_id": {"tool": tool}}}}
    return parse(f"{lines}\n---\n{json.dumps(told)}")


def test_the_lines_of_sessions_and_of_older_prompts_are_the_agents() -> None:
    assert parse(NOTE) == Note(
        13,
        ("Claude Code", "Copilot"),
        {"src/main.rs": 11, "src/a name with spaces.rs": 2},
    )


def test_the_earliest_versions_say_only_that_it_was_an_agent() -> None:
    assert note("a.py\n  ai_agent 1-9") == Note(9, (), {"a.py": 9})


def test_the_tool_with_most_lines_is_named_first() -> None:
    swapped = NOTE.replace("5-6", "1-600")
    assert parse(swapped).tools == ("Copilot", "Claude Code")


def test_a_humans_lines_and_those_without_a_known_key_are_nobodys_here() -> None:
    assert note("a.py\n  h_12 1-10") == Note()
    assert note("a.py\n  human 1-10") == Note()
    assert note("a.py\n  x_12 1-10") == Note()
    assert note("a.py") == Note()
    assert parse('---\n{"sessions": {}}') == Note()


def test_a_line_that_two_sessions_touched_counts_once() -> None:
    assert note("a.py\n  s_1::t_1 1-10,5-12\n  s_1::t_2 12,1").ai_lines == 12


def test_lines_end_as_another_system_ends_them() -> None:
    assert parse(NOTE.replace("\n", "\r\n")) == parse(NOTE)


def test_without_its_json_a_note_still_tells_the_lines() -> None:
    lines = NOTE.partition("---")[0]
    assert parse(lines) == parse(NOTE)._replace(tools=())
    assert parse(f"{lines}---\n{{broken") == parse(NOTE)._replace(tools=())
    assert parse(f"{lines}---\n" + "[" * 100_000) == parse(NOTE)._replace(tools=())


@pytest.mark.parametrize(
    ("ranges", "count"),
    [
        ("1", 1),
        ("1-1", 1),
        ("3-1", 0),
        ("0", 0),
        ("0-5", 0),
        ("-5", 0),
        ("1-", 0),
        ("a-b,7", 1),
        ("1,,2", 2),
        ("1-999999999", 999_999_999),
        ("1-99999999999999999999", 0),
        ("\u0663", 0),
    ],
)
def test_a_range_that_is_none_counts_nothing(ranges: str, count: int) -> None:
    assert note(f"a.py\n  s_1::t_1 {ranges}").ai_lines == count


@pytest.mark.parametrize("tool", [None, 5, [], {"a": 1}, ""])
def test_a_tool_that_is_no_name_is_none(tool: object) -> None:
    assert note("a.py\n  s_1::t_1 1", tool) == Note(1, (), {"a.py": 1})


def test_names_and_paths_are_safe_to_show() -> None:
    found = note("a\x1b[31m.py\n  s_1::t_1 1", "new\x1b]52;c;x\x07tool" + "x" * 100)
    assert found.by_file == {"a[31m.py": 1}
    assert found.tools[0].isprintable()
    assert len(found.tools[0]) == 40


@given(some.text())
def test_whatever_stands_in_a_note_it_is_read(text: str) -> None:
    assert parse(text).ai_lines >= 0


@given(some.lists(some.sampled_from([*NOTE.split("\n"), "  ", "---", "{", "  s_ 1-", '"', '""'])))
def test_a_note_whose_lines_are_shuffled_is_read(lines: list[str]) -> None:
    found = parse("\n".join(lines))
    assert found.ai_lines == sum(found.by_file.values())
