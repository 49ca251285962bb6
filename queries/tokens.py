"""A query's text in tokens: words, parameters, numbers, quoted texts and signs, each with its line and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from beholden.errors import QueryError

_TOKEN = re.compile(
    r"""
      (?P<space> [ \t\r\n]+ | //[^\n]* | /\*.*?\*/ )
    | (?P<quoted> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    | (?P<parameter> \$[A-Za-z_][A-Za-z0-9_]* )
    | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<number> [0-9]+(?:\.[0-9]+)? (?![A-Za-z0-9_]) )
    | (?P<sign> \.\. | <= | >= | <> | -> | <- | =~ | \+= | [-+*/%^=<>()\[\]{},.:|&!] )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = {"(": ")", "[": "]", "{": "}"}
_SUBQUERIES = ("EXISTS", "COUNT", "COLLECT", "CALL")

BEFORE_BRACKET = {
    "MATCH", "WHERE", "AND", "OR", "XOR", "NOT", "IN", "WITH", "RETURN", "DISTINCT", "UNWIND", "CASE", "WHEN",
    "THEN", "ELSE", "CALL", "BY",
}  # fmt: skip
"""Words of the language that a round bracket may follow; behind any other word it is a function's."""


@dataclass(slots=True)
class Token:
    """One token. `depth` counts the brackets around it, `inside` is the innermost one's nature, "" outside of all.

    `inside` is "(", "call" (of a function), "[", "-[" (a relation's pattern), "properties" (in a pattern), "map" or
    "block" (a subquery). `role` is "property", "field" (of a map that the query makes) or "label" for words that
    are these, else "" for a word of the language or a name.
    """

    sort: str
    text: str
    line: int
    depth: int = 0
    inside: str = ""
    role: str = ""

    @property
    def word(self) -> str:
        """The word in capitals where it may be one of the language, else ""."""
        return self.text.upper() if self.sort == "word" and not self.role else ""


_NOTHING = Token("", "", 0)


def tokens(cypher: str, where: str, line: int = 1) -> list[Token]:
    """The tokens of a query that starts on this line of its file, without blanks and comments.

    What could hide words from whoever reads the text, such as quoting a name with backticks, escaping a letter
    by its number or an open quotation mark, raises QueryError with the place.
    """
    if "\\u" in cypher.lower():
        raise QueryError(
            f"{where}: \\u has no place in a query: Neo4j puts a letter there before it reads the text"
        )
    found = []
    position = 0
    while position < len(cypher):
        match = _TOKEN.match(cypher, position)
        if match is None:
            raise QueryError(
                f"{where}:{line}: {cypher[position : position + 12].splitlines()[0]!r} has no place outside of "
                "quotation marks, or opens some that are never closed"
            )
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match[0], line))
        line += match[0].count("\n")
        position = match.end()
    _nest(found, where)
    _give_roles(found, where)
    return found


def _nest(found: list[Token], where: str) -> None:
    """Say of each token how deep it stands, and in what."""
    open_: list[tuple[str, str]] = []
    for number, token in enumerate(found):
        if token.sort == "sign" and token.text in ")]}" and (not open_ or open_.pop()[0] != token.text):
            raise QueryError(f"{where}:{token.line}: this {token.text} closes nothing")
        token.depth, token.inside = len(open_), open_[-1][1] if open_ else ""
        if token.sort == "sign" and token.text in _OPENING:
            before = found[number - 1] if number else _NOTHING
            open_.append((_OPENING[token.text], _nature(token, before)))
    if open_:
        raise QueryError(f"{where}: a {open_[-1][0]} is missing")


def _nature(bracket: Token, before: Token) -> str:
    if bracket.text == "[":
        return "-[" if before.text in ("-", "<-") else "["
    if bracket.text == "(":
        return "call" if before.sort == "word" and before.text.upper() not in BEFORE_BRACKET else "("
    if before.text == ")" or before.text.upper() in _SUBQUERIES:
        return "block"
    return "properties" if bracket.inside in ("(", "-[") else "map"


def _give_roles(found: list[Token], where: str) -> None:
    """Tell properties, keys and labels from words of the language and names."""
    at = 0
    while at < len(found):
        token, before = found[at], found[at - 1] if at else _NOTHING
        if token.text == ":" and not (before.role and token.inside in ("map", "properties")):
            at = _give_labels(found, at, where)
            continue
        if token.sort == "word":
            after = found[at + 1] if at + 1 < len(found) else _NOTHING
            if before.text == "." and _has_properties(found, at - 2):
                token.role = "property"
            elif token.inside in ("map", "properties") and before.text in ("{", ",") and after.text == ":":
                token.role = "field" if token.inside == "map" else "property"
        at += 1


def _give_labels(found: list[Token], at: int, where: str) -> int:
    """Mark the labels after the colon at this place, and return the place after them."""
    while at < len(found) and found[at].text in (":", "|", "&"):
        line = found[at].line
        at += 1
        if at < len(found) and found[at].text == "!":
            at += 1
        if at == len(found) or found[at].sort != "word":
            raise QueryError(f"{where}:{line}: a colon needs a kind after it, or kinds joined with | or &")
        found[at].role = "label"
        at += 1
    return at


def _has_properties(found: list[Token], at: int) -> bool:
    """Whether what stands before a full stop has properties: a name, a bracket, or a map that picks some."""
    if at < 0:
        return False
    owner = found[at]
    picks = owner.text in ("{", ",") and found[at + 1].inside == "map"
    return picks or owner.sort == "word" or owner.text in (")", "]", "}")
