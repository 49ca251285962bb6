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
)
"""Source, files, and the date of the copy where the files do not state it."""


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


def main() -> None:
    if not SHARED.is_dir():
        sys.exit("the folder of real publications is not here; name it with BEHOLDEN_SHARED")
    rows, why = [], []
    with tempfile.TemporaryDirectory() as folder:
        for source, files, snapshot in FILES:
            row, *reasons = lines(load(source, files, Workspace(Path(folder)), snapshot=snapshot))
            rows.append(row)
            why += reasons
    print("| source | files | copy of | rows | converted | skipped | rejected | claims |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    print("\nWhy rows were skipped or rejected:\n")
    print("\n".join(why))


if __name__ == "__main__":
    main()
