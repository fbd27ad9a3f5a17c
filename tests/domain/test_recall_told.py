"""What tells itself is in no near miss: names beyond reach, types, what the line itself says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from waterline.domain.recall.edits import edits
from waterline.domain.recall.facts import File, read_around
from waterline.domain.recall.languages import language_of
from waterline.domain.recall.line import Piece, _pick, line_question
from waterline.domain.recall.scope import names_in_scope

if TYPE_CHECKING:
    from waterline.domain.recall.made import LineQuestion


def asked(path: str, text: str, at: int, seeds: int = 60) -> list[LineQuestion]:
    """Make questions of one line (counted from 1) of a file."""
    found = (line_question([Piece(path, text, frozenset([at]))], str(n)) for n in range(seeds))
    return [question for question in found if question is not None]


def options(path: str, text: str, at: int) -> set[str]:
    return {option for question in asked(path, text, at) for option in question.options}


def line_of(text: str, words: str) -> int:
    """Give the number of the line that has these words."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)


def scope(path: str, text: str, words: str) -> frozenset[str]:
    language = language_of(path)
    assert language is not None
    file = File(language, text)
    return names_in_scope(file, line_of(text, words), range(1, len(file.lines) + 1))


CPP = """\
template <typename Char>
auto write(OutputIt out, Char value, const format_specs& specs,
           locale_ref loc = {}) -> OutputIt {
  auto size = count(value);
  for (auto part : parts_of(value)) {
    size += part;
  }
  if (size > limit) {
    auto cut = HERE(size);
    drop(cut, later);
  }
  auto after = size + total_;
  return out;
}

static int other(int elsewhere) {
  return elsewhere + far;
}
"""
PYTHON = """\
def drain(self, queue, limit):
    if limit:
        bound = limit - 1
    else:
        bound = 8
    taken = HERE(queue)
    left = bound - taken
    return left


def other(elsewhere, far):
    return elsewhere + far
"""
GO = """\
package pool

func (p *Pool) Drain(limit int, name string) error {
	size := p.count(name)
	if part := p.take(size); part > 0 {
		p.drop(part)
	}
	taken := HERE(size)
	return p.keep(taken, limit)
}

func other(elsewhere int) int {
	return elsewhere
}
"""
KERNEL = """\
static int drain(struct queue *queue, int limit)
{
	int size = count(queue);

	if (size > limit)
		return HERE(size, limit);
	return size;
}

static int other(int elsewhere)
{
	return elsewhere;
}
"""


@pytest.mark.parametrize(
    ("path", "text", "within", "beyond"),
    [
        ("write.cc", CPP, {"out", "value", "specs", "loc", "size", "total_", "later"},
         {"part", "after", "elsewhere", "far"}),
        ("drain.py", PYTHON, {"queue", "limit", "bound"}, {"elsewhere", "far", "left"}),
        ("pool.go", GO, {"limit", "name", "size"}, {"part", "elsewhere"}),
        ("drain.c", KERNEL, {"queue", "limit", "size"}, {"elsewhere"}),
    ],
)  # fmt: skip
def test_a_line_can_use_what_its_own_function_knows(
    path: str, text: str, within: set[str], beyond: set[str]
) -> None:
    found = scope(path, text, "HERE")
    assert within <= found
    assert not beyond & found


JAVA = """\
class Printer {
  private Map<Integer, Boolean> inner;
  private int level;

  void comma(Map<Integer, Boolean> first) {
    if (first.get(level) != Boolean.FALSE) {
      first.put(level, false);
      first.put(level + 1, first.isEmpty());
    }
  }

  void start(JsonArray array) {
    inner.put(++level, true);
    inner.get(level - 1);
    writer.begin(array, level >= limit && inner.isEmpty());
  }
}
"""


def test_what_another_functions_argument_is_called_is_in_no_near_miss() -> None:
    found = options("Printer.java", JAVA, line_of(JAVA, "inner.put"))
    found |= options("Printer.java", JAVA, line_of(JAVA, "writer.begin"))
    assert found
    assert not [option for option in found if "first" in option]


@pytest.mark.parametrize(
    "line",
    [
        "elements.add(item == null ? JsonNull.INSTANCE : new JsonPrimitive(item, limit));",
        "Node child = (limit < least) ? nearest.left : nearest.right;",
        "return !limit.isOpen() ? nearest.left : nearest.right;",
    ],
)
def test_arms_are_not_exchanged_where_their_condition_is_turned_too(line: str) -> None:
    text = (
        "class A {\n  void run(Item item, Limit limit, Node nearest) {\n"
        f"    {line}\n    nearest.left.take(limit, least - 1);\n  }}\n}}\n"
    )
    for question in asked("A.java", text, 3, 200):
        assert not ("arms" in question.how and {"comparison", "negation"} & {*question.how})


