import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from planbook.book.graft import graft
from planbook.book.owned import owned_sheets, strip
from planbook.book.package import Package, Workbook
from planbook.book.parts import set_full_calc_on_load
from planbook.book.styles import StyleSheet
from planbook.errors import BookProblem

from .makers import BASES, MAIN, by_hand, by_openpyxl, by_xlsxwriter, own_sheets, parts_of, with_part, zipped

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

OWN = own_sheets()
SHEETS = ("กิจกรรม", "ผล'งาน")
LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docProps/app.xml"}


def load(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> bytes:
    return BASES[request.param]()


def test_twice_is_once_byte_for_byte(base: bytes) -> None:
    once = graft(base, OWN)
    assert graft(once, OWN) == once
    assert graft(base, OWN) == once


def test_the_base_keeps_its_bytes_but_for_the_lists(base: bytes) -> None:
    before, after = parts_of(base), parts_of(graft(base, OWN))
    assert {name for name, data in before.items() if after.get(name) != data} <= LISTS
    assert list(after)[: len(before)] == list(before)


def test_the_sheets_come_last_and_all_is_as_in_the_donor(base: bytes) -> None:
    done = graft(base, OWN)
    old, new = Workbook(Package.open(base)), Workbook(Package.open(done))
    assert [sheet.name for sheet in new.sheets] == [*(sheet.name for sheet in old.sheets), *SHEETS]
    assert (
        len({sheet.sheet_id for sheet in new.sheets}) == len({sheet.rel_id for sheet in new.sheets}) == len(new.sheets)
    )
    assert owned_sheets(done) == {"register": SHEETS[0], "facts": SHEETS[1]}
    theirs, ours = load(OWN), load(done)
    for name in SHEETS:
        assert contents(ours[name]) == contents(theirs[name])
        assert looks(ours[name]) == looks(theirs[name])
        assert extras(ours[name]) == extras(theirs[name])
    assert not any(ours[name].sheet_view.tabSelected for name in SHEETS)
    assert re.findall(rb'activeTab="\d+"', new.package.read(new.part)) == re.findall(
        rb'activeTab="\d+"', old.package.read(old.part)
    )


def contents(sheet: Any) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def looks(sheet: Any) -> dict[str, tuple[object, ...]]:
    """What each cell looks like. A font may have lost its tie to the theme, and a colour been written out."""

    def font(font: Any) -> tuple[object, ...]:
        return (font.name, font.sz, font.b, font.i, font.u, colour(font.color))

    def colour(colour: Any) -> object:
        if colour is None or colour.type != "theme":
            return None if colour is None else (colour.type, colour.value)
        return ("rgb", {1: "FF000000", 10: "FF0000FF"}[colour.theme])  # of xlsxwriter's theme

    return {
        cell.coordinate: (
            font(cell.font),
            repr(cell.fill),
            repr(cell.border),
            cell.number_format,
            repr(cell.alignment),
            cell.protection.locked,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style or cell.value is not None
    } | {f"column {key}": (font(column.font),) for key, column in sheet.column_dimensions.items()}


def extras(sheet: Any) -> dict[str, object]:
    rules = [(str(item.sqref), rule) for item in sheet.conditional_formatting for rule in item.rules]
    return {
        "merged": [str(item) for item in sheet.merged_cells.ranges],
        "validations": [(str(item.sqref), item.formula1) for item in sheet.data_validations.dataValidation],
        "rules": [
            (place, rule.type, rule.formula, None if rule.dxf is None else (repr(rule.dxf.font), repr(rule.dxf.fill)))
            for place, rule in rules
        ],
        "rule formats": [rule.dxf.numFmt.formatCode for _, rule in rules if rule.dxf is not None],
        "links": [
            (cell.hyperlink.target, cell.hyperlink.location)
            for row in sheet.iter_rows()
            for cell in row
            if cell.hyperlink
        ],
        "comments": [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment],
        "images": [image._data() for image in sheet._images],
        "charts": [chart.ser[0].val.numRef.f for chart in sheet._charts],
        "tables": list(sheet.tables),
        "print": (sheet.print_title_rows, sheet.print_area, sheet.auto_filter.ref, sheet.freeze_panes),
        "widths": {key: column.width for key, column in sheet.column_dimensions.items()},
        "heights": {key: row.height for key, row in sheet.row_dimensions.items()},
        "state": sheet.sheet_state,
    }


def test_calamine_reads_the_same_values(base: bytes) -> None:
    done = CalamineWorkbook.from_filelike(io.BytesIO(graft(base, OWN)))
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(OWN))
    for name in SHEETS:
        assert done.get_sheet_by_name(name).to_python() == theirs.get_sheet_by_name(name).to_python()


def test_the_auditor_finds_nothing_new(base: bytes, tmp_path: Path) -> None:
    def findings(data: bytes) -> set[str]:
        path = tmp_path / "book.xlsx"
        path.write_bytes(data)
        found = {str(error) for error in OpenXmlValidator().validate(str(path)).errors}
        # Inline strings are allowed (18.3.1.53), whether there is a list of shared ones or not.
        return {error for error in found if "inline-string" not in error}

    assert findings(OWN) == set()
    done = graft(base, OWN)
    assert findings(done) <= findings(base)
    assert findings(strip(done, suffixes=lambda _: True)) <= findings(base)


def test_names_of_the_donor_point_to_its_sheets(base: bytes) -> None:
    count = len(Workbook(Package.open(base)).sheets)
    names = Workbook(Package.open(graft(base, OWN))).defined_names
    theirs = Workbook(Package.open(OWN)).defined_names
    assert [(name.name, name.text, name.local_sheet) for name in names[-len(theirs) :]] == [
        (name.name, name.text, None if name.local_sheet is None else name.local_sheet + count) for name in theirs
    ]


def test_strip_takes_out_all_that_came(base: bytes) -> None:
    done = graft(base, OWN)
    bare = strip(done, suffixes=lambda _: True)
    assert owned_sheets(bare) == {}
    old, new = Workbook(Package.open(base)), Workbook(Package.open(bare))
    assert new.sheets == old.sheets
    assert new.defined_names == old.defined_names
    assert set(new.package.names) - set(old.package.names) <= {"xl/styles.xml"}
    assert {name for name in old.package.names if new.package.read(name) != old.package.read(name)} <= LISTS
    assert strip(bare, suffixes=lambda _: True) == bare
    assert graft(bare, OWN) == done
    assert strip(base, suffixes=lambda _: True) == base


def test_one_sheet_can_be_replaced_while_another_stays(base: bytes) -> None:
    done = graft(base, OWN)
    only = own_sheets(sheets=("กิจกรรม",), mark="ใหม่")
    replaced = graft(strip(done, suffixes=lambda suffix: suffix == "facts"), only)
    assert owned_sheets(replaced) == {"register": "กิจกรรม"}
    assert load(replaced)["กิจกรรม"]["A1"].value == "ทะเบียน ใหม่"
    left = strip(done, suffixes=lambda suffix: suffix == "register")
    book = Workbook(Package.open(left))
    assert owned_sheets(left) == {"facts": "ผล'งาน"}
    local = {(name.name, name.local_sheet) for name in book.defined_names if "'ผล''งาน'" in name.text}
    assert ("_xlnm.Print_Area", book.sheets[-1].index) in local
    assert load(left)["ผล'งาน"].print_title_rows == "$1:$1"


def moved_last(data: bytes) -> bytes:
    """The workbook with its first sheet dragged to the end, as a user does, names counted anew."""
    book = load(data)
    book.move_sheet(book.sheetnames[0], len(book.sheetnames) - 1)
    book.active = len(book.sheetnames) - 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_strip_counts_names_and_tabs_anew_when_sheets_stand_behind() -> None:
    moved = moved_last(graft(by_openpyxl(), OWN))
    assert load(moved).sheetnames == ["รูป", *SHEETS, "แผน ก"]
    bare = load(strip(moved, suffixes=lambda _: True))
    assert bare.sheetnames == ["รูป", "แผน ก"]
    assert bare["แผน ก"].print_area == "'แผน ก'!$A$1:$G$31"
    assert bare["รูป"].print_area == "'รูป'!$A$1:$F$20"
    assert bare["แผน ก"].print_title_rows == "$1:$1"
    assert bare.active.title == "แผน ก"
    again = load(graft(moved, OWN))
    assert again.sheetnames == ["รูป", "แผน ก", *SHEETS]


def test_a_sheet_renamed_by_the_user_is_still_ours() -> None:
    done = graft(by_openpyxl(), OWN)
    workbook = parts_of(done)["xl/workbook.xml"].decode().replace("กิจกรรม", "ทะเบียน")
    renamed = with_part(done, "xl/workbook.xml", workbook.encode())
    assert owned_sheets(renamed) == {"register": "ทะเบียน", "facts": "ผล'งาน"}
    assert load(graft(renamed, OWN)).sheetnames == ["แผน ก", "รูป", *SHEETS]


def test_a_sheet_deleted_by_the_user_comes_again() -> None:
    done = graft(by_openpyxl(), OWN)
    workbook = parts_of(done)["xl/workbook.xml"].decode()
    workbook = re.sub(r'<sheet [^>]*name="กิจกรรม"[^>]*/>', "", workbook)
    workbook = re.sub(r'<definedName[^>]*localSheetId="2"[^>]*>[^<]*</definedName>', "", workbook)
    workbook = workbook.replace('localSheetId="3"', 'localSheetId="2"').replace("'กิจกรรม'!$A$1<", "#REF!$A$1<")
    deleted = with_part(done, "xl/workbook.xml", workbook.encode())
    assert owned_sheets(deleted) == {"facts": "ผล'งาน"}
    again = graft(deleted, OWN)
    assert owned_sheets(again) == {"register": "กิจกรรม", "facts": "ผล'งาน"}
    assert [name.name for name in Workbook(Package.open(again)).defined_names].count("planbook.register") == 1


def test_names_that_are_taken_are_refused() -> None:
    for names in (("แผน ก",), ("ใหม่", "รูป")):
        with pytest.raises(BookProblem) as caught:
            graft(by_openpyxl(), own_sheets(sheets=names))
        assert caught.value.code == "sheet-name-taken"
    with pytest.raises(BookProblem) as caught:
        graft(by_xlsxwriter(), own_sheets(sheets=("PLAN",)))
    assert caught.value.code == "sheet-name-taken"
    with pytest.raises(BookProblem) as caught:  # ours, but not under a name that says which
        graft(graft(by_openpyxl(), OWN), own_sheets(names=False))
    assert caught.value.code == "sheet-name-taken"
    with pytest.raises(BookProblem) as caught:
        graft(by_openpyxl(), with_name(OWN, "รายการ"))
    assert caught.value.code == "name-taken"
    with pytest.raises(BookProblem) as caught:
        graft(graft(by_hand(), OWN), own_sheets(sheets=("ก", "ข"), names=False))
    assert caught.value.code == "name-taken"  # the table


def with_name(data: bytes, name: str) -> bytes:
    workbook = parts_of(data)["xl/workbook.xml"].decode().replace("ตัวเลือก", name)
    return with_part(data, "xl/workbook.xml", workbook.encode())


def test_bases_that_cannot_take_a_graft_say_why() -> None:
    with pytest.raises(BookProblem) as caught:
        graft(by_hand(main="http://purl.oclc.org/ooxml/spreadsheetml/main"), OWN)
    assert caught.value.code == "file-strict"
    with pytest.raises(BookProblem) as caught:
        graft(by_hand(book='<workbookPr date1904="1"/>'), OWN)
    assert caught.value.code == "date-system-differs"
    with pytest.raises(BookProblem) as caught:
        graft(by_hand(), with_part(OWN, "xl/worksheets/sheet1.xml", b'<x:worksheet xmlns:x="a"/>'))
    assert caught.value.code == "sheets-not-xlsxwriter"


def test_styles_do_not_grow_with_the_quarters() -> None:
    data = graft(by_openpyxl(), OWN)
    size = len(parts_of(data)["xl/styles.xml"])
    for mark in "กขคง":
        data = graft(data, own_sheets(mark=mark))
    assert len(parts_of(data)["xl/styles.xml"]) == size


def test_a_default_format_of_another_kind_does_not_change_the_donor() -> None:
    """In many plans format 0 is not Calibri 11; a cell of planbook's without a style means that."""
    data = by_openpyxl()
    styles = parts_of(data)["xl/styles.xml"]
    other = with_part(
        data, "xl/styles.xml", re.sub(rb'<name val="Calibri"/>', b'<name val="Tahoma"/>', styles, count=1)
    )
    cell = load(graft(other, OWN))[SHEETS[0]]["E2"]
    assert (cell.font.name, cell.font.sz) == ("Calibri", 11)


def test_the_list_of_titles_follows() -> None:
    before = parts_of(by_xlsxwriter())["docProps/app.xml"].decode()
    done = graft(by_xlsxwriter(), OWN)
    after = parts_of(done)["docProps/app.xml"].decode()

    def titles(xml: str) -> list[str]:
        return re.findall(r"<vt:lpstr>([^<]*)</vt:lpstr>", xml.partition("<TitlesOfParts>")[2])

    assert titles(before)[:2] == ["Plan", "Other"]
    assert titles(after) == ["Plan", "Other", *SHEETS, *titles(before)[2:]]
    assert f'<vt:vector size="{len(titles(after))}" baseType="lpstr">' in after
    assert "<vt:i4>4</vt:i4>" in after
    assert titles(parts_of(strip(done, suffixes=lambda _: True))["docProps/app.xml"].decode()) == titles(before)


CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C1" i="1"/>{}</calcChain>'


def with_chain(data: bytes, more: str) -> bytes:
    parts = parts_of(data)
    rels, types = parts["xl/_rels/workbook.xml.rels"].decode(), parts["[Content_Types].xml"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    end = f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", end).encode()
    override = '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.x.calcChain+xml"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    parts["xl/calcChain.xml"] = CHAIN.format(more).encode()
    return zipped(parts)


def test_the_calculation_chain_goes_only_when_it_mentions_a_sheet_that_goes() -> None:
    base = with_chain(by_openpyxl(), "")
    done = graft(base, OWN)
    assert "xl/calcChain.xml" in parts_of(done)
    assert "xl/calcChain.xml" in parts_of(strip(done, suffixes=lambda _: True))
    recalculated = with_part(done, "xl/calcChain.xml", CHAIN.format('<c r="B10" i="3"/>').encode())
    bare = parts_of(strip(recalculated, suffixes=lambda _: True))
    assert "xl/calcChain.xml" not in bare
    assert b"calcChain" not in bare["[Content_Types].xml"] + bare["xl/_rels/workbook.xml.rels"]


def test_unknown_things_in_the_workbook_part_stay() -> None:
    extra = '<extLst><ext uri="{X}" xmlns:q="urn:q"><q:thing a="1">ก</q:thing></ext></extLst>'
    done = parts_of(graft(by_hand(book=extra), OWN))["xl/workbook.xml"].decode()
    assert '<ext xmlns:q="urn:q" uri="{X}"><q:thing a="1">ก</q:thing></ext>' in done
    assert done.index("<definedNames>") < done.index("<calcPr") < done.index("<extLst>")


def test_prefixes_stay_and_new_elements_have_them() -> None:
    done = parts_of(graft(BASES["prefixed"](), OWN))["xl/workbook.xml"].decode()
    assert '<x:sheet name="กิจกรรม" sheetId="8" r:id="' in done
    assert "<x:definedName name=" in done


def test_set_full_calc_on_load() -> None:
    xml = f'<workbook xmlns="{MAIN}"><sheets/><calcPr calcId="1"/></workbook>'.encode()
    done = set_full_calc_on_load(xml)
    assert b'<calcPr calcId="1" fullCalcOnLoad="1"/>' in done
    assert set_full_calc_on_load(done) == done
    fresh = set_full_calc_on_load(f'<workbook xmlns="{MAIN}"><sheets/><extLst/></workbook>'.encode())
    assert b'<sheets/><calcPr fullCalcOnLoad="1"/><extLst/>' in fresh


def test_grafted_styles_only_grow(base: bytes) -> None:
    before = parts_of(base).get("xl/styles.xml")
    after = StyleSheet(parts_of(graft(base, OWN))["xl/styles.xml"])
    old = [] if before is None else StyleSheet(before)._items("cellXfs")
    assert [dict(xf.attrib) for xf in after._items("cellXfs")[: len(old)]] == [dict(xf.attrib) for xf in old]
