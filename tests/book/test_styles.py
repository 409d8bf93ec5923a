import io

import openpyxl
import pytest

from planbook.book.styles import BUILT_IN, EMPTY, FIRST_CUSTOM, StyleSheet, detach_theme

from .makers import BASES, MAIN, by_openpyxl, by_xlsxwriter, own_sheets, parts_of, with_part

STYLES = {name: parts_of(make()).get("xl/styles.xml", EMPTY) for name, make in BASES.items()}
OWN = parts_of(own_sheets())["xl/styles.xml"]


@pytest.mark.parametrize("name", STYLES)
def test_untouched_styles_are_the_same_bytes(name: str) -> None:
    sheet = StyleSheet(STYLES[name])
    sheet.number_format(0)
    assert sheet.to_bytes() == STYLES[name]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("name", ["openpyxl", "xlsxwriter", "libreoffice"])
def test_number_formats_are_those_openpyxl_reads(name: str) -> None:
    data = BASES[name]()
    styles = StyleSheet(parts_of(data)["xl/styles.xml"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    for index, style in enumerate(book._cell_styles):
        number = style.numFmtId
        expected = book._number_formats[number - FIRST_CUSTOM] if number >= FIRST_CUSTOM else BUILT_IN[number]
        assert styles.number_format(index) == expected


def test_number_formats_without_text() -> None:
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 9, 10, 14, 59, 200))
    styles = StyleSheet(f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>'.encode())
    assert [styles.number_format(index) for index in range(7)] == [
        "General",
        "0%",
        "0.00%",
        "mm-dd-yy",
        "t0",
        "General",
        "General",
    ]


def test_a_clone_differs_in_alignment_alone_and_is_used_again() -> None:
    data = by_openpyxl()
    styles = StyleSheet(parts_of(data)["xl/styles.xml"])
    index = openpyxl.load_workbook(io.BytesIO(data))["แผน ก"]["D5"]._style
    old = openpyxl.load_workbook(io.BytesIO(data))._cell_styles.index(index)
    new = styles.clone_xf(old, shrink_to_fit=True, wrap_text=False, horizontal="center")
    assert new != old
    assert styles.clone_xf(old, shrink_to_fit=True, wrap_text=None, horizontal="center") == new
    assert styles.clone_xf(new, shrink_to_fit=True) == new
    once = styles.to_bytes()
    again = StyleSheet(once)
    assert again.clone_xf(old, shrink_to_fit=True, wrap_text=False, horizontal="center") == new
    assert again.to_bytes() == once
    assert styles.number_format(new) == '0.0" บาท"'
    book = openpyxl.load_workbook(io.BytesIO(with_part(data, "xl/styles.xml", once)))
    before, after = book._cell_styles[old], book._cell_styles[new]
    assert (before.fontId, before.fillId, before.borderId, before.numFmtId) == (
        after.fontId,
        after.fillId,
        after.borderId,
        after.numFmtId,
    )
    alignment = book._alignments[after.alignmentId]
    assert (alignment.shrink_to_fit, alignment.wrap_text, alignment.horizontal, alignment.vertical) == (
        True,
        None,
        "center",
        "top",
    )
    with pytest.raises(IndexError):
        styles.clone_xf(10_000, shrink_to_fit=True)


@pytest.mark.parametrize("name", STYLES)
def test_merging_twice_is_merging_once_and_counts_are_right(name: str) -> None:
    styles = StyleSheet(STYLES[name])
    first = styles.merge_from(StyleSheet(OWN))
    once = styles.to_bytes()
    assert styles.merge_from(StyleSheet(OWN)) == first
    again = StyleSheet(once)
    assert again.merge_from(StyleSheet(OWN)) == first
    assert again.to_bytes() == once
    theirs = StyleSheet(OWN)
    assert [again.number_format(new) for new in first.xfs] == [
        theirs.number_format(old) for old in range(len(first.xfs))
    ]
    for section in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"):
        holder = again._root.find(f"{{{MAIN}}}{section}")
        assert holder is not None
        assert int(holder.get("count", "-1")) == len(holder)
    old = StyleSheet(STYLES[name])
    for section in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        before = [repr(item.attrib) for item in old._items(section)]
        assert [repr(item.attrib) for item in again._items(section)][: len(before)] == before


def test_merging_into_itself_adds_nothing() -> None:
    for data in (OWN, parts_of(by_xlsxwriter())["xl/styles.xml"]):
        styles = StyleSheet(data)
        places = styles.merge_from(StyleSheet(data))
        assert places.dxfs == tuple(range(len(places.dxfs)))
        assert len(styles._items("fonts")) == len(StyleSheet(data)._items("fonts"))


def test_a_number_format_id_that_is_taken_gives_way() -> None:
    def styles(code: str) -> bytes:
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
            '<cellXfs count="1"><xf numFmtId="164"/></cellXfs><dxfs count="1"><dxf><numFmt numFmtId="164" '
            f'formatCode="{code}x"/></dxf></dxfs></styleSheet>'
        ).encode()

    base = StyleSheet(styles("0.0"))
    places = base.merge_from(StyleSheet(styles("0.000")))
    assert [base.number_format(index) for index in (0, places.xfs[0])] == ["0.0", "0.000"]
    ids = [item.get("numFmtId") for item in base._formats()]
    assert len(set(ids)) == len(ids) - 1  # the base itself used 164 for two texts


def test_what_leans_on_the_theme_is_written_out_only_where_the_theme_differs() -> None:
    theme = parts_of(by_xlsxwriter())["xl/theme/theme1.xml"]
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><color theme="1"/><name val="Calibri"/><scheme val="minor"/></font>'
        '</fonts><fills><fill><fgColor theme="4" tint="-0.25"/></fill></fills></styleSheet>'
    ).encode()
    assert detach_theme(styles, theme, theme) is styles
    other = theme.replace(b"4F81BD", b"FF0000")
    done = detach_theme(styles, theme, other)
    assert b'<color theme="1"/>' in done
    assert b"scheme" in done
    assert b'<fgColor rgb="FF366091"/>' in done or b'<fgColor rgb="FF376092"/>' in done
    fonts = detach_theme(styles, theme, theme.replace(b'typeface="Calibri"', b'typeface="Tahoma"'))
    assert b"scheme" not in fonts
    assert b'theme="4"' in fonts
    bare = detach_theme(styles, theme, None)
    assert b"theme" not in bare
    assert b"scheme" not in bare
