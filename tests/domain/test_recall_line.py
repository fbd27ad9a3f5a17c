"""One line hidden, four candidates: whole, different in meaning, not to be told by their looks."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import waterline
from waterline.domain.recall.languages import language_of
from waterline.domain.recall.line import Piece, line_question
from waterline.domain.recall.made import LineQuestion, WhereQuestion, from_json, to_json
from waterline.domain.recall.scanning import depth_profile, tokens

SOURCE = Path(waterline.__file__).parent
OWN = sorted(SOURCE.rglob("*.py"))

PYTHON = '''"""Queues."""

import time


def drain(queue, limit, timeout):
    """Take what is there."""
    taken = []
    started = time.monotonic()
    while queue.size() > 0 and len(taken) < limit:
        item = queue.take(timeout)
        if item is None or time.monotonic() - started > timeout:
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
TYPESCRIPT = """export function drain(queue: Queue, limit: number, timeout: number): Item[] {
  const taken: Item[] = [];
  const started = Date.now();
  while (queue.size() > 0 && taken.length < limit) {
    const item = queue.take(timeout);
    if (item === undefined || Date.now() - started > timeout) {
      break;
    }
    if (item.weight >= limit && !item.isUrgent) {
      queue.putBack(item);
      continue;
    }
    taken.push(item);
  }
  return taken;
}
"""
GO = """package queue

func Drain(queue *Queue, limit int, timeout int) []Item {
\tvar taken []Item
\tstarted := now()
\tfor queue.Size() > 0 && len(taken) < limit {
\t\titem := queue.Take(timeout)
\t\tif item == nil || now()-started > timeout {
\t\t\tbreak
\t\t}
\t\tif item.Weight >= limit && !item.IsUrgent {
\t\t\tqueue.PutBack(item)
\t\t\tcontinue
\t\t}
\t\ttaken = append(taken, *item)
\t}
\treturn taken
}
"""
RUST = """pub fn drain(queue: &mut Queue, limit: usize, timeout: u64) -> Vec<Item> {
    let mut taken = Vec::new();
    let started = now();
    while queue.size() > 0 && taken.len() < limit {
        let item = match queue.take(timeout) { Some(item) => item, None => break };
        if item.age == 0 || now() - started > timeout {
            break;
        }
        if item.weight >= limit && !item.is_urgent {
            queue.put_back(item);
            continue;
        }
        taken.push(item);
    }
    taken
}
"""
JAVA = """class Drain {
    List<Item> drain(Queue queue, int limit, long timeout) {
        List<Item> taken = new ArrayList<>();
        long started = System.nanoTime();
        while (queue.size() > 0 && taken.size() < limit) {
            Item item = queue.take(timeout);
            if (item == null || System.nanoTime() - started > timeout) {
                break;
            }
            if (item.weight >= limit && !item.isUrgent) {
                queue.putBack(item);
                continue;
            }
            taken.add(item);
        }
        return taken;
    }
}
"""
C = """#include "queue.h"

size_t drain(struct queue *queue, struct item **taken, size_t limit, long timeout)
{
    size_t count = 0;
    long started = now();
    while (queue->size > 0 && count < limit) {
        struct item *item = queue_take(queue, timeout);
        if (item == NULL || now() - started > timeout)
            break;
        if (item->weight >= limit && !item->is_urgent) {
            queue_put_back(queue, item);
            continue;
        }
        taken[count++] = item;
    }
    return count;
}
"""
LANGUAGES = {
    "queue.py": PYTHON, "queue.ts": TYPESCRIPT, "queue.js": TYPESCRIPT, "queue.go": GO,
    "queue.rs": RUST, "Queue.java": JAVA, "queue.c": C, "queue.cc": C, "queue.kt": JAVA,
}  # fmt: skip


def whole(path: str, text: str) -> Piece:
    """Give a file all of whose lines were added."""
    return Piece(path, text, frozenset(range(1, text.count("\n") + 2)))


def asked(path: str, text: str, seeds: int = 40) -> list[LineQuestion]:
    made = [line_question([whole(path, text)], str(seed)) for seed in range(seeds)]
    return [question for question in made if question is not None]


@pytest.fixture(scope="module")
def own() -> list[tuple[LineQuestion, str]]:
    """Give questions of Waterline's own source, each with the file it is of."""
    found = []
    for path in OWN[::3]:
        text = path.read_text()
        question = line_question([whole(path.name, text)], path.name)
        if question is not None:
            found.append((question, text))
    assert len(found) > 50
    return found


