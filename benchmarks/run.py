"""Runs the benchmarks: ``./dev bench [WORD …] [--quick] [--json FILE]``.

Without words all rows run, with words those whose group or name has one. Prints a line a row, writes ``docs/speed.md``
and its picture after a full run, and ends with exit code 1 where a row is above its goal.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import frame  # noqa: E402
import reading  # noqa: E402, F401 - its rows
import writing  # noqa: E402, F401 - its rows

PAGE, PICTURE = ROOT / "docs" / "speed.md", ROOT / "docs" / "pictures" / "growth.svg"

TEXT = """# Speed

Processor time as ratios: they are what lasts from one machine to another. `cal` is python-calamine's raw read of the
same files, `D` deflating the same parts with zlib at level 6. Both are measured beside each row, in the same rounds;
the median of the rounds is shown, with half of what the middle half of them spreads. "First pass" is the same ratio for
the first pass of a new process, "one" the processor time of one piece, "memory" what the process and its children held
together beyond the start. A row without a goal is a peer that does the same work. Growth is the power of the size by
which the time grows. `./dev bench` measures all of it anew and writes this page.

{table}

{picture}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="rows whose group or name has one of these words")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, fewer rounds, without the slow rows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON lines")
    parser.add_argument("--cold", metavar="ROW", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cold:
        return cold(asked.cold, asked.folder, quick=asked.quick)
    rows = [
        each
        for each in frame.ROWS
        if not (asked.quick and each.slow)
        and (not asked.words or any(word in f"{each.group} {each.name}" for word in asked.words))
    ]
    if not rows:
        parser.error("no row has such a word")
    with tempfile.TemporaryDirectory() as name:
        bench = frame.Bench(Path(name), quick=asked.quick)
        found = frame.measured(bench, rows, lambda said: print(said, flush=True))
    if asked.json:
        asked.json.write_text(frame.json_lines(found), encoding="utf-8")
    if not asked.quick and not asked.words:
        drawn = frame.picture(found)
        PICTURE.write_text(drawn, encoding="utf-8")
        shown = "![How the time grows with the size](pictures/growth.svg)\n" if drawn else ""
        PAGE.write_text(TEXT.format(table=frame.table(found), picture=shown), encoding="utf-8")
    return int(any(frame.is_over(*each) for each in found))


def cold(name: str, folder: Path, *, quick: bool) -> int:
    """Print what the first pass of a row costs in this process."""
    row = next(each for each in frame.ROWS if f"{each.group}/{each.name}" == name)
    try:
        row.measure(frame.Bench(folder, quick=quick, cold=True))
    except frame.ColdPass as told:
        print(told.seconds)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
