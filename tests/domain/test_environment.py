"""Agents in the environment: every variable they set, and what only an editor sets."""

from __future__ import annotations

import pytest

from waterline.domain.environment import ENVIRONMENT, tool_of, variables_in
from waterline.domain.signals import signals

# What a person's own shell holds, some of it set by editors.
QUIET = {
    "HOME": "/home/mara",
    "TERM_PROGRAM": "vscode",
    "CURSOR_TRACE_ID": "1f",
    "REPL_ID": "2e",
    "VSCODE_GIT_ASKPASS_MAIN": "/usr/share/code",
    "EDITOR": "vim",
}


@pytest.mark.parametrize(
    ("variable", "tool"),
    [
        ("AI_AGENT=anything", ""),
        ("AGENT=goose", "Goose"),
        ("AGENT=amp", "Amp"),
        ("CLAUDECODE=1", "Claude Code"),
        ("CLAUDE_CODE_ENTRYPOINT=cli", "Claude Code"),
        ("CLAUDE_CODE_SESSION_ID=1f", "Claude Code"),
        ("CURSOR_AGENT=1", "Cursor"),
        ("CURSOR_SANDBOX=seatbelt", "Cursor"),
        ("CURSOR_EXTENSION_HOST_ROLE=agent-exec", "Cursor"),
        ("CODEX_THREAD_ID=1f", "Codex"),
        ("CODEX_SANDBOX=seatbelt", "Codex"),
        ("CODEX_CI=1", "Codex"),
        ("COPILOT_AGENT_SESSION_ID=1f", "Copilot"),
        ("COPILOT_CLI=1", "Copilot"),
        ("GEMINI_CLI=1", "Gemini CLI"),
        ("QWEN_CODE=1", "Qwen Code"),
        ("OPENCODE=1", "OpenCode"),
        ("OPENCODE_CLIENT=cli", "OpenCode"),
        ("AMP_CURRENT_THREAD_ID=T-1", "Amp"),
        ("AUGMENT_AGENT=1", "Augment"),
        ("CLINE_ACTIVE=true", "Cline"),
        ("ROO_ACTIVE=true", "Roo Code"),
        ("CRUSH=1", "Crush"),
        ("GOOSE_TERMINAL=1", "Goose"),
        ("OZ_RUN_ID=1f", "Warp"),
        ("PI_CODING_AGENT=true", "Pi"),
        ("ANTIGRAVITY_AGENT=1", "Antigravity"),
    ],
)
def test_a_variable_that_an_agent_sets_tells_it(variable: str, tool: str) -> None:
    name, _, value = variable.partition("=")
    found = variables_in({**QUIET, name: value})
    assert len(found) == 1
    assert tool_of(found) == tool


def test_an_assistants_shell_is_told_from_a_persons_in_the_same_editor() -> None:
    assert variables_in({**QUIET, "REPLIT_MODE": "assistant"}) == ("REPLIT_MODE=assistant",)
    assert tool_of(("REPLIT_MODE=assistant",)) == "Replit"
    assert variables_in({**QUIET, "REPLIT_MODE": "workspace"}) == ()
    assert variables_in({"REPLIT_MODE": "assistant"}) == ()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"CLAUDECODE": ""},
        {"AGENT": "ssh"},
        {"AGENT": "Goose"},
        {"AGENT": ""},
        {"CURSOR_EXTENSION_HOST_ROLE": "user"},
        {"MY_CLAUDECODE": "1"},
        {"claudecode": "1"},
        {"SSH_AGENT_PID": "1"},
    ],
)
def test_what_a_persons_shell_holds_tells_nothing(more: dict[str, str]) -> None:
    assert variables_in({**QUIET, **more}) == ()


def test_the_tool_that_also_sets_anothers_variables_goes_before_it() -> None:
    assert tool_of(variables_in({"CLAUDECODE": "1", "AMP_CURRENT_THREAD_ID": "T-1"})) == "Amp"
    assert tool_of(variables_in({"CLAUDECODE": "1", "AGENT": "amp"})) == "Amp"
    assert tool_of(variables_in({"GEMINI_CLI": "1", "QWEN_CODE": "1"})) == "Qwen Code"
    assert tool_of(variables_in({"AI_AGENT": "x", "CODEX_CI": "1"})) == "Codex"


def test_no_value_is_kept_but_one_that_is_known_beforehand() -> None:
    secret = {one.name: "s3cret" for one in ENVIRONMENT}
    assert variables_in(secret)
    assert "s3cret" not in " ".join(variables_in(secret))


def test_a_bare_name_whose_value_matters_tells_the_tool_only_where_one_sets_it() -> None:
    assert tool_of(["AGENT"]) == ""
    assert tool_of(["CURSOR_EXTENSION_HOST_ROLE"]) == "Cursor"
    assert tool_of(["NO_SUCH", "x y", ""]) == ""


def test_every_row_of_the_table_can_stand_in_a_shell() -> None:
    for one in ENVIRONMENT:
        for name in (one.name, one.beside or "A"):
            assert name.isidentifier()
            assert name.isascii()
        assert len(one.values) <= 1
        assert all(value.replace("-", "").isalnum() for value in one.values)


def test_a_users_own_variable_is_heard_first() -> None:
    own = signals({"$WORKBOT": "Workbot", "$ROLE=bot": "Rolebot", "$QUIET_ONE": ""})
    assert variables_in({"WORKBOT": "1", "CLAUDECODE": "1"}, own) == ("WORKBOT", "CLAUDECODE")
    assert tool_of(("CLAUDECODE", "WORKBOT"), own) == "Workbot"
    assert variables_in({"ROLE": "person"}, own) == ()
    assert tool_of(variables_in({"ROLE": "bot"}, own), own) == "Rolebot"
    assert variables_in({"QUIET_ONE": "1"}, own) == ("QUIET_ONE",)
    assert tool_of(("QUIET_ONE",), own) == ""
