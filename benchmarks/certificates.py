"""From Parquet to the verdicts of a rule for everybody, each that is within with its certificate, in columns.

`python -m benchmarks.certificates --parties 10000000` makes a graph (benchmarks/made_stakes.py), writes it as Parquet,
and measures in a process of its own: reading, numbering the parties, the verdict of each (within, possible, outside or
undetermined), the last step of each party within, the ids of the certificates, and writing them. Then it checks some of
the certificates one by one. The made stakes are effective ones: `--effective PARTIES` measures apart how long it takes
to put effective stakes together from what a source states.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import machine, made_stakes

THRESHOLD = 500_000_000
RULE = ("us-ofac-50", "2014-08-13", "2026-01-01")
LIST = "list/us-ofac-sdn"


def write(folder: Path, parties: int, share_listed: float) -> None:
    """Write the made graph: parties with the id of their listing, and stakes with ids, sorted by id."""
    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, share_listed)
    ids = pl.select(id=pl.lit("p") + pl.int_range(parties).cast(pl.String).str.zfill(8)).to_series()
    numbers = pl.select(pl.lit("l") + pl.int_range(parties).cast(pl.String)).to_series()
    pl.DataFrame(
        {
            "id": ids,
            "listing": numbers.zip_with(pl.Series(listed), pl.Series([None] * parties, dtype=pl.String)),
        }
    ).write_parquet(folder / "parties.parquet")
    count = len(made.owner)
    pl.DataFrame(
        {
            "id": pl.select(pl.lit("s") + pl.int_range(count).cast(pl.String).str.zfill(8)).to_series(),
            "from_id": ids.gather(made.owner),
            "to_id": ids.gather(made.asset),
            "minimum": made.minimum,
            "maximum": made.maximum,
        }
    ).write_parquet(folder / "stakes.parquet")


@contextmanager
def timed(stages: dict[str, float], name: str) -> Iterator[None]:
    """Put the seconds of the block down."""
    started = time.perf_counter()
    yield
    stages[name] = round(time.perf_counter() - started, 2)


def job(folder: Path, checked: int) -> dict[str, Any]:
    """The whole way, timed stage by stage; then so many certificates are made one by one and compared."""
    from beholden.graph.ownership.cascade import cascade
    from beholden.graph.ownership.days import number_of
    from beholden.graph.ownership.minimal import certificate_ids, last_steps
    from beholden.graph.ownership.stakes import ShareKind
    from beholden.graph.ownership.verdicts import judge
    from beholden.graph.rules import registry

    stages: dict[str, float] = {}
    with timed(stages, "reading"):
        parties = pl.read_parquet(folder / "parties.parquet").sort("id")
        stakes = pl.read_parquet(folder / "stakes.parquet")
    with timed(stages, "numbering"):
        numbers = parties.select("id", number=pl.int_range(pl.len(), dtype=pl.Int32))
        ends = {
            end: stakes.select(id=end).join(numbers, on="id", how="left", maintain_order="left")["number"]
            for end in ("from_id", "to_id")
        }
        owner, asset = (ends[end].to_numpy() for end in ("from_id", "to_id"))
        stakes = stakes.drop("from_id", "to_id")
    day = date.fromisoformat(RULE[2])
    with timed(stages, "verdicts"):
        shares = (stakes[name].to_numpy() for name in ("minimum", "maximum"))
        facts = _facts(parties, stakes["id"], owner, asset, *shares)
        verdicts = judge(facts, registry()[RULE[0]], day)
    with timed(stages, "last steps"):
        listed = verdicts.starts
        index = facts.index(number_of(day), ShareKind.CAPITAL)
        outcome = cascade(index, listed, threshold=THRESHOLD)
        steps = last_steps(index, outcome, threshold=THRESHOLD)
    with timed(stages, "ids"):
        names = parties["id"]
        listings = parties["listing"].filter(pl.Series(listed)).to_list()
        starts = {
            party: ("listing", id)
            for party, id in zip(np.flatnonzero(listed).tolist(), listings, strict=True)
        }
        stake_ids = stakes["id"].gather(steps.row).to_list()
        ids = certificate_ids(
            steps, outcome, rule=RULE, parties=names, starts=starts,
            stakes=(owner[steps.row].tolist(), stake_ids), controls=([], []),
        )  # fmt: skip
    with timed(stages, "writing"):
        columns = {"party": names, "verdict": verdicts.code, "reason": verdicts.reason, "certificate": ids}
        pl.DataFrame(columns).write_parquet(folder / "verdicts.parquet")
        by = np.repeat(np.arange(parties.height, dtype=np.int32), np.diff(steps.start))
        pl.DataFrame({"party": parties["id"].gather(by), "stake": stake_ids}).write_parquet(
            folder / "steps.parquet"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    within = np.flatnonzero(outcome.within & ~listed)
    chosen = random.Random(5).sample(within.tolist(), min(checked, len(within)))
    written = Written(steps, owner, names, starts, stakes)
    return {
        "stages": stages,
        "peak_mb": peak * (1 if sys.platform == "darwin" else 1024) / 1e6,
        **verdicts.counts(),
        "stakes_used": len(steps.row),
        "steps_longest": int(outcome.step[within].max(initial=0)),
        "certificates": len(ids) - ids.count(None),
        "checked": sum(written.holds(one, ids[one]) for one in chosen),
    }


def _facts(parties: pl.DataFrame, stakes: pl.Series, owner: Any, asset: Any, low: Any, high: Any) -> Any:
    """The facts in columns: who is held is a company, and everybody else a person; the list is whole and fresh."""
    from beholden.graph.ownership.days import FOREVER, UNKNOWN_PAST
    from beholden.graph.ownership.facts import Facts
    from beholden.graph.ownership.listings import ListCopy, Listings
    from beholden.graph.ownership.stakes import Controls, ShareKind, Stakes

    def always(count: int) -> tuple[Any, ...]:
        """The days of facts that always were and will be."""
        past, future = np.full(count, UNKNOWN_PAST, np.int32), np.full(count, FOREVER, np.int32)
        return past, past, future, future

    held = np.zeros(parties.height, np.bool_)
    held[asset] = True
    listed = np.flatnonzero(parties["listing"].is_not_null().to_numpy()).astype(np.int32)
    none, nothing = np.empty(0, np.int32), pl.DataFrame(schema={"owner": pl.Int32, "asset": pl.Int32})
    no_control = Controls([], none, none, np.empty(0, np.bool_), *always(0), none)
    table = parties.select(
        "id", name="id", kind=pl.Series(held).replace_strict({True: "Company", False: "Person"}),
        unknown_reason=pl.lit(None, dtype=pl.String),
    )  # fmt: skip
    count, day = len(owner), date.fromisoformat(RULE[2])
    return Facts(
        table=table,
        stakes=Stakes(
            table["id"], stakes, owner, asset, low, high, np.full(count, int(ShareKind.CAPITAL), np.uint8),
            *always(count), np.zeros(count, np.bool_), np.full(count, FOREVER, np.int32),
        ),
        stake_rows=nothing,
        controls=no_control,
        control_rows=nothing,
        listings=Listings(
            parties["listing"].drop_nulls().to_list(), listed, [LIST], np.zeros(len(listed), np.int32),
            *always(len(listed)), np.full(len(listed), FOREVER, np.int32),
        ),
        listing_rows=nothing,
        parts=no_control,
        part_rows=nothing,
        name_matches=nothing,
        copies={LIST: (ListCopy("made", day, True, 30),)},
        as_of=day,
        known_by=None,
        release="made",
    )  # fmt: skip


def effective(parties: int) -> str:
    """How long effective stakes take to be put together from the stakes of a made release, in words."""
    from beholden.graph.ownership.effective import effective_stakes
    from benchmarks.made_release import made_release

    with tempfile.TemporaryDirectory() as folder:
        owns = made_release(Path(folder), parties).frame("relations", "OWNS")
    started, cpu = time.perf_counter(), time.process_time()
    found = effective_stakes(owns)
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    peak = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    )
    return (
        f"{owns.height:,} stakes of one source: {found.height:,} effective stakes in {wall:.1f} s "
        f"({used:.1f} CPU seconds), {peak:,.0f} MB at the most with the made release."
    )


@dataclass(frozen=True)
class Written:
    """Certificates written out of the columns, one at a time."""

    steps: Any
    owner: Any
    names: pl.Series
    starts: dict[int, tuple[str, str]]
    stakes: pl.DataFrame

    def holds(self, party: int, id: str | None) -> bool:
        """Whether the certificate of a party has this id and holds."""
        from beholden.graph.ownership.certificate import certify
        from beholden.graph.verify import verify

        made = certify(self.material(party), self.names[party])
        return made is not None and made["id"] == id and verify(made) == []

    def material(self, party: int) -> Any:
        """The last steps of a party and of whoever they name, as facts."""
        from beholden.graph.ownership.material import Listing, Material, Party, Stake, Test
        from tests.graph.ownership.materials import with_claims

        wanted, waiting = {party}, [party]
        while waiting:
            for row in self.steps.of(waiting.pop()).tolist():
                if self.owner[row] not in wanted:
                    wanted.add(int(self.owner[row]))
                    waiting.append(int(self.owner[row]))
        always: dict[str, Any] = {"start_latest": date(1970, 1, 1)}
        names, stakes = dict(zip(sorted(wanted), self.names.gather(sorted(wanted)), strict=True)), self.stakes
        return with_claims(Material(
            test=Test(id=RULE[0], version=RULE[1], title=RULE[0], lists=(LIST,), threshold=THRESHOLD),
            day=date.fromisoformat(RULE[2]),
            release="made",
            parties={names[one]: Party(names[one], "Company") for one in wanted},
            listings=[
                Listing(id=start[1], party=names[one], list=LIST, **always)
                for one in wanted
                if (start := self.starts.get(one)) is not None
            ],
            stakes=[
                Stake(
                    id=stakes["id"][row], owner=names[self.owner[row]], asset=names[one], kind="capital",
                    minimum=stakes["minimum"][row], maximum=stakes["maximum"][row], **always,
                )
                for one in wanted
                for row in self.steps.of(one).tolist()
            ],
        ))  # fmt: skip


def main() -> None:
    """Measure, and print Markdown on stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.certificates", description=__doc__)
    parser.add_argument("--parties", type=int, default=10_000_000)
    parser.add_argument("--listed", type=float, default=0.01, help="part of the parties that are listed")
    parser.add_argument("--check", type=int, default=200, help="certificates that are checked one by one")
    parser.add_argument("--effective", type=int, metavar="PARTIES", help="measure effective stakes alone")
    parser.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        print(json.dumps(job(options.job, options.check)))
        return
    if options.effective:
        print(effective(options.effective))
        return
    about = machine.facts()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), options.parties, options.listed)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.certificates", "--job", folder, "--check", str(options.check)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        wall = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stderr)
    said = json.loads(done.stdout.splitlines()[-1])
    print("| | |\n|---|---|")
    for what, value in about:
        print(f"| {what} | {value} |")
    stages = ", ".join(f"{name} {took:.1f} s" for name, took in said["stages"].items())
    print(
        f"\n{options.parties:,} parties, {options.parties * 3 // 2:,} stakes, {options.listed:.0%} listed, "
        f"{size / 1e6:,.0f} MB of Parquet: {sum(said['stages'].values()):.1f} s to the verdicts of all, with the "
        f"certificates of the {said['within']:,} within ({said['possible']:,} possibly, {said['outside']:,} outside, "
        f"{said['undetermined']:,} undetermined; {said['stakes_used']:,} stakes "
        f"used, the longest chain has {said['steps_longest']} steps), {said['peak_mb']:,.0f} MB at the most: {stages}. "
        f"{said['checked']} of {options.check} certificates written out hold and have the id in the columns. The "
        f"process took {wall:.1f} s with its start and that check."
    )


if __name__ == "__main__":
    main()
