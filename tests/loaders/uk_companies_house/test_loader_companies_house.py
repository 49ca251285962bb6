"""Real rows of the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError


def test_real_rows(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> None:
    found = outcome("uk_companies_house", [shared / "data/uk_companies_house/basic_company_data_sample.csv"])
    assert (found.rows, len(found.entities()), found.skipped, found.rejects) == (11, 11, [], [])
    first = found.entities()[0]
    assert (first.name, first.identifiers) == ("! HEAL UR TECH LTD", ["company_number:gb-coh:14413082"])
    assert first.properties["founded_on"] == "2022-10-12"


def test_another_product_of_the_register_is_refused(
    shared: Path, outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    with pytest.raises(SourceError, match="there is no column 'CompanyName'"):
        outcome("uk_companies_house", [shared / "data/uk_companies_house/product183_sample.dat"])
