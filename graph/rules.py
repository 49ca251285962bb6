"""The rule registry: one file a rule in `rules/*.toml`, and the rules of a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from beholden.errors import SchemaError
from beholden.graph.rule import Rule
from beholden.graph.rule_files import rule_of
from beholden.graph.toml_tables import suggestion

FOLDER = Path(__file__).parent / "rules"


@cache
def registry() -> Mapping[str, Rule]:
    """The rules of this version of beholden by their ids."""
    return read_rules(FOLDER)


def read_rules(folder: Path) -> Mapping[str, Rule]:
    """The rules in the files of a folder, by id; SchemaError names the file and the first fault in it."""
    rules = {}
    for path in sorted(folder.glob("*.toml")):
        rule = rule_of(path, own=False)
        if path.stem != rule.id:
            raise SchemaError(f'{path.name}: it declares "{rule.id}", so it must be called {rule.id}.toml')
        rules[rule.id] = rule
    if not rules:
        raise SchemaError(f"{folder}: no file of a rule here")
    return MappingProxyType(rules)


def read_rule(path: Path) -> Rule:
    """A user's own rule; it may leave out what only a law has. SchemaError names the first fault."""
    rule = rule_of(path, own=True)
    if rule.id in registry():
        raise SchemaError(
            f'{path.name}: id "{rule.id}" is a rule that comes with beholden; give yours another'
        )
    return rule


def find_rule(name: str) -> Rule:
    """The rule of this id, or of this file; SchemaError with the nearest ids where there is none."""
    known = registry()
    id = name.removeprefix("rule/")
    if id in known:
        return known[id]
    if name.endswith(".toml"):
        return read_rule(Path(name))
    raise SchemaError(
        f'"{name}" is no rule{suggestion(id, known)}; there are {", ".join(known)}; '
        "a rule of your own is a file that ends in .toml"
    )
