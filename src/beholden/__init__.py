"""beholden: who stands behind the members of an initiative, with every arrow cited.

`beholden.Graph` is a release to work with in a notebook or a script; it is imported when it is first named.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {"Graph": ("beholden.cases.session", "Graph")}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import beholden` loads nothing heavy."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'beholden' has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return [*globals(), *_PUBLIC]
