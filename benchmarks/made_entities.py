"""A made file of FollowTheMoney entities, of the shape in which OpenSanctions publishes its collections."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MIX: Mapping[str, int] = {
    **{"Person": 30, "Address": 14, "Occupancy": 12, "Company": 10, "Sanction": 9, "Organization": 4},
    **{"Position": 4, "Ownership": 4, "LegalEntity": 3, "Directorship": 3, "Identification": 2, "Family": 2},
    **{"PublicBody": 1, "Vessel": 1, "Membership": 1},
}
"""How many of 100 entities are of each schema; the persons come first, since relations name them."""

_LATIN = ("Ada", "Boris", "Celia", "Darya", "Emil", "Farah", "Gao", "Hana", "Ivo", "Jelena")
_CYRILLIC = ("Ада", "Борис", "Целия", "Дарья", "Эмиль", "Фара", "Гао", "Хана", "Иво", "Елена")
_COUNTRIES = ("ru", "gb", "cn", "ae", "cy", "de", "us", "by", "tr", "hk")
_DIGITS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def write_entities(path: Path, number: int) -> Path:
    """Write so many entities, one a line, without blanks between what JSON parts, as the publisher does."""
    schemata = [schema for schema, share in MIX.items() for _ in range(share)]
    with path.open("w", encoding="utf-8") as lines:
        for n in range(number):
            schema = schemata[n % 100]
            entity = {
                "id": _id(n),
                "caption": schema,
                "schema": schema,
                "properties": _PROPERTIES[schema](n),
                "referents": [f"made-list-{n * 7 + k}" for k in range(n % 4)],
                "datasets": [f"made_list_{n % 11}", *(["made_register"] if n % 3 == 0 else [])],
                "first_seen": "2023-04-20T18:00:25",
                "last_seen": "2026-03-01T10:57:03",
                "last_change": f"2025-{n % 12 + 1:02}-11T20:01:14",
                "target": n % 5 == 0,
            }
            entity["caption"] = next(iter(entity["properties"].get("name", ())), schema)
            lines.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def _id(n: int) -> str:
    return f"NK-{n * 2_654_435_761 % (1 << 40):022}"


def _one_of(schema: str, n: int) -> str:
    """The id of an entity of a schema among the hundred of this one, or of that before."""
    start = sum(share for known, share in list(MIX.items())[: list(MIX).index(schema)])
    return _id(n // 100 * 100 + start + n * 13 % MIX[schema])


def _person(n: int) -> dict[str, list[str]]:
    first, last = n % 10, f"{n // 7}"
    names = [f"{_LATIN[first]} Invented {last}", f"INVENTED {last}, {_LATIN[first]}"]
    names += [f"{_CYRILLIC[first]} Выдуманный {last}"] if n % 2 else []
    own = {
        "name": names,
        "alias": [f"{_LATIN[first]} I. {last}"] if n % 3 == 0 else [],
        "firstName": [_LATIN[first], _CYRILLIC[first]],
        "lastName": [f"Invented {last}"],
        "gender": ["female" if n % 2 else "male"],
        "birthDate": [f"19{n % 50 + 40}-{n % 12 + 1:02}-{n % 28 + 1:02}"] if n % 4 else [f"19{n % 50 + 40}"],
        "birthPlace": [f"Kitetown {n % 900}"] if n % 3 == 0 else [],
        "country": [_COUNTRIES[n % 10]],
        "nationality": [_COUNTRIES[n % 10]] if n % 2 else [],
        "position": [f"Deputy head of the invented office of lamps {n % 5000}", "council member"],
        "topics": ["role.pep"],
        "wikidataId": [f"Q{n + 900_000_000}"] if n % 2 else [],
        "taxNumber": [f"{n:012}"] if n % 5 == 0 else [],
        "passportNumber": [f"X{n:08}"] if n % 9 == 0 else [],
        "address": [f"{n % 900} Kite Street, Kitetown"] if n % 6 == 0 else [],
        "notes": [f'Also called "the kite" by some.\nSee entry {n}.'] if n % 10 == 0 else [],
        "createdAt": ["2023-08-03"],
        "modifiedAt": ["2026-01-03"],
    }
    return _filled(own)


def _company(n: int) -> dict[str, list[str]]:
    own = {
        "name": [f"Kite Works {n} LLC", *([f'ООО "Змей {n}"'] if n % 2 else [])],
        "alias": [f"Kite Works {n}"] if n % 3 == 0 else [],
        "weakAlias": [f"KW{n}"] if n % 9 == 0 else [],
        "previousName": [f"Lamp Works {n} Ltd"] if n % 7 == 0 else [],
        "country": [_COUNTRIES[n % 10]],
        "jurisdiction": [_COUNTRIES[n % 10]] if n % 2 else [],
        "registrationNumber": [f"{n:08}"],
        "innCode": [_inn(n)] if n % 3 else [],
        "ogrnCode": [_ogrn(n)] if n % 3 else [],
        "okpoCode": [f"{n % 100_000_000:08}"] if n % 6 == 0 else [],
        "incorporationDate": [f"20{n % 24:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"] if n % 2 else [],
        "legalForm": ["Limited liability company"] if n % 2 else [],
        "sector": ["Making of kites", "Wholesale of lamps"] if n % 4 == 0 else [],
        "status": ["active"],
        "website": [f"https://kite-{n}.example/"] if n % 8 == 0 else [],
        "address": [f"{n % 900} Lamp Road, Lamptown, 1{n % 90_000:05}"],
        "addressEntity": [f"addr-{n:040x}"],
        "topics": ["sanction"] if n % 4 == 0 else [],
        "createdAt": ["2023-08-03"],
    }
    return _filled(own)


def _body(n: int) -> dict[str, list[str]]:
    own = {
        "name": [f"Office of Lamps {n}", f"Bureau des lampes nº {n}"],
        "country": [_COUNTRIES[n % 10]],
        "registrationNumber": [f"{n:09}"] if n % 3 == 0 else [],
        "addressEntity": [f"addr-{n:040x}"],
        "topics": ["gov"],
        "notes": [
            f"An invented body, the {n}th of its kind, which looks after lamps and those who light them."
        ],
        "createdAt": ["2023-08-03"],
    }
    return _filled(own)


def _address(n: int) -> dict[str, list[str]]:
    return {
        "full": [f"{n % 900} Lamp Road, Lamptown, 1{n % 90_000:05}, Kiteland"],
        "street": [f"{n % 900} Lamp Road"],
        "city": ["Lamptown"],
        "postalCode": [f"1{n % 90_000:05}"],
        "country": [_COUNTRIES[n % 10]],
    }


def _sanction(n: int) -> dict[str, list[str]]:
    return {
        "entity": [_one_of("Company", n)],
        "authority": ["Office of Invented Assets"],
        "program": ["Restrictive measures in view of lamps left burning"],
        "reason": [
            f"As head of the invented office of lamps {n}, responsible for lamps that were left burning."
        ],
        "startDate": ["2022-02-24"],
        "sourceUrl": [f"https://lists.example/{n}"],
        "country": [_COUNTRIES[n % 10]],
    }


def _ownership(n: int) -> dict[str, list[str]]:
    own = {
        "owner": [_one_of("Person" if n % 2 else "Company", n)],
        "asset": [_one_of("Company", n + 5)],
        "percentage": [f"{n % 100}.{n % 7}"] if n % 4 else ["25-50"] if n % 8 else [],
        "startDate": [f"20{n % 24:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"] if n % 3 else [],
        "endDate": ["2025-03-04"] if n % 9 == 0 else [],
        "role": ["shareholder"] if n % 2 else [],
        "recordId": [f"{n:012}"],
    }
    return _filled(own)


def _directorship(n: int) -> dict[str, list[str]]:
    own = {
        "director": [_one_of("Person", n)],
        "organization": [_one_of("Company", n)],
        "role": [("director", "General director", "chair", "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР")[n % 4]],
        "startDate": [f"20{n % 24:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"] if n % 3 else [],
    }
    return _filled(own)


def _membership(n: int) -> dict[str, list[str]]:
    return {"member": [_one_of("Person", n)], "organization": [_one_of("PublicBody", n)], "role": ["member"]}


def _occupancy(n: int) -> dict[str, list[str]]:
    return {"holder": [_one_of("Person", n)], "post": [_one_of("Position", n)], "startDate": ["2019-05-06"]}


def _position(n: int) -> dict[str, list[str]]:
    return {"name": [f"Head of the invented office of lamps {n}"], "country": [_COUNTRIES[n % 10]]}


def _identification(n: int) -> dict[str, list[str]]:
    return {"holder": [_one_of("Person", n)], "number": [f"X{n:08}"], "type": ["Passport"], "country": ["ru"]}


def _family(n: int) -> dict[str, list[str]]:
    return {
        "person": [_one_of("Person", n)],
        "relative": [_one_of("Person", n + 1)],
        "relationship": ["sibling"],
    }


def _vessel(n: int) -> dict[str, list[str]]:
    digits = f"{n % 1_000_000:06}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)) % 10
    return {
        "name": [f"LAMPLIGHT {n}"],
        "imoNumber": [f"IMO{digits}{check}"],
        "flag": ["pa"],
        "type": ["Tanker"],
    }


def _inn(n: int) -> str:
    digits = f"77{n % 10_000_000:07}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _DIGITS, strict=True))
    return f"{digits}{total % 11 % 10}"


def _ogrn(n: int) -> str:
    digits = f"102{n % 1_000_000_000:09}"
    return f"{digits}{int(digits) % 11 % 10}"


def _filled(own: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in own.items() if values}


_PROPERTIES: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "Person": _person, "Address": _address, "Occupancy": _occupancy, "Company": _company, "Sanction": _sanction,
    "Organization": _body, "Position": _position, "Ownership": _ownership, "LegalEntity": _company,
    "Directorship": _directorship, "Identification": _identification, "Family": _family, "PublicBody": _body,
    "Vessel": _vessel, "Membership": _membership,
}  # fmt: skip
