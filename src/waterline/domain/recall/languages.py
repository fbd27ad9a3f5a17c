"""The languages that a *line* can be asked in: how they are written, as far as a question needs.

No grammar: what is a comment, a string, a name, a number, an operator, and which words belong to
the language. Scanning a file with these is a matter of milliseconds, which a lexer made for
colouring is not. Markup, data and configuration are left out on purpose: their lines are told by
nothing but memory of a value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_NUMBER = (
    r"(?:0[xX][\da-fA-F_]+|0[bB][01_]+|(?:\d[\d_]*)?\.\d[\d_]*(?:[eE][+-]?\d+)?"
    r"|\d[\d_]*(?:\.(?![.\w])|\b)?(?:[eE][+-]?\d+)?)(?:[iu](?:8|16|32|64|size)|f(?:32|64)|[fFlLuUn]{1,3})?"
)
_NAME = r"[^\W\d][\w$]*|\$[\w$]+"
_PLAIN = r'"(?:\\.|[^"\\\n])*"'
_SINGLE = r"'(?:\\.|[^'\\\n])*'"
_BACK = r"`(?:\\.|[^`\\])*`"
_BLOCK = r"/\*.*?(?:\*/|\Z)"
_SLASHES = r"//[^\n]*"
_OPERATOR = (
    r">>>=|<=>|\*\*=|\.\.\.|\.\.=|<<=|>>=|>>>|===|!==|\?\?=|&&=|\|\|=|//="
    r"|->|=>|::|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|:=|<-|<<|>>|\*\*"
    r"|//|\.\.|[^\w\s]"
)
# A slash begins a regular expression where no value stands before it.
_REGEX = r"(?<=[(,=:\[!&|?{};])[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\n\\\[])+/[a-z]*"


class Language(NamedTuple):
    """How a language is written.

    `strings` and `comments` are regular expressions, `keywords` its own words, `dull` openings of
    lines that tell nothing (imports).
    """

    name: str
    strings: str
    comments: str
    keywords: frozenset[str]
    dull: re.Pattern[str]

    @property
    def has_bare_words(self) -> bool:
        """Whether a name by itself may be text (in a shell), so that only `$name` is one."""
        return self.name == "shell"

    @property
    def is_python(self) -> bool:
        """Whether Python's own parser can read it."""
        return self.name == "Python"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_C_WORDS = _words(
    """
    auto break case catch char class const constexpr continue decltype default delete do double
    else enum explicit export extern false final float for friend goto if inline int long mutable
    namespace new noexcept nullptr NULL operator override private protected public register return
    short signed sizeof static static_cast struct switch template this throw true try typedef
    typename union unsigned using virtual void volatile while bool size_t uint8_t uint32_t uint64_t
    int32_t int64_t
    """
)
_JAVA_WORDS = _words(
    """
    abstract as assert async await base boolean break byte case catch char class const continue
    default delegate do double else enum event extends false final finally float for foreach
    from get global goto if implements import in init instanceof int interface internal is let lock
    long namespace native new null object out override package params private protected public
    readonly record ref return sealed select set short static string super switch synchronized
    this throw throws transient true try typeof uint ulong unchecked using val var virtual void
    volatile when where while yield fun companion data lateinit open suspend by until trait with
    match def lazy implicit
    """
)
_DULL_C = re.compile(
    r"#|import\b|using\b|package\b|namespace\b|@|else\b\W*$|default\s*:|break\b|continue\b|[\w.]*log(?:ger)?\.|"
    r"System\.out|printf\(|fprintf\(|(?:public|private|protected)\s*:|extern\s+\"C\"|typedef\b|template\b"
)
_LANGUAGES = (
    (
        "py pyi pyx",
        Language(
            "Python",
            r"[rRbBuUfF]{0,2}(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|"
            + _PLAIN + "|" + _SINGLE + ")",
            r"\#[^\n]*",
            _words(
                """
                False None True and as assert async await break class continue def del elif else
                except finally for from global if import in is lambda nonlocal not or pass raise
                return try while with yield
                """
            ),
            re.compile(
                r"import\b|from\b.*\bimport\b|@|else\s*:|try\s*:|finally\s*:|pass\b|break\b|"
                r"continue\b|global\b|nonlocal\b|class\b|del\b|print\(|dump\(|log(?:ger|ging)?\b"
            ),
        ),
    ),
    (
        "js jsx mjs cjs ts tsx mts cts vue svelte",
        Language(
            "JavaScript",
            _PLAIN + "|" + _SINGLE + "|" + _BACK + "|" + _REGEX,
            _SLASHES + "|" + _BLOCK,
            _words(
                """
                abstract any as async await boolean break case catch class const continue debugger
                declare default delete do else enum export extends false finally for from function
                get if implements import in instanceof interface is keyof let never new null number
                of private protected public readonly return satisfies set static string super switch
                this throw true try type typeof undefined unknown var void while with yield
                """
            ),
            re.compile(
                r"import\b|export\s*(?:\*|\{)|@|else\b\W*$|default\s*:|break\b|continue\b|"
                r"try\b|finally\b|console\.|log(?:ger)?\b|</?[A-Za-z]|interface\b|type\s+\w+\s*="
            ),
        ),
    ),
    (
        "go",
        Language(
            "Go",
            _PLAIN + r"|`[^`]*`|" + _SINGLE,
            _SLASHES + "|" + _BLOCK,
            _words(
                """
                break case chan const continue default defer else fallthrough false for func go goto
                if import interface iota map nil package range return select struct switch true type
                var string int int64 int32 uint uint64 uint32 uint8 byte rune bool error float64 any
                """
            ),
            re.compile(
                r"import\b|package\b|else\b\W*$|default\s*:|break\b|continue\b|type\b|"
                r"if err != nil|return err$|return nil, err$|\"[^\"]*\"$|t\.Parallel|t\.Helper|"
                r"log\b|slog\.|fmt\.Print"
            ),
        ),
    ),
    (
        "rs",
        Language(
            "Rust",
            r'b?r(\#*)".*?"(?:\1)|b?"(?:\\.|[^"\\])*"|b?' + r"'(?:\\[^\n]{1,10}|[^\\'\n])'",
            _SLASHES + "|" + _BLOCK,
            _words(
                """
                Self as async await bool break char const continue crate dyn else enum extern f32
                f64 false fn for i16 i32 i64 i8 if impl in isize let loop match mod move mut pub ref
                return self static str struct super trait true type u16 u32 u64 u8 unsafe use usize
                where while
                """
            ),
            re.compile(
                r"(?:pub(?:\([^)]*\))?\s+)?(?:use|mod|struct|enum|trait|impl|type)\b|\#|extern\b|"
                r"break\b|continue\b|\}\s*else\s*\{$|e?println!|(?:tracing|log)::|(?:debug|info|warn|error|trace)!"
            ),
        ),
    ),
    (
        "java kt kts scala cs swift dart groovy php",
        Language(
            "Java",
            r'""".*?(?:"""|\Z)|@?\$?' + _PLAIN + "|" + _SINGLE,
            _SLASHES + "|" + _BLOCK,
            _JAVA_WORDS,
            _DULL_C,
        ),
    ),
    (
        "c h",
        Language(
            "C", "L?" + _PLAIN + "|" + _SINGLE, _SLASHES + "|" + _BLOCK, _C_WORDS, _DULL_C
        ),
    ),
    (
        "cc cpp cxx hpp hh hxx inl ino m mm cu",
        Language(
            "C++",
            r'u?8?R"([^(\s]{0,16})\(.*?\)\1"|L?' + _PLAIN + "|" + _SINGLE,
            _SLASHES + "|" + _BLOCK,
            _C_WORDS,
            _DULL_C,
        ),
    ),
    (
        "rb lua pl pm ex exs jl r",
        Language(
            "text",
            _PLAIN + "|" + _SINGLE,
            r"(?<![^\s;(])\#[^\n]*|--\[\[.*?\]\]|(?<!\S)--(?=\s)[^\n]*",
            _words(
                """
                and begin break case class def do done echo elif else elseif elsif end ensure esac
                export false fi fn for function if in include let local module my nil not or
                private public raise require rescue return self shift sub super then true
                undef unless until use when while yield
                """
            ),
            re.compile(
                r"require|import\b|use\b|include\b|end\b|else\b|fi\b|done\b|esac\b|begin\b|echo\b|"
                r"ensure\b|then\b|do\b|set\s|module\b|class\b|\w+\)$|;;"
            ),
        ),
    ),
    (
        "sh bash zsh ksh",
        Language(
            "shell",
            _PLAIN + r"|'[^']*'",
            r"(?<![^\s;(])\#[^\n]*",
            _words(
                """
                case cd do done elif else esac exit export fi for function if in local read
                return select set shift source then unset until while test
                """
            ),
            re.compile(
                r"else\b|fi\b|done\b|esac\b|echo\b|then\b|do\b|set\s|source\s|"
                r"\.\s|[\w*|\" -]+\)$|;;"
            ),
        ),
    ),
)  # fmt: skip
_TEST = re.compile(r"(?:^|[/._-])(?:tests?|specs?|__tests__|testing)(?:[/._-]|$)|Tests?\.")
_BY_EXTENSION = {
    extension: language for extensions, language in _LANGUAGES for extension in extensions.split()
}


def language_of(path: str) -> Language | None:
    """Tell the language of a file by its name; None where no line is asked."""
    name = path.rpartition("/")[2].lower()
    return _BY_EXTENSION.get(name.rpartition(".")[2]) if "." in name else None


def is_test(path: str) -> bool:
    """Tell by its path whether a file tests another one, as the languages' habits have it."""
    return _TEST.search(path) is not None


@lru_cache
def scanner(language: Language) -> re.Pattern[str]:
    """Give the expression that reads one token; its group's name is the token's sort."""
    # The strings' own groups come first, so that their back-references hold.
    return re.compile(
        f"{_long(language)}|(?P<lifetime>'[a-z_]\\w*)|(?P<number>(?<![\\w$]){_NUMBER})"
        f"|(?P<name>{_NAME})|(?P<operator>{_OPERATOR})",
        re.DOTALL,
    )


@lru_cache
def long_things(language: Language) -> re.Pattern[str]:
    """Give the expression that finds strings and comments alone, to see what crosses lines."""
    return re.compile(_long(language), re.DOTALL)


def _long(language: Language) -> str:
    return f"(?:{language.strings})(?P<string>)|(?:{language.comments})(?P<comment>)"
