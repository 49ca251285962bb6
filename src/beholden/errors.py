"""The errors that beholden raises on purpose; anything else that surfaces is a bug and keeps its traceback."""


class Error(Exception):
    """Root of all of them. The message says where, what, and what would be right."""


class SourceError(Error):
    """A publisher's file, a record in it, or a source's declaration is not what it must be."""


class SchemaError(Error):
    """A kind, a reference entity, or a value that breaks what its kind says."""


class StoreError(Error):
    """The workspace or a release is missing, damaged, locked, or of another format."""


class QueryError(Error):
    """A query is not found, badly called, refused, too slow, or beyond the engine."""


class CaseError(Error):
    """A case folder or its claims are not what they must be."""
