"""A month's work in at most about seven pieces that a person recognises.

A piece is named by its repository and what its changes are about (`topics`). Its key is made of
those two and of nothing that depends on the rest of the month, so what a person said of it stays
with it while the month grows: a piece of which something was said is always there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from waterline.domain.audits import Group
from waterline.domain.topics import PLACE, topics
from waterline.domain.topics import without_prefix as bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from waterline.domain.facts import Said, Work
    from waterline.domain.months import Month
    from waterline.domain.topics import Topic

# As many as one can look at without reading a list.
MOST = 7
# A piece has two changes at least, and in a large month one in so many of them.
FEWEST = 2
ONE_IN = 30
# A place that holds more than this of a repository's changes tells nothing apart.
TELLS_NOTHING = 0.6
# A word names what has no topic if so many of its subjects hold it.
COMMON = 0.5
SHOWN_SUBJECTS = 4

_BETWEEN = ":"
_ACRONYMS = frozenset(
    {
        "ai", "api", "cd", "ci", "cli", "css", "csv", "db", "dns", "gpu", "grpc", "gui", "html",
        "http", "https", "id", "io", "ip", "json", "jwt", "llm", "lsp", "mcp", "orm", "os",
        "pdf", "rpc", "sdk", "sql", "ssh", "ssl", "tls", "toml", "tui", "ui", "url", "ux", "xml",
        "yaml",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{4,}")

# What subjects begin with and join their words by.
_PLAIN_WORDS = frozenset(
    {
        "added", "after", "again", "allow", "also", "before", "being", "both", "does", "each",
        "fixed", "fixes", "from", "give", "have", "instead", "into", "introduce", "keep", "leave",
        "like", "made", "make", "more", "move", "moved", "name", "once", "only", "other", "over",
        "part", "remove", "removed", "rename", "replace", "said", "same", "show", "simplify",
        "some", "support", "take", "tell", "than", "that", "their", "them", "then", "there",
        "they", "this", "through", "turn", "until", "updated", "used", "using", "what", "when",
        "where", "which", "while", "with", "without", "your",
    }
)  # fmt: skip


class _Sorted(NamedTuple):
    """A month's changes by the key of their piece, and how each topic was written."""

    works: dict[str, list[Work]]
    labels: dict[str, str]


class _Naming(NamedTuple):
    """What a piece is made and named from."""

    found: _Sorted
    spoken: Mapping[str, Said]
    month: Month


def key_of(repo: str, topic: str = "") -> str:
    """Name a piece: a topic's slug in a repository, or what else was done there."""
    return f"{repo}{_BETWEEN}{topic}"


ELSEWHERE = key_of("")


def groups(works: Sequence[Work], said: Iterable[Said], month: Month) -> tuple[Group, ...]:
    """Part a month's changes into pieces, the largest first, with what was said of each.

    What was merged stands together, what was renamed has its name. Something said of a piece that
    has no changes any more (its branch was thrown away) is still there, without any.
    """
    spoken = {one.key: one for one in said if one.key}
    into = _merged(spoken)
    pinned = frozenset(spoken) | frozenset(into.values())
    found = _sorted(works, pinned)
    for key, one in spoken.items():
        if one.learned or one.words:
            found.works.setdefault(key, [])
    together: dict[str, list[str]] = defaultdict(list)
    for key in found.works:
        together[into.get(key, key)].append(key)
    naming = _Naming(found, spoken, month)
    made = [_group(head, keys, naming) for head, keys in together.items()]
    return tuple(sorted(made, key=_order))


def _merged(spoken: Mapping[str, Said]) -> dict[str, str]:
    """Tell for each piece that was merged into another one where it stands in the end."""
    into: dict[str, str] = {}
    for key in spoken:
        seen, at = {key}, key
        while (one := spoken.get(at)) is not None and one.part_of and one.part_of not in seen:
            at = one.part_of
            seen.add(at)
        # Two that were merged into each other stand where the first of them does.
        circle = one is not None and one.part_of in seen
        at = min(seen) if circle else at
        if at != key:
            into[key] = at
    return into


