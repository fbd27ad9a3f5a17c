"""Settings: read with a clear word for every mistake, changed without losing a comment."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from waterline import settings
from waterline.errors import HomeError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from waterline.home import Home


def configure(home: Home, text: str | bytes) -> None:
    """Write the settings' file."""
    home.make(home.config)
    with open(home.settings, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def text_of(home: Home) -> str:
    with open(home.settings, newline="") as file:
        return file.read()


def refusal(home: Home) -> str:
    with pytest.raises(SettingsError) as caught:
        settings.load(home)
    said = str(caught.value)
    assert said.startswith(home.settings)
    assert "\n" not in said
    return said.removeprefix(home.settings).lstrip(" :")


# --- Reading ----------------------------------------------------------------------------------


def test_without_a_file_everything_has_its_default(home: Home) -> None:
    chosen = settings.load(home)

    assert chosen.day_starts == 4 * 60
    assert (chosen.addresses, chosen.generated, chosen.keys) == ((), (), {})
    assert (chosen.min_lines, chosen.backup_days, chosen.backups_kept) == (10, 7, 4)
    assert chosen.scan_on_start is True
    assert chosen.theme == "waterline-dark"
    assert not os.path.exists(home.config)


def test_every_setting_can_be_set(home: Home) -> None:
    configure(
        home,
        'day_starts = "05:30"\naddresses = ["Mara@Work.example"]\ngenerated = ["*.pb.go"]\n'
        'min_lines = 0\nscan_on_start = false\ntheme = "ansi"\nbackup_days = 0\n'
        'backups_kept = 100\n[keys]\nnew = "ctrl+n"\n',
    )

    chosen = settings.load(home)

    assert chosen.day_starts == 5 * 60 + 30
    assert chosen.addresses == ("mara@work.example",)
    assert chosen.generated == ("*.pb.go",)
    assert (chosen.min_lines, chosen.scan_on_start, chosen.theme) == (0, False, "ansi")
    assert (chosen.backup_days, chosen.backups_kept) == (0, 100)
    assert chosen.keys == {"new": "ctrl+n"}


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# nothing\n", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_means_the_defaults(home: Home, text: bytes) -> None:
    configure(home, text)

    assert settings.load(home).min_lines == 10


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(home: Home) -> None:
    configure(home, b"\xef\xbb\xbfmin_lines = 3\r\ntheme = 'ansi'\r\n")

    assert settings.load(home).min_lines == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("min_line = 3", "there is no setting 'min_line': allowed are day_starts, addresses"),
        ("min_lines = -1", "min_lines = -1: allowed is a whole number from 0 to 10000"),
        ("min_lines = 10001", "min_lines = 10001: allowed is"),
        ('min_lines = "3"', 'min_lines = "3": allowed is a whole number'),
        ("min_lines = true", "min_lines = true: allowed is a whole number"),
        ("min_lines = 3.0", "min_lines = 3.0: allowed is a whole number"),
        ("min_lines = 2026-11-20", "min_lines = 2026-11-20: allowed is a whole number"),
        ("scan_on_start = 1", "scan_on_start = 1: allowed is true or false"),
        ('day_starts = "12:00"', 'day_starts = "12:00": allowed is a time from "00:00"'),
        ('day_starts = "4"', 'day_starts = "4": allowed is a time'),
        ('day_starts = "4:5"', 'day_starts = "4:5": allowed is a time'),
        ('day_starts = "+4:00"', 'day_starts = "+4:00": allowed is a time'),
        ('day_starts = " 4:00"', 'day_starts = " 4:00": allowed is a time'),
        ('day_starts = "0_4:00"', 'day_starts = "0_4:00": allowed is a time'),
        ('day_starts = "\u0664:00"', 'day_starts = "\u0664:00": allowed is a time'),
        ("day_starts = 04:00:00", "day_starts = 04:00:00: allowed is a time"),
        ('theme = "pink"', 'theme = "pink": allowed is "waterline-dark" or'),
        ("theme = []", "theme = []: allowed is"),
        ('addresses = "me@x.de"', 'addresses = "me@x.de": allowed is a list of addresses'),
        ("addresses = ['me']", 'addresses = ["me"]: allowed is a list of addresses'),
        ("addresses = ['M <me@x.de>']", 'addresses = ["M <me@x.de>"]: allowed is a list'),
        ("generated = [3]", "generated = [3]: allowed is a list of patterns"),
        ("generated = ['']", 'generated = [""]: allowed is a list of patterns'),
        ("keys = 3", "keys = 3: allowed is a table"),
        ("[keys]\nnew = 3", "keys.new = 3: allowed is a table"),
        ("[keys.new]\nx = 'a'", 'keys.new = {x = "a"}: allowed is a table'),
        ("min_lines = 3\nmin_lines = 4\n", 'line 2: cannot overwrite a value: "min_lines = 4"'),
        ("[keys]\na='b'\n[keys]\n", "line 3: cannot declare ('keys',) twice: \"[keys]\""),
        ("theme = ", 'line 1: invalid value: "theme ="'),
        ("a = [\n1,\n", 'line 2: invalid value: "1,"'),
        ("x = " + "[" * 10_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "a value is too large"),
        (b"theme = '\xff'", "is not UTF-8 text: save it as UTF-8"),
        ("theme = '" + "long " * 50 + "'", 'theme = "long long long'),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(
    home: Home, text: str | bytes, says: str
) -> None:
    configure(home, text)

    said = refusal(home)

    assert said.startswith(says)
    assert len(said) < 250


def test_what_can_t_be_read_is_said(home: Home) -> None:
    os.makedirs(home.settings)
    assert refusal(home) == "can't be read (Is a directory): mend it, or move it away"


def test_a_file_where_the_folder_should_be_is_said(home: Home) -> None:
    with open(home.config, "w"):
        pass

    assert refusal(home).startswith("can't be read (Not a directory)")


def test_the_day_alone_is_read_without_the_rest(home: Home) -> None:
    configure(home, "min_lines = 'broken'\n")
    assert settings.load_day(home).day_starts == 4 * 60

    configure(home, 'day_starts = "05:00"\n')
    assert settings.load_day(home).day_starts == 5 * 60
    configure(home, '"day\\u005fstarts" = "06:00"\n')
    assert settings.load_day(home).day_starts == 6 * 60
    configure(home, 'day_starts = "soon"\n')
    with pytest.raises(SettingsError):
        settings.load_day(home)


# --- Changing ---------------------------------------------------------------------------------

COMMENTED = """\
# Mara's own
min_lines = 3   # small is fine

addresses = [
  "a@work.example",  # the old job
]

[keys]
new = "ctrl+n"  # n is for next
"""


def test_a_change_keeps_every_comment(home: Home) -> None:
    configure(home, COMMENTED)

    chosen = settings.change(home, "min_lines", "20")

    assert chosen.min_lines == settings.load(home).min_lines == 20
    assert text_of(home) == COMMENTED.replace("min_lines = 3 ", "min_lines = 20 ")


def test_a_new_setting_stands_before_the_tables(home: Home) -> None:
    configure(home, COMMENTED)

    settings.change(home, "theme", "ansi")
    settings.change(home, "keys.search", "ctrl+f")

    chosen = settings.load(home)
    assert chosen.theme == "ansi"
    assert chosen.keys == {"new": "ctrl+n", "search": "ctrl+f"}
    assert all(line in text_of(home) for line in COMMENTED.splitlines())


def test_the_first_change_makes_the_file_for_this_user_s_eyes(home: Home) -> None:
    settings.change(home, "scan_on_start", "no")

    assert text_of(home) == "scan_on_start = false\n"
    assert stat.S_IMODE(os.stat(home.settings).st_mode) == 0o600
    assert os.listdir(home.config) == ["config.toml"]


def test_a_list_takes_several_values_and_an_empty_one_none(home: Home) -> None:
    settings.change(home, "addresses", ["a@x.example", "B@y.example"])
    assert settings.load(home).addresses == ("a@x.example", "b@y.example")

    settings.change(home, "addresses", "")
    assert settings.load(home).addresses == ()


def test_a_setting_goes_back_to_its_default(home: Home) -> None:
    configure(home, COMMENTED)

    assert settings.unset(home, "min_lines").min_lines == 10
    assert settings.unset(home, "keys.new").keys == {}
    assert settings.unset(home, "keys.never").keys == {}
    assert settings.unset(home, "addresses").addresses == ()
    assert "# Mara's own" in text_of(home)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("min_lines", "many", 'min_lines = "many": allowed is a whole number'),
        ("min_lines", "-3", "min_lines = -3: allowed is a whole number"),
        ("min_lines", ["1", "2"], 'min_lines = "1 2": allowed is a whole number'),
        ("min_lines", [], 'min_lines = "": allowed is a whole number'),
        ("min_lines.x", "1", "there is no setting 'min_lines.x'"),
        ("nothing", "1", "there is no setting 'nothing'"),
        ("scan_on_start", "perhaps", 'scan_on_start = "perhaps": allowed is true or false'),
        ("theme", "pink", 'theme = "pink": allowed is'),
        ("day_starts", "noon", 'day_starts = "noon": allowed is a time'),
        ("addresses", ["me", "you"], 'addresses = ["me", "you"]: allowed is a list'),
        ("keys", "n", 'keys = "n": allowed is a table'),
        ("keys.new", "", "keys"),
    ],
)
def test_what_would_not_be_read_again_is_not_written(
    home: Home, key: str, value: str | list[str], says: str
) -> None:
    configure(home, COMMENTED)

    with pytest.raises(SettingsError) as caught:
        settings.change(home, key, value)

    assert str(caught.value).startswith(f"{home.settings}: {says}")
    assert text_of(home) == COMMENTED


