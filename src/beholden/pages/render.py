"""Templates made to pages: every text of a source escaped, and a policy that lets a page load nothing at all."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from beholden.pages import words

TEMPLATE = Path(__file__).with_name("template")
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def render(template: str, style: str, scripts: Sequence[str], **values: Any) -> str:
    """A page of this template with its style and scripts in it, and nothing else allowed to run or load."""
    return compiled(template).render(
        policy=_policy(style, scripts),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        **values,
    )


@cache
def compiled(template: str) -> Template:
    """The template of this name, compiled once."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "kind": words.kind,
        "grade": words.grade,
        "date": words.date,
        "plain": words.plain,
        "link": link,
    }
    return environment.get_template(template)


def asset(name: str) -> str:
    """The text of a style sheet or script that stands beside the templates."""
    return (TEMPLATE / name).read_text(encoding="utf-8")


def _policy(style: str, scripts: Sequence[str]) -> str:
    """The page's content security policy: only these very scripts and this style, and no host at all."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def in_script(value: Any) -> Markup:
    r"""JSON that can stand inside a script element: no text in it can end the element or start another.

    >>> str(in_script("</script>"))
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))


def link(url: str | None) -> str | None:
    """The address if it is one of the web, else None: no other scheme becomes a link.

    >>> link("https://example.org/a"), link("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
