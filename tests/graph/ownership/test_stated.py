"""What a verifier reckons of a stake from the claims quoted is what the release has, and nothing else holds."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.graph import verify as verifier
from beholden.graph.claims import claim_columns
from beholden.graph.kinds import schema
from beholden.graph.merge import RANK_GRADE, Merged
from beholden.graph.ownership.certificate import claim_as_json, fact_as_json
from beholden.graph.ownership.effective import effective_stakes
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import said_of, stake_of
from beholden.graph.ownership.material import Claimed
from beholden.graph.ownership.statements import SHARE_OF_INTEREST
from beholden.graph.statements import GRADES
from beholden.graph.verify import verify
from tests.graph.ownership.materials import certify, material

DAYS = [date(2020, 1, 1), date(2020, 6, 1), date(2021, 1, 1), date(2022, 1, 1), date(2024, 1, 1)]
PAIRS = 6
OWNS = schema().kind("OWNS")
COLUMNS = {
    **claim_columns(OWNS), "source": pl.String, "snapshot": pl.Date, "copy": pl.String, "max_age_days": pl.Int64,
}  # fmt: skip
CERTIFICATE: dict[str, Any] = certify(material("X", ["X 60 A"]), "A") or {}

Row = dict[str, Any]


@st.composite
def shares(draw: st.DrawFn) -> Row:
    low, high = sorted(
        (draw(st.sampled_from([0.1, 0.25, 0.3, 0.5])), draw(st.sampled_from([0.25, 0.5, 0.6, 1.0])))
    )
    exact, band = {"share": high}, {"share_min": low, "share_max": high}
    more = {**band, "share_min_exclusive": True, "share_max_exclusive": draw(st.booleans())}
    narrow = more if low < high else exact  # a band between which no share lies is no claim
    return draw(st.sampled_from([exact, exact, band, narrow, {"share_min": low}, {}]))


@st.composite
def claims_of_a_pair(draw: st.DrawFn, pair: int) -> list[Row]:
    """What two sources say of one owner and one asset: at most four relations, each in one copy or two."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        source = draw(st.sampled_from(["one", "two"]))
        subject = f"{source}/r-{pair}-{number}"
        key = {
            "share_of": draw(st.sampled_from(["capital", "capital", "votes", "unknown", None])),
            "interest": draw(st.sampled_from([None, None, "shareholding", "votingRights"])),
            "direct": draw(st.sampled_from([None, "direct", "direct", "indirect"])),
            "stake": draw(st.sampled_from([None, "1", "2", "2020-01-01"])),
        }
        for copy in range(draw(st.integers(1, 2))):
            start, end = sorted(draw(st.sampled_from(DAYS)) for _ in "ab")
            known = draw(st.sampled_from([True, True, True, False]))
            ended = draw(st.sampled_from([True, False, False]))
            stated = draw(st.sampled_from(DAYS))
            rows.append(
                {
                    "claim": f"{source}/c-{pair}-{number}-{draw(st.sampled_from([0, copy]))}",
                    "subject": subject,
                    "from_stated": f"o{pair}",
                    "to_stated": f"a{pair}",
                    "stated_by": source,
                    "grade": draw(st.sampled_from(GRADES)),
                    "stated_on": stated,
                    "stated_text": str(stated),
                    "start_date": start if known else None,
                    "start_earliest": draw(st.sampled_from([None, DAYS[0]])),
                    "start_text": str(start) if known else None,
                    "end_date": end if ended else None,
                    "end_latest": draw(st.sampled_from([end, None])) if ended else None,
                    "dispute": draw(st.sampled_from([None, None, None, "contested"])),
                    "source": source,
                    "snapshot": stated,
                    "copy": f"{stated}-{copy}",
                    "max_age_days": draw(st.sampled_from([30, 400, 4000])),
                    "places": ["file:1"],
                    **key,
                    **draw(shares()),
                }
            )
    return rows


