"""Loops over arrays, compiled where there is much to do; the one module that knows numba.

A kernel is a plain function over numpy arrays and integers, and may call others that its module has. Compiled or not,
it gives the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

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
    """Return the kernel compiled; what is compiled is kept on disk, so that the next process finds it."""
    import numba

    made: Callable[..., Any]
    _compile_parts(kernel)
    try:
        made = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # neither the package's folder nor the user's can be written to
        made = numba.njit(nogil=True)(kernel)
    return made


@cache
def _compile_parts(kernel: Any) -> None:
    """Let numba compile the plain functions that a kernel calls into it."""
    from numba.extending import register_jitable

    for name in kernel.__code__.co_names:
        if isinstance(part := kernel.__globals__.get(name), FunctionType):
            _compile_parts(register_jitable(part))
