"""Runs the benchmarks: ``./dev bench [WORD …] [--quick] [--json FILE] [--from FILE …]``.

Without words all rows run, with words those whose group or name has one. Prints a line a row, writes ``docs/speed.md``
and its picture after a full run, and ends with exit code 1 where a row is above its goal. A full run takes long: rows
may be measured a few at a time, kept as JSON lines, and made into the page by ``--from``.
"""

import argparse
import dataclasses
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "packaging")]

import frame  # noqa: E402
import reading  # noqa: E402, F401 - its rows
import writing  # noqa: E402, F401 - its rows

PAGE, PICTURE = ROOT / "docs" / "speed.md", ROOT / "docs" / "pictures" / "growth.svg"

TEXT = """# Speed

Processor time as ratios: they are what lasts from one machine to another. `cal` is python-calamine's raw read of the
same files, `D` deflating the same parts with zlib at level 6. Both are measured beside each row, in the same rounds;
the median of the rounds is shown, with half of what the middle half of them spreads. "First pass" is the same ratio for
the first pass of a new process, "one" the processor time of one piece, "memory" what the process and its children held
together beyond the start. A row without a goal is a peer that does the same work, or is only shown. Growth is the power
of the size by which the time grows. `./dev bench` measures all of it anew and writes this page; rows that are missing
here take minutes each, and were left out of the last run.

Last measured on two cores of a shared machine that did nothing else. A made-up year has one file an office and
quarter, and in it no two figures say the same.

Returns are read as a run reads them: each file once, its answers unlike those of any other, nothing known of it
beforehand. "Compiled" is the same in a process that finds the quick way of reading compiled, as in a wheel that is
made with `PLANBOOK_COMPILE=1`.

{table}

{picture}
## What is in the way

- **A merge's own sheets** took nearly twice what they do. What all forms of a workbook have alike (set-up, title,
  links, headings) is made once, what an office's line says once for all lines that say it, and long tables are
  written column by column; this row is the hardest for them, as no two of its offices say the same. Of what is left a
  tenth writes the offices' lines of the detail forms, a sixth composes these (more than half of that the years), an
  eighth is what each form has once (its closing rows above all), a fifth is the sheet of facts, a tenth deflates, a
  twentieth is the digests by which the next merge knows a form again; the rest is status, first page, hidden tables,
  and the package.
- **Results set in a sheet** that are texts or numbers for cells that are there: the sheet is cut at them in one go,
  which takes two fifths of the deflating, its two checks as long, the XML of the texts a third, and putting all
  together again a sixth.
- **Help** says what was compiled into a module when it was written, with the places where a Thai line may be parted,
  and the collector is out of the way before anything is loaded: its modules cost what the collector did.
- **The check of one file** takes half a second where bare click takes 50 ms: ten times as long, twenty-seven and
  fourteen before what writes workbooks, the grammar of rules, reports and the kinds of files that seldom come were
  loaded by who needs them alone, and small values that a room keeps to itself became NamedTuples. More than half of
  it loads modules. Making 150 data classes, whose methods Python writes as text and compiles, is a fifth of it all;
  pydantic, which checks the stamp of each return, a tenth; patterns a fourteenth, nearly all of them asked of a plan;
  the worker that reads the return an eleventh, most of that pydantic's plan for the stamp and what all forms of a set
  have alike. Eight times would take data classes that make their methods when they are first used, which took an
  eighth to a fifth off, or no pydantic: neither is worth it. Python 3.13 takes as long.
- **Entries and facts** have slots and share their texts: an entry takes 200 bytes and 2.4 µs to make, with all that
  it says (1,300 bytes and 6.4 µs once), a fact of this run 160 bytes, one that is read back from a workbook as much.
- **Ten returns into a plan** take what holding, judging and writing its figures takes: 65 to 80 µs a figure that it
  has, whichever ten they are (12 s once for the plan of 200 offices, 31 s and 792 MB for the large one, of which much
  less was said then). Each activity has ten more answers, so no detail form is as it was: all are composed and
  written anew, three tenths of it. A ninth proves that the next command can read the facts, an eleventh writes their
  sheet, an eighth works out the region's results and who has returned, a twelfth the results as they were; judging,
  choosing and the plan's own cells take a twentieth each. Reading the workbook beforehand, 20 µs a figure, is not in
  it. Keeping rows of forms with digests of their own, and copying those of other offices, would save three tenths at
  most: a row that says what others say takes 9 µs to make. A detail form is copied where nobody said anything new of
  its activity.
- **A merge of 992 returns of 400 activities**, 397,000 figures, takes 48 s of processor time and 39 s by the clock on
  two cores (115 s and two minutes once, on a slower day). A third is the workers' reading, 17 ms a file, one and a
  half times python-calamine's bare read of the values; at the goal for reading that alone would be 30 of the 40 s.
  The merging process takes 80 µs a figure. Of its time 26 % writes the detail forms, 16 % the other sheets (two
  fifths of that deflating), 13 % proves that the next command can read the facts, 14 % asks about the answers, 12 %
  works out the region's results and who has returned, 7 % makes facts of what was read, 6 % chooses, and 6 % takes
  over what the workers send. No step is left that takes a tenth of it by itself; a fifth of all would have to go.
  Compiled by mypyc the modules of a merge gained 3 %. It grows in proportion to the figures. N cores share the
  reading and nothing else; with eight it would take, as reckoned, half a minute. The offices' figures are made up as
  offices may answer: four in a hundred are questioned, and as many have a reason where one is asked for. Regions are
  merged apart and joined ([scale](scale.md)); a region has some 200 offices.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="rows whose group or name has one of these words")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, fewer rounds, without the slow rows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON lines")
    parser.add_argument("--from", type=Path, nargs="+", metavar="FILE", dest="kept", help="make the page of these rows")
    parser.add_argument("--cold", metavar="ROW", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cold:
        return cold(asked.cold, asked.folder, quick=asked.quick)
    if asked.kept:
        write_page(kept_in(asked.kept))
        return 0
    rows = [
        each
        for each in frame.ROWS
        if not (asked.quick and each.slow)
        and (not asked.words or any(word in f"{each.group} {each.name}" for word in asked.words))
    ]
    if not rows:
        parser.error("no row has such a word")
    with tempfile.TemporaryDirectory() as name:
        bench = frame.Bench(asked.folder or Path(name), quick=asked.quick)
        found = []
        for pair in frame.measured(bench, rows, lambda said: print(said, flush=True)):
            found.append(pair)
            if asked.json:  # a run that is stopped keeps what it has
                asked.json.write_text(frame.json_lines(found), encoding="utf-8")
    if not asked.quick and not asked.words:
        write_page(found)
    return int(any(frame.is_over(*each) for each in found))


def write_page(found: list[tuple[frame.Row, frame.Figure]]) -> None:
    """Write the page of the docs and its picture."""
    drawn = frame.picture(found)
    if drawn:
        PICTURE.write_text(drawn, encoding="utf-8")
    shown = "![How the time grows with the size](pictures/growth.svg)\n" if drawn else ""
    PAGE.write_text(TEXT.format(table=frame.table(found), picture=shown), encoding="utf-8")


def kept_in(files: list[Path]) -> list[tuple[frame.Row, frame.Figure]]:
    """The rows that earlier runs kept as JSON lines, in the order of the rows; of one measured twice the last."""
    kept = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            fields = {each.name: said[each.name] for each in dataclasses.fields(frame.Figure)}
            fields["points"] = tuple(map(tuple, fields["points"]))
            kept[said["group"], said["name"]] = frame.Figure(**fields)
    return [(each, kept[each.group, each.name]) for each in frame.ROWS if (each.group, each.name) in kept]


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
