"""Countries as publishers write them, to ISO 3166-1 alpha-2 codes.

Names come from ISO 3166 (through pycountry: short, official and common names, alpha-2 and alpha-3 codes) and
from ``data/country_names.toml`` for what publishers write besides. A name is compared without case, accents
and punctuation, and otherwise exactly: what is not known is not guessed.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

import pycountry

_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_NOT_WORDS = re.compile(r"[\W_]+")
_KOSOVO = "XK"  # ISO 3166 leaves it to its users; the EU, the UN Global Compact and others use it for Kosovo


@cache
def country_code(name: str) -> str | None:
    """Return the alpha-2 code of a country named in English or by a code, or None if it is not known.

    An ISO 3166-2 code such as ``CA-QC`` gives the country it is part of. States that are no more and places
    without an own country give None.

    >>> country_code("Korea, Republic of"), country_code("Türkiye"), country_code("Hong Kong, China")
    ('KR', 'TR', 'HK')
    >>> country_code("undetermined") is None
    True
    """
    part = _SUBDIVISION.fullmatch(name.strip())
    return _codes().get(_key(part[1] if part else name))


@cache
def country_name(code: str) -> str:
    """Return the everyday English name of a country, given its alpha-2 code.

    Raises ValueError for a code that country_code never returns.

    >>> country_name("CN"), country_name("KR"), country_name("XK")
    ('China', 'South Korea', 'Kosovo')
    """
    if code == _KOSOVO:
        return "Kosovo"
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        raise ValueError(f'"{code}" is not an ISO 3166-1 alpha-2 code, such as CN')
    return str(getattr(found, "common_name", found.name))


def _key(name: str) -> str:
    """Return what is compared: words without case, accents, punctuation or a leading "the"."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _NOT_WORDS.sub(" ", plain).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if (text := getattr(country, field, None)) is not None:
                codes[_key(text)] = country.alpha_2
    known = {country.alpha_2 for country in pycountry.countries} | {_KOSOVO}
    text = files("beholden.graph").joinpath("data", "country_names.toml").read_text(encoding="utf-8")
    for code, names in tomllib.loads(text).items():
        for name in names:
            key = _key(name)
            if code not in known or codes.get(key, code) != code:
                raise ValueError(f'country_names.toml: "{name}" is {codes.get(key)} and cannot be {code}')
            codes[key] = code
    return codes
