"""`python -m beholden` is the `beholden` command."""

from beholden.cli import main

main()
