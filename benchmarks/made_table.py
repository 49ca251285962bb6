"""A table of invented participants, in the columns of the UN Global Compact's list; the same every time."""

import csv
import random
from pathlib import Path

FIRST = [
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Falcon",
    "Granite",
    "Harbour",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Marble",
    "Nimbus",
    "Osprey",
]
SECOND = [
    "Optics",
    "Foods",
    "Textile",
    "Power",
    "Marine",
    "Software",
    "Timber",
    "Cement",
    "Pharma",
    "Freight",
    "Mining",
    "Paper",
    "Glass",
    "Tools",
]
FORMS = ["Ltd.", "GmbH", "S.A.", "Inc.", "S.p.A.", "Co., Ltd.", "AG", "PLC", "SARL", ""]
COUNTRIES = [
    "Germany",
    "France",
    "China",
    "Spain",
    "Japan",
    "Brazil",
    "Mexico",
    "India",
    "Turkey",
    "United Kingdom",
    "Italy",
    "Kenya",
    "Chile",
]
TYPES = ["Company", "Small or Medium-sized Enterprise", "NGO Local", "Academic", "City"]


def write(path: Path, rows: int) -> Path:
    """Write the table: one name in 50 in two scripts, one row in 1,000 twice."""
    chance = random.Random(20261124)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["Name", "Type", "Sector", "Country", "Joined On"])
        row: list[str] = []
        for number in range(rows):
            if number % 1000 or not row:
                name = (
                    f"{chance.choice(FIRST)} {chance.choice(SECOND)} {number} {chance.choice(FORMS)}".strip()
                )
                if number % 50 == 7:
                    name += f" (灯光{number}有限公司)"
                row = [
                    name,
                    chance.choices(TYPES, weights=[45, 40, 8, 5, 2])[0],
                    "Diversified",
                    chance.choice(COUNTRIES),
                    f"{chance.randint(2001, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
                ]
            writer.writerow(row)
    return path
