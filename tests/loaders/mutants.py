"""Damaged inputs for a family of files, run in a child with little memory: claims and rejects, or one clear error.

`python -m tests.loaders.mutants us_csl 20000 --seed 1` mutates the invented fixtures of a source, and the beginnings of
its real files where BEHOLDEN_SHARED has them, and prints what came of the inputs as JSON. Anything but a conversion, a
reject or a `beholden.Error` is a failure, and its input is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import Error
from beholden.graph.claims import ClaimColumns
from beholden.graph.statements import Entity
from beholden.loaders import Record, RecordError, Rejected, Skipped
from beholden.loaders.run import loader
from tests.loaders.both_ways import loaded

HERE = Path(__file__).parent
REAL = {
    "bods": "bods/example_*.json", "ca_sema": "ca_sanctions/*.xml", "eu_fsf": "eu_fsf/*.xml",
    "ftm": "opensanctions_ftm/*", "gleif": "gleif/*.xml", "icij": "icij/*.csv", "ocds": "ocds/*.json",
    "sbti_companies": "sbti/*.xlsx", "uk_companies_house": "uk_companies_house/*.csv", "uk_psc": "uk_psc/psc_*.json",
    "uk_sanctions": "uk_sanctions/*.csv", "un_sc": "un_sc/*.xml", "ungc_participants": "ungc/*.csv",
    "us_csl": "us_csl/*.csv", "us_dod_1260h": "us_dod_1260h/*.csv", "us_fcc_covered_list": "us_fcc_covered/*",
    "us_ndaa_889": "us_special_legislation/*.csv", "us_ofac_consolidated": "us_ofac/cons_*.csv",
    "us_ofac_sdn": "us_ofac/*sdn*.csv", "wikidata": "wikidata/*.json",
}  # fmt: skip
"""Where the real files of a source are, below data."""

LARGEST = 48 << 10
"""Of a real file its beginning is taken, so that many inputs are tried."""

MEMORY = 1 << 30
"""How much more memory than at its start the child may have."""

SECONDS = 60
"""What an input may take of the processor: some cause the loops of large files to be compiled, once an installation."""

CELLS = [
    b"", b" ", b"-0-", b"NaN", b"1e999", b"-1", b"9" * 5000, b"0000-00-00", b"31/02/2024", b"=1+1", b"@SUM(A1)",
    b"=HYPERLINK(\"http://x\")", b"\x00", b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b"\"", b"<", b"&", b"]]>", b"{", b"[",
    b"&a;", b"\xe2\x80\xae", b"x" * 70_000, b"[" * 5000, b"{\"a\":" * 5000, b"<a>" * 600, b"null", b"true", b"\\ud800",
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
]  # fmt: skip


def bases(source: str) -> list[dict[str, bytes]]:
    """The sets of files that are mutated: the golden ones, and each real file's beginning alone."""
    found = []
    for folder in sorted((HERE / source).glob("golden*/")):
        found.append(
            {
                path.name: path.read_bytes()
                for path in sorted(folder.iterdir())
                if path.name != "expected.jsonl"
            }
        )
    shared = os.environ.get("BEHOLDEN_SHARED")
    if shared and source in REAL:
        for path in sorted(Path(shared, "data").glob(REAL[source])):
            if path.is_file() and path.name != "SOURCE.md":
                data = path.read_bytes()
                found.append(
                    {path.name: data if data[:2] == b"PK" and len(data) < LARGEST * 8 else data[:LARGEST]}
                )
    return found


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four damages."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 64, 300))
        match chance.randrange(9):
            case 0:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 1:
                flipped = data[at : at + 1] and bytes([data[at] ^ (1 << chance.randrange(8))])
                data = data[:at] + flipped + data[at + 1 :]
            case 2:
                data = data[:at] + data[at + length :]
            case 3:
                data = (
                    data[: at + length]
                    + data[at : at + length] * chance.choice((1, 1, 50))
                    + data[at + length :]
                )
            case 4:
                data = data[:at]
            case 5:
                other = chance.randrange(len(data) + 1)
                data = data[:at] + data[other : other + length] + data[at:]
            case _:
                data = _new_value(data, at, chance.choice(CELLS))
    return data


