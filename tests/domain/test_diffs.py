"""Diffs: what git prints is read into rows, and nothing in it can mislead or escape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waterline.domain.diffs import MOST_COLUMNS, Diff, FileDiff, Row, parse, several

PLAIN = b"""\
diff --git a/src/cache.py b/src/cache.py
index 3b18e51..8ab686e 100644
--- a/src/cache.py
+++ b/src/cache.py
@@ -1,3 +1,4 @@ def fetch():
 one
-two
+\ttwo
+three
 four
@@ -20 +21 @@
-old
+new
\\ No newline at end of file
"""


def only(patch: bytes) -> FileDiff:
    files, is_cut = parse(patch)
    assert not is_cut
    assert len(files) == 1
    return files[0]


def test_lines_come_with_their_numbers_on_both_sides() -> None:
    found = only(PLAIN)
    assert (found.path, found.old_path, found.note) == ("src/cache.py", "", "")
    assert (found.insertions, found.deletions, found.is_binary) == (3, 2, False)
    assert found.rows == (
        Row("@", "@@ -1,3 +1,4 @@ def fetch():"),
        Row(" ", "one", 1, 1),
        Row("-", "two", 2, 0),
        Row("+", "    two", 0, 2),
        Row("+", "three", 0, 3),
        Row(" ", "four", 3, 4),
        Row("@", "@@ -20 +21 @@"),
        Row("-", "old", 20, 0),
        Row("+", "new", 0, 21),
        Row("@", "\\ No newline at end of file"),
    )


def test_no_content_passes_for_a_header() -> None:
    found = only(
        b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n"
        b"--- a/evil\n+++ b/evil\n-diff --git a/y b/y\n+@@ -1 +1 @@\n"
    )
    assert found.path == "x"
    assert [(row.sort, row.text) for row in found.rows[1:]] == [
        ("-", "-- a/evil"),
        ("+", "++ b/evil"),
        ("-", "diff --git a/y b/y"),
        ("+", "@@ -1 +1 @@"),
    ]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            (
                b"diff --git a/old name b/new name\nsimilarity index 100%\n"
                b"rename from old name\nrename to new name\n"
            ),
            FileDiff("new name", "old name", note="renamed"),
        ),
        (
            b"diff --git a/x b/y\nsimilarity index 90%\ncopy from x\ncopy to y\n",
            FileDiff("y", "x", note="copied"),
        ),
        (
            b"diff --git a/run me b/run me\nold mode 100644\nnew mode 100755\n",
            FileDiff("run me", note="mode 100644 to 100755"),
        ),
        (
            b"diff --git a/x b/x\nnew file mode 100644\nindex 0000000..e69de29\n",
            FileDiff("x", note="new"),
        ),
        (
            b"diff --git a/x b/x\ndeleted file mode 100644\nindex e69de29..0000000\n",
            FileDiff("x", note="deleted"),
        ),
        (
            (
                b"diff --git a/i.png b/i.png\nindex 1..2 100644\n"
                b"Binary files a/i.png and b/i.png differ\n"
            ),
            FileDiff("i.png", is_binary=True, note="binary"),
        ),
        (
            b"diff --git a/i b/i\nindex 1..2 100644\nGIT binary patch\nliteral 2\nJc-\n\n",
            FileDiff("i", is_binary=True, note="binary"),
        ),
        (
            (
                b'diff --git "a/n\\303\\244me\\t\\"x\\"\\n" "b/n\\303\\244me\\t\\"x\\"\\n"\n'
                b"old mode 100644\nnew mode 100755\n"
            ),
            FileDiff('näme "x"', note="mode 100644 to 100755"),
        ),
        (
            b'diff --git a/plain "b/w\\033[31mird"\nrename from plain\nrename to "w\\033[31mird"\n',
            FileDiff("w[31mird", "plain", note="renamed"),
        ),
        (b"diff --git a/x b/x\nindex 1..2 120000\n", FileDiff("x", note="symbolic link")),
    ],
)
def test_what_happened_to_a_file_is_said_in_a_few_words(headers: bytes, expected: FileDiff) -> None:
    assert only(headers) == expected


def test_a_submodule_is_named_as_one() -> None:
    found = only(
        b"diff --git a/lib b/lib\nindex 1..2 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n"
        b"-Subproject commit 1111\n+Subproject commit 2222\n"
    )
    assert (found.note, found.insertions, found.deletions) == ("submodule", 1, 1)


def test_a_name_with_spaces_and_another_ones_end_in_it_is_read_whole() -> None:
    assert only(b"diff --git a/x b/x b/x b/x\nold mode 100644\nnew mode 100755\n").path == "x b/x"
    assert only(b"diff --git a/x y b/x y\n--- a/x y\t\n+++ b/x y\t\n").path == "x y"


def test_a_files_whole_other_line_ends_are_not_worth_showing_and_mixed_ones_are() -> None:
    head = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n"
    same = only(head + b" one\r\n-two\r\n+three\r\n")
    assert [row.text for row in same.rows[1:]] == ["one", "two", "three"]
    turned = only(head + b" one\n-two\r\n+two\n")
    assert [row.text for row in turned.rows[1:]] == ["one", "two\u240d", "two"]


def test_what_a_terminal_would_obey_is_shown_as_a_sign() -> None:
    found = only(
        b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,3 @@ \x1b[31m\n"
        b"+\x1b]52;c;eA==\x07\n+if x:\xe2\x80\xae # \xc2\x9b2J\n+\xff\x00\x0b\xe2\x80\xa8[/x]\n"
    )
    assert [row.text for row in found.rows] == [
        "@@ -0,0 +1,3 @@ \u241b[31m",
        "\u241b]52;c;eA==\u2407",
        "if x:\ufffd # \ufffd2J",
        "\ufffd\u2400\u240b\ufffd[/x]",
    ]


def test_a_line_that_a_program_wrote_is_cut() -> None:
    head = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+"
    text = only(head + b"x" * 3_000_000).rows[1].text
    assert text == "x" * MOST_COLUMNS + "…"
    assert len(only(head + b"\t" * 3_000_000).rows[1].text) == MOST_COLUMNS + 1


def test_a_diff_is_cut_at_so_many_rows_and_says_so() -> None:
    files, is_cut = parse(PLAIN, most_rows=4)
    assert is_cut
    assert len(files[0].rows) == 4
    assert parse(PLAIN, most_rows=10) == parse(PLAIN)
    assert parse(PLAIN + PLAIN, most_rows=10) == (
        (*parse(PLAIN)[0], FileDiff("src/cache.py")),
        True,
    )


def test_a_merges_diff_is_read_by_its_columns() -> None:
    found = only(
        b"diff --cc file name\nindex 1,2..3\n--- a/file name\n+++ b/file name\n"
        b"@@@ -1,2 -1,2 +1,3 @@@ here\n  both\n -theirs\n- ours\n++merged\n +one\n"
    )
    assert found.path == "file name"
    assert [(row.sort, row.text) for row in found.rows[1:]] == [
        (" ", "both"),
        ("-", "theirs"),
        ("-", "ours"),
        ("+", "merged"),
        ("+", "one"),
    ]
    assert (found.insertions, found.deletions) == (2, 2)


def test_an_empty_line_may_have_lost_its_space() -> None:
    found = only(b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n")
    assert found.rows[2] == Row(" ", "", 2, 2)


def test_what_is_no_diff_is_no_file() -> None:
    for text in (b"", b"\n\n", b"commit 1234\n\n    diff --git\n", b"@@ -1 +1 @@\n-a\n+b\n"):
        assert parse(text) == ((), False)
    assert only(b"some words\n\n" + PLAIN) == only(PLAIN)


def test_a_diff_that_breaks_off_is_read_to_where_it_does() -> None:
    for end in range(len(PLAIN)):
        files, _ = parse(PLAIN[:end])
        rows = [row for file in files for row in file.rows]
        whole = only(PLAIN).rows
        # The line that was cut through may differ, all before it don't.
        assert rows[:-1] == list(whole[: max(len(rows) - 1, 0)])


@given(some.binary())
def test_no_bytes_make_trouble(patch: bytes) -> None:
    parse(patch)


PARTS = (
    b"diff --git a/x b/x", b"diff --cc x", b"diff --git ", b"@@ -1 +1 @@", b"@@ -1,0 +1,9 @@",
    b"@@@ -1 -1 +1 @@@", b"@@ -99999999999999999999999 +1 @@", b"@@@@ -1 @@@@", b"--- a/x",
    b"+++ b/", b"--- ", b'+++ "b/\\777\\n', b"rename from ", b"rename to x", b"copy to ",
    b"old mode ", b"new file mode 160000", b"Binary files ", b"+a", b"-b", b" c", b"",
    b"\\ No newline", b"\t",
)  # fmt: skip


@given(some.lists(some.sampled_from(PARTS)).map(b"\n".join), some.integers(0, 10))
def test_no_order_of_lines_makes_trouble(patch: bytes, most: int) -> None:
    files, is_cut = parse(patch, most)
    rows = [row for file in files for row in file.rows]
    assert len(rows) <= most
    assert not is_cut or len(rows) == most
    for file in files:
        assert file.insertions == sum(row.sort == "+" for row in file.rows)
        assert all(row.text.isprintable() for row in file.rows)
        assert file.path.isprintable()


def test_several_diffs_are_one_after_another() -> None:
    one = Diff((FileDiff("a", rows=(Row("+", "x", 0, 1),)),), False, 1, 1, 0)
    two = Diff((FileDiff("b", rows=(Row("-", "y", 1),)),), True, 3, 4, 5, ("1234",))
    both = several([one, two])
    assert [file.path for file in both.files] == ["a", "b"]
    assert both[1:] == (True, 4, 5, 5, ("1234",))
    assert both.hidden_lines == 8
    assert both.text == "x\ny"
    assert several([]) == Diff()
