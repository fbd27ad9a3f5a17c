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
from waterline.settable import SETTINGS

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
    assert (chosen.ask, chosen.unknown, chosen.push) == ("commit", "ask", "remind")
    assert (chosen.after_commit, chosen.owed_days) == ("owed", 14)
    assert (chosen.leave_agents, chosen.leave_repositories) == ((), ())
    assert (chosen.signals, chosen.repos) == ({}, {})
    assert chosen.scan_on_start is True
    assert chosen.theme == "waterline-dark"
    assert not os.path.exists(home.config)


def test_every_setting_can_be_set(home: Home) -> None:
    configure(
        home,
        'day_starts = "05:30"\naddresses = ["Mara@Work.example"]\ngenerated = ["*.pb.go"]\n'
        'min_lines = 0\nscan_on_start = false\ntheme = "ansi"\nbackup_days = 0\n'
        'backups_kept = 100\nask = "later"\nunknown = "by hand"\npush = "require"\n'
        'after_commit = "learned"\nowed_days = 30\nleave_agents = ["Copilot"]\n'
        'leave_repositories = ["dotfiles"]\n[keys]\nnew = "ctrl+n"\n'
        '[signals]\n"$BOT" = " Bot "\n[repos.api]\nask = "never"\n',
    )

    chosen = settings.load(home)

    assert chosen.day_starts == 5 * 60 + 30
    assert chosen.addresses == ("mara@work.example",)
    assert chosen.generated == ("*.pb.go",)
    assert (chosen.min_lines, chosen.scan_on_start, chosen.theme) == (0, False, "ansi")
    assert (chosen.backup_days, chosen.backups_kept) == (0, 100)
    assert chosen.keys == {"new": "ctrl+n"}
    assert (chosen.ask, chosen.unknown, chosen.push) == ("later", "by hand", "require")
    assert (chosen.after_commit, chosen.owed_days) == ("learned", 30)
    assert (chosen.leave_agents, chosen.leave_repositories) == (("Copilot",), ("dotfiles",))
    assert (chosen.signals, chosen.repos) == ({"$BOT": "Bot"}, {"api": {"ask": "never"}})


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
        ('ask = "perhaps"', 'ask = "perhaps": allowed is "commit" or "later" or "never"'),
        ('unknown = "no"', 'unknown = "no": allowed is "ask" or "assisted" or "by hand" or'),
        ("push = true", 'push = true: allowed is "remind" or "require" or "off"'),
        ("after_commit = []", 'after_commit = []: allowed is "owed" or "learned" or "off"'),
        ("owed_days = 0", "owed_days = 0: allowed is a whole number of days from 1 to 365"),
        ("leave_agents = 'x'", 'leave_agents = "x": allowed is a list of tools'),
        ("leave_repositories = [3]", "leave_repositories = [3]: allowed is a list of names"),
        ("[signals]\n'$A B' = 'x'", 'signals."$A B" = "x": allowed is a table of signal'),
        ("[signals]\n'a' = ''", 'signals.a = "": allowed is a table of signal'),
        ("[signals]\n'A key:' = 'x'", 'signals."A key:" = "x": allowed is a table of signal'),
        ("repos = 3", "repos = 3: allowed is a table for each repository"),
        ("[repos]\napi = 3", "repos.api = 3: allowed is a table for each repository"),
        ("[repos.api]\npsh = 3", "repos.api.psh = 3: allowed is a table for each repository, by"),
        ("[repos.api]\npush = 3", 'repos.api.push = 3: allowed is "remind" or "require" or "off"'),
        ("[repos.api]\nmin_lines = -1", "repos.api.min_lines = -1: allowed is a whole number"),
        ("[repos.'a b']\nask = 1", 'repos."a b".ask = 1: allowed is "commit" or'),
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


@pytest.mark.parametrize(
    ("key", "meant"),
    [("min_line", "min_lines"), ("day_start", "day_starts"), ("teme", "theme"), ("zzz", "")],
)
def test_an_unknown_setting_is_answered_with_the_one_that_was_meant(
    key: str, meant: str, home: Home
) -> None:
    configure(home, f"{key} = 3")

    assert refusal(home).partition("did you mean ")[2] == (f"{meant}?" if meant else "")


def test_what_can_t_be_read_is_said(home: Home) -> None:
    os.makedirs(home.settings)
    assert refusal(home) == "can't be read (Is a directory): mend it, or move it away"


def test_a_file_where_the_folder_should_be_is_said(home: Home) -> None:
    with open(home.config, "w"):
        pass

    assert refusal(home).startswith("can't be read (Not a directory)")


def test_the_day_alone_is_read_without_the_rest(home: Home) -> None:
    configure(home, "backup_days = 'broken'\n")
    assert settings.load_day(home).day_starts == 4 * 60

    configure(home, "[repos.api]\nask = 'never'\n")
    assert settings.load_day(home).for_repository("api", "/x").ask == "never"
    configure(home, 'day_starts = "05:00"\n')
    assert settings.load_day(home).day_starts == 5 * 60
    configure(home, '"day\\u005fstarts" = "06:00"\n')
    assert settings.load_day(home).day_starts == 6 * 60
    configure(home, 'day_starts = "soon"\n')
    with pytest.raises(SettingsError):
        settings.load_day(home)


# --- What is different in single repositories ---------------------------------------------------


