"""Make a journal of N entries for jrnl, in its own text format, and its configuration.

jrnl_journal.py FOLDER ENTRIES: the same words on the same days as `journal.py` has them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from journal import Prose, moments

CONFIGURATION = """\
colors: {{body: none, date: none, tags: none, title: none}}
default_hour: 9
default_minute: 0
editor: ''
encrypt: false
highlight: true
indent_character: '|'
journals: {{default: {{journal: {journal}}}}}
linewrap: 79
tagsymbols: '#@'
template: false
timeformat: '%Y-%m-%d %H:%M'
version: v4.6
"""


def main() -> None:
    """Write both files."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True)
    journal = folder / "journal.txt"
    (folder / "jrnl.yaml").write_text(CONFIGURATION.format(journal=journal))
    prose = Prose(count)
    with journal.open("w") as file:
        for moment in moments(count):
            when = datetime.fromtimestamp(moment / 1e6, UTC)
            file.write(f"[{when:%Y-%m-%d %H:%M}] {prose.body()}\n\n")


if __name__ == "__main__":
    main()