@pytest.mark.parametrize("path", LANGUAGES)
def test_in_every_language_the_four_are_whole_and_different(path: str) -> None:
    language = language_of(path)
    assert language is not None
    lines = [line.expandtabs(4) for line in LANGUAGES[path].split("\n")]
    found = asked(path, LANGUAGES[path])
    assert found
    for question in found:
        assert lines[question.at - 1].strip() == question.options[question.right]
        rows = [tokens(language, option) for option in question.options]
        assert len({tuple(token.text for token in row) for row in rows}) == 4
        assert len({depth_profile(row) for row in rows}) == 1
        # None of the wrong ones stands somewhere in the file.
        wrong = {option for at, option in enumerate(question.options) if at != question.right}
        assert not wrong & {line.strip() for line in lines}


def test_several_lines_are_asked_and_every_place_holds_the_true_one() -> None:
    found = asked("queue.py", PYTHON, 120)
    assert len({question.at for question in found}) > 3
    places = Counter(question.right for question in found)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 2.5 * min(places.values())


def test_the_same_seed_makes_the_same_question() -> None:
    pieces = [whole("queue.py", PYTHON)]
    assert line_question(pieces, "x") == line_question(pieces, "x")


def test_only_lines_that_the_change_brought_are_hidden() -> None:
    added = frozenset({13, 14})
    for seed in range(30):
        question = line_question([Piece("queue.py", PYTHON, added)], str(seed))
        if question is not None:
            assert question.at in added
            assert set(question.added) <= added


def test_what_is_shown_is_what_stands_around_the_hidden_line() -> None:
    question = asked("queue.py", PYTHON)[0]
    lines = PYTHON.split("\n")
    before = lines[: question.at - 1][-len(question.before) :]
    assert list(question.before) == before
    assert list(question.after) == lines[question.at : question.at + len(question.after)]
    hidden = lines[question.at - 1]
    assert question.indent == len(hidden) - len(hidden.lstrip())


def test_in_python_each_candidate_parses_where_the_true_line_does(
    own: list[tuple[LineQuestion, str]],
) -> None:
    for question, text in own:
        for option in question.options:
            lines = text.split("\n")
            lines[question.at - 1] = f"{' ' * question.indent}{option}"
            ast.parse("\n".join(lines))


def test_of_waterlines_own_lines_none_is_an_import_a_comment_or_a_docstring(
    own: list[tuple[LineQuestion, str]],
) -> None:
    for question, text in own:
        documented = {
            number
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            for number in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
        }
        truth = question.options[question.right]
        assert question.at not in documented
        assert not truth.startswith(("import ", "from ", "#", "@", "def ", "class "))


def test_no_candidate_is_the_odd_one_out(own: list[tuple[LineQuestion, str]]) -> None:
    """Each is as far from the other three as they are: the four are the corners of a square."""
    for question, _ in own:
        language = language_of("x.py")
        assert language is not None
        rows = [Counter(token.text for token in tokens(language, o)) for o in question.options]
        apart = [
            sum((one - other).total() + (other - one).total() for other in rows) for one in rows
        ]
        assert max(apart) - min(apart) <= 2


