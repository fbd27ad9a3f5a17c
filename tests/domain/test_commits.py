"""Commits: what follows from one without asking anybody else."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterline.domain.commits import Commit, Person, sort_of
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.text import subject

MARA = Person("Mara", "mara@example.org")


def commit(raw_address: str = "mara@example.org", at: int = 1_700_000_000) -> Commit:
    return Commit("0" * 40, at, 3600, at + 5, MARA, raw_address, MARA, "Add\n\nBody", ())


@pytest.mark.parametrize(
    ("message", "sort"),
    [
        ('Revert "Add a cache"\n\nThis reverts commit 1234.', "revert"),
        ("fixup! Add a cache", "fixup"),
        ("squash! Add a cache", "fixup"),
        ("amend! Add a cache", "fixup"),
        ("Revert to the old cache", ""),
        ("fixup the cache", ""),
        ("", ""),
    ],
)
def test_reverts_and_fixups_are_told_from_other_changes(message: str, sort: str) -> None:
    assert sort_of(subject(message)) == sort


def test_the_subject_is_the_first_paragraph_on_one_line_as_git_has_it() -> None:
    assert subject("\n\n Add a cache \n\nBecause") == "Add a cache"
    assert subject("Add a cache\nfor the tokens\n \nBecause") == "Add a cache for the tokens"
    assert subject("") == ""


def test_identity_is_what_amend_and_rebase_leave_alone() -> None:
    first = commit()
    amended = first._replace(sha="1" * 40, committed_at=first.committed_at + 60, message="Other")
    assert amended.identity == first.identity
    assert commit("Mara@Example.org").identity == first.identity
    assert commit(at=1_700_000_001).identity != first.identity
    assert commit("joe@example.org").identity != first.identity


@given(st.integers(0, 2**47 * 1000), st.integers(0, 2**RANDOM_BITS - 1))
def test_keys_are_valid_uuids_of_version_7_in_the_order_of_their_moments(
    moment: int, random: int
) -> None:
    made = UUID(key(moment, random))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == moment // 1000
    assert key(moment + 1000, 0)[:13] >= key(moment, random)[:13]
    assert UUID(key(-5, random)).int >> 80 == 0
