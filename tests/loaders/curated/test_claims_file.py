"""What a file of claims says of itself, and what is checked over all of it."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import beholden.cases
from beholden.errors import SourceError
from beholden.loaders.curated.document import read_document
from beholden.loaders.curated.loader import SOURCE, convert, read, snapshot

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "claims.toml"


def test_the_date_is_the_files_own_and_the_file_is_never_complete() -> None:
    found = snapshot([GOLDEN])
    assert (found.date, found.basis, found.complete) == (date(2026, 3, 1), "stated", False)


def test_files_of_different_dates_are_not_one_copy(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    text = GOLDEN.read_text(encoding="utf-8")
    other.write_text(text.replace("date = 2026-03-01", "date = 2026-04-01"), "utf-8")
    with pytest.raises(SourceError, match="load them one at a time"):
        snapshot([GOLDEN, other])


def test_an_id_is_taken_once_over_all_files(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(GOLDEN.read_text(encoding="utf-8"), "utf-8")
    with pytest.raises(SourceError, match=r'party "kestrel" is in claims\.toml:35 too'):
        list(read([GOLDEN, other]))


def test_a_place_is_the_line_of_the_header_whatever_texts_and_comments_hold() -> None:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    for record in read([GOLDEN]):
        name, line = record.where.split(":")
        header, own = lines[int(line) - 1 : int(line) + 1]
        assert name == "claims.toml" and header == f"[[{record.fields['table']}]]"
        assert own == f'id = "{record.fields["id"]}"'


def test_the_first_fault_is_named_and_the_others_counted() -> None:
    with pytest.raises(SourceError, match=r"three-faults\.toml:5: .*\(2 more to put right in this file\)$"):
        list(read([HERE / "faults" / "three-faults.toml"]))


def test_another_source_for_a_claim_is_on_the_same_relation() -> None:
    statements = [statement for record in read([GOLDEN]) for statement in convert(record)]
    joined = [statement for statement in statements if statement.kind == "MEMBER_OF"]
    assert len(joined) == 2 and len({statement.id for statement in joined}) == 1
    assert {statement.said.grade for statement in joined} == {"press", "company_filing"}


def test_what_is_computed_can_not_be_put_down_by_hand() -> None:
    assert "OWNS" in SOURCE.emits and "EFFECTIVE_STAKE" not in SOURCE.emits


CASES = sorted(Path(beholden.cases.__file__).parent.glob("*/claims.toml"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.parent.name)
def test_the_claims_of_every_bundled_case_are_right(
    file: Path, outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    document = read_document(file)
    found = outcome("curated", [file])
    assert found.rejects == [] and found.skipped == []
    assert len(found.statements) == len(document.rows["party"]) + len(document.rows["claim"])
