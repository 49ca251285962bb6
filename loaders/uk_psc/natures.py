"""Natures of control: what each of the register's words gives, in its exact band."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from beholden.loaders import RecordError

BANDS: dict[str, dict[str, Any]] = {
    "25-to-50-percent": {"share_min": 0.25, "share_max": 0.5, "share_min_exclusive": True},
    "50-to-75-percent": {"share_min": 0.5, "share_max": 0.75, "share_min_exclusive": True},
    "75-to-100-percent": {"share_min": 0.75, "share_max": 1.0},
    "more-than-25-percent": {"share_min": 0.25, "share_max": 1.0, "share_min_exclusive": True},
}
"""The register's words for the last band differ ("more than 75%", "75% or more"): 75 % is in it."""

INTERESTS: dict[str, dict[str, Any]] = {
    "ownership-of-shares": {"interest": "shareholding", "share_of": "capital"},
    "voting-rights": {"interest": "votingRights", "share_of": "votes"},
    "right-to-share-surplus-assets": {"interest": "rightsToSurplusAssetsOnDissolution"},
    "part-right-to-share-surplus-assets": {"interest": "rightsToSurplusAssetsOnDissolution"},
}
_CAPACITY = r"(?P<capacity>(?:-as-(?:control-over-)?(?:trust|firm))?)"
_OF = r"(?:-limited-liability-partnership|-registered-overseas-entity)?"
_SHARE = re.compile(rf"(?P<of>{'|'.join(INTERESTS)})-(?P<band>{'|'.join(BANDS)}){_CAPACITY}{_OF}")
_BOARD = re.compile(rf"right-to-appoint-and-remove-(?:directors|members|person){_CAPACITY}{_OF}")
_INFLUENCE = re.compile(rf"significant-influence-or-control{_CAPACITY}{_OF}")
_NOMINEE = re.compile(
    r"registered-owner-as-nominee-(?P<whom>person|another-entity)-(?:england-wales|scotland|northern-ireland)"
    r"-registered-overseas-entity"
)


@dataclass(frozen=True)
class Nature:
    """The kind of relation that a word gives, with its properties."""

    kind: str
    properties: dict[str, Any]


@cache
def nature(word: str) -> Nature:
    """What a word gives; RecordError for one that the register has not used so far."""
    if found := _SHARE.fullmatch(word):
        return Nature(
            "OWNS", {**INTERESTS[found["of"]], **BANDS[found["band"]], **_direct(found["capacity"])}
        )
    if found := _BOARD.fullmatch(word):
        return Nature("CONTROLS", {"mechanism": "board", **_direct(found["capacity"])})
    if found := _INFLUENCE.fullmatch(word):
        return Nature("CONTROLS", {"mechanism": "not_stated", **_direct(found["capacity"])})
    if found := _NOMINEE.fullmatch(word):
        direct = "not_stated" if found["whom"] == "person" else "indirect"
        return Nature("OWNS", {"interest": "nominator", "direct": direct})
    raise RecordError(f'the nature of control "{word}" is not known')


def _direct(capacity: str) -> dict[str, str]:
    return {"direct": "indirect" if capacity else "not_stated"}
