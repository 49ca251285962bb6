"""From a publisher's file to claims: one folder a source, and the frame they all use."""

from beholden.graph.statements import Entity, Relation
from beholden.loaders.frame import (
    Record,
    RecordError,
    Rejected,
    Skipped,
    Snapshot,
    Source,
    checked,
    web_address,
)

__all__ = [
    "Entity",
    "Record",
    "RecordError",
    "Rejected",
    "Relation",
    "Skipped",
    "Snapshot",
    "Source",
    "checked",
    "web_address",
]
