"""beholden: who stands behind the members of an initiative, with every arrow cited."""

__version__ = "0.1.0"
