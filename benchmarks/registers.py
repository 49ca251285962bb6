"""Load made files of the shape of large registers, and print the rate and the memory that it takes.

`python -m benchmarks.registers [RECORDS|full]`; full is as many as the registers have. Nothing in the files is real.
Each load runs in a process of its own, and beside it what polars needs to put the file into Parquet as it stands, which
states nothing and checks nothing.
"""

import csv
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from beholden.graph.partitions import partitions, read_facts
from beholden.graph.workspace import Workspace
from benchmarks.machine import measured

PYTHON = (sys.executable, "-m")
NUMBER = 100_000
FULL = {"gleif": 3_000_000, "gleif level 2": 600_000, "uk_psc": 15_000_000}
"""How many records the registers have, about."""

BANDS = ("25-to-50", "50-to-75", "75-to-100")
ADDRESS = ("FirstAddressLine", "AdditionalAddressLine.1", "City", "Region", "Country", "PostalCode")


def lei(number: int) -> str:
    """An invented LEI with right check digits."""
    body = f"9999{number:014}"
    return f"{body}{98 - int(body + '00') % 97:02}"


def write_gleif(folder: Path, number: int) -> Path:
    """A made golden copy of level 1 as CSV, with the columns that have most of the values."""
    path = folder / "20260301-0800-gleif-goldencopy-lei2-golden-copy.csv"
    ends = ("LegalAddress", "HeadquartersAddress")
    header = ["LEI", "Entity.LegalName", "Entity.LegalName.xmllang"]
    for n in range(1, 6):
        other = f"Entity.OtherEntityNames.OtherEntityName.{n}"
        header += [other, f"{other}.xmllang", f"{other}.type"]
    header += [f"Entity.{end}.{part}" for end in ends for part in ADDRESS]
    header += [
        "Entity.RegistrationAuthority.RegistrationAuthorityID",
        "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
        *("Entity.LegalJurisdiction", "Entity.EntityCategory", "Entity.LegalForm.EntityLegalFormCode"),
        *("Entity.EntityStatus", "Entity.EntityCreationDate", "Registration.InitialRegistrationDate"),
        *("Registration.LastUpdateDate", "Registration.RegistrationStatus", "Registration.ManagingLOU"),
    ]
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, quoting=csv.QUOTE_ALL)
        rows.writerow(header)
        for n in range(number):
            where = [f"{n % 900} Kite Street", "", f"Lamptown {n % 500}", "GB-LND", "GB", f"LT{n % 99} 1AA"]
            others = [f"Kite and Lamp {n} plc", "en", "PREVIOUS_LEGAL_NAME"] if n % 4 == 0 else ["", "", ""]
            register = ["RA000585", f"{n:08}", "GB", "GENERAL", "H0PO", "ACTIVE", "2001-02-03T00:00:00Z"]
            dates = ["2015-02-03T00:00:00Z", "2026-01-02T00:00:00Z", "ISSUED", lei(1)]
            name = [lei(n), f"Kite Holdings {n} Limited", "en"]
            rows.writerow([*name, *others, *[""] * 12, *where, *where, *register, *dates])
    return path