def test_a_repository_has_what_its_table_says_and_all_else_as_everywhere(home: Home) -> None:
    configure(
        home,
        'min_lines = 5\npush = "remind"\n[repos.api]\npush = "require"\n'
        '[repos."/code/web"]\nask = "later"\nmin_lines = 50\n',
    )

    chosen = settings.load(home)

    api = chosen.for_repository("api", "/code/api")
    assert (api.push, api.min_lines, api.ask) == ("require", 5, "commit")
    web = chosen.for_repository("web", "/code/web")
    assert (web.push, web.min_lines, web.ask) == ("remind", 50, "later")
    assert chosen.for_repository("else", "/code/else") is chosen
    assert (chosen.push, chosen.min_lines) == ("remind", 5)


@pytest.mark.parametrize(
    ("wanted", "is_meant"),
    [
        ("api", True),
        ("ap", False),
        ("API", False),
        ("a*", True),
        ("[ab]pi", True),
        ("w*", False),
        ("/code/work/api", True),
        ("/code/work/api/", True),
        ("/code/work", True),
        ("/code/wor", False),
        ("/code/*/api", True),
        ("/code/*", True),
        ("/elsewhere/*", False),
        ("work/api", False),
    ],
)
def test_names_paths_folders_and_patterns_mean_a_repository(wanted: str, *, is_meant: bool) -> None:
    assert settings.means(wanted, "api", "/code/work/api") is is_meant
    chosen = settings.Settings({"leave_repositories": [wanted]})
    left = chosen.for_repository("api", "/code/work/api").ask == "never"
    assert left is is_meant


def test_a_path_may_begin_with_the_home_folder(clean_environment: Path) -> None:
    assert settings.means("~/code/*", "api", str(clean_environment / "code" / "api"))
    assert not settings.means("~/code/*", "api", "/code/api")


def test_a_name_with_brackets_in_it_means_itself() -> None:
    assert settings.means("a[1]", "a[1]", "/x")


def test_what_is_said_of_the_path_outdoes_what_is_said_of_the_name(home: Home) -> None:
    configure(home, '[repos."/code/api"]\npush = "off"\n[repos.api]\npush = "require"\n')

    assert settings.load(home).for_repository("api", "/code/api").push == "off"
    assert settings.load(home).for_repository("api", "/other/api").push == "require"


def test_a_repository_to_leave_alone_is_not_asked_whatever_its_table_says(home: Home) -> None:
    configure(home, 'leave_repositories = ["dot*"]\n[repos.dotfiles]\nask = "commit"\n')

    assert settings.load(home).for_repository("dotfiles", "/x").ask == "never"


def test_a_tool_to_leave_alone_is_known_in_any_case() -> None:
    chosen = settings.Settings({"leave_agents": ["Copilot", "claude code"]})

    assert chosen.leaves_agent("copilot")
    assert chosen.leaves_agent("Claude Code")
    assert not chosen.leaves_agent("Cursor")
    assert not chosen.leaves_agent("")


def test_a_setting_of_one_repository_is_set_and_taken_back(home: Home) -> None:
    configure(home, COMMENTED)

    settings.change(home, "repos.api.push", "require")
    settings.change(home, "repos.api.min_lines", "30")
    settings.change(home, "repos./code/my.app.ask", "later")
    assert settings.load(home).repos == {
        "api": {"push": "require", "min_lines": 30},
        "/code/my.app": {"ask": "later"},
    }
    assert '[repos.api]\npush = "require"\nmin_lines = 30\n' in text_of(home)
    assert all(line in text_of(home) for line in COMMENTED.splitlines())

    settings.unset(home, "repos.api.push")
    settings.unset(home, "repos./code/my.app")
    settings.unset(home, "repos.never.push")
    assert settings.load(home).repos == {"api": {"min_lines": 30}}


def test_further_signals_are_set_by_their_key(home: Home) -> None:
    settings.change(home, "signals.bot@work.example", "Workbot")
    settings.change(home, "signals.Bot-Session:", "Workbot")
    settings.change(home, "signals.$WORKBOT", "Workbot")
    settings.change(home, "signals.made by our bot.", "Workbot")

    assert settings.load(home).signals == dict.fromkeys(
        ("bot@work.example", "Bot-Session:", "$WORKBOT", "made by our bot."), "Workbot"
    )
    settings.unset(home, "signals.bot@work.example")
    assert "bot@work.example" not in settings.load(home).signals


def test_a_table_of_tables_is_listed_flat() -> None:
    table = {"api": {"push": "off", "ask": "later"}, "x": {}, "y": 3}

    assert settings.flat(table) == {"api.push": "off", "api.ask": "later", "x": {}, "y": 3}


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
        ("repos.api.push", "perhaps", 'repos.api.push = "perhaps": allowed is "remind" or'),
        ("repos.api.min_lines", "many", 'repos.api.min_lines = "many": allowed is a whole'),
        ("repos.api.theme", "ansi", 'repos.api.theme = "ansi": allowed is a table for each'),
        ("repos.api", "push", 'repos.api = "push": allowed is a table for each'),
        ("repos", "push", 'repos = "push": allowed is a table for each'),
        ("signals.$A-B", "x", 'signals."$A-B" = "x": allowed is a table of signal'),
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
    [s.key for s in SETTINGS]
    + [
        *("keys.new", "keys.ö b", "keys.", "repos.api.push", "repos.a.b.min_lines", "repos..ask"),
        *("repos.api", "signals.$A", "signals.ö b", "x", "", "."),
    ]
)
VALUES = st.lists(
    st.sampled_from(["3", "true", "ansi", "05:00", "a@b.example", "*.go", "", '"', "\\", "'''"])
    | st.text(max_size=8),
    max_size=3,
)


@given(KEYS, VALUES)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    assert all(getattr(changed, setting.key) == getattr(again, setting.key) for setting in SETTINGS)
    assert "# Mara's own" in text_of(home)
