"""The command line, a module for each part of the work; the only place that prints, prompts, or exits."""

import atexit
import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any, cast

import click

from planbook import __version__
from planbook.cli import voice
from planbook.cli.speech import CommandGroup, language, option, say
from planbook.errors import ExitCode, PlanbookError
from planbook.words import TextCode

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: dict[str, tuple[str, TextCode]] = {
    "desk": ("tools", "help.short.desk"),
    "start": ("tools", "help.short.start"),
    "adopt": ("plan", "help.short.adopt"),
    "lint": ("plan", "help.short.lint"),
    "generate": ("mails", "help.short.generate"),
    "rehearse": ("tools", "help.short.rehearse"),
    "inspect": ("tools", "help.short.inspect"),
    "collect": ("mails", "help.short.collect"),
    "check": ("quarter", "help.short.check"),
    "remind": ("mails", "help.short.remind"),
    "merge": ("quarter", "help.short.merge"),
    "join": ("tools", "help.short.join"),
    "explain": ("plan", "help.short.explain"),
    "publish": ("plan", "help.short.publish"),
    "brief": ("plan", "help.short.brief"),
    "export": ("plan", "help.short.export"),
    "new": ("plan", "help.short.new"),
    "completion": ("tools", "help.short.completion"),
    "demo": ("tools", "help.short.demo"),
}
"""The commands in the order of the work, each with its module and what help says of it, so that help need not load the
modules."""


class _Commands(CommandGroup):
    """Loads a command's module only when it is called, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"planbook.cli.{COMMANDS[cmd_name][0]}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; a misspelt one is told with those that it may be."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click looks among the commands that are loaded
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx) from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[Any]]":
        """The commands that a word may become, without loading them; options as of any command."""
        from click.shell_completion import CompletionItem

        if incomplete and not incomplete[0].isalnum():
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(n, help=say(code)) for n, (_, code) in COMMANDS.items() if n.startswith(incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section(say("click.commands")):
            formatter.write_dl([(name, say(code)) for name, (_, code) in COMMANDS.items()])


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(say("click.version") % {"prog": "planbook", "version": __version__})
        context.exit()


@click.group(
    cls=_Commands,
    help="help.long.planbook",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, says="help.option.version"
)
def cli() -> None:
    """``planbook``: the group of all commands."""


def main(args: list[str] | None = None) -> Any:
    """Run the command line; never shows a traceback unless PLANBOOK_DEBUG is set."""
    if getattr(sys, "frozen", False):
        from planbook.book.workers import serve_if_asked  # a program that is its own Python, and its own worker

        serve_if_asked()
    # pydantic looks for plug-ins of its own in every package there is
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    atexit.register(gc.freeze)  # or Python looks three times for cycles among all that ends with the process
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page that cannot write Thai
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = _ran(args)
    sys.exit(voice.end(code))


def _example_of(error: click.ClickException) -> str:
    """The first example in the help of the command that was called wrongly; empty where it is none."""
    called = error.ctx.command if isinstance(error, click.UsageError) and error.ctx else None
    if called is None or called.name not in COMMANDS or not called.help:
        return ""
    lines = say(cast(TextCode, called.help)).splitlines()
    return next((line.strip() for line in lines if line.strip().startswith(f"planbook {called.name} ")), "")


def _ran(args: list[str] | None) -> int:
    """Run a command line and tell what stopped it; the exit code."""
    try:
        code = cli.main(args=args, prog_name="planbook", standalone_mode=False)
        return code if isinstance(code, int) else ExitCode.CLEAN
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        for line in said.getvalue().splitlines():
            voice.tell(line, err=True, loud=True)
        if example := _example_of(error):
            voice.tell(say("cli.for-example", command=example), err=True, loud=True, whole=True)
        return error.exit_code
    except click.Abort:
        voice.tell(say("click.aborted"), err=True, loud=True)
    except PlanbookError as error:
        voice.tell(f"✗ {error.text(language())}", err=True, loud=True)
        return error.exit_code
    except Exception as error:
        if os.environ.get("PLANBOOK_DEBUG"):
            raise
        voice.tell(say("cli.unexpected", problem=f"{type(error).__name__}: {error}"), err=True, loud=True)
    return ExitCode.CANNOT_GO_ON
