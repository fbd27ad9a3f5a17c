"""Lines on paper: as rows for a person, as dicts for `--json`.

What was stored is cleaned once more before it is printed (an older Waterline, or another hand,
may have stored it), and only then styled: an escape sequence on stdout is always our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waterline.cli import console
from waterline.domain.text import FOUND, FOUND_END, clean, clean_line, first_line, tags_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from waterline.domain.lines import Line

# A style is the number of an ANSI attribute; the same meaning has the same colour as in the app.
PLAIN = ""
DIM = "2"
BOLD = "1"
SHIPPED = "33"
AGENT = "91"
ENTRY = "36"
SESSION = "94"

# Of a UUIDv7 the first 13 characters are the millisecond: enough to tell what a person wrote.
HANDLE = 13
SHA = 9

# So many columns of a text name it in a sentence.
NAMED = 50


# So many columns are left to the words before the end of a row is cut too.
ROOM_FOR_WORDS = 40

Part = tuple[str, str]


def line_json(line: Line) -> dict[str, Any]:
    """Give the keys that scripts rely on; a change has more of them than an entry."""
    # Git tells whole seconds; the microseconds of a change only keep moments apart.
    at = line.created_at.replace(microsecond=0) if line.is_change else line.created_at
    value: dict[str, Any] = {
        "id": line.id,
        "kind": line.kind,
        "body": clean(line.body),
        "tags": list(line.tags),
        "repo": clean_line(line.repo),
        "created_at": at.isoformat(),
    }
    if line.is_change:
        value |= {
            "sha": line.sha,
            "subject": said(line),
            "insertions": line.insertions,
            "deletions": line.deletions,
            "files": line.files,
            "origin": line.origin,
            "tool": clean_line(line.tool),
            "signal": clean_line(line.signal),
            "explained": line.explained,
        }
    return value


def by_day(lines: Iterable[Line]) -> Iterator[str]:
    """Draw lines under a heading for each day."""
    last: date | None = None
    for line in lines:
        if line.day != last:
            if last is not None:
                yield ""
            yield drawn([(heading(line.day), BOLD)])
            last = line.day
        when = (f"{line.created_at:%H:%M} ", DIM)
        yield drawn([when, *_parts(line, said(line))], _tail(line))


def found(line: Line, snippet: str) -> str:
    """Draw one hit of a search: its day, and the words around the match."""
    when = f"{line.day.isoformat()} {line.created_at:%H:%M} "
    return drawn([(when, DIM), *_parts(line, clean_line(snippet))], _tail(line))


def heading(day: date) -> str:
    """Say a day: Friday 20 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def said(line: Line) -> str:
    """Give the first line of an entry, the subject of a change as git tells it."""
    return line.subject if line.is_change else clean_line(first_line(line.body))


def handle(line: Line) -> str:
    """Give the short id by which a person names a line to `show`, `edit` and `delete`."""
    return line.sha[:SHA] if line.is_change else line.id[:HANDLE]


def named(line: Line) -> str:
    """Name a line in a sentence: its short id and how it begins."""
    text = said(line)
    if cells(text) > NAMED:
        text = f"{cut(text, NAMED - 1).rstrip()}…"
    return f"{handle(line)} “{text}”"


def _parts(line: Line, text: str) -> list[Part]:
    name = [(f"{clean_line(line.repo)}  ", PLAIN)] if line.repo else []
    shown: list[Part] = [(f"{handle(line):{HANDLE}}  ", DIM), *name]
    if line.is_change:
        return [("◆ ", _colour(line)), *shown, *_marked(text)]
    kind = [(f"{line.kind}: ", ENTRY)] if line.kind != "note" else []
    further = [tag for tag in line.tags if tag not in tags_in(text.translate(_UNMARKED))]
    tags = "".join(f"  #{tag}" for tag in further)
    return [("✎ ", ENTRY), *shown, *kind, *_marked(text), (tags, DIM)]


def _tail(line: Line) -> list[Part]:
    """Give what stands at the end of a change's row, whatever has to be cut before it."""
    if not line.is_change:
        return []
    tool = f"  {clean_line(line.tool) or 'assisted'}" if line.is_assisted else ""
    explained: list[Part] = [("  explained", ENTRY)] if line.explained else []
    return [(f"  +{line.insertions} -{line.deletions}{tool}", _colour(line)), *explained]


def _colour(line: Line) -> str:
    return AGENT if line.is_assisted else SHIPPED


_UNMARKED = {ord(FOUND): None, ord(FOUND_END): None}


def _marked(text: str) -> list[Part]:
    """Split a snippet at its marks: what stands between them is bold."""
    parts: list[Part] = []
    for n, piece in enumerate(text.split(FOUND)):
        hit, _, rest = piece.partition(FOUND_END) if n else ("", "", piece)
        parts += [(hit, BOLD), (rest, PLAIN)]
    return [part for part in parts if part[0]]


def whole(line: Line) -> str:
    """Draw one line in full: what it is, then every word of it."""
    facts = [f"{heading(line.day)} {line.created_at:%H:%M}", line.kind, clean_line(line.repo)]
    if line.is_change:
        files = "1 file" if line.files == 1 else f"{line.files} files"
        facts += [f"+{line.insertions} -{line.deletions} in {files}"]
        signal = f" ({clean_line(line.signal)})" if line.signal else ""
        facts += [f"{line.origin} {clean_line(line.tool)}".strip() + signal]
    facts += ["edited"] if line.edited else []
    facts += [" ".join(f"#{tag}" for tag in line.tags)]
    return "\n".join(
        [
            styled([(line.sha or line.id, BOLD)]),
            styled([(" · ".join(fact for fact in facts if fact), DIM)]),
            "",
            clean(line.body).strip("\n"),
        ]
    )


def drawn(parts: Sequence[Part], tail: Sequence[Part] = ()) -> str:
    """Join parts and their `tail` to one row of a list: on a terminal it is cut to the width.

    The parts are cut before the tail is.
    """
    room = console.width()
    if room is None:
        return styled([*parts, *tail])
    left = room - sum(cells(text) for text, _ in tail)
    if left < ROOM_FOR_WORDS:
        return styled(fitted([*parts, *tail], room))
    return styled([*fitted(parts, left), *tail])


def styled(parts: Sequence[Part]) -> str:
    """Join parts whole, in colours if they are welcome."""
    if not console.colourful():
        return "".join(text for text, _ in parts).rstrip()
    return "".join(f"\x1b[{style}m{text}\x1b[0m" if style else text for text, style in parts)


def fitted(parts: Sequence[Part], room: int) -> list[Part]:
    """Cut parts to `room` cells; what is cut ends with an ellipsis."""
    kept: list[Part] = []
    whole_width = sum(cells(text) for text, _ in parts)
    left = room if whole_width <= room else room - 1
    for text, style in parts:
        size = cells(text)
        if size > left:
            return [*kept, (f"{cut(text, left)}…", style)]
        kept.append((text, style))
        left -= size
    return kept


def cells(text: str) -> int:
    """Count the columns that `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, room: int) -> str:
    """Give as much of `text` as `room` columns hold; never half of a wide character."""
    if text.isascii():
        return text[:room]
    from rich.cells import set_cell_size

    return set_cell_size(text, room).rstrip()


def padded(text: str, room: int) -> str:
    """Fill `text` up to `room` columns."""
    return text + " " * max(0, room - cells(text))
