"""Markdown turned into lines of cells, with the theme's colours and nothing a terminal obeys.

What a person typed is what they see: line ends stay, raw HTML and markup are text, a link shows
its address (and is never made into an escape sequence that a terminal would follow).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, ClassVar

from markdown_it import MarkdownIt
from rich import box
from rich.console import Console
from rich.markdown import CodeBlock, Heading, HorizontalRule, Markdown, TableElement
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax, SyntaxTheme
from rich.table import Table
from rich.text import Text
from rich.theme import Theme
from textual.strip import Strip

from waterline.tui.safe import OBEYED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markdown_it.token import Token
    from rich.console import ConsoleOptions, RenderResult
    from rich.markdown import MarkdownElement
    from rich.syntax import TokenType

# Longer texts are shown as they were typed: rendering takes 2 ms a kilobyte.
LONGEST = 200_000


def lines(body: str, width: int, colours: Mapping[str, str]) -> list[Strip]:
    """Render a text for a width in cells.

    `colours` gives a rich style for each name of the theme (`theme_colours`); safe to call from
    any thread.
    """
    console = _console(width, colours)
    shown = _Prose(body, colours) if len(body) <= LONGEST else Text(body)
    drawn = console.render_lines(shown, console.options.update(width=width), pad=False)
    return [Strip(_safe(segments)) for segments in drawn]


def plain_lines(body: str, width: int) -> list[Strip]:
    """Wrap a text for a width in cells, as it was typed; safe to call from any thread."""
    console = _console(width, {})
    drawn = console.render_lines(Text(body), console.options.update(width=width), pad=False)
    return [Strip(_safe(segments)) for segments in drawn]


def _safe(segments: Iterable[Segment]) -> list[Segment]:
    return [
        Segment(
            text if text.isprintable() else text.translate(OBEYED),
            _bare(style) if style is not None and (style.link or style.bgcolor) else style,
        )
        for text, style, _ in segments
    ]


def _bare(style: Style) -> Style:
    """Give the style without a link and without a ground of its own."""
    return Style(
        color=style.color,
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
    )


def _console(width: int, colours: Mapping[str, str]) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        color_system="truecolor",
        legacy_windows=False,
        force_terminal=True,
        markup=False,
        emoji=False,
        highlight=False,
        theme=_styles(colours) if colours else None,
    )


def _styles(colours: Mapping[str, str]) -> Theme:
    get = colours.__getitem__
    return Theme(
        {
            "markdown.h1": f"bold underline {get('understood')}",
            "markdown.h2": f"bold {get('understood')}",
            **{f"markdown.h{n}": f"bold {get('foreground')}" for n in range(3, 7)},
            "markdown.code": f"{get('shipped')}",
            "markdown.code_block": get("foreground"),
            "markdown.block_quote": get("quiet"),
            "markdown.list": get("foreground"),
            "markdown.item.bullet": f"bold {get('understood')}",
            "markdown.item.number": f"bold {get('understood')}",
            "markdown.hr": get("line"),
            "markdown.link": f"underline {get('alone')}",
            "markdown.link_url": get("quiet"),
            "markdown.table.border": get("line"),
            "markdown.table.header": f"bold {get('foreground')}",
        }
    )


class _Title(Heading):
    """A heading at the left, where the eye reads on."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class _Rule(HorizontalRule):
    """A line across, without an empty one after it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("─" * options.max_width, style=console.get_style("markdown.hr"))


class _Code(CodeBlock):
    """Code in the theme's colours, behind a bar instead of on a block of another ground."""

    def __init__(self, lexer_name: str, theme: str, colours: Mapping[str, str]) -> None:
        super().__init__(lexer_name, theme)
        self.colours = colours

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _Code:
        lexer_name = token.info.split(" ")[0] if token.info else "text"
        colours = markdown.colours if isinstance(markdown, _Prose) else {}
        return cls(lexer_name, "", colours)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = Syntax(
            str(self.text).rstrip(),
            self.lexer_name,
            theme=_CodeColours(self.colours),
            word_wrap=True,
            background_color="default",
        )
        bar = Segment("▏ ", console.get_style("markdown.hr"))
        inside = options.update(width=max(1, options.max_width - 2), height=None)
        for line in console.render_lines(code, inside, pad=False):
            yield bar
            yield from line
            yield Segment.line()


class _Grid(TableElement):
    """A table with thin rules."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for drawn in super().__rich_console__(console, options):
            if isinstance(drawn, Table):
                drawn.box = box.SIMPLE_HEAD
            yield drawn


class _CodeColours(SyntaxTheme):
    """The theme's colours for the tokens of code."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        from pygments import token  # type: ignore[import-untyped] # it ships no types

        self._styles = {
            kind: Style.parse(style)
            for kind, style in {
                token.Comment: f"italic {colours['quiet']}",
                token.Keyword: colours["alone"],
                token.Operator.Word: colours["alone"],
                token.Name.Function: colours["understood"],
                token.Name.Class: colours["understood"],
                token.Name.Decorator: colours["understood"],
                token.Literal.String: colours["shipped"],
                token.Literal.Number: colours["assisted"],
                token.Generic.Inserted: colours["understood"],
                token.Generic.Deleted: colours["assisted"],
                token.Generic.Heading: f"bold {colours['foreground']}",
            }.items()
        }

    def get_style_for_token(self, token_type: TokenType) -> Style:
        """Give the style of the nearest kind of token that has one."""
        kind = tuple(token_type)
        while kind:
            for known, style in self._styles.items():
                if tuple(known) == kind:
                    return style
            kind = kind[:-1]
        return Style.null()

    def get_background_style(self) -> Style:
        """Give no ground: the reader's own shows."""
        return Style.null()


class _Prose(Markdown):
    """Markdown as a journal means it."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Title,
        "hr": _Rule,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Grid,
    }

    def __init__(self, body: str, colours: Mapping[str, str]) -> None:
        super().__init__("", hyperlinks=False)
        parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
        self.colours = colours
        self.markup = body
        self.parsed = parser.parse(body)
        for token in self.parsed:
            for child in token.children or ():
                _as_typed(child)


def _as_typed(token: Token) -> None:
    """Keep a line's end, and write a picture as its name and address where it stands."""
    if token.type == "softbreak":
        token.type = "hardbreak"
    elif token.type == "image":
        address = str(token.attrs.get("src", ""))
        token.type, token.tag = "text", ""
        token.content = f"{token.content} ({address})" if token.content else address
        token.children = None
