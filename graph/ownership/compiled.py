"""Loops over arrays, compiled where there is much to do; the one module that knows numba.

A kernel is a plain function over numpy arrays and integers, and may call others that its module has. Compiled or not,
it gives the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from types import FunctionType
from typing import Any

from numpy import generic, ndarray

LARGE = 200_000
"""Steps from which the half second that importing numba takes is worth its while."""


def kernel_for(kernel: Callable[..., Any], size: int) -> Callable[..., Any]:
    """Return the kernel as it is for few steps, and compiled for many; ``size`` is about how many it will do."""
    return compiled(kernel) if size >= LARGE else kernel


def is_loaded() -> bool:
    """Whether this process has imported numba: a compiled loop then costs no more than reading its own code."""
    return "numba" in sys.modules


@cache
def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Return the kernel compiled; what is compiled is kept on disk, so that the next process finds it.

    numba looks at the kernel's own file alone, and keeps what is compiled under the kernel's name: the name it is given
    here has a hash of what else goes into it.
    """
    import numba

    made: Callable[..., Any]
    _compile_parts(kernel)
    named = FunctionType(
        kernel.__code__, kernel.__globals__, kernel.__name__, kernel.__defaults__, kernel.__closure__
    )
    named.__qualname__ = f"{kernel.__qualname__}_{_fingerprint(kernel)}"
    try:
        made = numba.njit(cache=True, nogil=True)(named)
    except RuntimeError:  # neither the package's folder nor the user's can be written to
        made = numba.njit(nogil=True)(named)
    return made


def _fingerprint(kernel: Callable[..., Any]) -> str:
    """A hash of the code of a function and of all that it calls, and of the constants that they use."""
    found: dict[str, Any] = {}
    _gather(kernel, found)
    return blake2b(repr(sorted(found.items())).encode(), digest_size=8).hexdigest()


def _gather(function: Any, found: dict[str, Any]) -> None:
    code, place = function.__code__, f"{function.__module__}.{function.__name__}"
    if place in found:
        return
    found[place] = (code.co_code, code.co_consts)
    for name in code.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, FunctionType):
            _gather(value, found)
        elif isinstance(value, ndarray):
            found[f"{place} {name}"] = (value.dtype.str, value.shape, value.tobytes())
        elif isinstance(value, int | float | str | bytes | tuple | generic):
            found[f"{place} {name}"] = (type(value).__name__, value)


@cache
def _compile_parts(kernel: Any) -> None:
    """Let numba compile the plain functions that a kernel calls into it."""
    from numba.extending import register_jitable

    for name in kernel.__code__.co_names:
        if isinstance(part := kernel.__globals__.get(name), FunctionType):
            _compile_parts(register_jitable(part))