def test_a_broken_file_is_not_changed_unless_the_change_mends_it(home: Home) -> None:
    configure(home, "min_lines = -1\n")
    with pytest.raises(SettingsError, match="min_lines = -1"):
        settings.change(home, "theme", "ansi")
    assert text_of(home) == "min_lines = -1\n"

    assert settings.change(home, "min_lines", "1").min_lines == 1

    configure(home, "theme = \n")
    with pytest.raises(SettingsError, match="line 1: invalid value"):
        settings.change(home, "theme", "ansi")


def test_a_link_into_dotfiles_stays_a_link_and_its_mode_stays(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text("min_lines = 3\n")
    target.chmod(0o644)
    home.make(home.config)
    os.symlink(target, home.settings)

    settings.change(home, "min_lines", "4")

    assert os.path.islink(home.settings)
    assert target.read_text() == "min_lines = 4\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_what_can_t_be_written_leaves_the_file_as_it_was(home: Home) -> None:
    with open(home.config, "w"):
        pass
    with pytest.raises(SettingsError, match="can't be read"):
        settings.change(home, "min_lines", "4")
    os.unlink(home.config)

    configure(home, "min_lines = 3\n")
    os.mkdir(f"{home.settings}.{os.getpid()}.part")  # in the way of what is written beside
    with pytest.raises(HomeError, match=r"can't be written .*: nothing was changed"):
        settings.change(home, "min_lines", "4")
    assert text_of(home) == "min_lines = 3\n"


KEYS = st.sampled_from(
    [s.key for s in settings.SETTINGS] + ["keys.new", "keys.ö b", "keys.", "x", "", "."]
)
VALUES = st.lists(
    st.sampled_from(["3", "true", "ansi", "05:00", "a@b.example", "*.go", "", '"', "\\", "'''"])
    | st.text(max_size=8),
    max_size=3,
)


@given(KEYS, VALUES)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_typed_is_either_kept_or_refused(
    home: Home, key: str, values: list[str]
) -> None:
    configure(home, COMMENTED)
    try:
        changed = settings.change(home, key, values)
    except SettingsError:
        assert text_of(home) == COMMENTED
        return
    again = settings.load(home)
    assert all(
        getattr(changed, setting.key) == getattr(again, setting.key)
        for setting in settings.SETTINGS
    )
    assert "# Mara's own" in text_of(home)
