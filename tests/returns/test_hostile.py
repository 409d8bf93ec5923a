"""Hostile and broken files: each costs one finding and nothing else, within bounds on memory and time."""

import io
import json
import re
import subprocess
import sys
import zipfile

import pytest

from planbook.book.cells import column_name
from planbook.book.package import Package, Workbook
from planbook.book.safety import check
from planbook.returns.collect import SourceFile
from planbook.returns.reading import BUDGET, readings_of

from ..book.makers import MAIN, OFFICE_RELS, TYPES, by_hand, parts_of, with_part, zipped
from ..book.test_guard import ole, workbook_of
from .makers import FILL, SURVEY, VISITS, address, codes, entries, fill
from .test_returns import MASTER

SPOT = address("result.2", VISITS)
HONEST = fill({VISITS: 3, SURVEY: 0.95})
READ = [(VISITS, "result", "3"), (SURVEY, "result", "95")]


def rewritten(edit, data=HONEST):
    """The filled form after ``edit(xml)`` of its fill-in sheet."""
    package = Package.open(data)
    part = Workbook(package).sheet(FILL).part
    return package.build({part: edit(package.read(part).decode()).encode()})


def the_cell(xml):
    return re.search(rf'<c r="{SPOT}"[^>]*>.*?</c>', xml)[0]


def twice(xml):
    cell = the_cell(xml)
    return xml.replace(cell, cell + cell.replace("<v>3<", "<v>4<"))


def out_of_order(xml):
    cell = the_cell(xml)
    return xml.replace(cell, "").replace('<c r="A11"', cell + '<c r="A11"')


def rows_out_of_order(xml):
    row = re.search(r'<row r="11".*?</row>', xml)[0]
    return xml.replace(row, "").replace("</sheetData>", row + "</sheetData>")


def string_index(number):
    return rewritten(lambda xml: re.sub(r'(<c r="D11"[^>]*t="s"[^>]*><v>)\d+', rf"\g<1>{number}", xml))


def doctype(declaration, use):
    xml = f'<?xml version="1.0"?><!DOCTYPE sst [{declaration}]><sst xmlns="{MAIN}"><si><t>{use}</t></si></sst>'
    return with_part(HONEST, "xl/sharedStrings.xml", xml.encode())


def laughs():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return doctype('<!ENTITY e0 "ha">' + levels, "&e9;")


def lying_bomb():
    data = with_part(HONEST, "xl/a.xml", b"<a/>" + b" " * 5_000_000)
    return data.replace((5_000_004).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def wrong_checksum():
    with zipfile.ZipFile(io.BytesIO(HONEST)) as archive:
        info = archive.getinfo("xl/worksheets/sheet2.xml")
    return HONEST.replace(info.CRC.to_bytes(4, "little"), (info.CRC ^ 1).to_bytes(4, "little"))


def with_member(name):
    out = io.BytesIO(HONEST)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"<a/>")
    return out.getvalue()


def filled_cells(*refs):
    rows = "".join(f'<row r="{ref.lstrip("ABCDEFX")}"><c r="{ref}"><v>1</v></c></row>' for ref in refs)
    return by_hand(f"<sheetData>{rows}</sheetData>")


def in_every_cell(text, rows, columns):
    """One long text that every cell of a sheet refers to: 1 MB in the file, without end in memory."""
    names = [column_name(number) for number in range(1, columns + 1)]
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{name}{row}" t="s"><v>0</v></c>' for name in names) + "</row>"
        for row in range(1, rows + 1)
    )
    parts = parts_of(by_hand(f"<sheetData>{cells}</sheetData>"))
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/></Types>'
    rel = f'<Relationship Id="rId9" Type="{OFFICE_RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    return zipped(
        parts
        | {
            types: parts[types].replace(b"</Types>", kind.encode()),
            rels: parts[rels].replace(b"</Relationships>", rel.encode()),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'.encode(),
        }
    )


def repeated_ods(rows, columns):
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:document-content xmlns:o="{urn}:office:1.0" xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="ก"><table:table-row '
        f'table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" '
        f'office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet>'
        f"</office:body></o:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


