"""Identifiers of parties and assets: one spelling each, and the check digits that their standards give them.

An identifier is text ``scheme:VALUE``. What a publisher writes where there is none gives None; what breaks
its standard raises ValueError with the reason: it can be kept as published, and must not join two entities.
The rule of each scheme below names its standard; the weights are facts of these standards.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

# Schemes of which one value alone identifies one party or ship. Not among them: an ISIN is of a security, of
# which an issuer has many; a CAGE code, OKPO or BIC may be of one site, branch or office; a ticker moves from
# one issuer to the next; a website may be shared; a Wikidata item is what anybody made of it.
STRONG = frozenset(
    ("lei", "uscc", "inn", "ogrn", "uei", "duns", "imo", "ofac", "ungc", "sbti", "company_number")
)

NO_NUMBERS = frozenset(
    (
        *("na", "none", "null", "nil", "nan", "tba", "tbd", "pending", "unknown", "undetermined"),
        *("notapplicable", "notavailable", "notknown", "12345678", "123456789", "1234567890", "0123456789"),
    )
)
"""What publishers write where there is no number, in small letters without what separates."""

_REMARK = re.compile(r"\s*\([^()]*\)$")
_SEPARATORS = re.compile(r"[\s./\u2010-\u2013-]+")
_REGISTER = re.compile(r"[A-Z]{2}-[A-Z0-9-]{2,}|RA[0-9]{6}")
# GLEIF has one code for each of the three registers that Companies House keeps under one numbering.
COMPANIES_HOUSE = frozenset(("GB-COH", "RA000585", "RA000586", "RA000587"))
_NUMBER_OF_LETTER = {ord(letter): str(int(letter, 36)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z


def identifier(scheme: str, value: str) -> str | None:
    """Return ``scheme:VALUE`` in its one spelling, or None for a placeholder such as ``N/A`` or ``00000000``.

    Case, blanks, hyphens and a remark in brackets after the value (``1026303117642 (Russia)``) do not count.
    A company_number names its register first, by the code of org-id.guide (``gb-coh``) or GLEIF
    (``ra000585``); those of Companies House are one, and zeros that a spreadsheet took come back. Raises
    ValueError with the reason for an unknown scheme and for a value that breaks its standard.

    >>> identifier("uscc", "91330000733796106P"), identifier("duns", "12-345-6780")
    ('uscc:91330000733796106P', 'duns:123456780')
    >>> identifier("company_number", "RA000585:1234567")
    'company_number:gb-coh:01234567'
    >>> identifier("lei", "-0-") is None
    True
    """
    rule = _RULES.get(scheme)
    if rule is None:
        raise ValueError(f'"{scheme}" is not an identifier scheme; known are {", ".join(sorted(_RULES))}')
    text = value if value.isascii() else unicodedata.normalize("NFKC", value)
    plain = _REMARK.sub("", text.strip()).upper()
    code = _SEPARATORS.sub("", plain)
    if _is_placeholder(code, short=rule in _MAY_BE_SHORT):
        return None
    try:
        return f"{scheme}:{rule(plain if rule in _READ_SEPARATORS else code)}"
    except ValueError as error:
        raise ValueError(f'"{value}" is not a valid {scheme}: {error}') from None


def _is_placeholder(code: str, *, short: bool) -> bool:
    """Tell whether a code stands for none: one such code on two records would make them one party."""
    body = code.rpartition(":")[2]  # of a company number: without its register
    if not body.strip("0") or body.lower() in NO_NUMBERS:
        return True
    return not short and (len(body) < 4 or len(set(body)) == 1)


def _shape(expression: str, wanted: str) -> Callable[[str], str]:
    """Return a rule that lets a code of a shape through and otherwise says what was wanted."""
    compiled = re.compile(expression)

    def rule(code: str) -> str:
        if compiled.fullmatch(code) is None:
            raise ValueError(f"it must have {wanted}")
        return code

    return rule


def _require(passed: bool) -> None:
    if not passed:
        raise ValueError("its check digit is wrong")


def _weighted(code: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(code, weights, strict=True))


def _letters_as_numbers(code: str) -> str:
    """Return the digits of a code in which A is 10 and Z is 35, as ISO 6166 and ISO 7064 have it."""
    return code.translate(_NUMBER_OF_LETTER)


_lei_shape = _shape(r"[0-9A-Z]{18}[0-9]{2}", "18 letters or digits and 2 check digits")
_uscc_shape = _shape(rf"[{_USCC}]{{2}}[0-9]{{6}}[{_USCC}]{{10}}", "18 characters without I, O, S, V and Z")
_inn_shape = _shape(r"[0-9]{10}|[0-9]{12}", "10 digits, or 12 for a person")
_ogrn_shape = _shape(r"[0-9]{13}|[0-9]{15}", "13 digits, or 15 for a person in business")
_okpo_shape = _shape(r"[0-9]{8}|[0-9]{10}", "8 digits, or 10 for a person in business")
_imo_shape = _shape(r"[0-9]{7}", "7 digits")
_isin_shape = _shape(r"[A-Z]{2}[0-9A-Z]{9}[0-9]", "2 letters, 9 letters or digits and a check digit")
_bic_shape = _shape(
    r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}([0-9A-Z]{3})?", "8 or 11 characters with a country in it"
)
_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _lei(code: str) -> str:
    """ISO 17442 with the check digits of ISO 7064 mod 97-10."""
    _lei_shape(code)
    # The standard makes 02 to 98 only; 00, 01 and 99 could pass the division as well.
    _require(2 <= int(code[18:]) <= 98 and int(_letters_as_numbers(code)) % 97 == 1)
    return code


def _uscc(code: str) -> str:
    """GB 32100-2015, China's unified social credit code: weights are powers of 3, modulo 31."""
    _uscc_shape(code)
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    _require(_USCC[-total % 31] == code[17])
    return code


