"""A small invented world that has whatever exports must carry: joins, doubts, disputes, bands, private words."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from beholden.exports.material import Material
from beholden.graph.release import Release
from tests.world import World, build_world

NAME = "Quote \"Q\" 'q' <b>&amp;</b>\n晨光, Ltd.; \x1b[31mred\x07\u202eabc =1+1 | Заря \\ 100 %"
"""A name as no publisher should write one."""

WORLD: dict[str, Any] = {
    "as_of": "2025-06-01",
    "sources": {
        "register": {"date": "2025-05-31", "max_age_days": 365},
        "list": {"date": "2025-05-30", "max_age_days": 30},
        "club": {"date": "2025-05-29", "max_age_days": 30},
        "paper": {"date": "2020-01-01", "max_age_days": 365, "grade": "press"},
    },
    "entity": [
        {"id": "register/base", "kind": "Company", "name": "Base Optics Ltd.", "country": "CN",
         "identifiers": ["lei:529900T8BM49AURSDO55", "uscc:91330000733796106P"], "founded_on": "1999-05",
         "jurisdiction": "CN", "company_number": "007", "website": "https://base.example/", "address": ["1 Lamp Rd"]},
        {"id": "list/base", "kind": "Organization", "name": "BASE OPTICS", "kind_stated": False,
         "identifiers": ["lei:529900T8BM49AURSDO55"], "weak_names": ["BASE"]},
        {"id": "register/bureau", "kind": "PublicBody", "name": "Bureau of Lamps", "country": "CN"},
        {"id": "register/holding", "kind": "Company", "name": NAME, "names": ["A\nB", 'say "A"', "=cmd()"]},
        {"id": "register/nobody", "kind": "Organization", "name": "Unknown owner", "unknown_reason": "not_identified"},
        {"id": "register/ann", "kind": "Person", "name": "Ann Invented", "birth_date": "1970-03", "nationality": "FR",
         "address": ["2 Home St"], "documents": ["Passport 123"]},
        {"id": "club/twin", "kind": "Company", "name": "Twin Lamps Ltd.", "country": "DE"},
        {"id": "list/twin", "kind": "Company", "name": "TWIN LAMPS LTD", "country": "DE"},
        {"id": "register/boat", "kind": "Asset", "name": "Boat", "asset_type": "vessel", "flag": "PA"},
        {"id": "paper/deal", "kind": "Contract", "name": "Lamps", "amount": 1234567.25, "currency": "CNY",
         "signed_on": "2021-05-04", "ocid": "ocds-x-1", "concerns": ["detention"], "concern_words": ["camp"],
         "concern_basis": "found_in_text"},
        {"id": "paper/claim", "kind": "Statement", "name": "An allegation", "summary": "It lit the camp."},
    ],
    "relation": [
        {"arrow": ["OWNS", "register/bureau", "register/base"], "as": "register/r-1", "share": 0.4, "start": "2010",
         "share_of": "capital", "interest": "shareholding", "direct": "direct"},
        {"arrow": ["OWNS", "register/holding", "register/base"], "as": "register/r-2", "share_min": 0.25,
         "share_max": 0.5, "share_min_exclusive": True, "share_of": "votes", "interest": "votingRights",
         "start": "2015-03", "end": "2019-07-01", "dispute": "the holder says that it goes on", "quote": NAME},
        {"arrow": ["OWNS", "paper/base", "register/base"], "as": "paper/r-3", "share": 0.1},
        {"arrow": ["OWNS", "register/nobody", "register/holding"], "as": "register/r-4", "direct": "indirect"},
        {"arrow": ["OWNS", "register/ann", "register/holding"], "as": "register/r-5", "share": 1.0},
        {"arrow": ["OWNS", "register/base", "register/boat"], "as": "register/r-6"},
        {"arrow": ["CONTROLS", "register/bureau", "register/holding"], "as": "register/r-7",
         "mechanism": "golden_share"},
        {"arrow": ["CONSOLIDATES", "register/holding", "register/base"], "as": "register/r-8", "level": "direct"},
        {"arrow": ["PART_OF", "register/bureau", "state/CN"], "as": "register/r-9"},
        {"arrow": ["LISTED_ON", "list/base", "list/us-bis-entity"], "as": "list/r-1", "start": "2019-10-09",
         "programme": "Entity List", "legal_basis": "84 FR 54002", "reason": "invented"},
        {"arrow": ["LISTED_ON", "list/twin", "list/us-ofac-sdn"], "as": "list/r-2", "start": "2020",
         "end": "2022-02-01"},
        {"arrow": ["MEMBER_OF", "register/base", "initiative/un-global-compact"], "as": "club/r-1", "source": "club",
         "start": "2020-05-06", "status": "active"},
        {"arrow": ["MEMBER_OF", "club/twin", "initiative/un-global-compact"], "as": "club/r-2", "status": "delisted"},
        {"arrow": ["AWARDED", "register/bureau", "paper/deal"], "as": "paper/r-1", "source": "paper", "role": "buyer"},
        {"arrow": ["SUPPLIES", "register/base", "paper/deal"], "as": "paper/r-2", "source": "paper",
         "role": "supplier"},
        {"arrow": ["HOLDS_POST", "register/ann", "register/bureau"], "as": "register/r-10", "post": "Director"},
        {"arrow": ["CONCERNS", "paper/claim", "register/base"], "as": "paper/r-4", "source": "paper"},
    ],
}  # fmt: skip
WORLD["entity"].append({"id": "paper/base", "kind": "Company", "name": "Base Holder", "names": ["基"]})


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(WORLD, tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="session")
def material(world: World) -> Material:
    """What everybody may see."""
    return Material(world.release)


@pytest.fixture(scope="session")
def private(world: World) -> Material:
    """With what is private of persons."""
    return Material(world.release, private=True)


@pytest.fixture(scope="session")
def kept(world: World, tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The same release, where the licence of the club does not let others have a copy."""
    folder = tmp_path_factory.mktemp("kept") / "release"
    shutil.copytree(world.release.folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for copy in manifest["sources"]:
        copy["redistribute"] = copy["source"] != "club"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Material(Release.open(folder))
