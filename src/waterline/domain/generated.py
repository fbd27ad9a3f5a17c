"""Which files nobody writes by hand: lock files, vendored folders, what a tool put out.

A repository's own word (`linguist-generated`, `linguist-vendored` in .gitattributes) goes before
these rules, and the setting `generated` adds to them.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

LOCK_FILES = frozenset(
    {
        "bun.lock", "bun.lockb", "cargo.lock", "cartfile.resolved", "composer.lock",
        "conan.lock", "conda-lock.yml", "deno.lock", "flake.lock", "gemfile.lock",
        "glide.lock", "go.sum", "go.work.sum", "gopkg.lock", "gradle.lockfile", "mix.lock",
        "npm-shrinkwrap.json", "package-lock.json", "package.resolved", "packages.lock.json",
        "pdm.lock", "pipfile.lock", "pixi.lock", "pnpm-lock.yaml", "podfile.lock",
        "poetry.lock", "pubspec.lock", "pylock.toml", "shrinkwrap.yaml", "stack.yaml.lock",
        "uv.lock", "yarn.lock",
    }
)  # fmt: skip

# Folders whose whole content was written elsewhere or by a tool. "dist" and "build" are left
# out: in too many projects people write in them.
FOLDERS = frozenset(
    {
        "node_modules", "bower_components", "vendor", "vendored", "_vendor", "third_party",
        "third-party", "thirdparty", "3rdparty", "godeps", "carthage", "pods", ".yarn",
        "site-packages", "__snapshots__",
    }
)  # fmt: skip

_NAMES = re.compile(
    r"""
      [._-]min\.(?:js|mjs|cjs|css)            # minified
    | \.(?:js|mjs|cjs|css)\.map               # source maps
    | \.(?:pb|pb\.gw|pb\.validate)\.go        # protocol buffers, in the languages' own styles
    | _pb2(?:_grpc)?\.pyi? | \.pb\.(?:h|cc|rs|swift|dart) | _pb\.(?:js|rb|d\.ts) | \.pbobjc\.[hm]
    | _grpc\.pb\.go | \.twirp\.go
    | (?:_generated|\.generated|\.gen|\.g)\.\w+
    | zz_generated\.[\w.]+ | _string\.go | \.freezed\.dart
    | \.designer\.(?:cs|vb)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_generated(path: str, patterns: tuple[str, ...] = ()) -> bool:
    """Tell whether a file (its path in the repository, with slashes) is generated or vendored.

    `patterns` are shell patterns of the user's: one with a slash is held against the whole path
    (a `*` crosses slashes), one without against the name.
    """
    *folders, name = path.split("/")
    if name.lower() in LOCK_FILES or any(folder.lower() in FOLDERS for folder in folders):
        return True
    if _is_generated_name(name):
        return True
    return any(
        _pattern(pattern).match(path if "/" in pattern else name) is not None
        for pattern in patterns
    )


def _is_generated_name(name: str) -> bool:
    found = _NAMES.search(name)
    return found is not None and found.end() == len(name)


@lru_cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.removeprefix("/")))
