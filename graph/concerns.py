"""Named concerns about contracts and products, from data: what each id means and which phrases carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from beholden.graph.toml_tables import only_known, read_toml, subtable, text, texts

FILE = Path(__file__).parent / "data" / "concerns.toml"


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern: its id, what it means, and the phrases looked for, by language."""

    id: str
    definition: str
    phrases: Mapping[str, tuple[str, ...]]


@cache
def concerns() -> Mapping[str, Concern]:
    """The concerns of this version by id; SchemaError names the first fault in the file."""
    found = {}
    data = read_toml(FILE)
    for id in data:
        own = subtable(FILE.name, data, id)
        here = f"{FILE.name}: [{id}]"
        only_known(here, own, ("definition", "phrases"))
        phrases = subtable(here, own, "phrases")
        found[id] = Concern(
            id,
            text(here, own, "definition"),
            MappingProxyType({language: texts(here, phrases, language) for language in phrases}),
        )
    return MappingProxyType(found)
