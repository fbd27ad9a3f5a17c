"""What tools are called: one name for each, however others write it.

The settings leave agents alone by these names, and counts are kept by them.
"""

from __future__ import annotations

from waterline.domain.text import clean_line

# As they stand in git-ai's notes, in the values of trailers and in "Generated with …", folded.
NAMES: dict[str, str] = {
    "aider": "Aider",
    "amp": "Amp",
    "antigravity": "Antigravity",
    "augment": "Augment",
    "claude": "Claude Code",
    "claude code": "Claude Code",
    "claude-code": "Claude Code",
    "cline": "Cline",
    "codex": "Codex",
    "codex cli": "Codex",
    "openai codex": "Codex",
    "continue-cli": "Continue",
    "copilot": "Copilot",
    "github copilot": "Copilot",
    "github-copilot": "Copilot",
    "github-copilot-cli": "Copilot",
    "crush": "Crush",
    "cursor": "Cursor",
    "devin": "Devin",
    "droid": "Factory Droid",
    "factory droid": "Factory Droid",
    "firebender": "Firebender",
    "gemini": "Gemini CLI",
    "gemini cli": "Gemini CLI",
    "gemini-cli": "Gemini CLI",
    "goose": "Goose",
    "jules": "Jules",
    "opencode": "OpenCode",
    "openhands": "OpenHands",
    "pi": "Pi",
    "qwen": "Qwen Code",
    "qwen code": "Qwen Code",
    "qwen-code": "Qwen Code",
    "roo": "Roo Code",
    "roo code": "Roo Code",
    "warp": "Warp",
    "windsurf": "Windsurf",
}

_LONGEST = 40


def called(text: str) -> str:
    """Give the one name of a tool; an unknown one is called as it stands, safe to show."""
    bare = clean_line(text)
    return NAMES.get(bare.casefold(), bare[:_LONGEST].rstrip())