@st.composite
def certificates(draw: st.DrawFn) -> Row:
    """A certificate with the effective stakes of some pairs and the claims that they rest on, and nothing to prove."""
    drawn = [row for pair in range(PAIRS) for row in draw(claims_of_a_pair(pair))]
    frame = pl.DataFrame(drawn, schema=COLUMNS).unique(["claim", "copy"], maintain_order=True)
    merged = Merged.of(OWNS, frame).frame.rename({"subject": "id"})
    owns = merged.with_columns(
        from_id="from_stated", to_id="to_stated", sources=pl.concat_list("source"), derived=pl.lit(False),
        grade=pl.col("rank").replace_strict(RANK_GRADE, return_dtype=pl.String),
        disputed=pl.col("dispute").is_not_null(),
    ).select(list(OWNS.columns()))  # fmt: skip
    names = [f"{end}{pair}" for pair in range(PAIRS) for end in "oa"]
    parties = pl.DataFrame({"id": names, "name": names}).with_columns(unknown_reason=pl.lit(None, pl.String))
    facts = Facts.from_frames({"Company": parties}, {"EFFECTIVE_STAKE": effective_stakes(owns)}, (), DAYS[0])
    stakes = [stake_of(facts, row) for row in range(facts.stake_rows.height)]
    claims: dict[str, Claimed] = {}
    for row in frame.iter_rows(named=True):
        before = claims[row["claim"]].said if row["claim"] in claims else ()
        said = said_of("OWNS", row, disputed=row["dispute"] is not None)
        claims[row["claim"]] = Claimed("OWNS", row["subject"], row["source"], (*before, said))
    return {
        **CERTIFICATE,
        "stakes": {one.id: fact_as_json(one) for one in stakes},
        "claims": {id: claim_as_json(one) for id, one in claims.items()},
    }


def about(certificate: Row) -> list[str]:
    """What is wrong with the stakes in the light of their claims; the rest of the certificate is about others."""
    return [one for one in verify(certificate) if one.startswith("beholden/e-") and "claim" in one]


# One certificate has the graphs of six pairs.
GRAPHS = settings(max_examples=-(-settings().max_examples // PAIRS))


@GRAPHS
@given(certificates())
def test_every_stake_is_what_its_claims_say(certificate: Row) -> None:
    assert about(certificate) == []


FIELDS = {
    "minimum": ["0", "0.1", "0.26", "0.5"],
    "maximum": ["1", "0.77", "0.5", "0.6"],
    "kind": ["capital", "votes", "unknown"],
    "start_latest": [None, "2019-01-01", "2020-01-01", "2021-01-01", "2023-01-01"],
    "end_earliest": [None, "2020-06-01", "2023-01-01", "2030-01-01"],
    "fresh_until": [None, "2020-02-01", "2030-01-01"],
    "disputed": [True, False],
}


@GRAPHS
@given(certificates(), st.sampled_from(sorted(FIELDS)), st.integers(0, 100))
def test_another_share_or_day_than_the_claims_say_does_not_hold(
    certificate: Row, field: str, choice: int
) -> None:
    value = FIELDS[field][choice % len(FIELDS[field])]
    changed = {id for id, stake in certificate["stakes"].items() if stake[field] != value}
    stakes = {id: {**stake, field: value} for id, stake in certificate["stakes"].items()}
    found = {problem.partition(": ")[0] for problem in about({**certificate, "stakes": stakes})}
    assert found == changed


def test_the_verifier_knows_the_words_of_the_schema() -> None:
    assert verifier.GRADES == GRADES
    assert verifier.INTERESTS == {None: "unknown", **SHARE_OF_INTEREST}


def test_numbers_that_are_altered_and_hashed_anew_do_not_hold() -> None:
    certificate = deepcopy(CERTIFICATE)
    certificate["stakes"]["s0-X-A"].update(minimum="0.9", maximum="0.9")
    certificate["steps"][1]["sum"] = "0.9"
    certificate["hash"] = verifier.content_hash(certificate)
    assert verify(certificate) == [
        "s0-X-A: by its claims minimum is 0.6, not 0.9",
        "s0-X-A: by its claims maximum is 0.6, not 0.9",
    ]
