"""A report's file: written whole, for its owner alone, and never over what is no report."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.report import samples
from waterline import report
from waterline.domain.months import Month
from waterline.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", report.FORMS)
def test_it_is_written_as_it_is_told_and_readable_by_its_owner_alone(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / "reports" / report.file_name(Month(2026, 10), form)
    path.parent.mkdir()

    written = report.write(samples.full(), str(path), form)

    assert written == str(path)
    assert path.read_text() == report.text(samples.full(), form)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("form", report.FORMS)
@pytest.mark.parametrize("name", ["hostile", "empty"])
def test_an_older_report_is_replaced_whatever_is_in_it(
    tmp_path: Path, form: str, name: str
) -> None:
    path = str(tmp_path / "report")
    report.write(samples.ALL[name](), path, form)

    report.write(samples.full(), path, form)

    assert (tmp_path / "report").read_text() == report.text(samples.full(), form)


def test_what_is_no_report_is_left_as_it_is_unless_one_insists(tmp_path: Path) -> None:
    path = tmp_path / "thesis.html"
    path.write_text("mine")

    with pytest.raises(InputError, match="is there already and is no report"):
        report.write(samples.full(), str(path), report.HTML)
    assert path.read_text() == "mine"

    report.write(samples.full(), str(path), report.HTML, force=True)
    assert path.read_text().startswith("<!doctype html>")


def test_words_about_waterline_further_down_make_no_report(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("x" * 600 + " waterline audit ")

    with pytest.raises(InputError):
        report.write(samples.full(), str(path), report.MARKDOWN)


@pytest.mark.parametrize(
    "mine",
    [
        "# My waterline audit of October\n",
        "Kept from <!-- waterline audit 2026-10 --> and much rewritten\n",
        "<!doctype html>\n<title>What a waterline audit is</title>\n",
        '{"title": "waterline audit", "report": 7}\n',
    ],
)
def test_what_a_person_wrote_about_an_audit_is_no_report(tmp_path: Path, mine: str) -> None:
    path = tmp_path / "notes"
    path.write_text(mine)

    with pytest.raises(InputError, match="is no report"):
        report.write(samples.full(), str(path), report.MARKDOWN)
    assert path.read_text() == mine


def test_an_empty_file_and_a_link_to_nowhere_are_written(tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    (tmp_path / "link.html").symlink_to(tmp_path / "target.html")

    report.write(samples.full(), str(tmp_path / "empty.html"), report.HTML)
    report.write(samples.full(), str(tmp_path / "link.html"), report.HTML)

    assert (tmp_path / "empty.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "target.html").read_text().startswith("<!doctype html>")


def test_a_folder_and_a_missing_one_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        report.write(samples.full(), str(tmp_path), report.HTML)
    with pytest.raises(InputError, match="there is no folder"):
        report.write(samples.full(), str(tmp_path / "gone" / "x.html"), report.HTML)


def test_a_folder_that_takes_no_file_and_a_file_without_a_name_are_said() -> None:
    with pytest.raises(InputError, match=r"/proc takes no file .*: name a file elsewhere"):
        report.write(samples.full(), "/proc/report.html", report.HTML)
    with pytest.raises(InputError, match="the file has no name"):
        report.write(samples.full(), "", report.HTML)


def test_a_device_takes_it_and_stays_one() -> None:
    report.write(samples.full(), os.devnull, report.HTML)

    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_disk_that_takes_nothing_leaves_the_old_report_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reports" / "report.html"
    path.parent.mkdir()
    report.write(samples.empty(), str(path), report.HTML)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        report.write(samples.full(), str(path), report.HTML)

    assert path.read_text() == report.to_html(samples.empty())
    assert os.listdir(path.parent) == ["report.html"]
