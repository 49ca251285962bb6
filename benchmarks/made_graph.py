"""A made graph as a release: parties and stakes by power laws, some listed, some members. All of it is invented."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.measure import measure
from beholden.graph.merge import Merged, merge_entities
from beholden.graph.partitions import CopyFacts
from beholden.graph.reference_claims import reference_frames
from beholden.graph.release import FORMAT, Release

AS_OF = "2026-01-01"
INITIATIVE = "initiative/un-global-compact"
LIST = "list/us-bis-entity"


def write(folder: Path, parties: int, stakes: int, seed: int = 7) -> Release:
    """Write a release of so many parties and stakes, without claims, and return it.

    Of a hundred parties about 89 are companies, ten persons and one an organisation; there are `parties` / 250 state
    bodies in 200 states. An owner's number of stakes follows a power law, as does a company's number of owners.
    Two in a hundred parties are members, one in two hundred is listed, and some are possibly the same as another.
    What a build derives is derived from them: effective stakes, verdicts, who stands behind whom.
    """
    chance = np.random.default_rng(seed)
    bodies, states, persons = parties // 250, 200, parties // 10
    names = {
        "Company": parties - bodies - states - persons - parties // 100,
        "Person": persons,
        "PublicBody": bodies,
        "State": states,
        "Organization": parties // 100,
    }
    ids = {kind: _ids(kind, number) for kind, number in names.items()}
    companies = ids["Company"]
    relations = {"OWNS": _stakes(chance, ids, stakes), "CONTROLS": _controls(chance, ids, stakes // 50)}
    members = chance.choice(companies.len(), parties // 50, replace=False)
    relations["MEMBER_OF"] = _relations(
        "MEMBER_OF",
        companies.gather(members),
        pl.repeat(INITIATIVE, len(members), eager=True),
        **_period(chance, len(members)),
        status=pl.repeat("active", len(members), eager=True),
    )
    parts = [companies.gather(chance.choice(companies.len(), parties // 400, replace=False)),
             ids["Person"].gather(chance.choice(persons, parties // 400, replace=False))]  # fmt: skip
    listed = pl.concat(parts)
    relations["LISTED_ON"] = _relations(
        "LISTED_ON", listed, pl.repeat(LIST, listed.len(), eager=True), **_period(chance, listed.len())
    )
    left, right = (companies.gather(chance.integers(0, companies.len(), parties // 1000)) for _ in range(2))
    relations["POSSIBLY_SAME"] = _relations("POSSIBLY_SAME", left, right, derived=True)
    places = chance.integers(0, states, bodies)
    relations["PART_OF"] = _relations("PART_OF", ids["PublicBody"], ids["State"].gather(places))
    contracts = _ids("Contract", parties // 50)
    suppliers = companies.gather(_power(chance, companies.len(), contracts.len()))
    buyers = ids["PublicBody"].gather(_power(chance, bodies, contracts.len()))
    relations["SUPPLIES"] = _relations("SUPPLIES", suppliers, contracts, **_period(chance, contracts.len()))
    relations["AWARDED"] = _relations("AWARDED", buyers, contracts, **_period(chance, contracts.len()))
    entities = {kind: _entities(kind, own) for kind, own in ids.items()}
    entities["Contract"] = _entities("Contract", contracts)
    entities["Initiative"] = _entities("Initiative", pl.Series([INITIATIVE]))
    entities["ScreeningList"] = _entities("ScreeningList", pl.Series([LIST]))
    entities["Rule"] = _rules()
    relations = measure(entities, relations, [_copy()], date.fromisoformat(AS_OF))
    return _release(folder, entities, relations)


def _release(folder: Path, entities: dict[str, pl.DataFrame], relations: dict[str, pl.DataFrame]) -> Release:
    for part, frames in (("entities", entities), ("relations", relations)):
        (folder / part).mkdir(parents=True)
        for kind, frame in frames.items():
            frame.sort("id").write_parquet(folder / part / f"{kind}.parquet")
    counts = {
        part: {kind: frame.height for kind, frame in frames.items()}
        for part, frames in (("entities", entities), ("relations", relations))
    }
    manifest = {"format": FORMAT, "as_of": AS_OF, "software": "benchmark", "hash": "made", "data_hash": "made",
                "counts": counts, "sources": [], "files": {}}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Release.open(folder)


def _rules() -> pl.DataFrame:
    """The rules of the registry, as the reference files have them in every release."""
    merged = Merged.of(schema().kind("Rule"), reference_frames(set())["Rule"])
    return merge_entities({"Rule": merged}, {id: id for id in merged.frame["subject"]})["Rule"]


def _copy() -> CopyFacts:
    """The copy that all made relations are said to come from."""
    return CopyFacts(
        source="made", title="A made graph", publisher="benchmark", page="", licence="", redistribute=True,
        max_age_days=366, date="2025-12-31", basis="given", complete=True, files=(),
    )  # fmt: skip


def _ids(kind: str, number: int) -> pl.Series:
    return pl.Series(
        pl.select(pl.format("made/{}-{}", pl.lit(kind.lower()), pl.int_range(number))).to_series()
    )


def _power(chance: np.random.Generator, of: int, number: int, steepness: float = 3) -> np.ndarray:
    """So many of the numbers below `of`, a few of them very often: x of n take (x/n)^(1/steepness) of all draws."""
    ranks = (of * chance.random(number) ** steepness).astype(np.int64)
    return chance.permutation(of)[ranks]


def _period(chance: np.random.Generator, number: int) -> dict[str, pl.Series]:
    """Start and end: one start in four is not stated, one relation in ten has ended."""
    starts = pl.Series(np.datetime64("1995-01-01") + chance.integers(0, 11_000, number)).cast(pl.Date)
    starts = starts.zip_with(pl.Series(chance.random(number) > 0.25), pl.Series([None], dtype=pl.Date))
    ends = pl.Series(np.datetime64("2000-01-01") + chance.integers(0, 9_000, number)).cast(pl.Date)
    ends = ends.zip_with(pl.Series(chance.random(number) < 0.1), pl.Series([None], dtype=pl.Date))
    return {"start_date": starts, "start_earliest": starts, "end_date": ends, "end_latest": ends,
            "start_text": starts.dt.to_string(), "end_text": ends.dt.to_string()}  # fmt: skip


def _stakes(chance: np.random.Generator, ids: dict[str, pl.Series], number: int) -> pl.DataFrame:
    """Stakes of persons, companies and state bodies in companies; one share in five is not stated."""
    shares = {"Company": 0.6, "Person": 0.33, "PublicBody": 0.05, "State": 0.01, "Organization": 0.01}
    owner = pl.concat(
        own.gather(_power(chance, own.len(), round(number * shares[kind]))) for kind, own in ids.items()
    )
    companies = ids["Company"]
    asset = companies.gather(_power(chance, companies.len(), owner.len(), 1.6))
    stated = pl.Series(chance.random(owner.len()) > 0.2)
    share = pl.Series(chance.random(owner.len()).round(4)).zip_with(
        stated, pl.Series([None], dtype=pl.Float64)
    )
    return _relations("OWNS", owner, asset, **_period(chance, owner.len()), share=share)


def _controls(chance: np.random.Generator, ids: dict[str, pl.Series], number: int) -> pl.DataFrame:
    owners = ids["PublicBody"].gather(_power(chance, ids["PublicBody"].len(), number))
    companies = ids["Company"]
    return _relations(
        "CONTROLS",
        owners,
        companies.gather(_power(chance, companies.len(), number)),
        **_period(chance, number),
    )


def _entities(kind: str, ids: pl.Series) -> pl.DataFrame:
    own = {"id": ids, "name": pl.select(pl.format("Name of {}", ids)).to_series()}
    texts = pl.select(pl.concat_list(pl.Series(ids)))
    lists = {
        "names": own["name"].reshape((-1, 1)).arr.to_list(),
        "members": texts.to_series(),
        "claims": texts.to_series(),
    }
    return _columns(kind, ids.len(), {**own, **lists})


def _relations(
    kind: str, from_id: pl.Series, to_id: pl.Series, derived: bool = False, **own: pl.Series
) -> pl.DataFrame:
    number = from_id.len()
    ids = pl.select(pl.format("made/{}-{}", pl.lit(kind.lower()), pl.int_range(number))).to_series()
    claims = pl.select(pl.concat_list(pl.format("made/c-{}-{}", pl.lit(kind.lower()), pl.int_range(number))))
    stated = pl.repeat(np.datetime64("2025-12-31"), number, eager=True).cast(pl.Date)
    repeated = {
        "disputed": pl.repeat(False, number, eager=True),
        "derived": pl.repeat(derived, number, eager=True),
        "first_stated": stated,
        "last_stated": stated,
        "fresh_until": pl.repeat(np.datetime64("2026-12-31"), number, eager=True).cast(pl.Date),
        "sources": pl.repeat("made", number, eager=True).reshape((-1, 1)).arr.to_list(),
        "stated_by": pl.repeat("The made", number, eager=True).reshape((-1, 1)).arr.to_list(),
        "grade": pl.repeat("official", number, eager=True),
    }
    return _columns(kind, number, {"id": ids, "from_id": from_id, "to_id": to_id, "claims": claims.to_series(),
                                   "from_stated": from_id, "to_stated": to_id, **repeated, **own})  # fmt: skip


def _columns(kind: str, number: int, own: dict[str, pl.Series]) -> pl.DataFrame:
    """A frame with all columns of the kind; those not given are null, lists are empty."""
    columns = {}
    for name, dtype in schema().kind(kind).columns().items():
        if name in own:
            columns[name] = own[name].cast(dtype)
        elif isinstance(dtype, pl.List):
            columns[name] = pl.Series([[]] * 1, dtype=dtype).new_from_index(0, number)
        else:
            columns[name] = pl.Series([None], dtype=dtype).new_from_index(0, number)
    return pl.DataFrame(columns)
