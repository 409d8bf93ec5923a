"""Plans as regions hand them in: with macros, as a template, signed, of another kind of workbook."""

import base64
import hashlib
import io
import re
import stat
import sys
from pathlib import Path

import openpyxl
import pytest

import planbook as pb
from planbook.book.files import refuse_kind
from planbook.book.package import Package
from planbook.book.signed import is_signed, still_holds

from ..plans import OFFICES, plan
from ..quarters import returned

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจ | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยม | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
"""
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
VBA = b"\xd0\xcf\x11\xe0" + b"a macro nobody reads" * 40


def of_type(data: bytes, kind: bytes, parts: dict[str, bytes] | None = None) -> bytes:
    package = Package.open(data)
    types = package.read("[Content_Types].xml")
    assert SHEET in types
    return package.build({"[Content_Types].xml": types.replace(SHEET, kind), **(parts or {})})


def with_macros(data: bytes) -> bytes:
    package = Package.open(data)
    rels = package.read("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>',
    )
    types = package.read("[Content_Types].xml").replace(
        b"</Types>",
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    made = package.build({"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": rels, "xl/vbaProject.bin": VBA})
    return of_type(made, MACROS)


def codes(made: pb.Adopted) -> list[str]:
    return [finding.code for finding in made.findings if finding.code.startswith("plan-")]


@pytest.mark.parametrize("name", ["แผน.xlsm", "แผน.xlsx"])
def test_a_plan_with_macros_stays_one_whatever_its_name_and_they_stay_byte_for_byte(name, tmp_path, save):
    path = tmp_path / name
    path.write_bytes(with_macros(plan(PLAN)))
    made = pb.adopt(path, OFFICES.encode())
    assert codes(made) == ["plan-has-macros"]
    assert name in next(f for f in made.findings if f.code == "plan-has-macros").message.th
    assert Package.open(made.data).read("xl/vbaProject.bin") == VBA
    outcome = pb.merge(made.data, returned(save, made.data, {"PLS": {"8/1": 1}, "TRG": {"8/2": 3}}))
    assert outcome.proof.holds
    package = Package.open(outcome.data)
    assert package.read("xl/vbaProject.bin") == VBA
    assert MACROS in package.read("[Content_Types].xml")
    with pytest.raises(pb.UsageProblem) as caught:
        outcome.save(tmp_path / "รวม.xlsx")
    assert caught.value.code == "output-needs-ending"
    outcome.save(tmp_path / "รวม.xlsm")
    assert pb.read_master(tmp_path / "รวม.xlsm").facts


def test_a_workbook_without_macros_is_not_called_xlsm():
    with pytest.raises(pb.UsageProblem, match=r"\.xlsx"):
        refuse_kind(Path("แผน.xlsm"), plan(PLAN))
    refuse_kind(Path("แผน.xlsx"), plan(PLAN))


@pytest.mark.parametrize(
    ("template", "workbook"),
    [
        (b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", SHEET),
        (b"application/vnd.ms-excel.template.macroEnabled.main+xml", MACROS),
    ],
)
def test_a_template_becomes_a_workbook(template, workbook):
    data = of_type(plan(PLAN), template)
    made = pb.adopt(data, OFFICES.encode())
    assert codes(made)[-1] == "plan-was-template"
    types = Package.open(made.data).read("[Content_Types].xml")
    assert workbook in types
    assert template not in types


def signed(data: bytes, digest: bytes | None = None) -> bytes:
    package = Package.open(data)
    book = package.read("xl/workbook.xml")
    said = base64.b64encode(digest or hashlib.sha256(book).digest()).decode()
    rel = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "application/vnd.openxmlformats-package.digital-signature"
    types = package.read("[Content_Types].xml").replace(
        b"</Types>",
        f'<Default Extension="sigs" ContentType="{kind}-origin"/>'
        f'<Override PartName="/_xmlsignatures/sig1.xml" ContentType="{kind}-xmlsignature+xml"/></Types>'.encode(),
    )
    roots = package.read("_rels/.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="rIdS" Type="{rel}/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
        "</Relationships>".encode(),
    )
    signature = (
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object><Manifest><Reference '
        'URI="/xl/workbook.xml?ContentType=x"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<DigestValue>{said}</DigestValue></Reference></Manifest></Object></Signature>"
    )
    return package.build(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": roots,
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/_rels/origin.sigs.rels": (
                f'<Relationships xmlns="{rel}"><Relationship Id="r1" Type="{rel}/digital-signature/signature" '
                'Target="sig1.xml"/></Relationships>'
            ).encode(),
            "_xmlsignatures/sig1.xml": signature.encode(),
        }
    )


def test_a_signature_that_the_change_breaks_is_told(save):
    made = pb.adopt(signed(plan(PLAN)), OFFICES.encode())
    assert codes(made) == ["plan-signed"]
    assert is_signed(Package.open(made.data)), "its parts stay as they are"
    typed = {"PLS": {"8/1": 1}}
    told = [f.code for f in pb.merge(made.data, returned(save, made.data, typed)).findings]
    assert "plan-signed" not in told, "a signature that was broken before breaks no more"

    master = signed(pb.adopt(plan(PLAN), OFFICES.encode()).data)
    assert still_holds(Package.open(master))
    outcome = pb.merge(master, returned(save, master, typed))
    assert outcome.proof.holds
    assert "plan-signed" in [f.code for f in outcome.findings]
    again = pb.merge(outcome.data, returned(save, master, typed))
    assert (again.data, "plan-signed" in [f.code for f in again.findings]) == (outcome.data, False)


def test_a_signature_of_something_else_or_none_does_not_hold():
    assert not still_holds(Package.open(signed(plan(PLAN), digest=b"another")))
    assert not still_holds(Package.open(plan(PLAN)))


OFFICE = """#!{python}
import pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
out.mkdir()
source = pathlib.Path(sys.argv[-1])
(out / (source.stem + ".xlsx")).write_bytes(pathlib.Path({made!r}).read_bytes())
"""


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A program that stands in for LibreOffice: it gives the same workbook whatever it is asked to save."""
    made = tmp_path / "made.xlsx"
    made.write_bytes(plan(PLAN))
    program = tmp_path / "soffice"
    program.write_text(OFFICE.format(python=sys.executable, made=str(made)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("planbook.book.office.soffice", lambda: str(program))
    return made


@pytest.fixture(scope="module")
def ods() -> bytes:
    from ..book.makers import zipped

    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})


