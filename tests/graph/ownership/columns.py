"""The facts of a material as the columns that the cascade reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from beholden.graph.ownership.material import Control, Material, Stake
from beholden.graph.ownership.stakes import FOREVER, UNKNOWN_PAST, Controls, Int32s, ShareKind, Stakes


def _days(days: Sequence[date | None], missing: int) -> Int32s:
    return np.array([missing if day is None else (day - date(1970, 1, 1)).days for day in days], np.int32)


def _times(facts: Sequence[Stake | Control]) -> dict[str, Int32s]:
    return {
        "start_latest": _days([one.start_latest for one in facts], FOREVER),
        "start_earliest": _days([one.start_earliest for one in facts], UNKNOWN_PAST),
        "end_earliest": _days([one.end_earliest for one in facts], FOREVER),
        "end_latest": _days([one.end_latest for one in facts], FOREVER),
        "fresh_until": _days([one.fresh_until for one in facts], FOREVER),
    }


def stakes_of(made: Material) -> Stakes:
    """The stakes in the order they stand in."""
    parties = sorted(made.parties)
    number = {party: place for place, party in enumerate(parties)}
    kinds = {"capital": ShareKind.CAPITAL, "votes": ShareKind.VOTES, "unknown": ShareKind.UNKNOWN}
    return Stakes(
        parties=parties,
        ids=[one.id for one in made.stakes],
        owner=np.array([number[one.owner] for one in made.stakes], np.int32),
        asset=np.array([number[one.asset] for one in made.stakes], np.int32),
        minimum=np.array([one.minimum for one in made.stakes], np.int64),
        maximum=np.array([one.maximum for one in made.stakes], np.int64),
        kind=np.array([kinds[one.kind] for one in made.stakes], np.uint8),
        disputed=np.zeros(len(made.stakes), np.bool_),
        **_times(made.stakes),
    )


def controls_of(made: Material) -> Controls:
    """The stated control in the order it stands in."""
    number = {party: place for place, party in enumerate(sorted(made.parties))}
    return Controls(
        ids=[one.id for one in made.controls],
        owner=np.array([number[one.owner] for one in made.controls], np.int32),
        asset=np.array([number[one.asset] for one in made.controls], np.int32),
        certain=np.ones(len(made.controls), np.bool_),
        **_times(made.controls),
    )
