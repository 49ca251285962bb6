"""Texts that lie somewhere in an array of bytes as a column, without an object each: by Arrow's C data interface."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Int64s = NDArray[np.int64]

_VIEWS, _LAID, _LISTS = b"vu", b"U", b"+L"
_NULLABLE = 2


class _Schema(ctypes.Structure):
    _fields_ = [
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_char_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


class _Array(ctypes.Structure):
    _fields_ = [
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.c_void_p),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


_numbers = count(1)
_lent: dict[int, Any] = {}
"""What columns still read, by number: the structure that was handed over, and the memory behind it."""


def _release_schema(address: int) -> None:
    _Schema.from_address(address).release = None


def _release_array(address: int, lent: dict[int, Any] = _lent) -> None:
    array = _Array.from_address(address)
    lent.pop(array.private_data, None)
    array.release = None


_Release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_schema_release, _array_release = _Release(_release_schema), _Release(_release_array)
# A column may outlive this module when Python ends, and must still find what lets its memory go.
for _callback in (_schema_release, _array_release):
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_callback))

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class _Texts:
    """Texts, or lists of them, as Arrow hands them over, of a format and in some memory: taken at once."""

    def __init__(
        self, format: bytes, rows: int, memory: Sequence[NDArray[Any] | None], texts: _Texts | None = None
    ) -> None:
        self._format, self._rows, self._memory, self._texts = format, rows, memory, texts
        self._schema, self._children = _Schema(), (ctypes.c_void_p * 1)()

    def _lend(self) -> tuple[_Schema, _Array]:
        """The two structures: this keeps the first, and what is lent the second."""
        addresses = [None if part is None else part.ctypes.data for part in self._memory]
        buffers = (ctypes.c_void_p * len(addresses))(*addresses)
        release = ctypes.cast(_schema_release, ctypes.c_void_p)
        self._schema = _Schema(format=self._format, name=b"", flags=_NULLABLE, release=release)
        number = next(_numbers)
        array = _Array(
            length=self._rows,
            null_count=0 if self._memory[0] is None else -1,
            n_buffers=len(buffers),
            buffers=ctypes.addressof(buffers),
            release=ctypes.cast(_array_release, ctypes.c_void_p),
            private_data=number,
        )
        kept: list[Any] = [array, buffers, self._memory]
        if self._texts is not None:
            schema, texts = self._texts._lend()
            children = (ctypes.c_void_p * 1)(ctypes.addressof(texts))
            self._children = (ctypes.c_void_p * 1)(ctypes.addressof(schema))
            self._schema.n_children = array.n_children = 1
            self._schema.children, array.children = (
                ctypes.addressof(self._children),
                ctypes.addressof(children),
            )
            kept += [children, _lent.pop(texts.private_data)]
        _lent[number] = kept
        return self._schema, array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        schema, array = self._lend()
        return (
            _new_capsule(ctypes.addressof(schema), b"arrow_schema", None),
            _new_capsule(ctypes.addressof(array), b"arrow_array", None),
        )


def viewed(views: Words, data: Sequence[Bytes], there: Flags | None = None) -> pl.Series:
    """The texts that these views show, null where there is none.

    A view is a row of two numbers, as Arrow has it: the size and the first bytes of a text, and the other bytes or,
    of a text of more than twelve, which of the data it lies in and where. The column reads this memory for as long as
    it lives: nobody may change it.
    """
    return pl.Series(_viewed(views, data, there))


def _viewed(views: Words, data: Sequence[Bytes], there: Flags | None) -> _Texts:
    sizes = np.array([len(part) for part in data], np.int64)
    return _Texts(_VIEWS, len(views), (_bits(there), np.ascontiguousarray(views), *data, sizes))


def _bits(there: Flags | None) -> Bytes | None:
    return None if there is None else np.packbits(there, bitorder="little")


def listed(ends: Int64s, views: Words, data: Sequence[Bytes], there: Flags | None = None) -> pl.Series:
    """Lists of the texts that these views show, null where there is none: each from one of these ends to the next."""
    memory = (_bits(there), np.ascontiguousarray(ends))
    return pl.Series(_Texts(_LISTS, len(ends) - 1, memory, _viewed(views, data, None)))


def laid(data: Bytes, sizes: NDArray[Any]) -> pl.Series:
    """The texts that lie one after the other, of so many bytes each."""
    ends = np.append(0, np.cumsum(sizes, dtype=np.int64))
    return pl.Series(_Texts(_LAID, len(sizes), (None, ends, data)))
