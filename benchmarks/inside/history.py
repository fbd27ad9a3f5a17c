"""Make a repository with N commits of one author, in a tree as large as real ones.

history.py FOLDER COMMITS: 2,400 files of 400 lines in 120 folders; a commit changes one to five.
The last one is of now, since a scan does more for what is young.
"""

from __future__ import annotations

import subprocess
import sys
import time
from random import Random

FOLDERS, FILES, LINES = 120, 20, 400
AUTHOR = "Mara Test <mara@example.org>"
NOW = int(time.time())
NOUNS = ["bucket", "cart", "cursor", "event", "job", "key", "order", "page", "queue", "token"]
VERBS = ["Add", "Drop", "Fix", "Keep", "Load", "Move", "Read", "Split", "Store", "Test"]


class Tree:
    """The files, as they are after the commits so far."""

    def __init__(self) -> None:
        self.random = Random(FILES)  # noqa: S311 - made-up code
        self.files = {
            f"src/{NOUNS[folder % 10]}{folder}/{NOUNS[name % 10]}{name}.py": [
                self.line() for _ in range(LINES)
            ]
            for folder in range(FOLDERS)
            for name in range(FILES)
        }

    def line(self) -> str:
        """Write a line of code."""
        pick = self.random.choice
        return f"    {pick(NOUNS)} = {pick(NOUNS)}_{pick(NOUNS)}({self.random.randrange(9999)})"

    def change(self) -> list[str]:
        """Change one to five files; give their paths."""
        paths = self.random.sample(list(self.files), self.random.choice([1, 1, 2, 2, 3, 5]))
        for path in paths:
            text = self.files[path]
            for _ in range(self.random.choice([1, 2, 4])):
                at = self.random.randrange(len(text))
                gone, come = self.random.choice([(0, 3), (1, 1), (2, 6), (6, 2), (12, 10)])
                text[at : at + gone] = [self.line() for _ in range(come)]
        return paths


def data(text: str) -> bytes:
    """Write a text as git fast-import takes it."""
    encoded = text.encode()
    return b"data %d\n%s\n" % (len(encoded), encoded)


def commit(tree: Tree, number: int, ago: int, paths: list[str]) -> bytes:
    """Write one commit, so many hours ago."""
    stamp = f"{NOW - ago * 3600} +0100"
    subject = f"{tree.random.choice(VERBS)} the {tree.random.choice(NOUNS)}"
    head = f"commit refs/heads/main\nauthor {AUTHOR} {stamp}\ncommitter {AUTHOR} {stamp}\n"
    files = [
        f"M 100644 inline {path}\n".encode() + data("\n".join(tree.files[path]) + "\n")
        for path in paths
    ]
    return head.encode() + data(f"{subject}\n\nBecause of number {number}.\n") + b"".join(files)


def main() -> None:
    """Make the repository that the arguments ask for."""
    folder, count = sys.argv[1], int(sys.argv[2])
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    tree = Tree()
    stream = [commit(tree, 0, count, list(tree.files))]
    stream += [commit(tree, number, count - number, tree.change()) for number in range(1, count)]
    words = ["git", "-C", folder, "fast-import", "--quiet", "--date-format=raw"]
    subprocess.run(words, input=b"".join(stream), check=True)
    subprocess.run(["git", "-C", folder, "repack", "-adq"], check=True)
    subprocess.run(["git", "-C", folder, "commit-graph", "write"], check=True)


if __name__ == "__main__":
    main()
