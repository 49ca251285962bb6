"""The shapes of sentence that the Covered List uses, in small."""

from __future__ import annotations

import pytest

from beholden.loaders import RecordError
from beholden.loaders.us_fcc_covered_list.sentences import dates, sentence


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Kites produced by Heron Company, including services provided by such entity.", ("Heron Company",)),
        ("Kites produced by Heron, Inc., to the extent it is used for safety.", ("Heron, Inc.",)),
        ("Kites supplied, directly or indirectly, by AO Heron or any of its parents.", ("AO Heron",)),
        ("Kites produced or provided by Heron, Inc. or any of its assignees.", ("Heron, Inc.",)),
        ("Services provided by Heron USA Inc. subject to section 214 of the Act.", ("Heron USA Inc.",)),
        (
            "Services provided by Heron Corp and its wholly-owned subsidiary Teal LLC.",
            ("Heron Corp", "Teal LLC"),
        ),
        ("Kites produced in a foreign country†† —except: (a) kites of Heron Corp.", ()),
        ("Foreign-produced vanes, £ except vanes with an approval.", ()),
    ],
)
def test_makers(text: str, makers: tuple[str, ...]) -> None:
    assert sentence(text).makers == makers


@pytest.mark.parametrize(
    "text",
    ["Kites of Heron Company.", "Kites produced by Heron Company and Teal Corporation, including services."],
)
def test_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(RecordError, match="known here"):
        sentence(text)


def test_a_date_in_the_wrong_place_is_refused() -> None:
    with pytest.raises(RecordError):
        dates("Updated: March 12, 2021")
