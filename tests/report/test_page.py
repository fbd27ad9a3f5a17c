"""The report in a real browser: it asks for nothing, fits, is legible, and draws what it counts."""

from __future__ import annotations

import os
import re
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest

from tests.report import chromium, samples
from waterline import report
from waterline.domain.tide import month_column
from waterline.report import waves

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.report.chromium import Browser, Seen
    from waterline.domain.audits import Column

pytestmark = pytest.mark.skipif(
    chromium.found() is None, reason="there is no Chromium (Debian: chromium)"
)

NARROW, WIDE = 360, 1280
LEAST_CONTRAST, LEAST_CONTRAST_OF_LARGE = 4.5, 3.0

# Gives what every text on the page has: its letters, its colour, all that may lie behind it (the
# stops of a gradient are several), and whether it is large by WCAG 2.
TEXTS = """
(() => {
  const parse = text => {
    const found = text.match(/[\\d.]+/g).map(Number);
    return found.length > 3 ? found : [...found, 1];
  };
  const over = (top, ground) => top[3] === 1 ? top : [0, 1, 2].map(
    at => top[at] * top[3] + ground[at] * (1 - top[3])).concat(1);
  const grounds = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layers.push(style.backgroundImage.includes('gradient')
        ? style.backgroundImage.match(/rgba?\\([^)]*\\)/g).map(parse)
        : [parse(style.backgroundColor)]);
    }
    let found = [[255, 255, 255, 1]];
    for (const layer of layers.reverse())
      found = layer.flatMap(top => top[3] === 0 ? found : found.map(ground => over(top, ground)));
    return found;
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const inside = node.parentElement, style = getComputedStyle(inside);
    if (!node.data.trim() || !inside.getClientRects().length) continue;
    if (['title', 'desc'].includes(inside.localName)) continue;
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    const colour = parse(inside.namespaceURI.endsWith('svg') ? style.fill : style.color);
    texts.push([node.data.trim(), colour, grounds(inside), size >= 24 || bold && size >= 18.66]);
  }
  return texts;
})()
"""
# Gives the bars of a chart, in order: their kinds and heights, and where they begin.
BARS = """
[...document.querySelectorAll(`svg[aria-labelledby^="${name}-"] > g`)].map(group =>
  [...group.querySelectorAll('rect')].map(bar => {
    const box = bar.getBoundingClientRect();
    return [bar.getAttribute('class'), bar.height.baseVal.value, box.top, box.left, box.right];
  }))
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium.Browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, make in samples.ALL.items():
        (folder / f"{name}.html").write_text(report.to_html(make()))
    return {name: folder / f"{name}.html" for name in samples.ALL}


def unfold(browser: Browser) -> None:
    """Open what is folded away."""
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")


def contrast(one: list[float], other: list[float]) -> float:
    """Give the contrast of two colours (WCAG 2), from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint(browser: Browser) -> list[Any]:
    """Give the texts that are hard to read."""
    found = browser.run(TEXTS)
    assert len(found) > 20
    return [
        (text, colour, grounds)
        for text, colour, grounds, large in found
        if min(contrast(colour, ground) for ground in grounds)
        < (LEAST_CONTRAST_OF_LARGE if large else LEAST_CONTRAST)
    ]


