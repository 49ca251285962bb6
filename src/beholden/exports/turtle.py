"""Turtle for what is written once and read by people: the ontology and the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beholden.exports.terms import vocabulary

Pairs = Iterable[tuple[str, str | Sequence[str]]]
"""Predicates with their objects, each already a term; an empty list of objects leaves the predicate out."""


def quoted(text: str) -> str:
    """A text as a term."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def english(text: str) -> str:
    """A text in English as a term."""
    return quoted(text) + "@en"


def block(subject: str, pairs: Pairs) -> str:
    """What is said of a thing, as one statement of Turtle."""
    return f"{subject} {_said(pairs, 1)} .\n"


def nested(pairs: Pairs, depth: int = 2) -> str:
    """A thing without a name, as a term."""
    return f"[ {_said(pairs, depth)} ]"


def ordered(terms: Iterable[str]) -> str:
    """A list as a term."""
    return f"( {' '.join(terms)} )"


def prefixes() -> str:
    """The lines that declare the prefixes of vocabulary.toml."""
    return "".join(f"@prefix {prefix}: <{name}> .\n" for prefix, name in vocabulary().prefixes.items())


def _said(pairs: Pairs, depth: int) -> str:
    parts = []
    for predicate, objects in pairs:
        terms = [objects] if isinstance(objects, str) else list(objects)
        if terms:
            parts.append(f"{predicate} {', '.join(terms)}")
    return f" ;\n{'    ' * depth}".join(parts)
