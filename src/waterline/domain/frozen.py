"""A month's audit as text: what its closing keeps, and reads again in years.

Every value is written with the names of its fields. What a later version knows besides gets its
default, and what it doesn't know any more is left out.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from waterline.domain import audits, months
from waterline.domain.audits import Audit
from waterline.domain.effort import Alone
from waterline.domain.evidence import Calibration, Estimate, NotEnough, Share
from waterline.domain.explanations import Coverage, DepthDrop
from waterline.domain.months import Month

# JSON has no infinite number: AI that was never opened (`Alone.median`).
INFINITE = "infinite"

# What the hints of `audits` name without importing it.
_NAMES = {
    **{one.__name__: one for one in (Alone, Calibration, Coverage, DepthDrop, Estimate, NotEnough)},
    **{one.__name__: one for one in (Mapping, Month, Share, date, datetime)},
}


def to_json(audit: Audit) -> str:
    """Write an audit as JSON that SQLite reads too: an infinite number is a word in it."""
    return json.dumps(_plain(audit), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Audit:
    """Read an audit as `to_json` wrote it. Raises ValueError for what is none."""
    try:
        read: Audit = _read(Audit, json.loads(text))
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("it is no audit") from error
    return read


def _plain(value: Any) -> Any:
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) or hasattr(value, "_fields"):
        return {name: _plain(getattr(value, name)) for name in _fields(value.__class__)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return INFINITE if value == math.inf else value


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """Give the fields of a value's class with the kinds of theirs."""
    hints = typing.get_type_hints(kind, vars(audits) | _NAMES)
    names = getattr(kind, "_fields", None) or [one.name for one in dataclasses.fields(kind)]
    return {name: hints[name] for name in names}


def _read(kind: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return _read(_chosen(inner, value), value)
    if origin is tuple:
        several = inner[:1] * len(value) if inner[-1:] == (...,) else inner
        return tuple(_read(one, held) for one, held in zip(several, value, strict=True))
    if origin is Mapping:
        return {str(key): _read(inner[1], one) for key, one in value.items()}
    return _one(kind, value)


def _one(kind: Any, value: Any) -> Any:
    if kind is Month:
        return months.parse(value)
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    if dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        known = _fields(kind)
        held = {name: one for name, one in value.items() if name in known}
        return kind(**{name: _read(known[name], one) for name, one in held.items()})
    if kind is float and value == INFINITE:
        return math.inf
    # A whole number is a number; of what may be anything nothing is asked.
    allowed = (float, int) if kind is float else kind
    if kind is not object and not isinstance(value, allowed):
        raise TypeError(f"{value!r} is no {kind}")
    return value


def _chosen(kinds: tuple[Any, ...], value: Any) -> Any:
    """Choose among several kinds the one that a value is of."""
    if value is None:
        return type(None)
    left = [one for one in kinds if one is not type(None)]
    if isinstance(value, dict):
        return max(left, key=lambda one: len(set(value) & set(_fields(one))))
    return left[0]
