"""Questions made of real repositories, and of what is left of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from waterline.activity import bounded, questions
from waterline.activity import git as running
from waterline.activity.questions import GONE, NO_REPOSITORY, NOT_FETCHED, make
from waterline.domain.recall.made import LineQuestion, NotMade, WhereQuestion

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Git

WORDS = "Give waiting uploads back when the connection drops"
BEFORE = '''"""Uploads."""


def drain(queue, limit):
    taken = []
    return taken
'''
AFTER = '''"""Uploads."""


def drain(queue, limit, timeout):
    taken = []
    while queue.size() > 0 and len(taken) < limit:
        item = queue.take(timeout)
        if item is None or item.age > timeout:
            break
        if item.weight >= limit and not item.is_urgent:
            queue.put_back(item)
            continue
        taken.append(item)
    return taken


def refill(queue, items, limit):
    for item in items:
        if queue.size() >= limit or item is None:
            return False
        queue.put_back(item)
    return True
'''
NAMES = ("socket", "pool", "cache", "proxy", "codec", "http")


@pytest.fixture
def api(git: Git) -> Path:
    where = git.repository()
    (where / "app").mkdir()
    for name in NAMES:
        (where / "app" / f"{name}.py").write_text(f"{name} = 1\n{BEFORE}")
    git(where, "add", "-A")
    git(where, "commit", "-qm", "Begin")
    for name in NAMES:
        text = (where / "app" / f"{name}.py").read_text()
        git.commit(where, f"Touch {name}", **{f"app/{name}__py": f"{text}\n# more\n"})
    return where


@pytest.fixture
def sha(git: Git, api: Path) -> str:
    return git.commit(api, WORDS, **{"app/codec__py": AFTER})


def line(where: Path, sha: str, seed: str = "1") -> LineQuestion:
    made = make(str(where), sha, "line", seed)
    assert isinstance(made, LineQuestion), made
    return made


def wheres(where: Path, sha: str, words: str = WORDS) -> list[WhereQuestion]:
    made = [make(str(where), sha, "where", str(seed), words) for seed in range(12)]
    return [question for question in made if isinstance(question, WhereQuestion)]


def test_a_line_of_the_change_is_asked_as_the_file_was_after_it(
    git: Git, api: Path, sha: str
) -> None:
    git.commit(api, "Rewrite all", **{"app/codec__py": "nothing = 0\n"})
    question = line(api, sha)
    assert question.path == "app/codec.py"
    lines = AFTER.split("\n")
    assert lines[question.at - 1].strip() == question.options[question.right]
    assert question.after == tuple(lines[question.at : question.at + len(question.after)])
    assert set(question.added) <= {4, *range(6, 14), *range(15, 25)}


def test_where_offers_files_that_stood_there_then_and_were_not_touched(
    git: Git, api: Path, sha: str
) -> None:
    git(api, "rm", "-q", "app/http.py")
    git.commit(api, "Drop one and add one", **{"app/later__py": "x = 1\n"})
    found = wheres(api, sha)
    assert found
    known = {f"app/{name}.py" for name in NAMES}
    for question in found:
        assert question.options[question.right] == "app/codec.py"
        assert set(question.options) <= known
        assert "codec.py" in question.folder


def test_the_same_seed_makes_the_same_question_after_more_was_shipped(
    git: Git, api: Path, sha: str
) -> None:
    before = [make(str(api), sha, sort, "7", WORDS) for sort in ("where", "line")]
    git.commit(api, "More", **{"app/pool__py": AFTER})
    git(api, "gc", "-q")
    assert [make(str(api), sha, sort, "7", WORDS) for sort in ("where", "line")] == before


def test_a_first_commit_can_be_asked_of(git: Git) -> None:
    where = git.repository("young")
    sha = git.commit(where, WORDS, queue__py=AFTER)
    assert line(where, sha).path == "queue.py"
    assert isinstance(make(str(where), sha, "where", "1", WORDS), NotMade)


def test_a_bare_repository_and_a_linked_worktree_can_be_asked(
    git: Git, api: Path, sha: str
) -> None:
    git(git.root, "clone", "-q", "--bare", str(api), "bare")
    git(api, "worktree", "add", "-q", str(git.root / "linked"))
    assert line(git.root / "bare", sha) == line(api, sha) == line(git.root / "linked", sha)


def test_a_repository_of_sha_256_can_be_asked(git: Git) -> None:
    where = git.repository("long", "--object-format=sha256")
    assert line(where, git.commit(where, WORDS, queue__py=AFTER)).path == "queue.py"


def test_a_renamed_file_is_asked_under_its_new_name(git: Git, api: Path) -> None:
    git(api, "mv", "app/codec.py", "app/coding.py")
    sha = git.commit(api, WORDS, **{"app/coding__py": f"codec = 1\n{AFTER}"})
    assert line(api, sha).path == "app/coding.py"
    for question in wheres(api, sha):
        assert question.options[question.right] == "app/coding.py"


def test_generated_files_are_not_asked_of(git: Git, api: Path) -> None:
    made = {"app/api_pb2__py": AFTER, "vendor/x__py": AFTER, "own/y__py": AFTER}
    sha = git.commit(api, WORDS, **made)
    assert line(api, sha).path == "own/y.py"
    left = make(str(api), sha, "line", "1", patterns=("own/*",))
    assert left == NotMade("it holds no line of code that could be asked for")


def test_the_repositorys_own_word_on_what_is_generated_goes_first(git: Git, api: Path) -> None:
    (api / ".gitattributes").write_text("made/* linguist-generated\nvendor/* -linguist-vendored\n")
    names = ("made__py", "made/x__py", "vendor/x__py")
    sha = git.commit(api, WORDS, **{name: f"# {name}\n{AFTER}" for name in names})
    own = {"made.py", "vendor/x.py"}
    git(git.root, "clone", "-q", "--bare", str(api), "bare")
    for where in (api, git.root / "bare"):
        made = [make(str(where), sha, "line", str(seed)) for seed in range(12)]
        assert {question.path for question in made if isinstance(question, LineQuestion)} == own


def test_no_file_that_the_repository_calls_generated_is_offered(
    git: Git, api: Path, sha: str
) -> None:
    offered = {path for question in wheres(api, sha) for path in question.options}
    assert "app/pool.py" in offered
    (api / ".gitattributes").write_text("app/pool.py linguist-generated=true\n")
    assert {path for question in wheres(api, sha) for path in question.options} == (
        offered - {"app/pool.py"}
    )
    (api / ".gitattributes").write_text("app/codec.py linguist-vendored\n")
    assert make(str(api), sha, "where", "1", WORDS) == NotMade(
        "it holds no file that could be asked for"
    )


def test_binary_files_links_and_modules_are_left_out(git: Git, api: Path) -> None:
    (api / "app" / "data.py").write_bytes(b"\0\1\2" * 50)
    (api / "app" / "link.py").symlink_to("pool.py")
    sha = git.commit(api, WORDS, notes__md="# Notes\n" * 20)
    assert isinstance(make(str(api), sha, "line", "1"), NotMade)
    assert all(q.options[q.right] != "app/link.py" for q in wheres(api, sha))


def test_a_change_that_only_deleted_is_not_asked_of(git: Git, api: Path) -> None:
    git(api, "rm", "-q", "app/codec.py")
    git(api, "commit", "-qm", WORDS)
    sha = git(api, "rev-parse", "HEAD")
    assert make(str(api), sha, "line", "1") == NotMade(
        "it holds no line of code that could be asked for"
    )
    assert make(str(api), sha, "where", "1", WORDS) == NotMade(
        "it holds no file that could be asked for"
    )


def test_content_that_looks_like_a_diff_is_content(git: Git, api: Path) -> None:
    trap = f'TRAP = """\nindex 1..2 100644\n@@ -1 +1,9 @@\n+++ b/x.py\n"""\n{AFTER}'
    sha = git.commit(api, WORDS, **{"app/trap__py": trap})
    made = [make(str(api), sha, "line", str(seed)) for seed in range(12)]
    found = [question for question in made if isinstance(question, LineQuestion)]
    assert found
    for question in found:
        assert trap.split("\n")[question.at - 1].strip() == question.options[question.right]


def test_a_file_without_a_last_line_end_is_read_by_its_own_numbers(git: Git, api: Path) -> None:
    for text in (AFTER.removesuffix("\n"), AFTER.replace("\n", "\r\n"), f"{AFTER}\n\n"):
        sha = git.commit(api, WORDS, **{"app/codec__py": text})
        question = line(api, sha)
        lines = text.replace("\r\n", "\n").split("\n")
        assert lines[question.at - 1].strip() == question.options[question.right]


def test_names_in_any_bytes_are_read_and_shown_as_text(git: Git, api: Path) -> None:
    odd = b"app/na\xefve \x1b[31m\n.py"
    (api / "app").joinpath("na\udcefve \x1b[31m\n.py").write_text(AFTER)
    sha = git.commit(api, WORDS)
    assert odd in running.run(str(api), "ls-tree", "-rz", "HEAD")
    question = line(api, sha)
    assert question.path.isprintable()
    assert all(path.isprintable() for q in wheres(api, sha) for path in q.options)


def test_a_commit_that_is_gone_is_told_from_a_repository_that_is(
    git: Git, api: Path, sha: str
) -> None:
    for sort in ("where", "line"):
        assert make(str(api), "1" * 40, sort, "1", WORDS) == GONE
        assert make(str(api), "no sha; rm -rf", sort, "1", WORDS) == GONE
        assert make(str(git.root / "nowhere"), sha, sort, "1", WORDS) == NO_REPOSITORY
    shutil.rmtree(api / ".git" / "objects")
    for sort in ("where", "line"):
        made = make(str(api), sha, sort, "1", WORDS)
        assert isinstance(made, NotMade)
        assert made.is_gone


def test_a_commit_that_was_rewritten_is_asked_of_while_git_keeps_it(
    git: Git, api: Path, sha: str
) -> None:
    git(api, "commit", "-q", "--amend", "-m", "Another message")
    assert line(api, sha).path == "app/codec.py"
    git(api, "reflog", "expire", "--expire=now", "--all")
    git(api, "gc", "-q", "--prune=now")
    assert make(str(api), sha, "line", "1") == GONE


def test_a_tree_or_a_blob_is_no_commit(git: Git, api: Path) -> None:
    for name in ("HEAD^{tree}", "HEAD:app/pool.py"):
        sha = git(api, "rev-parse", name)
        assert isinstance(make(str(api), sha, "line", "1"), NotMade)
        assert isinstance(make(str(api), sha, "where", "1", WORDS), NotMade)


def test_contents_that_a_partial_clone_never_fetched_make_no_question(
    git: Git, api: Path, sha: str
) -> None:
    git(api, "config", "uploadpack.allowFilter", "true")
    words = ("clone", "-q", "--bare", "--filter=blob:none", f"file://{api}", "part")
    git(git.root, *words)
    # Its commit is there, and it isn't said to be gone.
    assert make(str(git.root / "part"), sha, "line", "1") == NOT_FETCHED


def test_a_merge_brings_nothing_itself(git: Git, api: Path, sha: str) -> None:
    git(api, "checkout", "-q", "-b", "side", f"{sha}^")
    git.commit(api, "Beside", side__txt="x\n")
    git(api, "merge", "-q", "--no-ff", "-m", "Merge", sha)
    merge = git(api, "rev-parse", "HEAD")
    assert isinstance(make(str(api), merge, "line", "1"), NotMade)
    assert isinstance(make(str(api), merge, "where", "1", WORDS), NotMade)


def test_the_users_configuration_changes_no_question(git: Git, api: Path, sha: str) -> None:
    before = [make(str(api), sha, sort, "1", WORDS) for sort in ("where", "line")]
    for key, value in {
        "diff.noprefix": "true",
        "diff.external": "false",
        "diff.context": "9",
        "diff.renames": "false",
        "diff.orderFile": "/nowhere",
        "color.ui": "always",
        "core.abbrev": "4",
        "log.showSignature": "true",
        "log.follow": "true",
    }.items():
        git(api, "config", key, value)
    assert [make(str(api), sha, sort, "1", WORDS) for sort in ("where", "line")] == before


def test_a_message_that_says_nothing_asks_no_where(api: Path, sha: str) -> None:
    assert make(str(api), sha, "where", "1", "Fix typo") == NotMade(
        "what is said of it doesn't tell enough to ask where"
    )


def test_there_are_no_other_sorts(api: Path, sha: str) -> None:
    with pytest.raises(ValueError, match="what"):
        make(str(api), sha, "what", "1")


def test_a_huge_file_is_not_read(git: Git, api: Path) -> None:
    sha = git.commit(api, WORDS, huge__py=AFTER * 1_000, small__py=AFTER)
    assert {line(api, sha, str(seed)).path for seed in range(4)} == {"small.py"}


def test_a_change_larger_than_what_is_read_of_it_is_asked_about_as_far_as_it_was_read(
    git: Git, api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f"row_{number} = {number}" for number in range(12))
    before = git.commit(api, "Rows", **{"app/rows__py": rows})
    every_other = rows.replace("1 =", "1 = 7 +").replace("4 =", "4 = 7 +")
    sha = git.commit(api, WORDS, **{"app/early__py": AFTER, "app/rows__py": every_other})
    whole = running.run(str(api), "diff", "--raw", "-p", "-U0", before, sha)
    monkeypatch.setattr(bounded, "_CHUNK", 7)
    made = []
    for most in range(0, len(whole), 29):
        monkeypatch.setattr(questions, "_MOST_DIFF", most)
        made.append(make(str(api), sha, "line", "1"))
    assert isinstance(made[0], NotMade)
    assert {one.path for one in made if isinstance(one, LineQuestion)} == {"app/early.py"}
