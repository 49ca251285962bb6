"""Print docs/joins.md: every answer of the bundled case that rests on a join (`python -m benchmarks.joins`).

The real lists are read from BEHOLDEN_SHARED. Of them the page has what its lines say and cite, and nothing more.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from beholden.cases.case import SourceFiles, find_case
from beholden.cases.run import Prepared, prepare
from beholden.graph.workspace import Workspace
from benchmarks.joints import UNCONFIRMED, Joint, Joints, Records
from benchmarks.real_lists import FILES, SHARED, STORY
from benchmarks.resolution_lists import labels
from benchmarks.statistics import row, table

CASE = "surveillance-and-the-compact"
PRINTED = "Printed by `python -m benchmarks.joins`"
FALSE_FRIENDS = (
    ("us_csl/6984bb4740516098", "curated/zhejiang-dahua-technology"),
    ("us_csl/32107", "sbti_companies/acd74b273d6053c7"),
    ("us_dod_1260h/a6e514ee18e8dfb8", "sbti_companies/acd74b273d6053c7"),
    ("us_csl/30947", "ungc_participants/a8e235acd606ab44"),
    ("mapped/bis_entity_list/76402958fd237a74", "ungc_participants/a8e235acd606ab44"),
    ("us_ndaa_889/cf77c96a40c905d6", "ungc_participants/a8e235acd606ab44"),
)
"""Records that share a word and are not one party, besides the listed ones and participants that were read as such."""

QUESTIONS = {
    "paths.state-owner-company-initiative": "state, owner, member",
    "paths.any-path": "any path",
    "listings.listed-members": "members on lists",
    "initiative.backers": "backers",
    "concerns.contracts-and-products": "contracts and products",
    "sources.about-party": "about one party",
}
INTRODUCTION = """# Joins: what rests on two records being one party

Every row that the bundled case gives on the full lists and that is there only because two records are held to be one
party: the records, where they stand, why they are held to be one, and what is lost otherwise. What is cited are single
facts; the lists themselves are not part of the project. {printed} on {day}, from the
copies named at the end; `tests/cases/test_real_joins.py` holds this page against them.

A row is a chain of arrows, and each arrow says which record of its source it speaks of. Where two arrows meet at a
party under two different records, the row rests on what joins them. "Lost" is what no row without that join says; where
nothing stands there, other rows say the same by another source, and the case has fewer rows to show for it.

