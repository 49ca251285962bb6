"""The scorecard of an initiative: numbers about its members, each with the rows that it counts.

A number is never anything but a count of the different members in its rows, so that whoever doubts it can count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from beholden.cases.answer_tables import flat, plain
from beholden.cases.changes import CHANGES_CAVEATS, CHANGES_COLUMNS, changes
from beholden.cases.report import LEGAL, sources_of
from beholden.errors import QueryError
from beholden.graph.engine import Engine
from beholden.graph.evidence import newest_words
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.pages import words
from beholden.queries.ask import ask
from beholden.queries.packs import find_query
from beholden.queries.reads import reads

MEMBERS = "initiative.members"
ABOVE = "paths.state-owner-company-initiative"
LISTED = "listings.listed-members"
CONTRACTS = "contracts.of-members"
ASKED = (MEMBERS, ABOVE, LISTED, CONTRACTS)

ORDERS = (
    "listed before it joined",
    "joined before it was listed",
    "listed and joined on one day",
    "delisted before it joined",
    "order not known",
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the card: how many different members stand in its rows, and of how many.

    `of` is None where no share of anything is meant. Rows have the columns of the query they are of.
    """

    id: str
    group: str
    title: str
    rows: Sequence[Row]
    columns: Sequence[str]
    caveats: Sequence[str]
    of: int | None = None

    @property
    def value(self) -> int:
        """How many different members stand in the rows."""
        return len({row["member_id"] for row in self.rows})


def scorecard(release: Release, initiative: str, *, as_of: date | None = None) -> dict[str, Any]:
    """The card of an initiative (id, alias or name) as plain JSON values, as of a date (default: the release's).

    Raises QueryError where the release has no such initiative.
    """
    find = Finder(release)
    id = find(initiative)
    names = dict(release.frame("entities", "Initiative").select("id", "name").iter_rows())
    if id not in names:
        raise QueryError(
            f'"{initiative}" is {id}, which is no initiative; known are {", ".join(sorted(names))}'
        )
    day = as_of or release.as_of
    queries = [find_query(query) for query in ASKED]
    engine = Engine(release, reads(queries))
    answers = {
        query.id: ask(
            query, engine, {"initiative": id, "as_of": day.isoformat()}, as_of=day, find=find
        ).dicts()
        for query in queries
    }
    numbers = [*_numbers(answers), *_changed(release, id)]
    places = _places(release, (claim for one in numbers for row in one.rows for claim in flat(row["claims"])))
    return {
        "initiative": {"id": id, "name": names[id]},
        "as_of": day.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": f"beholden {release.manifest['software']}"},
        "numbers": [_as_json(number, places) for number in numbers],
        "sources": sources_of(release),
        "legal": LEGAL,
    }


def _places(release: Release, claims: Iterable[str]) -> dict[str, str]:
    """Where each of these claims stands: source, date of the copy, and the first place in it."""
    found = newest_words(release, claims, ("source", "snapshot", "places"))
    return {claim: f"{row['source']} {row['snapshot']}: {row['places'][0]}" for claim, row in found.items()}


def _as_json(number: Number, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": number.id,
        "group": number.group,
        "title": number.title,
        "value": number.value,
        "of": number.of,
        "share": round(number.value / number.of, 6) if number.of else None,
        "caveats": list(number.caveats),
        "columns": [*number.columns, "stated_in"],
        "rows": [
            [
                *(_cell(row, column) for column in number.columns),
                [places[claim] for claim in flat(row["claims"])],
            ]
            for row in number.rows
        ],
    }


def _cell(row: Row, column: str) -> Any:
    return list(flat(row[column])) if column == "claims" else plain(row[column])


