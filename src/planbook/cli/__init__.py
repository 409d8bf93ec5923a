"""The command line: one file a command; the only place that prints, prompts, or exits."""

import importlib
import os
import sys
from typing import Any

import click

from planbook.errors import ExitCode, PlanbookError

COMMANDS: dict[str, str] = {
    "adopt": "Make a master out of the region's plan. รับแผนของเขตเข้าระบบ",
    "lint": "Look a master over before forms go out. ตรวจแผนหลัก",
    "generate": "Write one form per reporting office. สร้างแบบฟอร์ม",
    "rehearse": "Mangle this quarter's forms and see what still reads. ซ้อมก่อนส่ง",
    "inspect": "Say what a workbook is. ดูว่าไฟล์คืออะไร",
    "check": "Read and validate returns. ตรวจแบบที่ส่งกลับ",
    "remind": "Mail drafts to offices that owe answers. ร่างอีเมลทวง",
    "merge": "Merge returns into the plan. รวมผลลงในแผน",
    "export": "The plan as JSON or YAML. ส่งออกแผนเป็นข้อมูล",
    "new": "A new plan workbook from data, or an empty one. สร้างแผนใหม่",
    "demo": "The whole quarter on the sample. สาธิตทั้งไตรมาส",
}
_HOMES = {
    **dict.fromkeys(("adopt", "lint", "export", "new"), "plan"),
    **dict.fromkeys(("generate", "check", "remind", "merge"), "quarter"),
    **dict.fromkeys(("rehearse", "inspect", "demo"), "tools"),
}
"""Commands in the order of the work, and what help says of each; each is ``command`` in the module of its name.
The words stand here so that help need not load the modules."""


class _Commands(click.Group):
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
        command = getattr(importlib.import_module(f"planbook.cli.{_HOMES[cmd_name]}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="planbook", prog_name="planbook")
def cli() -> None:
    """Regional action plans in Excel: forms out, returns in, one consolidated plan.

    แผนปฏิบัติการของเขต: สร้างแบบฟอร์ม ตรวจแบบที่ส่งกลับ และรวมผลลงในแผนฉบับเดิม

    \b
    planbook adopt PLAN.xlsx --offices OFFICES.csv -o MASTER.xlsx
    planbook generate MASTER.xlsx --quarter 1 -o forms/
    planbook check MASTER.xlsx returns/
    planbook merge MASTER.xlsx returns/ -o CONSOLIDATED.xlsx

    Exit codes: 0 clean, 1 findings that need somebody, 2 usage, 3 cannot go on.
    """


def main(args: list[str] | None = None) -> Any:
    """Run the command line; never shows a traceback unless PLANBOOK_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page that cannot write Thai
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=args, prog_name="planbook", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else ExitCode.CLEAN)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("ยกเลิกแล้ว / aborted", err=True)
        sys.exit(ExitCode.CANNOT_GO_ON)
    except PlanbookError as error:
        click.echo(f"✗ {error.th}\n  {error.en}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if os.environ.get("PLANBOOK_DEBUG"):
            raise
        click.echo(
            f"✗ โปรแกรมผิดพลาดโดยไม่คาดคิด ({type(error).__name__}) ไฟล์ต้นฉบับไม่ถูกแก้ไข โปรดแจ้งผู้ดูแล\n"
            f"  An unexpected error in planbook ({type(error).__name__}: {error}); no input was changed. "
            "Please report it; PLANBOOK_DEBUG=1 shows where it happened.",
            err=True,
        )
        sys.exit(ExitCode.CANNOT_GO_ON)