# Blank positions are counted by the reader alone: the guard cannot see how far these reach.
NAMELESS = (
    '<sheetData><row r="1">' + "<c><v>1</v></c>" * 16_384 + '</row><row r="1048576"><c><v>1</v></c></row></sheetData>'
)

ATTACKS = {
    "zip-bomb": lambda: with_part(HONEST, "xl/worksheets/sheet9.xml", b"<a/>" + b" " * 99_000_000),
    "zip-bomb that lies": lying_bomb,
    "zip of many members": lambda: zipped(parts_of(HONEST) | {f"xl/m{n}.xml": b"" for n in range(5_001)}),
    "entity expansion": laughs,
    "external entity": lambda: doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
    "wrong checksum": wrong_checksum,
    "member twice": lambda: with_member("XL/workbook.xml"),
    "path traversal": lambda: with_member("../../evil.xml"),
    "absolute path": lambda: with_member("/etc/evil.xml"),
    "far corner": lambda: filled_cells("A1", "XFD1048576"),
    "absurd reference": lambda: filled_cells("A1", "A99999999"),
    "nameless cells": lambda: by_hand(NAMELESS),
    "string index too large": lambda: string_index(999_999),
    "string index below zero": lambda: string_index(-1),
    "cell twice": lambda: rewritten(twice),
    "cells out of order": lambda: rewritten(out_of_order),
    "rows out of order": lambda: rewritten(rows_out_of_order),
    "text without end": lambda: in_every_cell("".join(map(str, range(200_000))), 1_000, 10),
    "repeated ods": lambda: repeated_ods(10**9, 10**9),
    "password": lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "html": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "csv": "ลำดับ,ผล\n1,2\n".encode,
    "truncated": lambda: HONEST[: len(HONEST) // 2],
    "empty": lambda: b"",
    "another's workbook": lambda: by_hand('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
}
TOLD = {
    "zip-bomb": "zip-bomb",
    "zip-bomb that lies": "zip-bomb",
    "zip of many members": "zip-bomb",
    "entity expansion": "xml-doctype",
    "external entity": "xml-doctype",
    "wrong checksum": "file-truncated",
    "member twice": "zip-bad-member",
    "path traversal": "zip-bad-member",
    "absolute path": "zip-bad-member",
    "far corner": "cell-out-of-bounds",
    "absurd reference": "cell-out-of-bounds",
    "nameless cells": "file-stops-reader",
    "string index too large": "return-unreadable",
    "string index below zero": "return-unreadable",
    "cell twice": "cells-out-of-order",
    "cells out of order": "cells-out-of-order",
    "rows out of order": "cells-out-of-order",
    "text without end": "file-stops-reader",
    "repeated ods": "cell-out-of-bounds",
    "password": "file-encrypted",
    "html": "file-is-html",
    "csv": "file-is-text",
    "truncated": "file-truncated",
    "empty": "file-empty",
    "another's workbook": "return-not-a-form",
}


@pytest.fixture(scope="module")
def files():
    attacks = {f"{name}.xlsx": make() for name, make in ATTACKS.items()}
    return [SourceFile(name, data) for name, data in {"0.xlsx": HONEST, **attacks, "ท้าย.xlsx": HONEST}.items()]


def test_each_attack_is_one_finding_and_the_other_files_are_read(files):
    readings, findings = readings_of(MASTER, files, workers=2)
    assert [(finding.file.removesuffix(".xlsx"), finding.code) for finding in findings] == list(TOLD.items())
    assert [(reading.file, entries(reading), codes(reading)) for reading in readings] == [
        ("0.xlsx", READ, []),
        ("ท้าย.xlsx", READ, []),
    ]
    assert all(finding.message.th and finding.hint.th for finding in findings)


def test_each_sort_of_unusable_file_has_a_sentence_of_its_own(files):
    sorts = ["password", "html", "csv", "truncated", "empty", "another's workbook"]
    wanted = [file for file in files if file.name.removesuffix(".xlsx") in sorts]
    _, findings = readings_of(MASTER, wanted)
    assert len({finding.message.en.replace(finding.file, "") for finding in findings}) == len(sorts)


def test_a_false_dimension_does_no_harm():
    edit = re.compile(r'<dimension ref="[^"]*"/>').sub
    data = rewritten(lambda xml: edit('<dimension ref="A1:XFD1048576"/>', xml))
    ((reading,), findings) = readings_of(MASTER, [SourceFile("a.xlsx", data)])
    assert (entries(reading), codes(reading), findings) == (READ, [], [])


def test_macros_are_noted_and_nothing_more():
    types = parts_of(workbook_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))["[Content_Types].xml"]
    assert b"macroEnabled" in types
    parts = parts_of(HONEST)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    data = zipped(parts | {"xl/vbaProject.bin": ole("VBA")})
    ((reading,), findings) = readings_of(MASTER, [SourceFile("ก.xlsm", data)])
    assert (entries(reading), codes(reading), findings) == (READ, [("file-has-macros", "")], [])


def dense(rows, columns):
    names = [column_name(number) for number in range(1, columns + 1)]
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{name}{row}"><v>{row}</v></c>' for name in names) + "</row>"
        for row in range(1, rows + 1)
    )
    return by_hand(f"<sheetData>{cells}</sheetData>")


