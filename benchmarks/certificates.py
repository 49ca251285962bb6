"""From Parquet to the verdicts of a rule for everybody, each that is within with its certificate, in columns.

`python -m benchmarks.certificates --parties 10000000` makes a graph (benchmarks/made_stakes.py), writes it as Parquet,
and measures in a process of its own: reading, numbering the parties, the cascade for both bounds, the last step of each
party within, the ids of the certificates, and writing them. Then it checks some of the certificates one by one.
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
RULE = ("made-50", "always", "2026-01-01")


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
    from beholden.graph.ownership.index import Index
    from beholden.graph.ownership.minimal import certificate_ids, last_steps

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
    with timed(stages, "cascade"):
        shares = (stakes[name].to_numpy() for name in ("minimum", "maximum"))
        index = Index.build(owner, asset, *shares, parties.height)
        listed = parties["listing"].is_not_null().to_numpy()
        outcome = cascade(index, listed, threshold=THRESHOLD)
    with timed(stages, "last steps"):
        steps = last_steps(index, outcome, threshold=THRESHOLD)
    with timed(stages, "ids"):
        names = parties["id"].to_list()
        starts = [None if id is None else ("listing", id) for id in parties["listing"].to_list()]
        stake_ids = stakes["id"].gather(steps.row).to_list()
        ids = certificate_ids(
            steps, outcome, rule=RULE, parties=names, starts=starts,
            stakes=(owner[steps.row].tolist(), stake_ids), controls=([], []),
        )  # fmt: skip
    with timed(stages, "writing"):
        verdicts = pl.DataFrame({"party": names, "verdict": outcome.level, "certificate": ids})
        verdicts.filter(pl.col("verdict") > 0).write_parquet(folder / "verdicts.parquet")
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
        "within": int(outcome.within.sum()),
        "possible": int(outcome.possible.sum() - outcome.within.sum()),
        "stakes_used": len(steps.row),
        "steps_longest": int(outcome.step[within].max(initial=0)),
        "certificates": len(ids) - ids.count(None),
        "checked": sum(written.holds(one, ids[one]) for one in chosen),
    }


@dataclass(frozen=True)
class Written:
    """Certificates written out of the columns, one at a time."""

    steps: Any
    owner: Any
    names: list[str]
    starts: list[tuple[str, str] | None]
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
        names, stakes = self.names, self.stakes
        return with_claims(Material(
            test=Test(id=RULE[0], version=RULE[1], title=RULE[0], lists=("list",), threshold=THRESHOLD),
            day=date.fromisoformat(RULE[2]),
            release="made",
            parties={names[one]: Party(names[one], "Company") for one in wanted},
            listings=[
                Listing(id=start[1], party=names[one], list="list", **always)
                for one in wanted
                if (start := self.starts[one]) is not None
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
    parser.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        print(json.dumps(job(options.job, options.check)))
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
        f"certificates of the {said['within']:,} within ({said['possible']:,} possibly; {said['stakes_used']:,} stakes "
        f"used, the longest chain has {said['steps_longest']} steps), {said['peak_mb']:,.0f} MB at the most: {stages}. "
        f"{said['checked']} of {options.check} certificates written out hold and have the id in the columns. The "
        f"process took {wall:.1f} s with its start and that check."
    )


if __name__ == "__main__":
    main()
