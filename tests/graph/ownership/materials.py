"""Small graphs for tests of certificates: written by hand, drawn by hypothesis, and read back from a certificate."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from beholden.graph.ownership.certificate import certify as certify_as_it_is
from beholden.graph.ownership.material import (
    WHOLE,
    Claimed,
    Control,
    Copy,
    Fact,
    Holds,
    Listing,
    Material,
    Part,
    Party,
    Said,
    Stake,
    Test,
)
from beholden.graph.shares import parse_share
from beholden.graph.verify import billionths, decimal

DAY = date(2026, 6, 1)
LONG_AGO = date(2010, 1, 1)
PEOPLE = ("P", "Q", "X", "Y")
"""Persons in the graphs written by hand; everybody else is a company."""


def a_rule(**changes: Any) -> Test:
    """A rule of 50 percent or more, all listed parties together, changed as said."""
    rule: dict[str, Any] = {
        "id": "rule-50", "version": "2014", "title": "A rule", "authority": "An authority", "citation": "Rule 1",
        "lists": ("list",), "threshold": WHOLE // 2,
    }  # fmt: skip
    return Test(**{**rule, **changes})


def stake(text: str, number: int) -> Stake:
    """A stake from `OWNER PERCENT ASSET`, where the percentage may be a band such as 25-50."""
    owner, share, asset = text.split()
    least, _, most = share.partition("-")
    return Stake(
        id=f"s{number}-{owner}-{asset}", owner=owner, asset=asset, kind="capital",
        minimum=parse_share(least, "percent").min, maximum=parse_share(most or least, "percent").max,
        start_earliest=LONG_AGO, start_latest=LONG_AGO,
    )  # fmt: skip


def material(listed: str, stakes: list[str], test: Test | None = None) -> Material:
    """A graph of stakes, in which the parties named are on the list."""
    held = [stake(text, number) for number, text in enumerate(stakes)]
    names = {*listed.split(), "P", *(end for one in held for end in (one.owner, one.asset))}
    return with_claims(
        Material(
            test=test or a_rule(),
            day=DAY,
            release="release",
            parties={
                name: Party(f"Name of {name}", "Person" if name in PEOPLE else "Company") for name in names
            },
            listings=[
                Listing(id=f"l-{one}", party=one, list="list", start_latest=LONG_AGO)
                for one in listed.split()
            ],
            stakes=held,
            lists={"list": Copy(DAY, True, date(2026, 12, 31))},
        )
    )


KINDS = {Listing: "LISTED_ON", Stake: "OWNS", Control: "CONTROLS", Part: "PART_OF"}


def said(fact: dict[str, Any]) -> dict[str, Any]:
    """What a claim says that makes this fact, as a certificate has it."""
    holds = None
    if "minimum" in fact:
        least, most = fact["minimum"], fact["maximum"]
        holds = dict.fromkeys(
            ("share", "share_min", "share_max", "more_than", "less_than", "interest", "direct", "stake")
        )
        holds["share_of"] = fact["kind"]
        if least == most:
            holds["share"] = least
        else:
            holds.update(share_min=least, share_max=most)
    return {
        "copy": "2026-06-01", "copy_id": "2026-06-01-0", "place": "file.csv:2", "page": None, "stated_by": "Somebody",
        "grade": "press", "stated_on": "2026-06-01", "start": None, "disputed": False, "holds": holds,
        "from": fact.get("owner", fact.get("party")), "to": fact.get("asset", fact.get("list")),
        "mechanism": fact.get("mechanism"), **{name: fact[name] for name in PERIOD},
    }  # fmt: skip


PERIOD = ("start_earliest", "start_latest", "end_earliest", "end_latest", "fresh_until")


def with_claims(made: Material) -> Material:
    """The material, with each fact resting on one claim of its own that says just that."""
    tables = (made.listings, made.stakes, made.controls, made.parts)
    facts = [[replace(one, claims=(f"x/c-{one.id}",)) for one in table] for table in tables]
    claims = {}
    for one in (fact for table in facts for fact in table):
        fields = asdict(one)
        for name in ("minimum", "maximum"):
            if name in fields:
                fields[name] = decimal(fields[name])
        says = said(
            {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
        )
        claims[one.claims[0]] = Claimed(KINDS[type(one)], one.id, "x", (said_back(says),))
    listings, stakes, controls, parts = facts
    return replace(made, listings=listings, stakes=stakes, controls=controls, parts=parts, claims=claims)  # type: ignore[arg-type]


def said_back(says: dict[str, Any]) -> Said:
    """What a claim of a certificate says."""
    fields = dict(says)
    for name in ("copy", "stated_on", *PERIOD):
        fields[name] = _day(fields[name])
    fields["from_"] = fields.pop("from")
    fields["holds"] = None if fields["holds"] is None else Holds(**fields["holds"])
    return Said(**fields)


def certify(made: Material, party: str) -> dict[str, Any] | None:
    """The certificate of a material that was changed by hand: each fact rests on a claim that says it."""
    return certify_as_it_is(with_claims(made), party)


def restate(certificate: dict[str, Any]) -> None:
    """Make the claims of a certificate say what its facts state now, and leave out those that support nothing."""
    used = {}
    for fact in facts_of(certificate).values():
        for id in set(fact["claims"]) & certificate["claims"].keys():
            used[id] = {**certificate["claims"][id], "said": [said(fact)]}
    certificate["claims"] = used


SHARES = st.sampled_from([0, 1, WHOLE // 10, WHOLE // 4, 3 * WHOLE // 10, WHOLE // 3, WHOLE // 2 - 1, WHOLE // 2,
                          WHOLE // 2 + 1, 6 * WHOLE // 10, 3 * WHOLE // 4, WHOLE])  # fmt: skip
BEFORE = st.sampled_from([date(2010, 1, 1), date(2010, 1, 1), date(2010, 1, 1), None, date(2026, 6, 2)])
AFTER = st.sampled_from([None, None, None, None, date(2027, 1, 1), date(2026, 6, 1)])
FRESH = st.sampled_from([None, None, None, date(2026, 12, 31), date(2026, 5, 31)])
NAMES = ("a", "b", "c", "d", "e")


@st.composite
def _periods(draw: st.DrawFn) -> dict[str, Any]:
    end = draw(AFTER)
    return {
        "start_earliest": draw(st.sampled_from([None, LONG_AGO])),
        "start_latest": draw(BEFORE),
        "end_earliest": end,
        "end_latest": draw(st.sampled_from([end, None])),
        "fresh_until": draw(FRESH),
    }


@st.composite
def materials(draw: st.DrawFn) -> Material:
    """A graph of at most five parties with rings, bands, doubtful dates, every sort of rule."""
    names = st.sampled_from(NAMES)
    lists = st.sampled_from(["list", "list", "part", "other"])
    mechanisms = st.sampled_from(["board", "contract"])
    shares = [sorted((draw(SHARES), draw(SHARES))) if draw(st.booleans()) else [draw(SHARES)] * 2
              for _ in range(draw(st.integers(0, 8)))]  # fmt: skip
    return with_claims(Material(
        test=a_rule(
            strict=draw(st.booleans()),
            aggregate=draw(st.sampled_from([True, True, False])),
            threshold=draw(st.sampled_from([WHOLE // 4, WHOLE // 2, WHOLE // 2, None])),
            share_of=draw(st.sampled_from(["capital", "capital", "either"])),
            any_stake=draw(st.sampled_from([False, False, True])),
            control=draw(st.sampled_from(["no", "yes", "possible"])),
            mechanisms=draw(st.sampled_from([(), ("board",)])),
            descends=draw(st.sampled_from([True, True, True, False])),
            lists_in_part=draw(st.sampled_from([(), ("part",)])),
            kinds=draw(st.sampled_from([(), (), (), ("State",)])),
            owners=draw(st.sampled_from([(), (), (), ("a",)])),
            unconfirmed=draw(st.sampled_from([(), (), ((DAY, None),)])),
        ),
        day=DAY,
        release="release",
        parties={
            name: Party(name.upper(), draw(st.sampled_from(["Company", "Company", "Person", "State"])))
            for name in NAMES
        },
        listings=[
            Listing(
                id=f"l{number}", party=draw(names), list=draw(lists), confirmed=draw(st.booleans()), **draw(_periods())
            )
            for number in range(draw(st.integers(0, 3)))
        ],
        stakes=[
            Stake(
                id=f"s{number}", owner=draw(names), asset=draw(names), minimum=least, maximum=most,
                kind=draw(st.sampled_from(["capital", "votes", "unknown"])), **draw(_periods()),
            )
            for number, (least, most) in enumerate(shares)
        ],
        controls=[
            Control(
                id=f"k{number}", owner=draw(names), asset=draw(names), mechanism=draw(mechanisms), **draw(_periods())
            )
            for number in range(draw(st.integers(0, 2)))
        ],
        parts=[
            Part(id=f"p{number}", owner=draw(names), asset=draw(names), **draw(_periods()))
            for number in range(draw(st.integers(0, 2)))
        ],
        lists={"list": Copy(DAY, True, None), "part": Copy(DAY, True, None)},
    ))  # fmt: skip


def facts_of(certificate: dict[str, Any]) -> dict[str, Any]:
    """All facts of a certificate by id."""
    tables = ("listings", "stakes", "controls", "parts")
    return {id: fact for table in tables for id, fact in certificate[table].items()}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _fields(fact: dict[str, Any]) -> dict[str, Any]:
    fields = dict(fact)
    for name in ("start_earliest", "start_latest", "end_earliest", "end_latest", "fresh_until"):
        fields[name] = _day(fields[name])
    for name in ("minimum", "maximum"):
        if name in fields:
            fields[name] = billionths(fields[name])
    return {**fields, "claims": tuple(fields["claims"])}


def read_back(certificate: dict[str, Any]) -> Material:
    """What a certificate states, as something to prove from."""
    rule = dict(certificate["rule"])
    for name in ("suspended", "unconfirmed"):
        rule[name] = tuple((_day(one["from"]), _day(one["to"])) for one in rule[name])
    for name in ("lists", "lists_in_part", "kinds", "owners", "mechanisms"):
        rule[name] = tuple(rule[name])
    rule["start"], rule["end"] = _day(rule.pop("from")), _day(rule.pop("to"))
    rule["threshold"] = None if rule["threshold"] is None else billionths(rule["threshold"])

    def facts(kind: type[Fact], part: str) -> list[Any]:
        return [kind(id=id, **_fields(fact)) for id, fact in certificate[part].items()]

    return Material(
        test=Test(**rule),
        day=date.fromisoformat(certificate["as_of"]),
        release=certificate["release"],
        parties={id: Party(**party) for id, party in certificate["parties"].items()},
        listings=facts(Listing, "listings"),
        stakes=facts(Stake, "stakes"),
        controls=facts(Control, "controls"),
        parts=facts(Part, "parts"),
        lists={
            name: Copy(date.fromisoformat(one["copy"]), one["complete"], _day(one["fresh_until"]))
            for name, one in certificate["lists"].items()
        },
        claims={
            id: Claimed(**{**claim, "said": tuple(said_back(one) for one in claim["said"])})
            for id, claim in certificate["claims"].items()
        },
    )
