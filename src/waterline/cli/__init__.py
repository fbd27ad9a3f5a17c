"""One command a file; parses, calls a practice, prints.

`group` holds the table of commands, `console` owns stdout, stderr and the exit codes, `quick`
is what must not wait for click.
"""