def write_level_2(folder: Path, number: int) -> Path:
    """A made golden copy of level 2 as CSV: a direct parent of each, and of every third a fund's manager."""
    path = folder / "20260301-0800-gleif-goldencopy-rr-golden-copy.csv"
    header = [
        f"Relationship.{end}Node.{part}" for end in ("Start", "End") for part in ("NodeID", "NodeIDType")
    ]
    header += ["Relationship.RelationshipType", "Relationship.RelationshipStatus"]
    for n in range(1, 4):
        header += [f"Relationship.Period.{n}.{part}" for part in ("startDate", "endDate", "periodType")]
    header += ["Registration.LastUpdateDate", "Registration.RegistrationStatus"]
    accounts = ["2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z", "ACCOUNTING_PERIOD"]
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, quoting=csv.QUOTE_ALL)
        rows.writerow(header)
        for n in range(number):
            type_ = "IS_FUND-MANAGED_BY" if n % 3 == 0 else "IS_DIRECTLY_CONSOLIDATED_BY"
            ends = [lei(n + number), "LEI", lei(n // 4), "LEI", type_, "ACTIVE"]
            own = ["2012-11-29T00:00:00Z", "", "RELATIONSHIP_PERIOD"]
            rows.writerow([*ends, *accounts, *own, "", "", "", "2026-01-02T00:00:00Z", "PUBLISHED"])
    return path


def write_psc(folder: Path, number: int) -> Path:
    """A made snapshot of people with significant control, a line each, as `_owner` has them, and the line of totals."""
    path = folder / "persons-with-significant-control-snapshot-2026-03-01.txt"
    encode = json.JSONEncoder(separators=(",", ":")).encode
    with path.open("w", encoding="utf-8") as lines:
        for n in range(number - 1):
            lines.write(encode({"company_number": f"{n * 2 // 3:08}", "data": _owner(n)}) + "\n")
        lines.write(encode({"data": {"kind": "totals#persons-of-significant-control-snapshot"}}) + "\n")
    return path


def _owner(n: int) -> dict[str, Any]:
    """An entry of each kind that the register has: of twenty 16 are persons, 3 of whom ceased, and one says of nobody.

    A person has two natures of control, two bodies have one, and of every second twenty one owner is protected. Of ten
    thousand one is an exemption. How often each kind stands in the register is not known to us.
    """
    kind, company = n % 20, f"{n * 2 // 3:08}"
    own, notified = f"/company/{company}/persons-with-significant-control/", {"notified_on": "2016-04-06"}
    if n % 10_000 == 9_999:
        word = "psc-exempt-as-trading-on-regulated-market"
        item = {"exemption_type": word, "items": [{"exempt_from": "2017-06-26"}]}
        exemptions = {word.replace("-", "_"): item}
        links = {"self": f"/company/{company}/exemptions"}
        return {"etag": f"{n:040x}", "kind": "exemptions", "exemptions": exemptions, "links": links}
    if kind == 19:
        word = "no-individual-or-entity-with-signficant-control"
        links = {"self": f"{own[:-1]}-statements/{n:x}"}
        kinds = {"kind": "persons-with-significant-control-statement", "statement": word}
        return {"etag": f"{n:040x}", **kinds, **notified, "links": links}
    if kind == 18 and n % 40 > 20:
        word = "super-secure-person-with-significant-control"
        links = {"self": f"{own}super-secure/{n:x}"}
        return {"etag": f"{n:040x}", "kind": word, "description": "super-secure-persons-with-significant-control",
                "links": links}  # fmt: skip
    address = {
        "premises": str(n % 900),
        "address_line_1": "Kite Street",
        "locality": f"Lamptown {n % 500}",
        "country": "England",
        "postal_code": "LT1 1AA",
    }
    shares, votes = (f"{what}-{BANDS[n % 3]}-percent" for what in ("ownership-of-shares", "voting-rights"))
    if kind >= 16:
        word = "legal-person" if kind == 18 else "corporate-entity"
        return {
            "etag": f"{n:040x}",
            "kind": f"{word}-person-with-significant-control",
            "name": f"Kite Holdings {n} Limited",
            "address": address,
            "identification": {
                "legal_form": "Private Limited Company",
                "legal_authority": "Companies Act 2006",
                "place_registered": "Companies House",
                "country_registered": "England",
                "registration_number": f"{n * 7 % 10**8:08}",
            },
            "natures_of_control": [shares],
            **notified,
            "links": {"self": f"{own}{word}/{n:x}"},
        }
    return {
        "etag": f"{n:040x}",
        "kind": "individual-person-with-significant-control",
        "name": f"Ms Ada Invented {n}",
        "name_elements": {"title": "Ms", "forename": "Ada", "surname": f"Invented {n}"},
        "nationality": "British",
        "country_of_residence": "United Kingdom",
        "date_of_birth": {"month": n % 12 + 1, "year": 1950 + n % 50},
        "address": address,
        "natures_of_control": [shares, votes],
        **notified,
        **({"ceased_on": f"2020-{n % 12 + 1:02}-01"} if kind < 3 else {}),
        "links": {"self": f"{own}individual/{n:x}"},
    }


WRITERS = {"gleif": write_gleif, "gleif level 2": write_level_2, "uk_psc": write_psc}


def load(source: str, path: Path, home: Path) -> None:
    """Load one file as a user does and print how it went."""
    command = [*PYTHON, "beholden", "load", source.split()[0], str(path), "--snapshot", "2026-03-01"]
    wall, cpu, memory = measured(command, {**os.environ, "BEHOLDEN_HOME": str(home)})
    counts = read_facts(next(partitions(Workspace(home).claims))).counts
    say(f"`{source}`", path, counts["rows"], f"{sum(counts['claims'].values()):,}", wall, cpu, memory)


def load_peer(source: str, path: Path, home: Path) -> None:
    """Put one file into Parquet as it stands, and print how it went."""
    home.mkdir()
    command = [*PYTHON, "benchmarks.registers", "peer", str(path), str(home / "table.parquet")]
    wall, cpu, memory = measured(command, os.environ)
    rows = pl.scan_parquet(home / "table.parquet").select(pl.len()).collect().item()
    say(f"{source}, polars, as it stands", path, rows, "", wall, cpu, memory)


def put_into_parquet(path: Path, table: Path) -> None:
    """What the peer does."""
    rows = pl.scan_ndjson(path) if path.suffix == ".txt" else pl.scan_csv(path, infer_schema=False)
    rows.sink_parquet(table, compression="zstd", compression_level=1)


def say(what: str, path: Path, rows: int, claims: str, wall: float, cpu: float, memory: float) -> None:
    """Print a line of the table."""
    print(
        f"| {what} | {rows:,} | {path.stat().st_size / 1e6:,.0f} MB | {claims} | {wall:.1f} s | {cpu:.1f} s "
        f"| {rows / wall:,.0f} | {memory:,.0f} MB |",
        flush=True,
    )


def main() -> None:
    """Make the files and load each in a process of its own."""
    if sys.argv[1:2] == ["peer"]:
        put_into_parquet(*map(Path, sys.argv[2:]))
        return
    asked = sys.argv[1] if len(sys.argv) > 1 else str(NUMBER)
    numbers = FULL if asked == "full" else dict.fromkeys(WRITERS, int(asked))
    print("| source | records | file | claims | wall | CPU | records/s | peak memory |", flush=True)
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for source, write in WRITERS.items():
            path = write(folder, numbers[source])
            for way in (load, load_peer):
                home = folder / "home"
                way(source, path, home)
                shutil.rmtree(home)
            path.unlink()


if __name__ == "__main__":
    main()
