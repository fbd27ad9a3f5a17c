"""Whether candidates for a line are whole, and mean different things, as far as can be told."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from typing import TYPE_CHECKING

from waterline.domain.recall.scanning import depth_profile, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterline.domain.recall.languages import Language


def differ(four: Sequence[str], language: Language) -> bool:
    """Tell whether candidates are as whole as the first of them, and no two mean the same.

    They are the true one, two near misses, and both steps together or a third one.

    Python's are read by its own parser where the line is a statement by itself; all others must
    have the brackets and quotes of the true one, and differ in more than their spaces.
    """
    rows = [tokens(language, text) for text in four]
    if len({depth_profile(row) for row in rows}) > 1:
        return False
    if len({tuple(token.text for token in row) for row in rows}) < len(four):
        return False
    # What one edit brings in the other may take away: then two of the four are the odd ones.
    truth, one, other, both = (Counter(token.text for token in row) for row in rows)
    if _apart(truth, both) != _apart(one, other):
        return False
    if not language.is_python:
        return True
    trees = [_tree(text) for text in four]
    if trees[0] is None:
        return all(tree is None for tree in trees)
    return None not in trees and len(set(trees)) == len(four)


def _apart(one: Counter[str], other: Counter[str]) -> int:
    return (one - other).total() + (other - one).total()


def _tree(text: str) -> str | None:
    """Parse a line as a statement of some function; None where it is none by itself."""
    whole = text
    if text.startswith(("elif ", "elif(")):
        whole = text[2:]
    elif text.startswith("except"):
        whole = f"try:\n  pass\n {text}"
    if text.endswith(":"):
        whole += "\n  pass"
    try:
        with warnings.catch_warnings():
            # A file may hold what newer versions of the language frown upon.
            warnings.simplefilter("ignore")
            return ast.dump(ast.parse(f"async def f():\n {whole}"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
