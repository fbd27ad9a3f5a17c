"""What the person of the demo told of the commits: answers, left as a hook leaves them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from waterline.domain.commits import identity_of
from waterline.domain.days import MINUTE
from waterline.domain.keys import RANDOM_BITS, key
from waterline.domain.text import subject
from waterline.journal import answers
from waterline.practice.demo import history

if TYPE_CHECKING:
    from random import Random

    from waterline.home import Home
    from waterline.practice.demo.story import Scene

MOSTLY_COPIED = 0.62


def leave(home: Home, where: str, scenes: list[Scene], random: Random) -> None:
    """Leave what was told of the commits `scenes` of the repository `where`.

    The next scan finds the commits, and takes it into the journal. Raises HomeError where the
    folder can't be made, OSError where it can't be written.
    """
    home.make(home.answers)
    for number, scene in enumerate(scenes):
        if scene.told.said or scene.told.text:
            answers.write(home.answers, _answer(where, scene, number, random))


def _answer(where: str, scene: Scene, number: int, random: Random) -> answers.Answer:
    told, words = scene.told, scene.told.words
    moment, offset, zone = scene.at
    at = moment + told.later * MINUTE
    git_dir = os.path.join(where, ".git")
    answer = answers.Answer(
        id=key(at, random.getrandbits(RANDOM_BITS)),
        state=answers.ANSWERED if told.text else told.said,
        said=told.said,
        at=at,
        offset=offset,
        zone=zone,
        repo=git_dir,
        git_dir=git_dir,
        folder=where,
        tree=f"{number:040x}",  # no retry will ask for it; it only has to be another one each
        identity=identity_of(history.ADDRESS, moment // 1_000_000, offset),
        subject=subject(scene.text),
        paths=scene.paths,
        lines=scene.insertions + scene.deletions,
        why=words.why,
        alternatives=words.alternatives,
        first_look=words.first_look,
        before=told.before or None,
        after=told.after or None,
        ticks=("d" in told.ticks, "t" in told.ticks, "n" in told.ticks),
    )
    return _written(answer, told.written)


def _written(answer: answers.Answer, how: str) -> answers.Answer:
    letters = len(answer.why) + len(answer.alternatives) + len(answer.first_look)
    if how == "pasted":
        return answer._replace(pasted=letters, copied=MOSTLY_COPIED)
    if how == "editor":
        return answer._replace(observed=False, copied=0.0)
    return answer._replace(typed=letters, copied=0.0)