def test_a_plan_of_another_kind_goes_through_libreoffice_and_is_told(office, ods, save):
    made = pb.adopt(ods, OFFICES.encode())
    (told,) = [finding for finding in made.findings if finding.code == "plan-converted"]
    assert told.fields["kind"] == "ods"
    assert list(made.master.activities) == ["8/1", "8/2"]
    returns = returned(save, made.data, {"PLS": {"8/1": 1}})
    assert pb.merge(made.data, returns).proof.holds

    book = openpyxl.load_workbook(office)
    book["CR1"]["B6"] = "1. สำรวจความต้องการ"
    book.save(office)
    updated = pb.update(ods, made.data)
    assert updated.master.activities["8/1"].title == "สำรวจความต้องการ"
    assert "plan-converted" in [finding.code for finding in updated.findings]


def test_the_same_plan_gives_the_same_bytes_whenever_it_is_converted(office, ods):
    first = pb.adopt(ods, OFFICES.encode()).data
    book = Package.open(office.read_bytes())
    core = re.sub(rb"(<dcterms:(\w+)[^>]*>)[^<]*", rb"\g<1>2031-05-06T07:08:09Z", book.read("docProps/core.xml"))
    assert core != book.read("docProps/core.xml")
    office.write_bytes(book.build({"docProps/core.xml": core}))
    assert pb.adopt(ods, OFFICES.encode()).data == first


def test_where_it_makes_nothing_of_the_plan_there_is_a_way_out(office, ods):
    office.unlink()
    with pytest.raises(pb.BookProblem) as caught:
        pb.adopt(ods, OFFICES.encode())
    assert caught.value.code == "plan-not-xlsx"
    assert "LibreOffice" in caught.value.en
    assert "Excel" in caught.value.th


def test_a_strict_workbook_is_named():
    package = Package.open(plan(PLAN))
    main, strict = b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
    rels = b"schemas.openxmlformats.org/officeDocument/2006/relationships"
    changed = {
        name: package.read(name)
        .replace(main, strict)
        .replace(rels, b"purl.oclc.org/ooxml/officeDocument/relationships")
        for name in package.names
    }
    with pytest.raises(pb.BookProblem) as caught:
        pb.adopt(package.build(changed), OFFICES.encode())
    assert caught.value.code == "file-strict"


def test_a_plan_that_counts_days_from_1904_is_read_and_merged(save):
    book = openpyxl.load_workbook(io.BytesIO(plan(PLAN)))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    stream = io.BytesIO()
    book.save(stream)
    assert b'date1904="1"' in Package.open(stream.getvalue()).read("xl/workbook.xml")
    made = pb.adopt(stream.getvalue(), OFFICES.encode())
    outcome = pb.merge(made.data, returned(save, made.data, {"PLS": {"8/1": 1}}))
    assert outcome.proof.holds
    assert [result.display for result in outcome.results if result.key == "8/1"] == ["1 ครั้ง"]