def test_the_larger_of_two_is_the_same_whether_they_may_be_equal() -> None:
    text = (
        "int grow(int size, int most, int step) {\n  check(size, most);\n"
        "  int room = size > most ? size - step : most + step;\n  return room;\n}\n"
    )
    found = options("grow.c", text, 3)
    assert found
    assert not [option for option in found if ">=" in option]


BUFFER = """\
template <typename T, typename Char>
auto write(buffer<Char>& out, const T& value, const format_specs& specs) -> int {
  auto size = detail::counting_buffer<T>::value;
  auto found = is_string<T>::value && !is_same<T, Char>::type;
  std::size_t width = fmt::width(value, specs);
  if (specs.width > width && size < out.capacity()) {
    out.append(value, width - 1);
  }
  return write_char(out, specs.width > 0 ? size : width);
}
"""


def test_types_and_spaces_of_names_are_no_variables() -> None:
    lines = range(3, 10)
    found = {option for at in lines for option in options("buffer.cc", BUFFER, at)}
    assert found
    wrong = ("fmt.", "fmt -", "fmt +", "format_specs,", "(format_specs", "is_string,", "::type &&",
             "<Char>::value;", "counting_buffer(")  # fmt: skip
    assert not [(option, one) for option in found for one in wrong if one in option]
    assert "auto found = is_string<T>::type && !is_same<T, Char>::type;" not in found


OPERATORS = """\
  take(style, limit - 1);
  keep(limit, style + 1);
bool operator==(const part<char>& lhs,
  take(style, limit - 1);
  keep(limit, style + 1);
  keep(lhs, rhs);
  drop(pattern, format);
"""


def test_the_head_of_an_operator_is_not_asked_for() -> None:
    assert not asked("part.cc", OPERATORS, line_of(OPERATORS, "operator=="), 200)


def is_looked_at(path: str, line: str) -> bool:
    """Tell whether a line would be asked about, had it near misses."""
    language = language_of(path)
    assert language is not None
    piece = Piece(path, line, frozenset([1]))
    return _pick(piece, File(language, line), 1) is not None


@pytest.mark.parametrize(
    "head",
    [
        "DefaultAdapter(final String pattern) {",
        "API int print(std::ostream &os, CString format, ArgList args);",
    ],
)
def test_neither_is_what_makes_an_object_nor_what_announces_a_function(head: str) -> None:
    assert is_looked_at("a.cc", "take(pattern, width - height);")
    assert not is_looked_at("a.cc", head)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("return is_open and os.path.exists(folder, limit)", "abspath"),
        ("if not os.path.exists(folder, limit):", "abspath"),
    ],
)
def test_a_call_is_asked_whether_it_holds_only_where_it_is_elsewhere_too(
    line: str, wrong: str
) -> None:
    text = (
        "def tidy(self, folder, limit, is_open):\n"
        "    whole = os.path.abspath(folder, limit)\n"
        f"    {line}\n"
        "        remove(whole, limit > 3)\n"
    )
    found = options("tidy.py", text, 3)
    assert found
    assert not [option for option in found if wrong in option]


def test_what_a_text_in_the_line_says_is_not_exchanged() -> None:
    text = (
        "class A {\n  String where(Reader reader, int limit) {\n"
        '    String at = "at line " + reader.getLineCount() + limit * 2 + reader.getDepth();\n'
        "    return at + reader.getPeekCount() + reader.getWidth() + (limit - 1);\n  }\n}\n"
    )
    found = options("A.java", text, 3)
    assert found
    assert all("reader.getLineCount()" in option for option in found)


def test_what_is_nothing_is_not_asked_on() -> None:
    text = (
        "def take(self, item, limit):\n"
        "    if item is None or limit > self.most:\n        return limit\n"
        "    ok = limit >= 2 and item != None and item.size > limit\n"
        "    return ok\n"
    )
    found = options("take.py", text, 4)
    assert found
    assert all("item != None" in option for option in found)


def test_a_line_of_a_test_that_says_what_is_expected_is_not_asked_for() -> None:
    text = (
        "def test_take(queue, limit):\n    taken = queue.take(limit - 1)\n"
        "    assert queue.size() > limit and not queue.is_open\n"
        "    queue.drop(limit, taken)\n"
    )
    assert asked("src/queue.py", text, 3)
    assert not asked("tests/test_queue.py", text, 3)


