"""From what a person writes, an id, an alias, an identifier or a name, to the canonical id in a release."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property

from beholden.errors import QueryError
from beholden.graph.names import normal
from beholden.graph.reference_entities import reference
from beholden.graph.release import Release
from beholden.graph.rules import registry


class Finder:
    """Looks ids up in one release."""

    def __init__(self, release: Release) -> None:
        """Read nothing yet: the tables are made when they are first needed."""
        self._release = release

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Ids and members, each of which leads to one entity."""
        found: dict[str, str] = {}
        for kind in self._release.kinds("entities"):
            rows = self._release.frame("entities", kind, ["id", "members"])
            found.update(rows.explode("members").select("members", "id").iter_rows())
            found.update(zip(rows["id"].to_list(), rows["id"].to_list(), strict=True))
        return found

    @cached_property
    def _identifiers(self) -> dict[str, set[str]]:
        """An identifier leads to each that has it: some that share one stay apart."""
        shared: dict[str, set[str]] = {}
        for kind in self._release.kinds("entities"):
            rows = self._release.frame("entities", kind, ["id", "identifiers"])
            stated = rows.explode("identifiers").drop_nulls()
            for id, identifier in stated.select("id", "identifiers").iter_rows():
                shared.setdefault(identifier, set()).add(id)
        return shared

    @cached_property
    def _names(self) -> dict[tuple[str, str], set[str]]:
        names: dict[tuple[str, str], set[str]] = {}
        for kind in self._release.kinds("entities"):
            for id, own in (
                self._release.frame("entities", kind, ["id", "names"]).select("id", "names").iter_rows()
            ):
                for name in own:
                    key = normal(name)
                    if key.base:  # a name of signs alone would answer to every other
                        names.setdefault((key.base, key.form), set()).add(id)
        return names

    def by_id(self, text: str) -> set[str]:
        """The canonical ids that an id, an alias or an identifier leads to; several share an identifier at times."""
        for one in (text, _alias(text)):
            if one in self._ids:
                return {self._ids[one]}
            if one in self._identifiers:
                return self._identifiers[one]
        return set()

    def by_name(self, text: str) -> set[str]:
        """The canonical ids of what has this name, cleaned, with its legal form."""
        key = normal(text)
        return self._names.get((key.base, key.form), set())

    def __call__(self, text: str) -> str:
        """The canonical id; QueryError where nothing, or more than one thing, answers to the text."""
        key = normal(text)
        found = sorted(self.by_id(text) or self.by_name(text))
        if len(found) == 1:
            return found[0]
        if found:
            raise QueryError(
                f'"{text}" names {len(found)} entities: {", ".join(found[:8])}; give one of these ids'
            )
        bases = {base for base, _ in self._names}
        near = [
            id
            for base in get_close_matches(key.base, bases, n=3, cutoff=0.75)
            for (other, _), own in self._names.items()
            if other == base
            for id in sorted(own)
        ]
        hint = f"; perhaps {', '.join(near[:5])}" if near else "; `beholden show TEXT` looks in names"
        raise QueryError(f'nothing in this release is called "{text}" or has it as an id{hint}')


def _alias(text: str) -> str:
    """The id for an alias of the reference files, or for the short id of a rule; "" where it is neither."""
    rule = registry().get(text)
    return rule.node if rule else reference().aliases.get(text, "")
