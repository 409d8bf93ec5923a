"""``planbook demo``."""

import os
from pathlib import Path

import click

from planbook.cli.common import force_option, progress
from planbook.errors import ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("planbook-demo"), metavar="[DIR]")
@click.option(
    "--quarter", "-q", type=click.IntRange(1, 4), default=1, show_default=True, help="The quarter, 1 to 4. ไตรมาส"
)
@force_option
def command(folder: Path, quarter: int, force: bool) -> int:
    """Play a whole quarter on the sample plan, with offices that make the usual mistakes.

    สาธิตการทำงานหนึ่งไตรมาสด้วยแผนตัวอย่าง ตั้งแต่รับแผนจนรวมผล รวมทั้งความผิดพลาดที่พบบ่อย

    \b
    planbook demo
    """
    from planbook import demo
    from planbook.demo.summary import summary_lines

    done = demo.run(folder, quarter, force=force, workers=min(4, os.cpu_count() or 1), step=progress)
    for line in summary_lines(done):
        click.echo(line)
    return ExitCode.CLEAN if done.as_planned else ExitCode.CANNOT_GO_ON