def _numbers(answers: Mapping[str, Sequence[Row]]) -> Iterator[Number]:
    current = [row for row in answers[MEMBERS] if row["current"]]
    here = {row["member_id"] for row in current}

    def number(
        query: str, id: str, group: str, title: str, rows: Iterable[Row], *, share: bool = True
    ) -> Number:
        asked = find_query(query)
        return Number(
            id, group, title, list(rows), asked.returns, asked.caveats, len(here) if share else None
        )

    yield number(MEMBERS, "members", "Members", "Members that the loaded copies state", current, share=False)
    for status, rows in _by(current, lambda row: row["status"] or ""):
        title = f"With the status “{words.plain(status)}”" if status else "Of which no copy states the status"
        yield number(MEMBERS, f"status-{_slug(status or 'not-stated')}", "Members", title, rows)
    gone = [row for row in answers[MEMBERS] if not row["current"]]
    yield number(
        MEMBERS, "not-current", "Members", "Stated as having left, or as joining later", gone, share=False
    )
    unknown = [row for row in current if not row["owners"]]
    yield number(
        MEMBERS, "owner-unknown", "Owners", "Whose owner no loaded source names (the blind spot)", unknown
    )
    above = [row for row in answers[ABOVE] if row["member_id"] in here]
    for (state, name), rows in _by(
        _confirmed(above), lambda row: (row["state_id"] or "", row["state"] or "")
    ):
        title = f"With a stake or control of {name} or its bodies above them" if state else (
            "With a state body above them whose state no source states"
        )  # fmt: skip
        yield number(ABOVE, f"state-{_slug(state.removeprefix('state/') or 'none')}", "Owners", title, rows)
    yield number(
        ABOVE,
        "state-by-name-match",
        "Owners",
        "With a state above a party of the same name and country (not confirmed)",
        _unconfirmed(above),
        share=False,
    )
    listed = [row for row in answers[LISTED] if row["member_id"] in here]
    for (list_id, name), own in _by(_confirmed(listed), lambda row: (row["list_id"], row["list"])):
        slug = _slug(list_id.removeprefix("list/"))
        standing = [row for row in own if not row["reads"].startswith("delisted since")]
        yield number(LISTED, f"list-{slug}", "Listings", f"On a copy of {name} ({_effects(own)})", standing)
        for order in ORDERS:
            rows = [row for row in standing if row["came_first"] == order]
            if rows:
                yield number(
                    LISTED, f"list-{slug}-{_slug(order)}", "Listings", f"{name}: {order}", rows, share=False
                )
        if past := [row for row in own if row["reads"].startswith("delisted since")]:
            yield number(
                LISTED, f"list-{slug}-past", "Listings", f"{name}: delisted since", past, share=False
            )
    yield number(
        LISTED,
        "listed-by-name-match",
        "Listings",
        "Whose name and country are those of a listed party (not confirmed)",
        _unconfirmed(listed),
        share=False,
    )
    contracts = [row for row in answers[CONTRACTS] if row["member_id"] in here]
    concerned = [row for row in _confirmed(contracts) if row["concerns"]]
    yield number(
        CONTRACTS, "contracts", "Contracts", "With a public contract in what is loaded", _confirmed(contracts)
    )
    yield number(
        CONTRACTS,
        "contracts-with-concerns",
        "Contracts",
        "With a public contract that raises a concern",
        concerned,
    )


def _changed(release: Release, initiative: str) -> Iterator[Number]:
    """What the two newest copies of a source differ in, a number for each sort of difference."""
    for change in changes(release, initiative):
        yield Number(
            f"change-{_slug(change.source)}-{_slug(change.sort)}",
            "Changes",
            f"{change.title} ({change.source}: copy of {change.newer} against {change.older})",
            change.rows,
            CHANGES_COLUMNS,
            (*CHANGES_CAVEATS, *change.caveats),
        )


def changed(card: Mapping[str, Any]) -> bool:
    """Whether the card holds any difference between the two newest copies of a source."""
    return any(number["value"] for number in card["numbers"] if number["group"] == "Changes")


def _confirmed(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["name_match"] == "confirmed"]


def _unconfirmed(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["name_match"] != "confirmed"]


def _by(rows: Iterable[Row], key: Callable[[Row], Any]) -> list[tuple[Any, list[Row]]]:
    """The rows in groups, the one with most members first."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return sorted(groups.items(), key=lambda item: (-len({row["member_id"] for row in item[1]}), item[0]))


def _effects(rows: Iterable[Row]) -> str:
    return ", ".join(sorted({words.plain(row["effect"] or "effect not stated") for row in rows}))


def _slug(text: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