Tried: with all these pairs judged different at once, every row that rests on them is gone but one, and every other row
stays. The one is Alibaba's on the section 1260H list, whose entry matches the participant's own record as well.
"""


def prepared(folder: Path) -> Prepared:
    """The bundled case with all real lists of its story: a release of them, and the answers."""
    added = [SourceFiles(source, files, day) for source, files, day in FILES if source in STORY]
    return prepare(
        find_case(CASE),
        Workspace(folder),
        added=added,
        software="benchmark",
        watch=lambda _: nullcontext(lambda number: None),
    )


def read_as(joints: Joints, records: Records) -> str:
    """What a person found a listed record and a member to be, by `benchmarks/data/lists_against_compact.csv`.

    Where the member's record is another one than was read, that of the same party counts.
    """
    known = labels()
    if records in known:
        return known[records][1]
    listed, member = records
    others = [
        label
        for (one, other), (_, label) in known.items()
        if one == listed and joints.party.get(other) == joints.party[member]
    ]
    return others[0] if others else "not read"


def false_friends() -> list[Records]:
    """Pairs of records that share a word and are not one party."""
    read = [pair for pair, (stratum, _) in labels().items() if stratum == "false friend"]
    return [*read, *FALSE_FRIENDS]


def page(ready: Prepared, day: str) -> str:
    """The page in Markdown."""
    joints = Joints(ready.release)
    found, rows, resting = joints.of(ready.answers)
    sure = [one for one in found if one.basis != UNCONFIRMED]
    unsure = sorted(
        (one for one in found if one.basis == UNCONFIRMED),
        key=lambda one: (joints.stated[one.records[1]][0].casefold(), one.records),
    )
    lines = [INTRODUCTION.format(printed=PRINTED, day=day)]
    lines += table("question", "rows", "of these resting on a join or a match")
    lines += [row(f"`{question}`", rows[question], resting[question]) for question in QUESTIONS]
    lines += ["", f"## Joined: {len(sure)}\n"]
    lines += [
        "By a judgement, which stands in the case with its author and day, by an identifier, or, where neither side "
        "stands on a list, by name and country.",
        "",
    ]
    lines += list(_joined(sure, joints))
    read = Counter(read_as(joints, one.records) for one in unsure)
    lines += ["", f"## Name matches, not confirmed: {len(unsure)}\n"]
    lines += [
        'Nothing is joined here. The row says "name match, not confirmed", stands in tables alone, and waits for a '
        f"judgement. As a person read them, {read['same']} of these pairs are one company, {read['different']} are "
        f"not, and of {read['unsure']} it can't be told. A match is noted with the records of its "
        "best score; a listed party may have more.",
        "",
    ]
    lines += list(_matched(unsure, joints))
    lines += [
        "",
        "## Kept apart\n",
        "Pairs named as false friends, or read as two parties though they share a word: nothing joins them, and no "
        "match stands between them.",
        "",
    ]
    lines += table("record", "record")
    lines += [row(*(_record(joints, record) for record in pair)) for pair in apart(joints)]
    lines += [
        "",
        "## Missed\n",
        "Pairs that a person read as one company, and between which no match stands.",
        "",
    ]
    lines += table("record", "record")
    lines += [row(*(_record(joints, record) for record in pair)) for pair in missed(joints)]
    lines += ["", "## The copies\n", *table("source", "what it is", "publisher", "copy of")]
    for copy in ready.release.manifest["sources"]:
        lines.append(row(f"`{copy['source']}`", copy["title"], copy["publisher"], copy["date"]))
    return "\n".join(lines) + "\n"


def apart(joints: Joints) -> Iterator[Records]:
    """The false friends that are not one party here, and may not be one."""
    for one, other in false_friends():
        ends = joints.party[one], joints.party[other]
        if ends[0] != ends[1] and joints.match(*ends) is None:
            yield one, other


def missed(joints: Joints) -> Iterator[Records]:
    """The pairs read as one company that are neither one party here nor a match."""
    for (one, other), (_, label) in labels().items():
        if label == "same" and {one, other} <= joints.party.keys():
            ends = joints.party[one], joints.party[other]
            if ends[0] != ends[1] and joints.match(*ends) is None:
                yield one, other


def _joined(found: Iterable[Joint], joints: Joints) -> Iterator[str]:
    yield from table("record", "record", "basis", "reason", "rows", "lost without it")
    for one in found:
        records = (_record(joints, record) for record in one.records)
        yield row(*records, one.basis, _cell("; ".join(one.reasons)), _rows(one), _lost(one))


def _matched(found: Iterable[Joint], joints: Joints) -> Iterator[str]:
    yield from table("listed", "member", "reason", "read as", "rows", "lost without it")
    for one in found:
        records = (_record(joints, record) for record in one.records)
        yield row(*records, _cell(_short(one.reasons)), read_as(joints, one.records), _rows(one), _lost(one))


def _record(joints: Joints, record: str) -> str:
    name, place = joints.stated[record]
    return f"{_cell(name)}<br>`{record}`, {place}"


def _short(reasons: Sequence[str]) -> str:
    """The reasons; of the sum that is a score the total alone."""
    return "; ".join(reason.partition(" = ")[0] for reason in reasons)


def _rows(one: Joint) -> str:
    return ", ".join(
        f"{QUESTIONS[question]} {one.rows[question]}" for question in QUESTIONS if one.rows[question]
    )


def _lost(one: Joint) -> str:
    return "<br>".join(_cell(says) for says in sorted(one.only))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    if not SHARED.is_dir():
        sys.exit("the folder of real publications is not here; name it with BEHOLDEN_SHARED")
    with tempfile.TemporaryDirectory() as folder:
        print(page(prepared(Path(folder)), f"{datetime.now(UTC):%Y-%m-%d}"), end="")


if __name__ == "__main__":
    main()
