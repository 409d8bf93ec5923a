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

Last measured on two cores of a shared machine that did nothing else.

Returns are read as a run reads them: each file once, its answers unlike those of any other, nothing known of it
beforehand. "Compiled" is the same in a process that finds the quick way of reading compiled, as in a wheel that is
made with `PLANBOOK_COMPILE=1`.

{table}

{picture}
## What is in the way

- **A merge's own sheets** stand at nearly twice their goal; this row is the hardest for them: no two of its offices say
  the same. A fifth of its time writes the offices' lines of the detail forms, a fifth composes these (half of that the
  offices' years), a fifth is what each form has once (title, links, heading, closing rows, and what xlsxwriter puts
  around them), a tenth is the sheet of facts, a fifteenth deflates, a twentieth is the digests by which the next merge
  knows a form again; the rest is status, first page and hidden tables. What forms have in common is written once a
  workbook, and what several offices of a form say, once a form: that helps this row little, and halved the detail forms
  of the 992 returns, where sixty of a hundred figures are the target. For more, the head of a form would have to be
  spliced as the offices' forms are, and a line made without an object for each figure.
- **Results set in a sheet** that are texts or numbers for cells that are there: the sheet is cut at them in one go,
  which takes two fifths of the deflating, its two checks as long, the XML of the texts a third, and putting all
  together again a sixth.
- **Help** loads, beside click, its own modules, and tomllib for the words and, where it speaks Thai, budoux for the
  breaks of its lines, which take 0.15 times bare click. Readers of both that were written for this alone came to 1.2
  times click in all; libraries that others keep are worth the rest.
- **The check of one file** takes some 0.8 s where bare click takes 75 ms: ten to eleven times as long, and fourteen
  before what writes workbooks, the grammar of rules, reports and the kinds of files that seldom come were loaded by who
  needs them alone. Of the 140 modules of planbook's that it loads now every one is used but some lists of names. More
  than half of it loads modules: making 260 data classes, whose methods Python writes as text and compiles, is a fifth
  of it all, pydantic, which checks the stamp of each return, a tenth, patterns a fourteenth, click and lxml as much.
  Reading the master is a seventh, an eighth of which looks for plug-ins through the packages that are installed, here
  140; the worker that reads the return is an eighth, half of that pydantic's plan for the stamp and what all forms of a
  set have alike. Classes that make their methods when they are first used took an eighth off; the standard library's
  stayed.
- **Entries and facts** have slots and share their texts: an entry takes 200 bytes and 2.4 µs to make, with all that
  it says (1,300 bytes and 6.4 µs once), a fact of this run 160 bytes, one that is read back from a workbook 290 (780
  before its texts were shared).
- **Ten returns into a plan of 200 offices** take some 6 s of processor time (12 s once), whichever ten they are: each
  of the 86 activities has ten more answers, so no detail form is as it was, and all are composed and written anew,
  which is a quarter of it. Another quarter reads every fact of the new workbook back, an eighth works out the region's
  results as they were and as they are, a tenth holds every fact against its target once more for the first page;
  choosing what counts, the sheet of facts and the ten returns themselves take a twentieth each. Reading the workbook
  beforehand, 2 s, is not in it. In proportion to what came it would be where rows of forms and facts were kept with
  digests of their own, and those of other offices copied, and not read back.
- **A merge of 992 returns of 400 activities**, 397,000 figures, takes 115 s of processor time, two minutes by the clock
  on two cores, and 420 MB (246 s and 1,137 MB once, beside others, on figures of which three in four were questioned,
  which no region's are). A quarter is the workers' reading, 30 ms a file, twice python-calamine's bare read of the
  values: of the 40 s that were the goal reading alone takes three quarters. The merging process takes 0.2 ms a figure.
  38 % of its time writes planbook's sheets (two thirds of that the detail forms), 24 % proves that the next command can
  read the workbook (two fifths of that checks every sheet as it is to be checked before it is read, a fifth is
  calamine's reading, the rest makes facts of it again), 6 % makes entries and facts of what was read, 5 % chooses, 8 %
  rolls up, 7 % asks about the answers. Much less of it would mean fewer things said of a figure, or forms that are
  composed in other processes. It grows in proportion to the figures. N cores share the reading and nothing else; with
  eight it would take, as reckoned, a minute and a half by the clock. Before the new workbook is made it holds 335 MB:
  facts (160 bytes each), the entries that they came from (200), findings, and who answered what; the workbook adds 90
  MB, and reading it back 30, as the table of facts is checked, inflated and read two megabytes at a time, by calamine
  all the same. The offices' figures are made up as offices may answer: four in a hundred are questioned, and as many
  have a reason where one is asked for. Regions are merged apart and joined ([scale](scale.md)); a region has some 200
  offices.
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