# --- Which changes belong together ------------------------------------------------------------


def _sorted(works: Sequence[Work], pinned: frozenset[str]) -> _Sorted:
    about = {work.id: topics(work) for work in works}
    by_repo: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_repo[work.repo].append(work)
    labels = _labels(works, about)
    left: dict[str, list[Work]] = {}
    taken: dict[str, list[Work]] = defaultdict(list)
    for repo, own in by_repo.items():
        left[repo] = _take_pinned(repo, own, about, pinned, taken)
    wholes = {repo: len(own) for repo, own in by_repo.items()}
    _take_largest(left, about, taken, wholes, max(FEWEST, -(-len(works) // ONE_IN)))
    _take_rest(left, taken, pinned)
    return _Sorted(dict(taken), labels)


def _labels(works: Iterable[Work], about: Mapping[str, tuple[Topic, ...]]) -> dict[str, str]:
    """Choose for each piece the commonest way in which its topic was written."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for work in works:
        for topic in about[work.id]:
            written[key_of(work.repo, topic.slug)][topic.label] += topic.sureness
    return {
        key: max(sorted(counts), key=lambda label: counts[label]) for key, counts in written.items()
    }


def _take_pinned(
    repo: str,
    works: Iterable[Work],
    about: Mapping[str, tuple[Topic, ...]],
    pinned: frozenset[str],
    taken: dict[str, list[Work]],
) -> list[Work]:
    """Give each change to the piece that something was said of; return those without one."""
    left: list[Work] = []
    for work in works:
        keys = (key_of(repo, topic.slug) for topic in about[work.id])
        key = next((key for key in keys if key in pinned), None)
        (left if key is None else taken[key]).append(work)
    return left


def _take_largest(
    left: dict[str, list[Work]],
    about: Mapping[str, tuple[Topic, ...]],
    taken: dict[str, list[Work]],
    wholes: Mapping[str, int],
    fewest: int,
) -> None:
    """Give changes to the topics that tell most, the largest first, while there is room."""
    while True:
        best = _best(left, about, wholes, fewest)
        rests = sum(bool(works) for works in left.values())
        if best is None:
            return
        repo, topic = best
        inside = [work for work in left[repo] if _is_about(about[work.id], topic)]
        empties = len(inside) == len(left[repo])
        if len(taken) + rests + (0 if empties else 1) > MOST:
            return
        taken[key_of(repo, topic)].extend(inside)
        left[repo] = [work for work in left[repo] if not _is_about(about[work.id], topic)]


def _best(
    left: Mapping[str, Sequence[Work]],
    about: Mapping[str, tuple[Topic, ...]],
    wholes: Mapping[str, int],
    fewest: int,
) -> tuple[str, str] | None:
    """Find the topic that tells most: its repository and slug; None where none is large enough."""
    found: list[tuple[int, str, str]] = []
    for repo, works in left.items():
        counts: Counter[str] = Counter()
        weights: Counter[str] = Counter()
        sure: Counter[str] = Counter()
        for topic in chain.from_iterable(about[work.id] for work in works):
            counts[topic.slug] += 1
            weights[topic.slug] += topic.sureness
            sure[topic.slug] = max(sure[topic.slug], topic.sureness)
        for topic_slug, count in counts.items():
            vague = sure[topic_slug] == PLACE and count > TELLS_NOTHING * wholes[repo]
            if count >= fewest and not vague:
                found.append((-weights[topic_slug], repo, topic_slug))
    return min(found)[1:] if found else None


def _take_rest(
    left: Mapping[str, list[Work]], taken: dict[str, list[Work]], pinned: frozenset[str]
) -> None:
    """Leave what is left of each repository together; of too many, the smallest go into one."""
    rests = sorted((repo for repo in left if left[repo]), key=lambda repo: (-len(left[repo]), repo))
    room = max(1, MOST - len(taken))
    apart = rests if len(rests) <= room else rests[: room - 1]
    for repo in rests:
        key = key_of(repo)
        taken[key if repo in apart or key in pinned else ELSEWHERE].extend(left[repo])


def _is_about(about: Iterable[Topic], topic: str) -> bool:
    return any(one.slug == topic for one in about)


# --- What a piece is called -------------------------------------------------------------------


def _group(head: str, keys: Iterable[str], naming: _Naming) -> Group:
    """Make one piece of those that stand together; `head` is the one they were merged into."""
    parts = (head, *sorted(key for key in keys if key != head))
    works = [work for key in parts for work in naming.found.works.get(key, ())]
    works.sort(key=lambda work: -work.moment)
    own = naming.spoken.get(head)
    said = [naming.spoken[key] for key in parts if key in naming.spoken]
    lesson = next((one for one in said if one.words or one.entry_id), None)
    assisted = [work for work in works if work.is_assisted]
    days = [work.day for work in works] or [naming.month.first, naming.month.last]
    return Group(
        key=head,
        name=own.name if own and own.name else _name(head, naming.found),
        repo=head.rpartition(_BETWEEN)[0],
        change_ids=tuple(work.id for work in works),
        assisted=len(assisted),
        explained=sum(work.is_explained for work in assisted),
        insertions=sum(work.insertions for work in works),
        deletions=sum(work.deletions for work in works),
        first=min(days),
        last=max(days),
        parts=parts if len(parts) > 1 else (),
        subjects=_subjects(works),
        learned=next((one.learned for one in said if one.learned), ""),
        words=lesson.words if lesson else "",
        entry_id=lesson.entry_id if lesson else "",
        is_renamed=bool(own and own.name),
    )


def _name(key: str, found: _Sorted) -> str:
    repo, _, topic = key.rpartition(_BETWEEN)
    if not repo:
        return "Other repositories"
    if topic:
        return f"{_readable(found.labels.get(key, topic))} in {repo}"
    if any(other.startswith(key) and other != key for other in found.works):
        return f"Other work in {repo}"
    word = _common_word([work.subject for work in found.works.get(key, ())])
    return f"{_readable(word)} in {repo}" if word else repo


def _readable(label: str) -> str:
    """Write a topic as a person would: `rate-limit` is "Rate limit"; a path stays a path."""
    if "/" in label or "." in label.strip("."):
        return label
    label = label.strip(".")
    words = label.replace("_", " ").replace("-", " ").split() or [label]
    spelled = [word.upper() if word in _ACRONYMS else word for word in words]
    return " ".join((spelled[0][0].upper() + spelled[0][1:], *spelled[1:]))


def _common_word(subjects: Sequence[str]) -> str:
    """Find the word that most subjects have in common, the verb apart; "" where they have none."""
    counts: Counter[str] = Counter()
    for subject in subjects:
        words = bare(subject).lower().partition(" ")[2]
        counts.update(set(_WORD.findall(words)) - _PLAIN_WORDS)
    if not counts:
        return ""
    word, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return word if count >= max(FEWEST + 1, COMMON * len(subjects)) else ""


def _subjects(works: Iterable[Work]) -> tuple[str, ...]:
    """Give the subjects of the largest changes, each once, newest first."""
    largest = sorted(works, key=lambda work: (-work.own_lines, -work.moment))
    chosen = list({work.subject: work for work in largest if work.subject}.values())
    chosen = sorted(chosen[:SHOWN_SUBJECTS], key=lambda work: -work.moment)
    return tuple(work.subject for work in chosen)


def _order(group: Group) -> tuple[bool, int, str]:
    """Put the largest first, and what is left over last."""
    return group.key == ELSEWHERE, -group.changes, group.key