def test_somebody_who_goes_by_looks_alone_is_right_about_one_time_in_four(
    own: list[tuple[LineQuestion, str]],
) -> None:
    def share(score: dict[int, list[float]]) -> float:
        gains = []
        for at, (question, _) in enumerate(own):
            best = [n for n, value in enumerate(score[at]) if value == max(score[at])]
            gains.append((question.right in best) / len(best))
        return sum(gains) / len(gains)

    questions = [question for question, _ in own]
    longest = {n: [float(len(o)) for o in q.options] for n, q in enumerate(questions)}
    shortest = {n: [-float(len(o)) for o in q.options] for n, q in enumerate(questions)}
    seen = {
        n: [
            float(sum(word in " ".join((*q.before, *q.after)) for word in option.split()))
            for option in q.options
        ]
        for n, q in enumerate(questions)
    }
    # The benchmark asks thousands; of a hundred, chance alone makes this much.
    for scores in (longest, shortest, seen):
        assert 0.1 < share(scores) < 0.4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("empty.py", ""),
        ("imports.py", "import os\nimport sys\nfrom a import b\n"),
        ("dull.py", "x = 1\n\n\n# if a < b and c:\n'''\nif a < b and c > d:\n'''\npass\n"),
        ("data.json", '{"a": 1, "b": [1, 2]}\n'),
        ("notes.md", "if a < b and c > d then\n"),
        ("conf.yaml", "limit: 10\nretries: 3\n"),
        ("unknown", "if (a < b && c > d) {\n"),
        ("braces.go", "}\n}\n{\n\n)\n"),
        ("one.rs", "use std::fmt;\n#[derive(Debug)]\nstruct X { a: u8 }\n"),
    ],
)
def test_where_no_line_tells_anything_there_is_no_question(path: str, text: str) -> None:
    assert asked(path, text, 10) == []


@pytest.mark.parametrize(
    "text",
    [
        "if x < \x1b]52;c;aGk=\x07 and y > z:\n" * 3,
        "'" * 5000,
        "(" * 3000 + "a < b and c" + ")" * 3000,
        'f"""' + "if a < b and c:\n" * 50,
        "\u202eif a < b and c > d:\n\u2066pass\n",
        "x = `" * 500,
        "r#" * 1000 + '"',
        "if a < b and c > d:\r\n    return a\r\n" * 5,
        "\0\1\2if a < b and c > d:\n",
    ],
)
@pytest.mark.parametrize("path", ["x.py", "x.rs", "x.ts", "x.cc", "x.sh", "x.rb"])
def test_whatever_a_file_holds_nothing_breaks_and_nothing_reaches_the_terminal(
    path: str, text: str
) -> None:
    for question in asked(path, text, 6):
        shown = (*question.options, *question.before, *question.after)
        assert all(line.isprintable() for line in shown)


def test_a_long_line_of_signs_is_read_in_no_time() -> None:
    """A regular expression that tries everything would not come to an end here."""
    for path in ("x.py", "x.ts", "x.java", "x.c"):
        assert asked(path, "void f" + "(" * 4000 + " a" * 4000, 2) == []
        assert asked(path, "a" * 90_000 + "\n" + "\\" * 50_000, 2) == []


def test_a_question_is_stored_and_read_again_whole() -> None:
    line = asked("queue.py", PYTHON)[0]
    where = WhereQuestion(("a", "b", "c", "d"), 2, ("c",), ("a", "c"), "seed")
    assert from_json(to_json(line)) == line
    assert from_json(to_json(where)) == where


def test_a_question_of_a_later_version_is_read_without_what_is_not_known() -> None:
    where = WhereQuestion(("a", "b", "c", "d"), 2)
    text = to_json(where).replace('"right"', '"mood": [1], "right"')
    assert from_json(text) == where


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", "{}", '{"sort": "why"}', '{"sort": "where"}',
             '{"sort": "where", "options": ["a"], "right": 3}',
             '{"sort": "where", "options": ["a"], "right": "x"}'],
)  # fmt: skip
def test_what_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"question|Expecting"):
        from_json(text)


def options_of(path: str, text: str, seeds: int = 60) -> set[str]:
    return {option for question in asked(path, text, seeds) for option in question.options}