def test_a_page_that_does_harm_would_be_seen(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "harm.html"
    path.write_text("<img src=http://evil.example/x><script>alert(1); console.error('x')</script>")

    seen = browser.open(path)

    assert seen.dialogs == ["1"]
    assert seen.requests == [path.as_uri(), "http://evil.example/x"]
    assert len(seen.complaints) >= 2


@pytest.mark.parametrize("name", samples.ALL)
def test_it_asks_for_nothing_fits_and_is_legible(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    for width, scheme in product((NARROW, WIDE), ("light", "dark")):
        seen: Seen = browser.open(pages[name], width=width, scheme=scheme)
        unfold(browser)

        assert seen == ([], [pages[name].as_uri()], []), (width, scheme)
        assert browser.run("document.documentElement.scrollWidth") == width
        assert faint(browser) == [], (width, scheme)


def test_light_and_dark_are_two_looks(browser: Browser, pages: dict[str, Path]) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        browser.open(pages["full"], scheme=scheme)
        grounds.append(browser.run("getComputedStyle(document.body).backgroundColor"))

    assert grounds == ["rgb(244, 248, 251)", "rgb(13, 24, 37)"]


@pytest.mark.parametrize("name", ["full", "hostile"])
def test_paper_is_white_and_legible_and_holds_all_of_it(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    browser.open(pages[name], width=720, scheme="dark", media="print")

    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run("document.documentElement.scrollWidth") <= 720
    assert faint(browser) == []
    printed = browser.print()
    assert printed.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8


def test_what_means_harm_is_only_read(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["hostile"])

    assert browser.run("document.scripts.length") == 0
    assert browser.run("document.querySelectorAll('img, iframe, object, link, form').length") == 0
    attributes = browser.run(
        "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
    )
    assert [name for name in set(attributes) if name.startswith("on")] == []
    links = browser.run("[...document.links].map(one => one.protocol)")
    assert set(links) <= {"http:", "https:"}
    shown = browser.run("document.body.innerText")
    assert "<script>alert(1)</script>" in shown
    assert "![y](https://evil.example/y.png)" in shown
    assert not {"\x1b", "\u202e", "\x07"} & set(pages["hostile"].read_text())


# --- Charts -----------------------------------------------------------------------------------


def expected(column: Column, scale: waves.Scale) -> list[tuple[str, float]]:
    """Give the parts that a column has, and how high each is, computed here once more."""
    shown = column.shown or 0
    parts = [
        ("other", column.by_hand + column.unknown),
        ("ai", column.assisted),
        ("shown", shown),
        ("explained", column.explained - shown),
        ("missing", column.assisted - column.explained),
    ]
    return [(kind, changes * scale.per_change) for kind, changes in parts if changes > 0]


def base(bars: list[list[Any]]) -> str:
    """Tell which part of a column stands on the water."""
    return "ai" if any(bar[0] == "ai" for bar in bars) else "other"


@pytest.mark.parametrize("name", ["full", "busy", "never_ai", "never_explained"])
@pytest.mark.parametrize("chart", ["days", "months"])
def test_bars_are_as_high_as_what_they_count(
    browser: Browser, pages: dict[str, Path], name: str, chart: str
) -> None:
    audit = samples.ALL[name]()
    columns = list(audit.columns)
    if chart == "months":
        columns = [month_column(one) for one in audit.months]
    scale = waves.scale(columns)
    for width in (NARROW, WIDE):
        browser.open(pages[name], width=width)
        groups = browser.run(BARS.replace("${name}", chart))

        drawn = [[(kind, height) for kind, height, *_ in bars] for bars in groups]
        assert drawn == [
            [(kind, pytest.approx(height, abs=0.02)) for kind, height in expected(one, scale)]
            for one in columns
            if one.shipped
        ]
        feet = [bar[2] + bar[1] for bars in groups for bar in bars if bar[0] == base(bars)]
        assert feet == [pytest.approx(feet[0], abs=0.02)] * len(groups)
        mirrored = [
            bars[bars.index(bar) + 1][2] for bars in groups for bar in bars if bar[0] == "ai"
        ]
        assert mirrored == [pytest.approx(feet[0] + waves.SURFACE, abs=0.02)] * len(mirrored)
        edges = sorted((bars[0][3], bars[0][4]) for bars in groups)
        assert all(left[1] <= right[0] for left, right in pairwise(edges))


def test_a_day_can_be_read_by_pointing_at_it(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["full"])

    titles = browser.run(
        "[...document.querySelectorAll('svg[aria-labelledby^=days] > g > title')]"
        ".map(one => one.textContent)"
    )

    assert "Tue 13 Oct: 9 shipped · 8 with AI · 6 explained · 4 shown, settling" in titles
    assert len(titles) == len(samples.DAYS)


def test_every_picture_has_a_name_and_a_table_beside_it(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["full"])
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    pictures = [
        node["name"]["value"]
        for node in nodes
        if node.get("role", {}).get("value") in {"image", "img"} and not node.get("ignored")
    ]
    unfold(browser)

    assert "Shipped and understood, day by day, October 2026" in " ".join(pictures)
    assert all(name.strip() for name in pictures)
    assert len(pictures) == 2 + 4 + 5  # charts, strands, answers
    rows = browser.run("[...document.querySelectorAll('table')].map(one => one.rows.length)")
    assert rows == [1 + len(samples.DAYS), 1 + 4, 1 + len(samples.tallies())]
    headings = browser.run("[...document.querySelectorAll('h1, h2, h3')].map(one => one.tagName)")
    assert headings[0] == "H1"
    assert headings.count("H1") == 1


def test_settling_months_are_marked_by_a_shape(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["full"])

    rings = browser.run("document.querySelectorAll('svg[aria-labelledby^=months] circle').length")

    assert rings == 2


def test_a_month_with_nothing_has_no_empty_chart(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["empty"])

    assert browser.run("document.querySelectorAll('.waves').length") == 0
    assert "Nothing was shipped in October 2026 yet." in browser.run("document.body.innerText")


def test_the_same_month_gives_the_same_bytes() -> None:
    assert report.to_html(samples.full()) == report.to_html(samples.full())
    assert os.path.getsize(report.page.STYLE) < 20_000
