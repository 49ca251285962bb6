"""Damaged files and hostile names: an answer that adds up, or a `beholden.Error`; nothing else, and in time."""

import dataclasses
import io
import json
import re
import signal
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from beholden.cases.drawing import draw_around
from beholden.errors import Error
from beholden.graph.engine import Engine
from beholden.graph.evidence import evidence
from beholden.graph.find import Finder
from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import Loaded, load, loader, sources
from beholden.queries.ask import ask
from beholden.queries.packs import packs
from tests.partition import claims_in
from tests.world import World, build_world
from trials.hostile import BYTES, TEXTS, Damage, damages, replaced_values, texts

GOLDEN = Path(__file__).parents[1] / "tests" / "loaders"
FOLDERS = [folder for source in sources() for folder in sorted((GOLDEN / source).glob("golden*/"))]
SECONDS = 30
"""What takes longer hangs: the files are a few kilobytes."""

each_golden = pytest.mark.parametrize(
    "golden", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}"
)
some = settings(
    max_examples=max(1, settings.default.max_examples // 10),
    phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
)
"""For trials of which one example takes about a second: fewer of them, and a failing one is shown as it was found."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise TimeoutError in the block after SECONDS."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"not done after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def lenient(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any share of rejects pass, so that what is left of a damaged file is loaded and counted."""
    module = loader(golden.parent.name)
    monkeypatch.setattr(module, "SOURCE", dataclasses.replace(module.SOURCE, reject_limit=1.0, expect={}))
    if describe := getattr(module, "describe", None):
        monkeypatch.setattr(
            module,
            "describe",
            lambda files: dataclasses.replace(describe(files), reject_limit=1.0, expect={}),
        )


def originals(golden: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in sorted(golden.iterdir()) if path.name != "expected.jsonl"
    }


def in_archive(data: bytes, number: int, damage: Damage) -> bytes:
    """The archive, or workbook, with a damage to one file in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as other:
        members = archive.namelist()
        for member in members:
            inner = archive.read(member)
            other.writestr(member, damage(inner) if member == members[number % len(members)] else inner)
    return made.getvalue()


@cache
def states_its_date(golden: Path) -> bool:
    """Whether the golden files say themselves of which day they are, so that no other may be given."""
    describe = getattr(loader(golden.parent.name), "snapshot", None)
    return describe is not None and describe([golden / name for name in originals(golden)]).date is not None


def load_damaged(
    golden: Path, damaged: Sequence[tuple[int, Damage]], folder: Path, *, unpack: bool = True
) -> Loaded:
    """Load the golden files with damages to some of them, the first of a workbook often to one of its parts.

    Raises what `load` raises.
    """
    whole = originals(golden)
    files = dict(whole)
    for number, damage in damaged:
        name = sorted(files)[number % len(files)]
        inside = unpack and number % 3 and files[name] is whole[name] and files[name].startswith(b"PK")
        files[name] = in_archive(files[name], number, damage) if inside else damage(files[name])
    paths = [folder / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    day = None if states_its_date(golden) else "2026-01-01"
    return load(golden.parent.name, paths, Workspace(folder / "workspace"), snapshot=day)


def adds_up(loaded: Loaded) -> None:
    """Rows in = converted + skipped + rejected; each claim has a place in a file, and each reject a reason."""
    counts = loaded.facts.counts
    assert counts["rows"] == counts["converted"] + counts["skipped"] + counts["rejected"]
    names = {file["name"] for file in loaded.facts.files}
    claims = claims_in(loaded.folder)
    assert {kind: frame.height for kind, frame in claims.items()} == counts["claims"]
    for frame in claims.values():
        assert frame["claim"].is_unique().all()
        for place in frame["places"].explode():
            name, _, where = place.partition(":")
            assert name in names
            assert where
        if "name" in frame.columns:
            assert frame["name"].str.strip_chars().str.len_chars().min() > 0, "an entity without a name"
    rejects = (loaded.folder / "rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert all(json.loads(reject)["reason"] for reject in rejects)
    assert bool(rejects) == bool(counts["rejected"])


@each_golden
@pytest.mark.usefixtures("lenient")
def test_an_undamaged_file_loads(golden: Path, tmp_path: Path) -> None:
    adds_up(load_damaged(golden, [], tmp_path))


@each_golden
@given(damaged=st.lists(st.tuples(st.integers(0, 9), damages), min_size=1, max_size=4))
@pytest.mark.usefixtures("lenient")
def test_a_damaged_file_loads_what_is_left_or_is_refused(
    golden: Path, seen: Counter[str], damaged: list[tuple[int, Damage]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, in_time():
        try:
            loaded = load_damaged(golden, damaged, Path(folder))
        except Error:
            seen["refused"] += 1
            return
        adds_up(loaded)
        seen["loaded with rejects" if loaded.facts.counts["rejected"] else "loaded whole"] += 1


@each_golden
@pytest.mark.parametrize(
    "new", [*map(str.encode, TEXTS), *BYTES, b"\xef\xbb\xbf\n"], ids=lambda new: repr(new[:12])
)
@pytest.mark.usefixtures("lenient")
def test_a_file_with_nothing_else_in_it_is_refused(golden: Path, tmp_path: Path, new: bytes) -> None:
    for number in range(len(originals(golden))):
        with in_time(), pytest.raises(Error):
            load_damaged(golden, [(number, lambda _: new)], tmp_path, unpack=False)


@each_golden
@some
@given(damaged=st.lists(st.tuples(st.integers(0, 9), replaced_values), min_size=1, max_size=4))
@pytest.mark.usefixtures("lenient")
def test_what_is_left_of_a_damaged_file_can_be_built_and_asked(
    golden: Path, seen: Counter[str], damaged: list[tuple[int, Damage]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, in_time():
        try:
            load_damaged(golden, damaged, Path(folder))
        except Error:
            seen["refused"] += 1
            return
        release = build(Workspace(Path(folder) / "workspace"), as_of="2026-06-01", software="trial")
        release.check()
        again = build(Workspace(Path(folder) / "workspace"), as_of="2026-06-01", software="trial")
        assert again.folder == release.folder
        engine, find = Engine(release), Finder(release)
        for query in (query for pack in packs() for query in pack.queries):
            values = {
                one.name: "ungc" for one in query.parameters if one.type == "id" and one.default is None
            }
            try:
                ask(query, engine, values, as_of=release.as_of, find=find)
            except Error as problem:
                assert 'nothing in this release is called "ungc"' in str(problem)
        seen["built and asked"] += 1


def hostile_world(names: Sequence[str], folder: Path) -> World:
    """A state body above a listed company that is a member, all with these names; the ids are ordinary."""
    body, company, member, initiative = names
    entities = [
        {"id": "one/body", "kind": "PublicBody", "name": body},
        {
            "id": "one/company",
            "kind": "Company",
            "name": company,
            "names": [body, initiative],
            "country": "DE",
        },
        {"id": "one/member", "kind": "Company", "name": member, "country": "DE"},
        {"id": "one/initiative", "kind": "Initiative", "name": initiative},
        {
            "id": "one/list",
            "kind": "ScreeningList",
            "name": company,
            "effect": "other",
            "effect_says": member,
        },
    ]
    arrows = [
        {"arrow": ["OWNS", "one/body", "one/company"], "share": 0.4, "quote": body},
        {"arrow": ["MEMBER_OF", "one/company", "one/initiative"], "start": "2024-02", "stated_by": member},
        {"arrow": ["LISTED_ON", "one/company", "one/list"], "start": "2020", "scope": initiative},
    ]
    return build_world({"entity": entities, "relation": arrows}, folder)


def active(page: str) -> Counter[str]:
    """The elements of a page that can do something, by name."""
    return Counter(re.findall(r"<(script|img|iframe|object|embed|link|meta|base|form|svg|style|a|b)\b", page))


@some
@given(names=st.lists(texts.filter(str.strip), min_size=4, max_size=4, unique=True))
def test_hostile_names_come_back_as_they_were_and_do_nothing(seen: Counter[str], names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, in_time():
        world = hostile_world(names, Path(folder) / "workspace")
        rows = world.ask("paths.state-owner-company-initiative", initiative="one/initiative").dicts()
        assert [(row["owner"], row["member"], row["initiative"]) for row in rows] == [
            (names[0], names[1], names[3])
        ]
        rows = world.ask("listings.listed-members", initiative="one/initiative").dicts()
        assert [(row["member"], row["list"], row["scope"]) for row in rows] == [
            (names[1], names[1], names[3])
        ]
        stake = world.ask("sources.about-party", party="one/body").dicts()[0]
        assert stake["quote"] == names[0]
        assert evidence(world.release, stake["arrow_id"])
        ordinary = hostile_world(["Body", "Company", "Member", "Initiative"], Path(folder) / "ordinary")
        pages = [
            draw_around(one.release, "one/company", 2, Path(folder) / name).read_text(encoding="utf-8")
            for one, name in ((world, "page"), (ordinary, "ordinary-page"))
        ]
        assert active(pages[0]) == active(pages[1])
        seen["worlds"] += 1


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return hostile_world(["'; //", '"', "Member", "<b>"], tmp_path_factory.mktemp("world"))


@given(data=st.data())
def test_hostile_values_of_a_query_are_answered_or_refused(
    world: World, seen: Counter[str], data: Any
) -> None:
    query = data.draw(st.sampled_from([query for pack in packs() for query in pack.queries]))
    types = {one.name: one.type for one in query.parameters}
    values = data.draw(st.fixed_dictionaries({}, optional={one.name: texts for one in query.parameters}))
    if data.draw(st.integers(0, 3)):
        known = st.sampled_from(["one/initiative", "one/company", "Member", "ungc"])
        values |= {one.name: data.draw(known) for one in query.parameters if one.type == "id"}
    if data.draw(st.integers(0, 3)):
        values = {name: text for name, text in values.items() if types[name] in ("id", "text", "texts")}
    with in_time():
        try:
            rows = ask(query, world.engine, values, as_of=world.release.as_of, find=Finder(world.release))
        except Error:
            seen["refused"] += 1
            return
        assert rows.columns == query.returns
        seen["answered"] += 1
