"""The one registry of what can be done: bindings, footer, help and palette are made from it.

An action's `id` is also its method: `new` is `action_new` of the node that owns its scope (the
app for "global", a screen or a widget otherwise), and the name under which `settings.keys` gives
it another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

from waterline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping


class Action(NamedTuple):
    """One thing that can be done.

    `key` holds Textual's names of keys, separated by commas; "" means that only the palette
    knows it. `label` stands in the footer (if `show`), `about` in help and palette. `priority`
    lets a key act before the widget with the focus sees it. `short` is what the footer says
    where the room is short.
    """

    id: str
    key: str
    label: str
    about: str
    scope: str = "global"
    show: bool = True
    priority: bool = False
    short: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("save", "ctrl+s", "save", "keep what the editor holds as an entry", "editor"),
    Action("external", "ctrl+e", "$EDITOR", "go on writing in your own editor", "editor"),
    Action("kind", "ctrl+t", "kind", "the next kind: note, learned, decision, brief, incident",
           "editor"),
    Action("leave", "escape", "done", "leave the editor; the draft stays", "editor"),
    Action("follow", "a", "follow this repository", "follow the repository you are in", "today"),
    Action("decline", "x", "not now", "leave the repository you are in alone", "today"),
    Action("close_change", "escape,q,enter", "close", "close the panel", "change"),
    Action("explain_change", "e", "explain", "say why this change makes sense, in your own words",
           "change"),
    Action("change_by_hand", "x", "not AI-assisted",
           "say that no AI helped with this change; again takes it back", "change"),
    Action("overrule", "o", "let it count", "let an explanation count that counts as pasted; "
           "again takes it back", "change"),
    Action("keep", "ctrl+s", "save, then rate again", "keep the explanation, and rate again",
           "form", short="save"),
    Action("keep_unrated", "ctrl+s", "save", "keep the explanation without a second rating",
           "form"),
    Action("back_to_words", "escape", "back", "go on writing", "form"),
    Action("later", "escape", "later", "let the commit go on; explain it later", "prompt"),
    Action("not_assisted", "ctrl+x", "not AI-assisted", "say that no AI helped with this change",
           "prompt", short="not AI"),
    Action("ask_less", "ctrl+l", "ask less", "choose to be asked less from now on", "prompt"),
    Action("stop_commit", "ctrl+c", "stop the commit",
           "stop the commit; what was written is kept", "prompt", short="stop"),
    Action("next_field", "tab", "next field", "to the next field", "form"),
    Action("field_before", "shift+tab", "field before", "to the field before", "form", show=False),
    Action("next_diff", "ctrl+right_square_bracket", "next file",
           "the next file of the diff; beyond the last comes the first", "form"),
    Action("read_diff_on", "pagedown", "diff down", "scroll the diff a screen down", "form",
           show=False),
    Action("read_diff_back", "pageup", "diff up", "scroll the diff a screen up", "form",
           show=False),
    Action("mark", "space", "mark", "mark several, to explain them together", "owed"),
    Action("file_after", "right_square_bracket", "next diff",
           "the next file of the diff; beyond the last comes the first", "explain"),
    Action("file_before", "left_square_bracket", "diff before", "the file before", "explain",
           show=False),
    Action("read_brief", "ctrl+g", "brief",
           "read the brief of that day in place of the diff; again brings the diff back",
           "explain"),
    Action("put_off", "z", "later", "leave this one for later, and go on to the next", "explain"),
    Action("by_hand", "x,ctrl+x", "not AI-assisted",
           "say that no AI helped with it; again takes it back", "explain", short="not AI"),
    Action("change_after", "ctrl+down,alt+down", "next change", "on to the next change", "explain",
           show=False),
    Action("change_before", "ctrl+up,alt+up", "change before", "back to the change before",
           "explain", show=False),
    Action("leave_explain", "escape", "back", "from the form to the list, from there to Today",
           "explain"),
    Action("build", "b", "build", "begin a build: something small from scratch, without AI",
           "practice"),
    Action("debug", "d", "debug", "begin to debug alone, with a hypothesis written down first",
           "practice"),
    Action("ai_opened", "a", "AI opened", "mark that you opened AI just now; again takes it back",
           "practice"),
    Action("hypothesis", "h", "hypothesis", "write down what you think it is: it is frozen then",
           "practice"),
    Action("add_words", "m", "add words", "add to what is written; nothing frozen is changed",
           "practice", short="add"),
    Action("end_session", "x", "end", "end the session, and say what came of it", "practice"),
    Action("leave_practice", "escape", "back", "back to Today", "practice", show=False),
    Action("keep_sitting", "ctrl+s", "save", "go on with these answers", "sitting"),
    Action("no_idea", "ctrl+o", "no idea yet", "begin without a hypothesis, honestly", "sitting"),
    Action("leave_sitting", "escape", "not now", "close the panel; what is written stays",
           "sitting"),
    Action("choice_before", "left,h", "before", "the answer before", "choice", show=False),
    Action("choice_after", "right,l,space", "choose", "the next answer", "choice"),
    Action("chosen", "enter", "go on", "go on with this answer", "choice"),
    Action("percent_less", "left,h", "less", "less sure", "percent", show=False),
    Action("percent_more", "right,l", "more", "surer", "percent", show=False),
    Action("percent_said", "enter", "go on", "go on with this share", "percent"),
    Action("option_before", "up,k", "up", "the candidate before", "options", show=False),
    Action("option_after", "down,j", "down", "the next candidate", "options", show=False),
    Action("choose_option", "enter", "answer", "answer with the candidate that is marked",
           "options"),
    Action("option_unknown", "0", "I don't know", "mark \"I don't know\": an answer too",
           "options"),
    Action("tick_point", "space", "tick", "tick this sentence: it was in the answer; or untick it",
           "points"),
    Action("main_point", "m", "main reason", "say that this sentence is the main reason",
           "points", short="main"),
    Action("points_done", "enter", "done", "go on with what is ticked", "points"),
    Action("begin_recall", "enter,r,space", "begin", "begin with what is due", "recall"),
    Action("next_question", "enter,space", "next", "on to the next question", "recall"),
    Action("reveal", "ctrl+s", "reveal", "lay what was written then beside your answer",
           "recall"),
    Action("dont_know", "ctrl+o", "I don't know",
           "look at what was written then: not knowing is an answer too", "recall"),
    Action("later_question", "z", "later", "leave this question for later, and go on", "recall"),
    Action("rest_question", "x", "don't ask again", "ask this no more; u takes it back",
           "recall", short="not again"),
    Action("take_back", "u", "take back", "take the last answer back, a slip of the fingers",
           "recall"),
    Action("read_question_on", "pagedown", "scroll down", "scroll what is asked down", "recall",
           show=False),
    Action("read_question_back", "pageup", "scroll up", "scroll what is asked up", "recall",
           show=False),
    Action("leave_recall", "escape", "back",
           "leave the field, then the questions, then go to Today", "recall"),
    Action("take_level", "space,enter", "choose", "answer with this level; a digit does too",
           "anchors"),
    Action("every_anchor", "a", "all the words", "show the words of every level, or of one "
           "question at a time", "audit"),
    Action("level_down", "down,j", "down", "the level below, then the next question", "anchors",
           show=False),
    Action("level_up", "up,k", "up", "the level above, then the question before", "anchors",
           show=False),
    Action("open_changes", "enter", "its changes", "go into the changes of this piece of work",
           "shipped"),
    Action("mark_group", "space", "mark", "mark several, to merge them", "shipped"),
    Action("merge_groups", "m", "merge", "merge what is marked; one alone into this", "shipped"),
    Action("part_group", "p", "part", "take a merge back", "shipped"),
    Action("rename_group", "R", "rename", "give this piece of work another name", "shipped"),
    Action("write_words", "enter", "in words", "say what you learned, in words", "learning"),
    Action("a_lot", "plus", "a lot", "I learned a lot from this; again takes it back",
           "learning"),
    Action("some", "equals_sign", "some", "I learned some; again takes it back", "learning"),
    Action("not_much", "minus", "not much", "I learned not much; again takes it back",
           "learning"),
    Action("keep_words", "ctrl+s", "save", "keep what you learned", "audit"),
    Action("step_on", "tab", "next step", "on to the next step", "audit", short="next"),
    Action("step_back", "shift+tab", "step before", "back to the step before", "audit",
           show=False),
    Action("earlier_month", "left,left_square_bracket", "earlier", "the month before", "audit"),
    Action("later_month", "right,right_square_bracket", "later", "the month after", "audit",
           show=False),
    Action("leave_audit", "escape", "back", "from the words to the list, from there to Today",
           "audit"),
    Action("export_report", "x", "export report", "write the month's report into a file", "audit",
           short="export"),
    Action("trend", "t", "trend", "past audits side by side, and where they go", "audit"),
    Action("close_month", "c", "close the month", "close the month: its figures are frozen",
           "audit", short="close"),
    Action("reopen_month", "c", "open again", "open a closed month again", "audit"),
    Action("read_chart", "g", "read the chart", "read the chart, a column at a time; again for "
           "the next one", "audit", show=False),
    Action("close_past", "escape,q,t", "close", "close the past audits", "past"),
    Action("close_brief", "t", "it took", "say how long the work of this brief took", "journal"),
    Action("put_off_build", "z", "not this week", "speak of the planned build no more this week",
           "today"),
    Action("put_off_audit", "z", "leave the month", "offer last month's audit no more; it can be "
           "opened all the same", "today"),
    Action("new", "n", "new entry", "write a new entry"),
    Action("choose", "enter", "open", "open what the cursor stands on", "rows"),
    Action("down", "down,j", "down", "to the next line", "rows", show=False),
    Action("up", "up,k", "up", "to the line before", "rows", show=False),
    Action("page_down", "pagedown", "page down", "a screen down", "rows", show=False),
    Action("page_up", "pageup", "page up", "a screen up", "rows", show=False),
    Action("first", "home", "first", "to the first line", "rows", show=False),
    Action("last", "end", "last", "to the last line", "rows", show=False),
    Action("day_before", "left_square_bracket,h,left", "day before", "go to the day before",
           "today"),
    Action("day_after", "right_square_bracket,l,right", "day after", "go to the day after",
           "today"),
    Action("this_day", "t", "today", "come back to today", "today"),
    Action("edit_entry", "o", "edit", "edit this entry", "journal"),
    Action("delete_entry", "d,delete", "delete", "delete this entry; u takes it back", "journal"),
    Action("filters", "f", "filter", "choose a kind, a tag, a repository or days", "journal"),
    Action("commits", "c", "commits", "show or hide commits among the entries", "journal"),
    Action("calendar", "g", "calendar", "go to a day", "journal"),
    Action("copy", "y", "copy", "copy the text", "journal", show=False),
    Action("read_on", "space", "read on", "scroll the reader a screen", "journal", show=False),
    Action("read_back", "b", "read back", "scroll the reader a screen back", "journal",
           show=False),
    Action("clear", "escape", "back", "clear the search, then go to the newest", "journal",
           show=False),
    Action("by_relevance", "enter", "by relevance", "order what was found by relevance", "search"),
    Action("leave_search", "escape", "clear", "clear the search, then go to the list", "search"),
    Action("list_down", "down", "down", "down the list", "search", show=False),
    Action("list_up", "up", "up", "up the list", "search", show=False),
    Action("pick_day", "enter", "go there", "go to this day", "calendar"),
    Action("close_calendar", "escape,q,g", "close", "close the calendar", "calendar"),
    Action("day_left", "left,h", "day before", "a day back", "calendar", show=False),
    Action("day_right", "right,l", "day after", "a day on", "calendar", show=False),
    Action("week_up", "up,k", "week before", "a week back", "calendar", show=False),
    Action("week_down", "down,j", "week after", "a week on", "calendar", show=False),
    Action("month_before", "pageup,left_square_bracket", "month before", "a month back",
           "calendar"),
    Action("month_after", "pagedown,right_square_bracket", "month after", "a month on",
           "calendar"),
    Action("pick_today", "t", "today", "to today in the calendar", "calendar"),
    Action("close_filters", "escape,q,f", "close", "close the filters", "filters"),
    Action("close_help", "escape,q,question_mark", "close", "close the help", "help"),
    Action("add_repository", "a", "add", "follow another repository", "repositories"),
    Action("scan_repository", "g", "scan", "look for new commits in this repository",
           "repositories"),
    Action("stop_here", "x", "stop", "stop the scan; what is done stays", "repositories",
           show=False),
    Action("remove_repository", "d,delete", "remove", "follow this repository no longer",
           "repositories"),
    Action("yes", "y,enter", "yes", "do it", "question"),
    Action("no", "n,escape,q", "no", "leave it", "question"),
    Action("close_follow", "escape", "close", "close the panel", "follow"),
    Action("leave_setting", "escape", "back", "leave the field, then the settings", "settings",
           show=False),
    Action("unset_setting", "d,delete", "default", "let this setting have its default again",
           "settings"),
    Action("hush", "ctrl+o", "hide the hint", "show this hint no more", "form", show=False),
    Action("in_editor", "ctrl+e", "$EDITOR", "go on writing in your own editor", "form"),
    Action("lower", "left,down", "lower", "rate one lower", "scale", show=False),
    Action("higher", "right,up", "higher", "rate one higher", "scale", show=False),
    Action("rated", "enter", "go on", "go on with this rating", "scale"),
    Action("tick", "space,enter", "tick", "tick this, or take the tick away", "ticks"),
    Action("tick_before", "up,left,k", "up", "the statement before", "ticks", show=False),
    Action("tick_after", "down,right,j", "down", "the next statement", "ticks", show=False),
    Action("next_file", "right_square_bracket", "next file",
           "the next file of the diff; beyond the last comes the first", "diff"),
    Action("previous_file", "left_square_bracket", "file before", "the file before", "diff"),
    Action("wrap", "w", "wrap", "wrap long lines, or let them run on to the side", "diff"),
    Action("line_down", "down,j", "down", "a line down", "diff", show=False),
    Action("line_up", "up,k", "up", "a line up", "diff", show=False),
    Action("to_the_right", "right,l", "right", "to the side", "diff", show=False),
    Action("to_the_left", "left,h", "left", "back from the side", "diff", show=False),
    Action("diff_down", "pagedown,space", "page down", "a screen down", "diff", show=False),
    Action("diff_up", "pageup,b", "page up", "a screen up", "diff", show=False),
    Action("diff_start", "home", "first", "to the first line", "diff", show=False),
    Action("diff_end", "end", "last", "to the last line", "diff", show=False),
    Action("column_before", "left,h", "before", "the column before", "chart", show=False),
    Action("column_after", "right,l", "after", "the column after", "chart", show=False),
    Action("first_column", "home", "first", "the first column", "chart", show=False),
    Action("last_column", "end", "last", "the last column", "chart", show=False),
    Action("choose_column", "enter", "go there", "go to the day or the month of this column",
           "chart"),
    Action("close_less", "escape,q", "close", "close the panel", "less"),
    Action("explain_this", "e", "explain",
           "say why a change makes sense, in your own words: this one, or the next one owed"),
    Action("session", "s", "session", "practise without AI, or see the session that runs"),
    Action("recall_now", "r", "recall", "be asked about your own work, closed book"),
    Action("search", "slash", "search", "search everything written and shipped"),
    Action("undo", "u", "undo", "take back the last note, edit or deletion",
           show=False),
    Action("redo", "U", "redo", "do again what undo took back", show=False),
    Action("scan", "ctrl+r", "scan", "look for new commits now", show=False),
    Action("stop_scan", "", "stop scan", "stop looking for commits; what is done stays"),
    Action("today", "1", "Today", "what was written and shipped, day by day", show=False),
    Action("journal", "2", "Journal", "everything, to read, filter and search", show=False),
    Action("explain", "3", "Explain", "what is owed, and why it makes sense", show=False),
    Action("practice", "4", "Practice", "build or debug without AI, and what that shows",
           show=False),
    Action("recall", "5", "Recall", "asked again, later, about what you shipped", show=False),
    Action("audit", "6", "Audit", "the month: what was shipped, and what you learned",
           show=False),
    Action("repositories", "", "Repositories", "the repositories you follow"),
    Action("settings", "", "Settings", "what can be set"),
    Action("theme_dark", "", "Dark theme", "deep blue, for this run"),
    Action("theme_light", "", "Light theme", "for bright rooms, for this run"),
    Action("theme_ansi", "", "ANSI theme", "the terminal's own colours, for this run"),
    Action("command_palette", "ctrl+p", "commands", "every command, by name"),
    Action("help", "question_mark", "help", "every key, and what the marks mean"),
    Action("quit", "q", "quit", "end Waterline; a draft stays"),
    Action("how_to_quit", "ctrl+c", "how to quit", "say how to end; with a selection, copy it",
           show=False),
    Action("quit_now", "ctrl+q", "quit", "end Waterline from anywhere; a draft stays", show=False,
           priority=True),
)  # fmt: skip

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

# Which scopes can hear the same key press: two actions may share a key unless they meet here.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("global", "rows", "today"),
    ("global", "editor", "today"),
    ("global", "rows", "journal"),
    ("global", "rows", "repositories"),
    ("global", "rows", "settings"),
    ("global", "rows", "owed", "explain"),
    ("global", "rows", "practice"),
    ("global", "chart"),
    ("global", "audit", "rows", "shipped"),
    ("global", "audit", "rows", "learning"),
    ("global", "audit", "anchors"),
    ("global", "rows", "past"),
    ("global", "sitting", "choice"),
    ("global", "sitting", "percent"),
    ("global", "recall", "percent"),
    ("global", "recall", "options"),
    ("global", "recall", "rows", "points"),
    ("global", "form", "scale", "explain"),
    ("global", "form", "ticks", "explain"),
    ("form", "scale", "prompt"),
    ("form", "ticks", "prompt"),
    ("diff", "prompt"),
)


def bindings(
    scope: str, only: Container[str] = BY_ID
) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Make the key bindings of one scope, for the `BINDINGS` of the node that owns it."""
    return [
        Binding(
            action.key,
            action.id,
            action.label,
            show=action.show,
            priority=action.priority,
            tooltip=action.about,
            id=action.id,
        )
        for action in ACTIONS
        if action.scope == scope and action.key and action.id in only
    ]


