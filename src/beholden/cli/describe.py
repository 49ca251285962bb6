"""The reference page of the commands, from their own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from beholden.cli import cli


def walk(
    command: click.Command, path: tuple[str, ...] = ("beholden",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it, groups before what is in them."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from walk(inner, (*path, name))


def commands_markdown() -> str:
    """The page docs/commands.md."""
    lines = ["# Commands", "", "Generated from the commands' own help by `make docs`.", ""]
    for path, command in walk(cli):
        context = click.Context(
            command,
            info_name=" ".join(path),
            terminal_width=100,
            max_content_width=100,
            help_option_names=cli.context_settings["help_option_names"],
        )
        lines += [f"## {' '.join(path)}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)
