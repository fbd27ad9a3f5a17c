"""Generated and vendored files: what nobody writes by hand is told by its name."""

from __future__ import annotations

import pytest

from waterline.domain.generated import is_generated


@pytest.mark.parametrize(
    "path",
    [
        "package-lock.json", "web/yarn.lock", "Cargo.lock", "go.sum", "poetry.lock", "uv.lock",
        "Gemfile.lock", "vendor/github.com/x/y.go", "web/node_modules/a/index.js",
        "third_party/zlib/zlib.c", "static/jquery.min.js", "site-min.css", "app.js.map",
        "api/v1/service.pb.go", "proto/a_pb2.py", "proto/a_pb2_grpc.py", "proto/a_pb2.pyi",
        "lib/model.g.dart", "Form.Designer.cs", "zz_generated.deepcopy.go", "x_generated.go",
        "schema.generated.ts", "kind_string.go", "a/__snapshots__/b.snap",
    ],
)  # fmt: skip
def test_files_that_tools_write_are_generated(path: str) -> None:
    assert is_generated(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/lock.py", "package.json", "docs/vendor.md", "vendors.py", "admin.js", "minify.js",
        "go.summary", "pb.go", "generated.py", "src/generator.py", "build/rules.mk", "string.go",
        "lockfile.lock.md",
    ],
)  # fmt: skip
def test_files_that_people_write_are_not(path: str) -> None:
    assert not is_generated(path)


def test_the_users_patterns_add_to_the_rules() -> None:
    patterns = ("*.snap", "schema.sql", "dist/*", "/api/*.json")
    assert is_generated("deep/down/x.snap", patterns)
    assert is_generated("db/schema.sql", patterns)
    assert is_generated("dist/js/app.js", patterns)
    assert is_generated("api/openapi.json", patterns)
    assert not is_generated("src/dist.py", patterns)
    assert not is_generated("web/dist/app.js", patterns)
