"""Where the packages lie: `beholden` in src/, its four parts in the folders at the top of the checkout."""

from pathlib import Path

from setuptools import setup

PARTS = {"beholden": "src/beholden"} | {
    f"beholden.{name}": name for name in ("graph", "loaders", "queries", "cases")
}


def packages() -> list[str]:
    """Every folder below the parts that holds an __init__.py, found anew so that a new source needs no edit."""
    found = []
    for package, folder in PARTS.items():
        for module in sorted(Path(folder).rglob("__init__.py")):
            inner = module.parent.relative_to(folder).parts
            found.append(".".join((package, *inner)))
    return sorted(found)


DATA = [
    "**/*.toml",
    "**/*.cypher",
    "**/*.rq",
    "**/*.csv",
    "**/*.xml",
    "**/*.md",
    "**/*.txt",
    "**/*.html",
    "**/*.css",
    "**/*.js",
    "py.typed",
]

setup(packages=packages(), package_dir=PARTS, package_data={"": DATA})