def styled(count):
    parts = parts_of(HONEST)
    formats = b"".join(b'<xf numFmtId="%d" fontId="%d"/>' % (n % 150, n % 97) for n in range(count))
    return zipped(parts | {"xl/styles.xml": parts["xl/styles.xml"].replace(b"</cellXfs>", formats + b"</cellXfs>")})


def shared_strings(megabytes):
    """Texts that no cell uses, as a damaged file has them."""
    text = "".join(f"<si><t>{number:09}{'ก' * 300}</t></si>" for number in range(megabytes * 1_000_000 // 930))
    data = in_every_cell("", 1, 1)
    return with_part(data, "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{text}</sst>'.encode())


def painted(rows, data=HONEST):
    """The filled form with the formats of its columns painted down to a row."""
    names = [column_name(number) for number in range(1, 19)]
    lines = (
        f'<row r="{row}">' + "".join(f'<c r="{name}{row}" s="3"/>' for name in names) + "</row>"
        for row in range(100, rows + 1)
    )
    return rewritten(lambda xml: xml.replace("</sheetData>", "".join(lines) + "</sheetData>"), data)


def test_blank_cells_painted_down_the_sheet_cost_no_more_than_a_look():
    data = painted(20_000)
    part = Workbook(Package.open(data)).sheet(FILL).part
    assert len(Package.open(data).read(part)) > 7_000_000
    assert len(check(data).package.read(part)) < 50_000
    ((reading,), findings) = readings_of(MASTER, [SourceFile("a.xlsx", data)])
    assert (entries(reading), codes(reading), findings) == (READ, [], [])


LARGE = {
    "blank cells painted down the sheet": lambda: painted(150_000),
    "a value in the last row": lambda: filled_cells("A1", "D1048576"),
    "a million cells": lambda: dense(100_000, 10),
    "two million styles": lambda: styled(2_000_000),
    "95 MB of texts": lambda: shared_strings(95),
    "text without end": lambda: in_every_cell("".join(map(str, range(200_000))), 1_000, 10),
    "cells just within bounds": lambda: dense(145_000, 20),
    "5 million cells": lambda: dense(250_000, 20),
}
PROGRAM = """
import json, resource, sys
from pathlib import Path
from planbook.returns.collect import SourceFile
from planbook.returns.reading import readings_of
from tests.returns.test_returns import MASTER
readings, findings = readings_of(MASTER, [SourceFile("ก.xlsx", Path(sys.argv[1]).read_bytes())])
own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({
    "codes": [finding.code for finding in findings], "readings": len(readings),
    "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "own": int(own.split()[1]) / 1024,
}))
"""


@pytest.mark.proof
@pytest.mark.parametrize("name", LARGE)
def test_no_file_takes_a_process_over_500_mb(name, tmp_path, request):
    path = tmp_path / "large.xlsx"
    path.write_bytes(LARGE[name]())
    command = [sys.executable, "-c", PROGRAM, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=request.config.rootpath)
    seen = json.loads(done.stdout)
    assert seen["worker"] < 500
    assert seen["own"] < 500
    assert seen["readings"] + len(seen["codes"]) == 1
    assert BUDGET.memory_mb < 500
