"""Where did it happen: four files, none of them given away."""

from __future__ import annotations

from collections import Counter

from waterline.domain.recall.where import Surroundings, eligible, says_enough, where_question

GREEK = ("alpha", "beta", "gamma", "delta", "iota", "kappa", "sigma", "omega")
WORDS = "Retry the upload when the connection drops"


def around(*paths: str, ages: dict[str, tuple[int, ...]] | None = None) -> Surroundings:
    folders: dict[str, tuple[str, ...]] = {}
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        folders[folder] = (*folders.get(folder, ()), name)
    return Surroundings(frozenset(paths), folders, ages or {})


NEAR = around(
    *(f"app/net/{name}.py" for name in ("socket", "pool", "cache", "proxy", "codec", "http"))
)


def asked_of(changed: list[str], near: Surroundings, words: str = WORDS) -> list[tuple[str, ...]]:
    made = [where_question(changed, near, words, str(seed)) for seed in range(80)]
    return [question.options for question in made if question is not None]


def test_the_true_file_is_among_four_of_its_kind_and_folder() -> None:
    made = [where_question(["app/net/pool.py"], NEAR, WORDS, str(seed)) for seed in range(80)]
    found = [question for question in made if question is not None]
    assert found
    for question in found:
        assert question.options[question.right] == "app/net/pool.py"
        assert len(set(question.options)) == 4
        assert question.changed == ("app/net/pool.py",)
        assert "socket.py" in question.folder


def test_the_same_seed_makes_the_same_question() -> None:
    one, other = (where_question(["app/net/pool.py"], NEAR, WORDS, "7") for _ in range(2))
    assert one == other


def test_every_place_holds_the_true_one_about_as_often() -> None:
    made = [where_question(["app/net/pool.py"], NEAR, WORDS, str(seed)) for seed in range(600)]
    places = Counter(question.right for question in made if question is not None)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 2 * min(places.values())


def test_a_file_that_the_change_touched_is_no_wrong_one() -> None:
    changed = ["app/net/pool.py", "app/net/proxy.py"]
    for options in asked_of(changed, NEAR):
        assert len(set(options) & set(changed)) == 1


def test_other_kinds_of_files_are_no_wrong_ones() -> None:
    mixed = around(*NEAR.files, "app/net/notes.md", "app/net/data.json", "tests/net/test_pool.py")
    assert all(
        path.endswith(".py") for options in asked_of(["app/net/pool.py"], mixed) for path in options
    )
    tests = around(*(f"tests/test_{n}.py" for n in "abcde"), *NEAR.files)
    assert all(
        path.startswith("tests/")
        for options in asked_of(["tests/test_c.py"], tests)
        for path in options
    )


def test_a_name_that_is_said_beside_it_is_shared_by_all_or_not_asked() -> None:
    words = "Drain the pool before the process ends"
    assert asked_of(["app/net/pool.py"], NEAR, words) == []
    shared = around(
        "app/pool.py", "app/pool_worker.py", "app/pooling.py", "app/pools.py", *NEAR.files
    )
    for options in asked_of(["app/pool.py"], shared, words):
        assert all("pool" in path for path in options)


def test_a_name_that_is_said_is_not_hidden_by_a_folder_of_the_same_name() -> None:
    names = ("dialog", "quit", "sessions", "models", "actions")
    near = around(*(f"ui/dialog/{name}.go" for name in names))
    assert asked_of(["ui/dialog/dialog.go"], near, "Clamp what the dialog draws") == []
    assert asked_of(["ui/dialog/quit.go"], near, "Clamp what the dialog draws")


def test_a_name_that_is_said_whole_stands_beside_others_that_are() -> None:
    near = around("midx.c", "pack-bitmap.c", "fetch-pack.c", "list-objects.c", "pack.c", "http.c")
    words = "midx: remove the unused linked list of pack indices"
    assert asked_of(["midx.c"], near, words) == []
    assert asked_of(["pack-bitmap.c"], near, words)


def test_a_common_word_gives_away_the_file_that_is_called_so() -> None:
    near = around(*(f"app/{name}.py" for name in ("main", "models", "urls", "llm", "voice")))
    words = "Handle release notes in main before the loop"
    assert asked_of(["app/main.py"], near, words) == []
    assert asked_of(["app/voice.py"], near, words)


def test_a_word_within_a_name_gives_it_away_too() -> None:
    near = around(*NEAR.files, "app/net/versionbump.py")
    words = "Check that nothing is staged before the version is raised"
    assert asked_of(["app/net/versionbump.py"], near, words) == []


def test_a_name_within_a_word_gives_it_away_too() -> None:
    near = around(*NEAR.files, "app/net/printf.py")
    words = "Let snprintf take an iterator and a size"
    assert asked_of(["app/net/printf.py"], near, words) == []


def test_another_file_of_the_change_is_asked_where_one_is_given_away() -> None:
    words = "Drain the pool before the process ends"
    for options in asked_of(["app/net/pool.py", "app/net/codec.py"], NEAR, words):
        assert "app/net/codec.py" in options
        assert "app/net/pool.py" not in options


def test_each_folder_among_the_four_holds_as_many_as_the_others() -> None:
    paths = ("a/one", "a/two", "b/one", "b/two", "b/three", "c/one", "d/one")
    found = asked_of(["app/a/one.py"], around(*(f"app/{path}.py" for path in paths)))
    assert found
    for options in found:
        folders = Counter(path.rpartition("/")[0] for path in options)
        assert len(set(folders.values())) == 1


def test_files_of_another_part_of_the_repository_are_no_wrong_ones() -> None:
    near = around("app/a/one.py", "app/a/two.py", "lib/b/one.py", "lib/b/two.py", "lib/c/one.py")
    assert asked_of(["app/a/one.py"], near) == []


def test_the_name_of_a_language_gives_a_file_away_but_its_ending_does_not() -> None:
    tags = around(*(f"tags/{name}.scm" for name in ("java", "rust", "lua", "c", "ruby", "elm")))
    assert asked_of(["tags/java.scm"], tags, "Annotate definitions of Java methods") == []
    assert asked_of(["app/net/pool.py"], NEAR, "Read whatever py files hold at the start")


def test_the_one_that_was_worked_on_most_is_the_true_one_no_more_often_than_by_chance() -> None:
    names = [f"app/{name}.py" for name in GREEK]
    ages = {name: tuple(range(place, 40, 3 + place)) for place, name in enumerate(names)}
    near = around(*names, ages=ages)
    hits = found = 0
    for truth in names:
        for seed in range(120):
            question = where_question([truth], near, WORDS, f"{truth} {seed}")
            if question is not None:
                found += 1
                hits += min(question.options, key=names.index) == truth
    assert found > 200
    assert 0.05 < hits / found < 0.3


def test_too_few_others_make_no_question() -> None:
    assert asked_of(["app/net/pool.py"], around("app/net/pool.py", "app/net/http.py", "x.py")) == []
    assert where_question([], NEAR, WORDS, "1") is None


def test_files_that_every_change_touches_are_not_asked_for() -> None:
    assert eligible(["CHANGELOG.md", "app/__init__.py", "logo.png", "app/x.py"]) == ["app/x.py"]


def test_a_message_that_says_nothing_is_no_ground_for_asking_where() -> None:
    assert not says_enough("copy")
    assert not says_enough("chore: bump deps")
    assert says_enough("Retry the upload when the connection drops")


def test_a_hostile_name_is_shown_as_text() -> None:
    names = [f"app/\x1b[31mev\u202eil{n}.py" for n in range(6)]
    for options in asked_of([names[0]], around(*names)):
        assert all(path.isprintable() for path in options)
