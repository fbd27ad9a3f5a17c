"""Agents in the environment: which variables tell that one of them runs this command.

Each variable was read in the tool's own documents or source, or in the threads of those who
detect agents; none of them is set in a terminal that a person types into. That an editor runs
the shell proves nothing: TERM_PROGRAM, and CURSOR_TRACE_ID or REPL_ID by themselves, are left
out. Aider sets none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterline.domain.signals import NONE, Signals, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The first that is set names the tool: Amp also sets Claude Code's, Qwen Code also Gemini CLI's,
# so they go before; what names no tool goes last.
ENVIRONMENT: tuple[Variable, ...] = (
    Variable("AMP_CURRENT_THREAD_ID", "Amp"),
    Variable("AGENT", "Amp", ("amp",)),
    Variable("AGENT", "Goose", ("goose",)),
    Variable("GOOSE_TERMINAL", "Goose"),
    # "1" in every command of the Bash tool; the others in its hooks, SDK and web version too.
    Variable("CLAUDECODE", "Claude Code"),
    Variable("CLAUDE_CODE_ENTRYPOINT", "Claude Code"),
    Variable("CLAUDE_CODE_SESSION_ID", "Claude Code"),
    Variable("CURSOR_AGENT", "Cursor"),
    Variable("CURSOR_SANDBOX", "Cursor"),
    Variable("CURSOR_EXTENSION_HOST_ROLE", "Cursor", ("agent-exec",)),
    Variable("CODEX_THREAD_ID", "Codex"),
    Variable("CODEX_SANDBOX", "Codex"),
    Variable("CODEX_CI", "Codex"),
    Variable("COPILOT_AGENT_SESSION_ID", "Copilot"),
    Variable("COPILOT_CLI", "Copilot"),
    Variable("QWEN_CODE", "Qwen Code"),
    Variable("GEMINI_CLI", "Gemini CLI"),
    Variable("OPENCODE", "OpenCode"),
    Variable("OPENCODE_CLIENT", "OpenCode"),
    Variable("AUGMENT_AGENT", "Augment"),
    Variable("CLINE_ACTIVE", "Cline"),
    Variable("ROO_ACTIVE", "Roo Code"),
    Variable("CRUSH", "Crush"),
    Variable("OZ_RUN_ID", "Warp"),
    Variable("PI_CODING_AGENT", "Pi"),
    Variable("ANTIGRAVITY_AGENT", "Antigravity"),
    # A person's own shell in the editor has the first without the second.
    Variable("REPLIT_MODE", "Replit", ("assistant",), beside="REPL_ID"),
    # Agreed on between tools: any value says that an agent runs this.
    Variable("AI_AGENT", ""),
)


def variables_in(environ: Mapping[str, str], signals: Signals = NONE) -> tuple[str, ...]:
    """Name the agent variables that are set: their labels, never another value."""
    return tuple(dict.fromkeys(one.label for one in _known(signals) if _is_set(one, environ)))


def tool_of(variables: Iterable[str], signals: Signals = NONE) -> str:
    """Name the tool that sets these variables, "" where they don't tell.

    A variable whose value matters is named with it (`AGENT=amp`); a bare name of that kind is
    understood where only one tool sets it.
    """
    given = set(variables)
    for one in _known(signals):
        if one.label in given and one.tool:
            return one.tool
    bare = {one.tool for one in _known(signals) if one.name in given and one.tool}
    return bare.pop() if len(bare) == 1 else ""


def _known(signals: Signals) -> tuple[Variable, ...]:
    return (*signals.variables, *ENVIRONMENT)


def _is_set(one: Variable, environ: Mapping[str, str]) -> bool:
    value = environ.get(one.name, "")
    told = value in one.values if one.values else value != ""
    return told and (not one.beside or environ.get(one.beside, "") != "")
