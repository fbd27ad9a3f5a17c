"""Where things lie: the same folders that platformdirs would choose, found without it."""

from __future__ import annotations

import os
import pwd
import stat
import sys
from typing import TYPE_CHECKING

import platformdirs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from waterline import home as homes
from waterline.errors import HomeError

if TYPE_CHECKING:
    from pathlib import Path

PATHS = st.none() | st.sampled_from(
    ["", " ", "/", "//", "/home/mara", "/home/mara/", "relative", "./here", "~", "~/x", "/a b/ü",
     "/var/../etc", " /home"]
)  # fmt: skip


def platform_says() -> tuple[str, str] | None:
    try:
        return (
            platformdirs.user_data_dir("waterline", appauthor=False),
            platformdirs.user_config_dir("waterline", appauthor=False),
        )
    except RuntimeError:
        return None


def we_say() -> tuple[str, str] | None:
    try:
        home = homes.find()
    except HomeError:
        return None
    return home.data, home.config


@given(home=PATHS, data=PATHS, config=PATHS)
@example(home=None, data=None, config=None)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str | None, data: str | None, config: str | None
) -> None:
    monkeypatch.delenv("WATERLINE_HOME", raising=False)
    names = {"HOME": home, "XDG_DATA_HOME": data, "XDG_CONFIG_HOME": config}
    for name, value in names.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    assert we_say() == platform_says()


@pytest.mark.parametrize("given_home", [None, "", "relative"])
def test_without_home_and_without_a_passwd_entry_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, given_home: str | None
) -> None:
    monkeypatch.delenv("WATERLINE_HOME")
    monkeypatch.delenv("HOME")
    if given_home is not None:
        monkeypatch.setenv("HOME", given_home)

    def nobody(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)

    with pytest.raises(HomeError) as caught:
        homes.find()
    assert str(caught.value) == "no home folder is known: set HOME or WATERLINE_HOME"
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(HomeError):
        homes.find()


def test_elsewhere_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATERLINE_HOME")
    monkeypatch.setattr(sys, "platform", "darwin")

    assert we_say() == platform_says()


def test_one_variable_puts_everything_into_one_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WATERLINE_HOME", str(tmp_path / "all of it"))

    home = homes.find()

    paths = (home.journal, home.inbox, home.drafts, home.backups, home.log, home.settings)
    assert {os.path.dirname(path) for path in paths} == {str(tmp_path / "all of it")}


def test_the_variable_may_be_relative_or_begin_with_a_tilde(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clean_environment: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATERLINE_HOME", "here/../there")
    assert homes.find().data == str(tmp_path / "there")

    monkeypatch.setenv("WATERLINE_HOME", "~/journal")
    assert homes.find().data == str(clean_environment / "journal")


def test_a_tilde_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERLINE_HOME", "~nobody-of-this-name/journal")

    with pytest.raises(HomeError, match="there is no such user: set it to a whole path"):
        homes.find()


def test_a_working_folder_that_is_gone_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("WATERLINE_HOME", "journal")

    with pytest.raises(HomeError, match="the working folder is gone"):
        homes.find()


def test_finding_makes_nothing_and_making_is_for_this_user_s_eyes(
    home: homes.Home, clean_environment: Path
) -> None:
    assert list(clean_environment.iterdir()) == [clean_environment / ".gitconfig"]

    made = home.make(home.inbox)

    assert made == home.inbox
    assert stat.S_IMODE(os.stat(home.inbox).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(home.data).st_mode) == 0o700


def test_the_first_note_makes_a_home_for_this_user_s_eyes(home: homes.Home) -> None:
    from waterline.gate import inbox

    inbox.write(home.inbox, {"type": "entry"})

    assert stat.S_IMODE(os.stat(home.inbox).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(home.data).st_mode) == 0o700


def test_a_file_in_the_way_of_a_folder_is_named(home: homes.Home) -> None:
    with open(home.data, "w"):
        pass

    for folder in (home.data, home.inbox):
        with pytest.raises(HomeError, match="can't be made") as caught:
            home.make(folder)
        assert folder in caught.value.message
        assert "WATERLINE_HOME" in caught.value.hint