def test_a_comparison_that_is_shown_beside_it_is_not_turned() -> None:
    text = (
        "package pool\n\nfunc take(limit, least, most int) bool {\n"
        "\tif limit <= most && least > 3 {\n\t\treturn keep(limit, most)\n\t}\n"
        "\treturn limit <= least && least > most\n}\n"
    )
    told = options("pool.go", text, 7)
    assert all(" <= " in option for option in told)
    untold = options("pool.go", text.replace("if limit", "if size"), 7)
    assert [option for option in untold if " <= " not in option]


@pytest.mark.parametrize(
    "head",
    [
        "/* Generated By:JavaCC: Do not edit this line. Parser.java */",
        "// Code generated by stringer; DO NOT EDIT.",
        "// @generated from shop.proto",
    ],
)
def test_a_file_that_says_a_tool_wrote_it_is_not_asked_about(head: str) -> None:
    assert asked("Printer.java", f"// Prints\n{JAVA}", line_of(JAVA, "writer.begin") + 1)
    assert not asked("Printer.java", f"{head}\n{JAVA}", line_of(JAVA, "writer.begin") + 1)


def test_a_function_whose_name_says_what_it_gives_is_not_exchanged_for_one_that_gives_another() -> (
    None
):
    text = (
        "class A {\n  Total read(Reader reader, int limit) {\n"
        "    int size = keep(reader.nextInt(), limit - 1);\n"
        "    String name = keep(reader.nextString(), limit + 1);\n"
        "    keep(reader.hasNext(), limit > 2);\n"
        "    return keep(reader.nextLong(), limit * 3, name);\n  }\n}\n"
    )
    found = options("A.java", text, 3) | options("A.java", text, 5)
    assert found
    assert all("nextInt" in option or "hasNext" in option for option in found)


def test_words_of_the_line_tell_no_name() -> None:
    text = (
        "def run(self, kind):\n"
        "    self.register_maker(kind, self.limit - 1)\n"
        "    self.register_saver(kind, {} + 1)\n"
        "    self.register_taker(kind, self.limit * 3)\n"
    )

    def brought_in(words: str) -> set[str]:
        language = language_of("run.py")
        assert language is not None
        file = File(language, text.format(words))
        return {edit.word for edit in edits(file.row(3), read_around(file, 3, [1, 2, 4]), language)}

    assert brought_in("self.limit") >= {"register_maker", "register_taker"}
    assert not brought_in("self.saver_limit") & {"register_maker", "register_taker"}


def test_pointers_are_not_added() -> None:
    text = (
        "int span(const char *start, const char *stop, int limit) {\n"
        "  take(start, stop);\n"
        "  int size = keep(stop - start, limit > 3);\n"
        "  while (size > 0 && limit > 2) *stop++ = *start++;\n"
        "  return size;\n}\n"
    )
    found = options("span.c", text, 3) | options("span.c", text, 4)
    assert found
    assert not [o for o in found if "stop + start" in o or "start--" in o or "stop--" in o]


def test_what_a_block_goes_on_with_tells_what_it_asks_for() -> None:
    text = (
        "def head(self, cell, limit):\n"
        "    self.code = self.offset + 1\n"
        "    if self.code is not limit or self.offset is not limit:\n        self.draw(limit)\n"
        "    is_code, is_offset = self.code != limit, self.offset != limit\n"
        "    if self.{} != limit and cell > 2:\n        self.add(self.code - cell)\n"
    )

    def asks(words: str) -> set[str]:
        return {option.split(" ")[1] for option in options("head.py", text.format(words), 6)}

    assert asks("code") == {"self.code"}


def test_an_attribute_with_which_nothing_is_done_is_exchanged_for_one_akin() -> None:
    text = (
        "func (s *Splash) Size() (int, int) {\n"
        "\ts.keys = s.keyMap\n\ts.list = s.models\n"
        "\treturn s.width + 2, s.maxHeight\n}\n\n"
        "func (s *Splash) Most() int {\n\treturn s.minHeight\n}\n"
    )
    found = options("splash.go", text, 4)
    assert [option for option in found if "s.minHeight" in option]
    assert not [option for option in found if "keyMap" in option or "models" in option]


def test_one_of_several_blocks_that_are_made_alike_is_not_asked_for() -> None:
    text = "func (s *Splash) Fill(meta Meta) {\n" + "".join(
        f"\tif s.{name} == 0 && meta.{name} > s.least {{\n\t\ts.{name} = meta.{name} - 1\n\t}}\n"
        for name in ("Width", "Height", "Depth")
    )
    assert not asked("splash.go", text, 5)
