"""The two layouts in which the initiative has published its companies, told apart by their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders.sheets import sheet_headers


@dataclass(frozen=True, slots=True)
class Target:
    """The columns of one type of target; `classification` is "" where there is none."""

    status: str
    year: str
    classification: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what. `name` is that of its lookups, `id` "" where companies have none.

    `left` are the columns that are not part of this graph.
    """

    name: str
    id: str
    company: str
    isin: str
    lei: str
    type: str
    location: str
    region: str
    sector: str
    updated: str
    reason: str
    targets: Mapping[str, Target]
    left: tuple[str, ...]

    @property
    def columns(self) -> set[str]:
        """Every column of the layout."""
        own = {self.id, self.company, self.isin, self.lei, self.type, self.location, self.region, self.sector}
        own |= {self.updated, self.reason, *self.left}
        for target in self.targets.values():
            own |= {target.status, target.year, target.classification}
        return own - {""}


WORKSHEET = Layout(
    name="worksheet",
    id="",
    company="Company Name",
    isin="ISIN",
    lei="LEI",
    type="Organization Type",
    location="Location",
    region="Region",
    sector="Sector",
    updated="Date",
    reason="Extension",
    targets={
        "near_term": Target(
            "Near term - Target Status", "Near term - Target Year", "Near term - Target Classification"
        ),
        "long_term": Target(
            "Long term - Target Status", "Long term - Target Year", "Long term - Target Classification"
        ),
        "net_zero": Target("Net-Zero Committed", "Net-Zero Year"),
    },
    left=("BA1.5", "BA1.5 Date", "Target", "Target Classification"),
)
DATA = Layout(
    name="data",
    id="sbti_id",
    company="company_name",
    isin="isin",
    lei="lei",
    type="organization_type",
    location="location",
    region="region",
    sector="sector",
    updated="date_updated",
    reason="reason_for_extension_or_removal",
    targets={
        "near_term": Target("near_term_status", "near_term_target_year", "near_term_target_classification"),
        "long_term": Target("long_term_status", "long_term_target_year", "long_term_target_classification"),
        "net_zero": Target("net_zero_status", "net_zero_year"),
    },
    left=("full_target_language", "ba15_status", "ba15_date", "target_classification_long"),
)
LAYOUTS = {layout.name: layout for layout in (WORKSHEET, DATA)}


def find_layout(file: Path) -> tuple[Layout, str, list[str]]:
    """The layout of a file, the sheet that has it, and the columns of that sheet in their order.

    A file without such a sheet raises SourceError, and so does one with two.
    """
    headers = {sheet: [cell.strip() for cell in cells] for sheet, cells in sheet_headers(file).items()}
    found = [
        (layout, sheet, header)
        for sheet, header in headers.items()
        for layout in LAYOUTS.values()
        if layout.company in header
    ]
    if len(found) != 1:
        what = "two sheets have" if found else "no sheet has"
        raise SourceError(
            f"{file.name}: {what} a column {WORKSHEET.company!r} or {DATA.company!r}; "
            "is it the file with the companies?"
        )
    layout, sheet, header = found[0]
    _check(file, sheet, header, layout.columns)
    return layout, sheet, header


def _check(file: Path, sheet: str, header: Sequence[str], columns: set[str]) -> None:
    unknown = sorted(set(header) - columns)
    if missing := sorted(columns - set(header)):
        raise SourceError(f'{file.name}: sheet "{sheet}" has no column {missing[0]!r}, which its layout has')
    if unknown or len(set(header)) < len(header):
        what = f"a column {unknown[0]!r}, which is not known" if unknown else "two columns of one name"
        raise SourceError(f'{file.name}: sheet "{sheet}" has {what}; the publisher may have added it')
