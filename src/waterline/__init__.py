"""Waterline: a private journal that keeps what you ship and what you understand side by side.

The map of the house:

    domain/     what things mean: pure functions and values, no I/O, `now` is an argument
    journal/    where things are kept: SQLite. The only importer of sqlmodel
    activity/   what git says was shipped. The only importer of GitPython
    gate/       what runs inside git: the hooks and the inbox's writer, standard library alone
    practice/   what a person does, one module a practice
    report/     a month on paper: Markdown, HTML, JSON; made of an audit and nothing else
    cli/        one command a file; parses, calls a practice, prints
    tui/        screens/ and widgets/; draws, posts messages, calls practices in workers

    home.py, settable.py, settings.py, errors.py, crash.py
                where things lie, what can be set, how things go wrong, what a bug leaves behind

`domain <- journal, activity <- practice <- report, cli, tui`. The import contracts stand in
`pyproject.toml` and are checked by the tests.

The way of the data. Outside the app (`waterline note`, an agent's commit) one event is written
into the inbox and that is all: `gate/inbox.py`, `gate/hooks.sh`. Whoever opens the journal drains
the inbox in one transaction: `journal/inbox.py`. What a person answers at a commit waits in a file
of its own until a scan finds that commit, and is bound to whatever becomes of it:
`journal/answers.py`, `journal/taking.py`, `journal/binding.py`. Inside the app: key press ->
message -> screen -> worker calls a practice -> message with values -> widget. Widgets know no
journal, practices know no widget.

To see the whole way once, read `domain/days.py`, `practice/capture.py` and
`tui/screens/today.py`.
"""
