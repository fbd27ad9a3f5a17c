"""Explanations as Markdown: what others read holds nothing that breaks out, nor what is private."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.cli.conftest import Done, Waterline
from tests.cli.shipping import followed, ship
from waterline.domain import quoting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git

WHY = "A bucket lets a burst through."


def rendered(text: str) -> str:
    """Render as a forge would: with HTML let through."""
    html: str = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return html


@pytest.fixture
def api(git: Git, waterline: Waterline, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = followed(git, waterline)
    monkeypatch.chdir(where)
    return where


def test_each_explanation_stands_once_with_what_it_covers(
    waterline: Waterline, api: Path, git: Git
) -> None:
    first = ship(git, api, "Add a bucket")
    second = ship(git, api, "Use `it`")
    waterline("explain", "HEAD~1", "HEAD", "-m", WHY, "--alternatives", "A window.")
    third = ship(git, api, "Count")
    waterline("explain", "-m", "We\ncount.", "--first-look", "The log.", "--before", "7")

    done = waterline("change", "HEAD~3..HEAD", "--markdown")

    assert done == Done(
        0,
        f"""## Why this approach

- `Add a bucket` {first[:9]}
- `` Use `it` `` {second[:9]}

> A bucket lets a burst through.
>
> **What else could have worked?**
>
> A window.

- `Count` {third[:9]}

> We
> count.
>
> **If it breaks at 2am, where do I look first?**
>
> The log.
""",
        "",
    )


def test_what_lacks_an_explanation_is_told_to_the_person_alone(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    ship(git, api, "Use it")
    assert waterline("change", "HEAD", "--markdown") == Done(
        0, "", "without an explanation: 1 of 1\n"
    )
    waterline("explain", "-m", WHY)

    done = waterline("change", "HEAD~2..HEAD", "--markdown")

    assert "Add a bucket" not in done.out
    assert done.err == "without an explanation: 1 of 2\n"


def test_how_sure_one_was_and_how_it_was_typed_stays_private(
    waterline: Waterline, api: Path, git: Git
) -> None:
    ship(git, api, "Add a bucket")
    waterline("explain", "-m", WHY, "--before", "2", "--after", "5", "--ticked", "tests")

    text = waterline("change", "--markdown").out

    assert not re.search("sure|typed|tick|assist|Claude|[25] ", text)


@pytest.mark.parametrize(
    "subject",
    [
        "<img src=x onerror=alert(1)>",
        "</code><script>alert(1)</script>",
        "`</code> <b>bold</b>`",
        "``` a",
        "ends with `",
        "@everyone closes #1",
        "[click](javascript:alert(1)) ![x](https://tracker.example/x.png)",
        "# heading | cell",
        "`" * 50,
        " ",
    ],
)
def test_a_subject_is_code_whatever_it_holds(subject: str) -> None:
    shown = quoting.code(subject)

    html = rendered(f"- {shown} 1234567")

    assert re.fullmatch(r"<ul>\n<li><code>[^<>]*</code> 1234567</li>\n</ul>\n", html)


@pytest.mark.parametrize(
    "words",
    [
        "<details><summary>",
        "<!-- and the rest is gone",
        "```\nnever closed",
        "~~~~\n```\nnever closed",
        "` never closed <b>",
        "```a`b <b>",
        "# A heading\n\n> quoted\n\n    indented <b>",
        "- a list\n  - <script>",
        "[ref]: https://x.example '<b>'",
        "```html\n<b>code</b>\n```\n<b>prose",
        "``<b>`` <b>",
        "\\`<b>\\` ",
        "`a\n\n<b>`",
        "    ```\n<b>",
    ],
)
def test_words_stay_inside_their_quotation_and_hold_no_html(words: str) -> None:
    html = rendered(f"{quoting.quoted(words)}\n\nafter <i>")

    assert html.endswith("</blockquote>\n<p>after <i></p>\n")
    inside = html[: -len("<p>after <i></p>\n")]
    assert not re.search(r"<(b|script|details|summary)[ >]|<!--", inside)


def test_code_of_ones_own_stays_code() -> None:
    assert quoting.quoted("`a < b` and a < b\n```c\na < b\n```") == (
        "> `a < b` and a &lt; b\n> ```c\n> a < b\n> ```"
    )


@given(st.text(alphabet="`~<>b!-\\ \n/a\t#*", max_size=40))
def test_no_words_become_html(words: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(quoting.quoted(words))

    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"html_block", "html_inline"}


@given(st.text(alphabet="`<>ab @#|*_[]()!\\", min_size=1, max_size=30))
def test_any_subject_is_one_code_span(subject: str) -> None:
    subject = " ".join(subject.split()) or "-"

    children = MarkdownIt("commonmark").parseInline(f"{quoting.code(subject)} 12")[0].children
    assert children
    assert [child.type for child in children] == ["code_inline", "text"]
    assert children[0].content == subject
