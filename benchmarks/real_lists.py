"""Load every real file at hand and print what became of each row, as docs/real-lists.md has it."""

import json
import os
import sys
import tempfile
from pathlib import Path

from beholden.graph.workspace import Workspace
from beholden.loaders.run import Loaded, load

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BEHOLDEN_SHARED", CHECKOUT.parent / "shared")) / "data"
MAPPING = CHECKOUT / "loaders" / "mapped" / "examples" / "bis_entity_list.toml"
CASE = CHECKOUT / "cases" / "surveillance-and-the-compact"

FILES: tuple[tuple[str, tuple[Path, ...], str | None], ...] = (
    ("curated", (CASE / "claims.toml",), None),
    ("ungc_participants", (SHARED / "ungc/UNGC_participants_2023-07-26.csv",), "2023-07-26"),
    ("sbti_companies", (SHARED / "sbti/companies-taking-action_2024-03.xlsx",), "2024-03-17"),
    ("us_ofac_consolidated", (SHARED / "us_ofac/consolidated.xml",), None),
    (
        "us_ofac_sdn",
        tuple(SHARED / "us_ofac" / name for name in ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")),
        "2019-01-15",
    ),
    ("us_csl", (SHARED / "us_csl/csl_consolidated_large.csv",), "2023-11-16"),
    ("mapped", (MAPPING, SHARED / "us_csl/bis_entity_list_from_csl_2025-11-08.json"), "2025-11-08"),
    ("us_dod_1260h", (SHARED / "us_dod_1260h/dod_1260h_sanctions.csv",), "2026-08-20"),
    ("us_fcc_covered_list", (SHARED / "us_fcc_covered/fcc_covered_list_table.csv",), "2026-08-20"),
    ("us_ndaa_889", (SHARED / "us_special_legislation/ndaa_section_889.csv",), "2026-08-18"),
    ("ocds", (SHARED / "ocds/portugal_base_release_packages.json",), None),
    ("gleif", tuple(SHARED / "gleif" / f"{name}-data.xml" for name in ("lei", "rr", "repex")), None),
    ("bods", (SHARED / "bods/example_fermcat.json",), None),
    ("uk_psc", tuple(sorted((SHARED / "uk_psc").glob("psc_[!d]*.json"))), "2023-08-15"),
    ("uk_companies_house", (SHARED / "uk_companies_house/basic_company_data_sample.csv",), "2023-08-01"),
    ("un_sc", (SHARED / "un_sc/UN_consolidated.xml",), None),
    ("eu_fsf", (SHARED / "eu_fsf/sample_eu_fsf.xml",), None),
    ("uk_sanctions", (SHARED / "uk_sanctions/ofsi_conlist_slice.csv",), None),
    ("ca_sema", (SHARED / "ca_sanctions/canada_sema.xml",), "2025-05-25"),
    ("ftm", (SHARED / "opensanctions_ftm/zavod_export_entities.ftm.json",), None),
    ("ftm", (SHARED / "opensanctions_ftm/parteispenden_entities.ftm.json",), "2024-01-01"),
    ("ftm", (SHARED / "opensanctions_ftm/targets.nested.json",), None),
    ("ftm", (SHARED / "opensanctions_ftm/targets.simple.csv",), None),
    ("ftm", (SHARED / "opensanctions_ftm/t1_entities.ftm.json",), None),
    ("ftm", (SHARED / "opensanctions_ftm/t2_entities.delta.json",), None),
    ("icij", (SHARED / "icij/panama_papers.nodes.intermediary_2018-02-14.csv",), "2018-02-14"),
    ("icij", (SHARED / "icij/Intermediaries_2016_first500.csv",), "2016-05-09"),
    ("wikidata", tuple(sorted((SHARED / "wikidata").glob("*.json"))), None),
    ("state_owners", (CHECKOUT / "loaders/state_owners/owners.toml",), None),
)
"""Source, files, and the date of the copy where the files do not state it."""
PARTS = ("eu_fsf",)
"""Sources of which the file at hand is a part, though it reads as a whole one."""
STORY = (
    "ungc_participants",
    "sbti_companies",
    "us_ofac_consolidated",
    "us_ofac_sdn",
    "us_csl",
    "mapped",
    "us_dod_1260h",
    "us_fcc_covered_list",
    "us_ndaa_889",
    "ocds",
)
"""The sources of the story that the bundled case tells, each with all its rows."""


def lines(loaded: Loaded) -> list[str]:
    """The row of one copy in the table, and what was skipped or rejected of it."""
    facts, counts = loaded.facts, loaded.facts.counts
    names = ", ".join(file["name"] for file in facts.files)
    claims = ", ".join(f"{number:,} {kind}" for kind, number in counts["claims"].items())
    row = (
        f"| `{facts.source}` | {names} | {facts.date} ({facts.basis}) | {counts['rows']:,} | {counts['converted']:,} "
        f"| {counts['skipped']:,} | {counts['rejected']:,} | {claims} |"
    )
    why = [f"- `{facts.source}`: skipped {n:,}: {reason}" for reason, n in counts["skipped_because"].items()]
    for line in (loaded.folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines():
        reject = json.loads(line)
        why.append(f"- `{facts.source}`: rejected {reject['place']}: {reject['reason']}")
    return [row, *why]


def load_real(source: str, files: tuple[Path, ...], folder: Path, snapshot: str | None) -> Loaded:
    """Load one of `FILES` into a workspace."""
    complete = False if source in PARTS else None
    return load(source, files, Workspace(folder), snapshot=snapshot, complete=complete)


def main() -> None:
    if not SHARED.is_dir():
        sys.exit("the folder of real publications is not here; name it with BEHOLDEN_SHARED")
    rows, why = [], []
    with tempfile.TemporaryDirectory() as folder:
        for source, files, snapshot in FILES:
            row, *reasons = lines(load_real(source, files, Path(folder), snapshot))
            rows.append(row)
            why += reasons
    print("| source | files | copy of | rows | converted | skipped | rejected | claims |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    print("\nWhy rows were skipped or rejected:\n")
    print("\n".join(why))


if __name__ == "__main__":
    main()
