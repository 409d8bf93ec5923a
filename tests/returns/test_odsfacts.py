"""What an .ods says of its cells beside their values."""

from planbook.returns.odsfacts import PERCENT_STYLE, ods_cells

CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
  <office:body><office:spreadsheet><table:table table:name="รายงานผล">
    <table:table-row table:number-rows-repeated="2">
      <table:table-cell table:number-columns-repeated="9"/>
    </table:table-row>
    <table:table-row>
      <table:covered-table-cell table:number-columns-repeated="2"/>
      <table:table-cell office:value-type="percentage" office:value="0.95"><text:p>95%</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"/>
      <table:table-cell table:formula="of:=1/0" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
    </table:table-row>
  </table:table></office:spreadsheet></office:body></office:document-content>""".encode()


def test_percentages_formulas_and_errors_are_told():
    found = ods_cells(CONTENT, "รายงานผล", ["A1", "B3", "C3", "E3", "F3"])
    assert {ref: (cell.type, cell.style, cell.value, cell.formula) for ref, cell in found.items()} == {
        "C3": ("n", PERCENT_STYLE, "95%", None),
        "E3": ("n", 0, "3", None),
        "F3": ("e", 0, "#DIV/0!", "1/0"),
    }


def test_a_sheet_that_is_not_there_tells_nothing():
    assert ods_cells(CONTENT, "Report", ["A1"]) is None
