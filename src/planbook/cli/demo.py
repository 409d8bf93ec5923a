"""``planbook demo``."""

from pathlib import Path

import click

from planbook.cli.common import force_option, progress, workers_option
from planbook.errors import ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("planbook-demo"), metavar="[DIR]")
@click.option(
    "--quarter", "-q", type=click.IntRange(1, 4), default=1, show_default=True, help="The quarter, 1 to 4. ไตรมาส"
)
@force_option
@workers_option
def command(folder: Path, quarter: int, force: bool, workers: int) -> int:
    """Play a whole quarter on the sample plan, with offices that make the usual mistakes.

    สาธิตการทำงานหนึ่งไตรมาสด้วยแผนตัวอย่าง ตั้งแต่รับแผนจนรวมผล รวมทั้งความผิดพลาดที่พบบ่อย

    \b
    planbook demo
    """
    from planbook import demo
    from planbook.demo.summary import summary_lines

    done = demo.run(folder, quarter, force=force, workers=workers, step=progress)
    for line in summary_lines(done):
        click.echo(line)
    if done.as_planned:
        # findings in what the offices sent are what the demo is for
        return ExitCode.CLEAN
    click.echo("\n✗ การสาธิตไม่เป็นไปตามแผน โปรดแจ้งผู้ดูแล / the demo did not go as planned; please report it", err=True)
    return ExitCode.CANNOT_GO_ON
