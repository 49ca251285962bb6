"""The command line: each command is a thin shell over one function."""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from typing import NoReturn

import click

from beholden import __version__
from beholden.cli.streams import one_line, use_utf8
from beholden.errors import Error

COMMANDS = {
    "run": "beholden.cli.cases:run",
    "story": "beholden.cli.cases:story",
    "case": "beholden.cli.cases:case",
    "sources": "beholden.cli.loading:sources",
    "fetch": "beholden.cli.fetching:fetch",
    "load": "beholden.cli.loading:load",
    "build": "beholden.cli.building:build",
    "queries": "beholden.cli.asking:queries",
    "ask": "beholden.cli.asking:ask",
    "show": "beholden.cli.asking:show",
    "evidence": "beholden.cli.asking:evidence",
    "screen": "beholden.cli.screening:screen",
    "serve": "beholden.cli.serving:serve",
    "review": "beholden.cli.reviewing:review",
    "draw": "beholden.cli.asking:draw",
    "dossier": "beholden.cli.dossier:dossier",
    "verdict": "beholden.cli.verdicts:verdict",
    "verdicts": "beholden.cli.verdicts:verdicts",
    "certificate": "beholden.cli.proving:certificate",
    "verify": "beholden.cli.proving:verify",
    "what-if": "beholden.cli.supposing:what_if",
    "sensitivity": "beholden.cli.supposing:sensitivity",
    "initiative": "beholden.cli.initiative:initiative",
    "export": "beholden.cli.exporting:export_command",
    "schema": "beholden.cli.loading:schema",
    "neo4j": "beholden.cli.neo4j:neo4j",
}
"""Command → where it is. Each is imported when it is used, so that `--help` does not wait for the engine."""


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name, or None."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="beholden")
def cli() -> None:
    """Who stands behind the members of an initiative, with every arrow cited.

    Data goes to stdout, words to stderr. The exit code is 0 when answered, 1 for an error that is explained,
    2 for wrong usage. The workspace is ./.beholden, or the folder that BEHOLDEN_HOME names.

    Example: beholden run surveillance-and-the-compact
    """


def rarely_collect() -> None:
    """Let Python look less often for what could go.

    What a command makes it keeps until it ends: to look through it again and again is an eighth of a long run's time,
    and once more at the end helps nobody.
    """
    gc.set_threshold(100_000, 50, 1000)
    atexit.register(gc.freeze)


def give_way() -> None:
    """Let a thread of Python that has work for the columns' threads wait less for the one that runs."""
    sys.setswitchinterval(0.0005)


def main() -> None:
    """Run the command line; a `beholden.Error` becomes one line on stderr and exit code 1."""
    use_utf8()
    rarely_collect()
    give_way()
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _stopped()
    except RuntimeError as problem:
        # An interrupt that came while Python made a class, as when it imports a module, arrives wrapped in this.
        if not isinstance(problem.__cause__, KeyboardInterrupt):
            raise
        _stopped()
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except Error as problem:
        click.echo(f"beholden: {one_line(str(problem))}", err=True)
        sys.exit(1)
    except SystemExit:
        # click and rich end so when whoever reads the output has had enough, as `| head` has: that is no error.
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _stopped() -> NoReturn:
    click.echo("beholden: stopped", err=True)
    # `python -m` ends by the signal itself, whatever exit code it is given, where the interrupt came while Python ran
    # code from a string, as dataclasses do; it forgets that when it next runs some.
    exec("")
    sys.exit(130)
