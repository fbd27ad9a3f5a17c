"""HTML and SVG as they are put together: text is escaped by whoever writes it, once."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from waterline.domain.text import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable


class Markup(str):
    """A text that is markup already; whatever is none is escaped where it is put in."""

    __slots__ = ()


def element(name: str, /, *inside: str, **attributes: str | float | None) -> Markup:
    """Make an element; `class_` is its class, `_` in a name stands for `-`, None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{told}>{joined(inside)}</{name}>")


def void(name: str, /, **attributes: str | float | None) -> Markup:
    """Make an element that holds nothing and has no end: `<meta …>`."""
    return Markup(element(name, **attributes).removesuffix(f"</{name}>"))


def joined(parts: Iterable[str]) -> Markup:
    """Put parts behind each other, those that are no markup escaped."""
    return Markup("".join(part if isinstance(part, Markup) else line(part) for part in parts))


def line(text: str) -> Markup:
    """Escape a text of one line; nothing in it can be obeyed or hide its end."""
    kept = clean_line(text)
    # The white space at its ends parts it from its neighbours.
    before = " " if text[:1].isspace() else ""
    after = " " if kept and text[-1:].isspace() else ""
    return Markup(html.escape(f"{before}{kept}{after}"))


def prose(text: str) -> Markup:
    """Show the Markdown of a person as HTML.

    HTML in it is text, images are left as they are written (nothing is fetched), and its headings
    stand below those of the page.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).disable(["image"])
    tokens = reader.parse(clean(text).strip())
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer")
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def _value(value: str | float) -> str:
    # At most two digits behind the point; a whole number has none.
    return clean_line(value) if isinstance(value, str) else f"{round(value, 2):.12g}"
