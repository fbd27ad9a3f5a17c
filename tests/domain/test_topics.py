"""What a change is about: its scope, its branch, where its files are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import work
from waterline.domain.topics import branch, places, scope, slug, topics, without_prefix


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ("feat(api): add a limit", "api"),
        ("fix(api)!: drop the old way", "api"),
        ("feat(api, web): one limit", "api"),
        ("feat(ABC-12): add a limit", ""),
        ("feat: add a limit", ""),
        ("fix: mind the gap", ""),
        ("docs: say how", ""),
        ("net/http: add a limit", "net/http"),
        ("rate limiter: refill slowly", "rate limiter"),
        ("[parser]: read on", "parser"),
        ("ABC-12: add a limit", ""),
        ("#12: add a limit", ""),
        ("fixup! feat(api): add a limit", "api"),
        ('Revert "feat(api): add a limit"', "api"),
        ("Add a limit", ""),
        ("Say: no more than this and that and those: never", "Say"),
        ("https://example.org/ is down", ""),
        ("", ""),
    ],
)
def test_a_subject_says_what_it_is_about(subject: str, about: str) -> None:
    assert scope(subject) == about


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("rate-limit", "rate-limit"),
        ("mara/feat/ABC-12-rate-limit", "rate-limit"),
        ("fix/12-rate-limit", "rate-limit"),
        ("main", ""),
        ("develop", ""),
        ("feature/ABC-12", ""),
        ("ab-12-ab-13-quotas", "quotas"),
        ("codex/python-3-14-support", "python-3-14-support"),
        ("ci-ops-08-command-modes-e2e", "ci-ops-08-command-modes-e2e"),
        ("claude/modal-dialog-1o94hp", "modal-dialog"),
        ("claude/fix-login-011CUabcXYZ", "fix-login"),
        ("claude/issue-12-20250812_1430", ""),
        ("cursor/add-oauth2", "add-oauth2"),
        ("mara/modal-1o94hp", "modal-1o94hp"),
        ("copilot/sub-pr-15230", ""),
        ("locfiles/506df5bf-bb18-49da-9397-e0ad1bdf6536", ""),
        ("release/13.2", ""),
        ("v2.x", ""),
        ("", ""),
    ],
)
def test_a_branch_is_named_by_what_it_is_for(name: str, about: str) -> None:
    assert branch(name) == about


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["src/api/storage/cache.py"], ["storage"]),
        (["src/api/storage/disk/cache.py"], ["storage/disk", "storage"]),
        (["src/storage/a.py", "src/storage/b.py", "docs/a.md"], ["storage"]),
        (["limiter.py"], ["limiter"]),
        (["src/api/limiter.py", "tests/test_limiter.py"], ["limiter"]),
        (["README.md", "docs/x/y.md"], ["docs/x", "docs", "README"]),
        (["setup.py"], [""]),
        ([], []),
    ],
)
def test_places_are_folders_that_say_something_or_else_files(
    paths: list[str], found: list[str]
) -> None:
    assert list(places(paths, "api")) == found


def test_the_surest_name_goes_first_and_each_stands_once() -> None:
    one = work(subject="feat(Storage): …", branch="storage", paths=("src/storage/disk/a.py",))

    assert [(topic.slug, topic.label) for topic in topics(one)] == [
        ("storage", "Storage"),
        ("storage-disk", "storage/disk"),
    ]


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("feat(api): add a limit", "add a limit"),
        ("net/http: add a limit", "add a limit"),
        ("Add a limit", "Add a limit"),
        ('Revert "Add a limit"', 'Add a limit"'),
    ],
)
def test_what_stands_ahead_of_the_colon_can_be_left_out(subject: str, bare: str) -> None:
    assert without_prefix(subject) == bare


@given(st.text(max_size=60), st.text(max_size=30), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_told_by_slugs_that_hold_no_separator(
    subject: str, name: str, paths: list[str]
) -> None:
    for topic in topics(work(subject=subject, branch=name, paths=tuple(paths))):
        assert topic.slug
        assert ":" not in topic.slug
        assert slug(topic.slug) == topic.slug