GO = """package pool

func (p *Pool) Drain(ctx context.Context, limit int, name string) error {
	if err := p.store.Update(ctx, name, limit); err != nil && p.isOpen {
		return err
	}
	if len(p.items) > 0 && p.isOpen != p.wasOpen {
		p.grow(limit, name)
	}
	for i := 2; i < p.size && p.isOpen; i += 2 {
		p.drop(i, limit)
	}
	if limit >= p.least && limit < p.most {
		p.grow(limit, name)
	}
	if p.isOpen && limit >= p.least {
		p.grow(name, limit)
	}
	return p.shrink(p.least - limit, p.most)
}
"""


def test_what_every_programmer_expects_is_not_turned() -> None:
    found = options_of("pool.go", GO)
    assert any("p.isOpen" in option for option in found)
    # An error asked for, the context first.
    assert not [option for option in found if "err == nil" in option or ", ctx" in option]


def test_what_could_never_hold_is_no_near_miss() -> None:
    found = options_of("pool.go", GO)
    assert any("len(p.items)" in option for option in found)
    assert not [o for o in found if "len(p.items) <" in o or "len(p.items) >=" in o]
    assert not [o for o in found if o.startswith("for ") and ("i > " in o or "i >= " in o)]
    assert not [o for o in found if "limit <" in o.split("&&")[0] and "limit >" in o]


def test_a_name_is_asked_whether_it_holds_only_where_it_is_elsewhere_too() -> None:
    text = (
        "def step(self, text):\n"
        "    self.count = self.total + 1\n"
        "    self.count += self.total\n"
        "    if self.visible and text != self.last:\n"
        "        self.draw(text)\n"
        "    if self.is_tty:\n"
        "        self.flush(text)\n"
    )
    found = options_of("spinner.py", text)
    assert found
    assert not [o for o in found if "self.count and" in o or "self.total and" in o]


def test_what_is_an_index_is_exchanged_for_what_is_one_elsewhere() -> None:
    text = (
        "package form\n\nfunc (a *Form) Update(msg Msg) {\n"
        "\ta.inputs[a.focused].Blur(a.width - 1)\n"
        "\ta.draw(a.viewport, a.spinner, a.help)\n"
        "\ta.inputs[a.last].Focus(a.height, a.width)\n}\n"
    )
    found = {o for o in options_of("form.go", text) if "Blur" in o}
    assert found
    assert not [o for o in found if "[a.focused]" not in o and "[a.last]" not in o]


def test_a_name_that_only_brackets_know_is_in_no_near_miss() -> None:
    text = (
        "def wait(self, events, limit):\n"
        "    found = [event for event in events if event.age > limit]\n"
        "    for change in found:\n"
        "        if change.age > limit and self.is_open:\n"
        "            self.take(limit, change.age - 1)\n"
    )
    found = [question for question in asked("watch.py", text, 60) if question.at == 4]
    assert found
    assert not [o for question in found for o in question.options if "event." in o]


def test_what_the_comment_right_above_says_is_not_exchanged() -> None:
    text = (
        "def start(self, names):\n"
        "    self.add_name(names, self.limit)\n"
        "    # {}\n"
        "    self.drop_name(names, self.limit - 1)\n"
        "    self.keep_name(names, self.limit)\n"
    )

    def calls(comment: str) -> set[str]:
        found = asked("names.py", text.format(comment), 90)
        return {o.split("(")[0] for q in found if q.at == 4 for o in q.options}

    assert calls("Now all of these") > {"self.drop_name"}
    assert calls("Drops all of these") <= {"self.drop_name"}


def test_the_ends_of_a_slice_are_turned_as_they_are_spaced() -> None:
    text = (
        "def cut(self, text, match):\n"
        "    head = text[: match.start() - 1].rstrip()\n"
        "    return head, self.limit > 3\n"
    )
    found = options_of("cut.py", text, 90)
    turned = [option for option in found if "start() - 1 :]" in option or "start() - 1:]" in option]
    assert turned
    assert all("text[match.start() - 1 :]" in option for option in turned)