def in_scope(*scopes: str) -> list[Action]:
    """Give the actions of some scopes, in the registry's order."""
    return [action for action in ACTIONS if action.scope in scopes]


def keys_of(action: Action, remapped: Mapping[str, str]) -> list[str]:
    """Give the keys of an action as they are now, in Textual's names."""
    return _split(remapped.get(action.id, action.key))


def check(remapped: Mapping[str, str], path: str) -> None:
    """Refuse other keys that can't work.

    Raises SettingsError naming `path`, the key and what is allowed: for an unknown action, and
    for two actions on one key where both could hear it.
    """
    for name in remapped:
        if name not in BY_ID:
            raise SettingsError(
                f"{path}: keys.{name}: there is no action {name!r}",
                f"allowed are {', '.join(sorted(BY_ID))}",
            )
    for name, keys in remapped.items():
        action = BY_ID[name]
        for key in _split(keys):
            if action.scope in {"editor", "form", "scale", "sitting"} and len(key) == 1:
                raise SettingsError(
                    f"{path}: keys.{name} = {keys!r}",
                    "in the editor a single character is text; take a key like ctrl+o or f5",
                )
            _refuse_a_clash(action, key, remapped, path)


def _refuse_a_clash(action: Action, key: str, remapped: Mapping[str, str], path: str) -> None:
    # The nearest one is named: that of the same scope.
    for other in sorted(ACTIONS, key=lambda other: other.scope != action.scope):
        if other is action or _name(key) not in map(_name, keys_of(other, remapped)):
            continue
        if other.scope == action.scope or any(
            {other.scope, action.scope} <= set(scopes) for scopes in TOGETHER
        ):
            raise SettingsError(
                f"{path}: keys.{action.id} = {key!r}",
                f"{key} already is {other.id} ({other.about}); allowed is any key that is free",
            )


def _split(keys: str) -> list[str]:
    # A comma alone is a key too.
    return [key.strip() for key in keys.split(",") if key.strip()] or ([","] if keys else [])


_NAMES = {
    "slash": "/", "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]",
    "comma": ",", "full_stop": ".", "minus": "-", "plus": "+", "equals_sign": "=",
    "space": "space",
    "escape": "esc", "left": "←", "right": "→", "up": "↑", "down": "↓",
    "pageup": "pgup", "pagedown": "pgdn", "delete": "del",
}  # fmt: skip


def _name(key: str) -> str:
    return _NAMES.get(key, key)


def key_of(action_id: str, remapped: Mapping[str, str]) -> str:
    """Write the first key of an action as people read it, as it is now; "" if it has none."""
    return key_label(keys_of(BY_ID[action_id], remapped))


def key_label(keys: Iterable[str] | str) -> str:
    """Write a key as people read it: `^s` for ctrl+s; the first one of several."""
    first = _split(keys)[0] if isinstance(keys, str) else next(iter(keys), "")
    *held, key = first.split("+") if len(first) > 1 else [first]
    marks = {"ctrl": "^", "shift": "⇧", "alt": "alt-"}
    return "".join(marks.get(name, f"{name}-") for name in held) + _name(key)
