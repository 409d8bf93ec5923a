"""What an .ods says of its cells beside their values."""

import io
import zipfile

from planbook.book.foreign import CellInfo, CellNote
from planbook.book.foreign.ods import OdsMetadata
from planbook.book.package import Package
from planbook.book.safety import Checked
from planbook.book.sniff import Kind

CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
  <office:body><office:spreadsheet><table:table table:name="รายงานผล">
    <table:shapes><draw:frame><draw:image/></draw:frame></table:shapes>
    <table:table-row table:number-rows-repeated="2">
      <table:table-cell table:number-columns-repeated="9"/>
    </table:table-row>
    <table:table-row>
      <table:covered-table-cell table:number-columns-repeated="2"/>
      <table:table-cell office:value-type="percentage" office:value="0.95" table:number-rows-spanned="2"
        table:number-columns-spanned="1"><office:annotation><text:p>ดูไฟล์แนบ</text:p></office:annotation>
        <text:p>95%</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"/>
      <table:table-cell table:formula="of:=1/0" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
    </table:table-row>
  </table:table></office:spreadsheet></office:body></office:document-content>""".encode()


def ods(content=CONTENT):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return OdsMetadata(Checked(Kind.ODS, out.getvalue(), Package.open(out.getvalue())))


def test_percentages_formulas_and_errors_are_told():
    found = ods().cells("รายงานผล", (1, 2, 3, 5, 6), (1, 3))
    assert found == {
        "C3": CellInfo(shown="95%", number_format="0%", display="95%"),
        "E3": CellInfo(shown="3", number_format="General"),
        "F3": CellInfo(True, "1/0", True, "#DIV/0!", "General"),
    }


def test_notes_pictures_and_merged_cells_are_told():
    facts = ods()
    assert facts.notes() == [CellNote("รายงานผล", "C3", "ดูไฟล์แนบ")]
    assert (facts.drawings("รายงานผล"), facts.drawings("อื่น")) == (1, 0)
    assert facts.merged("รายงานผล") == [(3, 3, 4, 3)]


def test_a_sheet_that_is_not_there_tells_nothing():
    assert ods().cells("Report", [1], [1]) is None


def test_a_document_that_is_no_xml_tells_nothing():
    facts = ods(b"<broken")
    assert (facts.cells("รายงานผล", [1], [1]), facts.notes(), facts.modified()) == (None, [], "")