def _inn(code: str) -> str:
    """Taxpayer number of the Russian Federal Tax Service: one check digit, two for a person."""
    _inn_shape(code)
    for place in (9,) if len(code) == 10 else (10, 11):
        _require(_weighted(code[:place], _INN_WEIGHTS[11 - place :]) % 11 % 10 == int(code[place]))
    return code


def _ogrn(code: str) -> str:
    """Number in the Russian state register of legal entities (13 digits) or of persons in business (15)."""
    _ogrn_shape(code)
    _require(int(code[:-1]) % (11 if len(code) == 13 else 13) % 10 == int(code[-1]))
    return code


def _okpo(code: str) -> str:
    """Code in the Russian classifier of enterprises, which OFAC calls Government Gazette Number."""
    _okpo_shape(code)
    check = 10
    for first in (1, 3):  # a remainder of 10 asks for a second sum with weights from 3; 10 again means 0
        if check == 10:
            check = (
                _weighted(code[:-1], [(first - 1 + place) % 10 + 1 for place in range(len(code) - 1)]) % 11
            )
    _require(check % 10 == int(code[-1]))
    return code


def _imo(code: str) -> str:
    """IMO ship number, IMO resolution A.1117(30); a shipping company's number has another check digit."""
    number = _imo_shape(code.removeprefix("IMO"))
    _require(_weighted(number[:6], (7, 6, 5, 4, 3, 2)) % 10 == int(number[6]))
    return number


def _isin(code: str) -> str:
    """ISO 6166: the Luhn check over letters as numbers."""
    _isin_shape(code)
    digits = [int(digit) for digit in reversed(_letters_as_numbers(code))]
    _require((sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0)
    return code


def _bic(code: str) -> str:
    """ISO 9362; XXX at the end is the head office, which the first 8 characters name as well."""
    return _bic_shape(code).removesuffix("XXX") if len(code) == 11 else _bic_shape(code)


def _count(text: str) -> str:
    """A publisher's running number; spreadsheets make ``40023788.0`` of it."""
    found = re.fullmatch(r"0*([1-9][0-9]*)(?:\.0+)?", text)
    if found is None:
        raise ValueError("it must be a whole number above 0")
    return found[1]


def _ticker(text: str) -> str:
    """A symbol and its exchange, as OFAC writes them: ``002415 CN``."""
    return _ticker_shape(" ".join(text.split()))


_ticker_shape = _shape(
    r"[0-9A-Z][0-9A-Z.*/-]{0,14} [A-Z]{2,4}", "a symbol, a blank and an exchange: 002415 CN"
)


def _website(text: str) -> str:
    """Host and path of an address, without scheme, www and what follows a question mark."""
    address = re.sub(r"^([a-z]+://)?(www\.)?|[?#].*$", "", text.lower()).rstrip("/")
    return _website_shape(address)


_wikidata = _shape(r"Q[1-9][0-9]*", "a Q and a number: Q95")
_website_shape = _shape(r"[^\s/:@]+\.[^\s/:@.]{2,}(:[0-9]+)?(/\S*)?", "a host: example.org")


def _company_number(text: str) -> str:
    """A register and a number in it, in this order."""
    register, _, number = (part.strip() for part in text.partition(":"))
    number = re.sub(r"\s+", "", number)
    if _REGISTER.fullmatch(register) is None or not number:
        raise ValueError("it must have a register and a number: gb-coh:01234567")
    if register not in COMPANIES_HOUSE:
        return f"{register.lower()}:{number}"
    found = re.fullmatch(r"([A-Z]{2}|R(?=[0-9])|)([0-9]{1,8})", number)
    if found is None or len(number) > 8:
        raise ValueError("Companies House has 8 digits, or 2 letters and 6 digits")
    return f"gb-coh:{found[1]}{found[2].zfill(8 - len(found[1]))}"


_RULES: dict[str, Callable[[str], str]] = {
    "lei": _lei,
    "uscc": _uscc,
    "inn": _inn,
    "ogrn": _ogrn,
    "okpo": _okpo,
    "imo": _imo,
    "isin": _isin,
    "bic": _bic,
    # GSA's Unique Entity ID standard. The last character is a checksum, but the standard does not say how.
    "uei": _shape(
        r"(?!.*[0-9]{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}",
        "12 characters without I, O, a 0 at the start and 9 digits in a row",
    ),
    # Dun & Bradstreet: no check digit since 2006.
    "duns": _shape(r"[0-9]{9}", "9 digits"),
    # NATO AC/135 commercial and government entity code: no I and O.
    "cage": _shape(r"[0-9A-HJ-NP-Z]{5}", "5 characters without I and O"),
    # Ids of one publisher: OFAC's entries, participants of the UN Global Compact, companies of the SBTi.
    "ofac": _count,
    "ungc": _count,
    "sbti": _count,
    "ticker": _ticker,
    "website": _website,
    "wikidata": _wikidata,
    "company_number": _company_number,
}
_READ_SEPARATORS = frozenset((_count, _ticker, _website, _company_number))
_MAY_BE_SHORT = frozenset((_count, _ticker, _website, _wikidata))
