"""Text in CSV that a spreadsheet may run as a formula: how the export marks it, and how a reader tells."""

from __future__ import annotations

DEFENDED = (
    "^'*[\\s\\x00-\\x20\\u200b-\\u200f\\u2060\\ufeff]*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]|^'*[\\t\\r\\n]"
)
"""Text that a spreadsheet may run as a formula; in CSV it has an apostrophe in front, one more than it has itself."""
