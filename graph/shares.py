"""Shares of a whole, exact: decimal text to integers of one billionth, so that sums are sums.

50 % is 500_000_000 and 49.9999999 % is 499_999_999; neither is ever the other. A share that billionths cannot
hold (a third, or a percentage with more than seven decimals) is the interval of its two neighbours.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

WHOLE = 1_000_000_000  # billionths in the whole: 100 %

_DECIMAL = r"[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40}"
_PLAIN = re.compile(rf"({_DECIMAL})(?:[eE]([+-]?[0-9]{{1,2}}))?")
_QUOTIENT = re.compile(r"(?:([0-9]{1,40}) +)?([0-9]{1,40}) ?[/\u2044] ?([0-9]{1,40})")


@dataclass(frozen=True, slots=True)
class Share:
    """A share in billionths of the whole: between ``min`` and ``max``, both included, and exact if they meet.

    Raises ValueError unless 0 <= min <= max <= WHOLE.
    """

    min: int
    max: int

    def __post_init__(self) -> None:
        if not 0 <= self.min <= self.max <= WHOLE:
            raise ValueError(
                f"a share goes from 0 to {WHOLE} billionths, the smaller first, not {self.min} to {self.max}"
            )

    @property
    def exact(self) -> bool:
        """Whether the share is one number."""
        return self.min == self.max


def parse_share(text: str, unit: Literal["percent", "fraction"] | None = None) -> Share:
    """Return a share written as decimal text, exactly.

    The unit is said by a percent sign or by ``unit``; a quotient of integers (``1/3``) without either is a
    fraction. A decimal comma is read only with a percent sign, where it cannot part thousands (``12,5 %``,
    one comma and no dot). Raises ValueError if the text is no number, the unit is not said or said twice
    with different meanings, or the share is below 0 or above the whole.

    >>> parse_share("49.9999999%"), parse_share("0.4", unit="fraction")
    (Share(min=499999999, max=499999999), Share(min=400000000, max=400000000))
    >>> parse_share("1/3"), parse_share("12,5 %").exact
    (Share(min=333333333, max=333333334), True)
    """
    plain = text.strip()
    number = plain.removesuffix("%").removesuffix("\uff05").rstrip()
    signed = number != plain
    if signed and unit == "fraction":
        raise ValueError(f'"{text}" has a percent sign and cannot be a fraction from 0 to 1')
    if signed and number.count(",") == 1 and "." not in number:
        number = number.replace(",", ".")
    if number.startswith(("-", "\u2212")):
        raise ValueError(f'"{text}" is below 0; a share is from 0 to the whole')
    value = _value(text, number)
    if not signed and unit is None and not _QUOTIENT.fullmatch(number):
        raise ValueError(f'"{text}" does not say its unit: write 40% or give unit="percent" or "fraction"')
    share = value / 100 if signed or unit == "percent" else value
    if share > 1:
        raise ValueError(f'"{text}" is above the whole (100%)')
    billionths = share * WHOLE
    below = billionths.numerator // billionths.denominator
    return Share(below, below if billionths.denominator == 1 else below + 1)


def as_float(billionths: int) -> float:
    """Return billionths as the fraction from 0 to 1 that is nearest, for columns and screens.

    >>> as_float(500_000_000)
    0.5
    """
    return billionths / WHOLE


def _value(text: str, number: str) -> Fraction:
    """Return the number as it stands, before its unit."""
    if quotient := _QUOTIENT.fullmatch(number):
        if int(quotient[3]) == 0:
            raise ValueError(f'"{text}" divides by 0')
        return int(quotient[1] or 0) + Fraction(int(quotient[2]), int(quotient[3]))
    if decimal := _PLAIN.fullmatch(number):
        return Fraction(decimal[1]) * Fraction(10) ** int(decimal[2] or 0)
    hint = ", with a dot before its decimals" if "," in number else ""
    raise ValueError(f'"{text}" is not a share such as 40% or 0.4{hint}')


def percent(billionths: int) -> str:
    """A share in percent, exactly and as short as it is.

    >>> percent(500_000_000), percent(499_999_999)
    ('50 %', '49.9999999 %')
    """
    whole, rest = divmod(billionths, 10_000_000)
    return f"{whole}.{rest:07}".rstrip("0").rstrip(".") + " %"
