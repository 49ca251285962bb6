"""Imports go one way, and the engine, the drawing and the drivers each have one door."""

import ast
import sys
from pathlib import Path

import pytest

import beholden

PACKAGE = Path(beholden.__file__).parent
RANK = {
    "errors": 0,
    "graph": 1,
    "queries": 2,
    "loaders": 2,
    "pages": 3,
    "exports": 3,
    "cases": 4,
    "cli": 5,
    "__main__": 6,
}
DOORS = {
    "kglite": {"graph/engine.py"},
    "numba": {"graph/ownership/compiled.py"},
    "polars_hash": {"graph/statements.py"},
    "openpyxl": {"loaders/sheets.py"},
    "pyvis": {"pages/network.py"},
    "neo4j": {"graph/neo4j/connection.py"},
    "rdflib": set[str](),
    "urllib3": {"loaders/fetching/download.py"},
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(node.module or "")
            if node.module == "beholden":
                names += [f"beholden.{alias.name}" for alias in node.names if alias.name in RANK]
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    part = relative.parts[0].removesuffix(".py")
    if part == "__init__":
        assert [name for name in imported(path) if name.startswith("beholden")] == []
        return
    for name in imported(path):
        top, _, rest = name.partition(".")
        assert top not in ("graph", "loaders", "queries", "cases"), f"{relative}: import beholden.{top}"
        assert relative.as_posix() in DOORS.get(top, {relative.as_posix()}), (
            f"{relative}: {top} has another door"
        )
        if top != "beholden" or not rest:
            continue
        other = rest.split(".")[0]
        assert other == part or RANK[other] < RANK[part], f"{relative} imports {name}"


def test_no_source_imports_another() -> None:
    sources = {path.parent.name for path in (PACKAGE / "loaders").glob("*/source.toml")}
    assert sources
    for source in sources:
        for path in (PACKAGE / "loaders" / source).glob("*.py"):
            for name in imported(path):
                parts = name.split(".")
                if parts[:2] == ["beholden", "loaders"] and len(parts) > 2:
                    assert parts[2] not in sources - {source}, f"{path.name} imports {name}"


def test_importing_beholden_loads_nothing_heavy() -> None:
    import subprocess

    code = "import sys, beholden; print([m for m in ('polars', 'pandas', 'kglite', 'pyvis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