def _new_value(data: bytes, at: int, new: bytes) -> bytes:
    """Another text in place of the one between two separators."""
    marks = b',"<>=\r\n\t'
    start, end = at, at
    while start and data[start - 1] not in marks:
        start -= 1
    while end < len(data) and data[end] not in marks:
        end += 1
    return data[:start] + new + data[end:]


def inputs(source: str, number: int, seed: int) -> Iterator[dict[str, bytes]]:
    """Mutated sets of files, the same for the same seed."""
    chance = random.Random(f"{source} {seed}")
    sets = bases(source)
    for _ in range(number):
        files = dict(chance.choice(sets))
        name = chance.choice(sorted(files))
        files[name] = mutated(files[name], chance)
        yield files


def outcome(source: str, files: Sequence[Path]) -> str:
    """What comes of files: "refused", "rejects" or "whole"; any other exception is raised.

    The statements go through the columns of claims as in a load, and are checked as there.
    """
    module = loader(source)
    columns = ClaimColumns("trial", "official", "https://example.org/", "2026-01-01")
    rejects = rows = 0
    try:
        if (describe := getattr(module, "describe", None)) is not None:
            describe(files)
        if (snapshot := getattr(module, "snapshot", None)) is not None:
            snapshot(files)
        for record in module.read(files):
            rows += 1
            if isinstance(record, Rejected):
                rejects += 1
            elif not isinstance(record, Skipped):
                rejects += _rejected(module, record, columns)
        columns.frames()
    except Error:
        return "refused"
    return "refused" if not rows else "rejects" if rejects else "whole"


def _rejected(module: Any, record: Record, columns: ClaimColumns) -> bool:
    try:
        statements = list(module.convert(record))
        if record.fields:
            raise RecordError("fields neither taken nor left")
        columns.add_record(statements, record.text, record.places)
    except Error:
        return True
    for statement in statements:
        assert statement.id.strip("/"), "a statement without an id"
        if isinstance(statement, Entity):
            assert statement.name.strip(), "an entity without a name"
    return False


def run(source: str, files: dict[str, bytes], folder: Path) -> str:
    """Write the files and say what comes of them in time; a failure keeps its traceback and raises nothing."""
    paths = [folder / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    before = signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        came = outcome(source, sorted(paths))
        if hasattr(loader(source), "columns"):
            with tempfile.TemporaryDirectory() as home:
                _hold_ways(source, sorted(paths), Path(home))
        return came
    except Exception:  # noqa: BLE001 - whatever it is, it is what the trial looks for
        return "FAILED " + traceback.format_exc(limit=-3)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        for path in paths:
            path.unlink()


def _hold_ways(source: str, files: Sequence[Path], home: Path) -> None:
    """A source that reads in columns must give the same bytes, rejects and refusals record by record."""
    in_columns = loaded(source, files, home / "in-columns", in_columns=True)
    one_by_one = loaded(source, files, home / "one-by-one", in_columns=False)
    assert in_columns == one_by_one, "in columns it gives something else than record by record"


def _ring(*_: object) -> None:
    raise TimeoutError(f"not done after {SECONDS} s")


def main() -> None:
    """Run the inputs of a source and print what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="A folder for the inputs that failed.")
    given = parser.parse_args()
    for base in bases(given.source):  # imports and caches, before the memory is limited
        with tempfile.TemporaryDirectory() as folder:
            run(given.source, base, Path(folder))
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    seen: Counter[str] = Counter()
    failures: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, files in enumerate(inputs(given.source, given.number, given.seed)):
            came = run(given.source, files, Path(folder))
            if came.startswith("FAILED"):
                last = came.strip().splitlines()[-1][:200]
                if last not in failures and given.keep:
                    kept = given.keep / f"{given.source}-{given.seed}-{number}"
                    kept.mkdir(parents=True, exist_ok=True)
                    for name, data in files.items():
                        (kept / name).write_bytes(data)
                failures.setdefault(last, came)
                came = "FAILED"
            seen[came] += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"source": given.source, **seen, "peak_mb": peak, "failures": failures}, sort_keys=True))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
