"""What stands in one copy that was loaded."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from beholden.graph.partitions import kinds_in, read_facts, read_kind, read_records


def claims_in(partition: Path) -> dict[str, pl.DataFrame]:
    """All claims of a copy, a frame a kind, in the order of their ids."""
    facts, records = read_facts(partition), read_records(partition)
    return {kind: read_kind(partition, facts, kind, records) for kind in kinds_in(partition)}
