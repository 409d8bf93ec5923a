"""Forms for tests, and what offices do to them."""

import json
from functools import cache

from planbook.book.cells import cell_name
from planbook.book.foreign import ForeignBook, open_book
from planbook.book.grid import Grid, read_grids
from planbook.book.package import Package, Workbook
from planbook.book.patch import patch_sheet
from planbook.domain import Finding, FormLine, FormSpec, InputKind, LineKind
from planbook.domain.data import from_json, to_data
from planbook.forms.render import render
from planbook.layout.form import FIRST_ROW, SHEET_FILL, column_numbers, input_columns
from planbook.returns.locate import Identity
from planbook.returns.oneform import Reading, read_opened

FILL = SHEET_FILL["th"]
VISITS, SURVEY, SHARE, STORY = "8/1/01", "8/1/02", "8/2", "9/1"


def row(key, title, unit, kind, *, office="A01", office_name="กฟฟ.ก", targets=None, **more):
    number = key.rpartition("/")[2]
    return FormLine(
        line=LineKind.ROW,
        key=key,
        number=number,
        title=title,
        level=key.count("/"),
        office=office,
        office_name=office_name,
        unit=unit,
        kind=kind,
        targets=targets or {},
        **more,
    )


def form(*lines, quarter=2, office="A01", **more):
    return FormSpec(
        **{
            "plan_id": "plan-2562",
            "plan_title": "แผนปฏิบัติการ ปี 2562",
            "region": "กฟต.2",
            "year": 2562,
            "quarter": quarter,
            "office": office,
            "office_name": "กฟฟ.ก",
            "fingerprint": "abcdef012345",
            "due_date": "15 กรกฎาคม 2562",
            "lines": lines,
            **more,
        }
    )


LINES = (
    FormLine(line=LineKind.STRATEGY, number="CR1", title="ยกระดับความพึงพอใจของลูกค้า"),
    FormLine(line=LineKind.INITIATIVE, key="8", number="8", title="สร้างความสัมพันธ์กับลูกค้า"),
    FormLine(line=LineKind.HEADING, key="8/1", number="1", title="งานลูกค้าสัมพันธ์", level=1),
    row(
        VISITS,
        "เยี่ยมลูกค้ารายสำคัญ",
        "ครั้ง",
        InputKind.NUMBER,
        targets={1: "1 ครั้ง", 2: "2 ครั้ง", 3: "2 ครั้ง"},
        earlier={1: "1 ครั้ง"},
        due=True,
        hint="เป้าหมาย ทุกราย",
    ),
    row(SURVEY, "สำรวจความพึงพอใจ", "%", InputKind.PERCENT, targets={1: "100%", 2: "95%"}, due=True),
    row(SHARE, "ตอบข้อร้องเรียนทันเวลา", "%", InputKind.RATIO, targets={2: "95%"}, due=True),
    FormLine(line=LineKind.INITIATIVE, key="9", number="9", title="พัฒนาระบบบริการ"),
    row(STORY, "สรุปผลการดำเนินงาน", "", InputKind.TEXT, targets={2: "-"}),
)
SPEC = form(*LINES)


@cache
def _rendered(spec_json):
    return render(from_json(FormSpec, spec_json))


def issued(spec=SPEC):
    """The form's bytes, as sent."""
    return _rendered(json.dumps(to_data(spec)))


def address(column, key, spec=SPEC, office=None):
    """The cell of a line in a column, as issued: ``address("result.2", "8/1/01")``."""
    at = next(n for n, x in enumerate(spec.lines, FIRST_ROW) if x.key == key and office in (None, x.office))
    return cell_name(at, column_numbers(spec.quarter)[column])


def patched(cells, data=None, sheet=FILL, styles=None):
    """The file with cells of a sheet set, as a client would save it; ``styles`` are indexes of cell formats."""
    data = data or issued()
    package = Package.open(data)
    part = Workbook(package).sheet(sheet).part
    return package.build({part: patch_sheet(package.read(part), cells, styles=styles)})


def read_form(name, book, *, compose=None) -> Reading:
    """Read one returned form, opened, held against its stamp; where that is lost, against what ``compose`` gives."""
    read = read_opened(name, book, None)
    if isinstance(read, Identity):
        spec = compose(read.office, read.quarter) if compose else None
        lost = Finding.of("stamp-lost", file=name, office=read.office, quarter=read.quarter)
        read = lost if spec is None else read_opened(name, book, spec)
    return Reading(file=name, findings=(read,)) if isinstance(read, Finding) else read


def read(data, name="ก.xlsx", **more) -> Reading:
    return read_form(name, open_book(data), **more)


def fill(answers, spec=SPEC, styles=None):
    """The form with answers typed in: ``fill({"8/1/01": 2, ("8/1/01", "remark"): "ครบ"})``; a key is its result."""
    columns = {field.value: column.key for field, column in input_columns(spec.quarter).items()}
    cells = {}
    for where, value in answers.items():
        key, field = where if isinstance(where, tuple) else (where, "result")
        cells[address(columns[field], key, spec)] = value
    return patched(cells, issued(spec), styles=styles)


def edited(edit, spec=SPEC):
    """The form's reading after ``edit(rows)`` has changed the rows of its fill-in sheet in place; like an .xls, it
    has no XML that could tell formulas from figures."""
    sheets = [Grid(g.name, g.visible, [list(r) for r in g.rows]) for g in read_grids(issued(spec))]
    fill_in = next(g for g in sheets if g.name == SHEET_FILL[spec.language])
    width = max(map(len, fill_in.rows))
    for values in fill_in.rows:
        values.extend([None] * (width - len(values)))
    edit(fill_in.rows)
    return read_form("ก.xls", ForeignBook.of(sheets))


def col(column):
    """A column's place in a row of values, from 0."""
    return column_numbers(SPEC.quarter)[column] - 1


def at(key, spec=SPEC):
    """A line's place among the rows of values, from 0."""
    return next(n for n, line in enumerate(spec.lines) if line.key == key) + FIRST_ROW - 1


def entries(reading):
    """What counts and what does not, as a table: key, field, value or reason."""
    return [(e.key, e.field.value, e.reason or _plain(e.value)) for e in reading.entries]


def _plain(value):
    return value if isinstance(value, str) else f"{value}"


def codes(reading):
    """Findings as a table: code and cell."""
    return [(f.code, f.cell) for f in reading.findings]
