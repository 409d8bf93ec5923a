"""The quick way of reading a return and the careful one say the same of every file: ``python -m tests.laws.two_ways
[COUNT]`` tries it on so many fuzzed forms (2,000), :mod:`tests.laws.test_two_ways` on fewer.

The quick way may decline any file. So a trial asks two things: that it says what the careful way says wherever it says
anything, and that of the forms that offices fill in as asked it declines none.
"""

import io
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import openpyxl

import planbook as pb
from planbook.book.foreign import open_book
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue
from planbook.domain import Finding
from planbook.returns.locate import Identity
from planbook.returns.oneform import Reading, read_opened
from planbook.returns.quick import read_quick
from planbook.simulate.filling import typed_into
from planbook.simulate.rehearsal import CLIENTS, converted
from tests.filling import fill_all
from tests.plans import master, saved
from tests.returns.makers import LINES, SPEC, form, issued

NAME = "แบบ.xlsx"
ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ & เยี่ยม <ลูกค้า> | 1 ครั้ง; 2 ครั้ง; -; - | ทุก กฟฟ.
                          | เป้าหมาย ไตรมาส 1
                          | 2. ตอบข้อร้องเรียน | 95%; 95%; 95%; 95% | ทุก กฟฟ.
                          | 3. ซ่อมภายใน | ≤ 20 วัน; ≤ 20 วัน; -; - | ทุก กฟฟ.
    แผนงานหลักที่ 4 งานระบบ | 1. สรุปผล | (รอค่าเป้าหมาย) | ทุก กฟฟ.
"""
TYPED: tuple[CellValue, ...] = (
    0, 1, 2.5, 3, 20, 0.95, 95, 1e20, 43_000, 240_000, -1, 0.1 + 0.2, True, " ", "", "-", "ไม่มี", "๒", "2 ครั้ง",
    "95%", "95", "1,000", "เสร็จแล้ว", "อยู่ระหว่างดำเนินการ", "ไม่มีรายการ", "รอเอกสาร & แบบ", "=1+1", " สองข้าง ",
    "บรรทัด\nใหม่", "_x000D_", "ผล", "result.1", "กฟจ.ตรัง", "planbook-form/2", "0.95", "12/31", "1.000",
)  # fmt: skip
"""What is typed anywhere: what offices do, and what is meant to be taken for something else."""

_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>]*?(?:/>|>.*?</c>)')
_CELLS_PART = re.compile(r"xl/worksheets/.*\.xml")


def both_ways(name: str, data: bytes) -> Reading | None:
    """The reading of a file that both ways agree on; None where the quick way declines it."""
    found = read_quick(name, data)
    if found is not None:  # only then: a hostile file would end this process in the careful way
        careful = read_opened(name, open_book(data), None)
        assert careful == found, _difference(found, careful)
        assert repr(careful) == repr(found)  # 1 and True, 1 and Decimal(1) are equal
    return found


def _difference(found: Reading, careful: Reading | Finding | Identity) -> str:
    if not isinstance(careful, Reading):
        return f"the careful way says {careful}"
    names = [name for name in found.__slots__ if getattr(found, name) != getattr(careful, name)]
    return "; ".join(f"{name}: {getattr(found, name)} is {getattr(careful, name)}" for name in names)


@cache
def plain() -> tuple[bytes, ...]:
    """Forms that are filled in as asked, by offices of one set and others, in two quarters and both languages, as two
    programs save them."""
    forms = [data for _, data in pb.generate(master(ROWS), quarter=1)]
    forms += [issued(SPEC), issued(form(*LINES, language="en"))]
    by_hand = [fill_all(data, number=2) for data in forms]
    return (forms[0], *by_hand, *map(by_openpyxl, by_hand[2:4]))


def by_openpyxl(data: bytes) -> bytes:
    """The same workbook as a program saves it that leaves out what formulas come to."""
    return saved(openpyxl.load_workbook(io.BytesIO(data)))


def by_libreoffice() -> tuple[bytes, ...]:
    """Some of the forms as LibreOffice saves them; none where it is not installed."""
    return tuple(converted(CLIENTS[0], {f"{n}.xlsx": data for n, data in enumerate(plain()[:4])}).values())


# What happens to a form


def typed_anywhere(data: bytes, dice: random.Random) -> bytes:
    """A few cells with something typed into them; mostly inputs."""
    sheets = Workbook(Package.open(data)).sheets
    inputs = [(spot.sheet, spot.cell) for spot in pb.inspect(data).inputs]
    cells: dict[str, dict[str, CellValue]] = {}
    for _ in range(dice.choice((1, 1, 2, 6))):
        if inputs and dice.random() < 0.7:
            sheet, cell = dice.choice(inputs)
        else:
            sheet, cell = dice.choice(sheets).name, f"{dice.choice('ABCDEFGHIKLMNSTZ')}{dice.randint(1, 30)}"
        cells.setdefault(sheet, {})[cell] = dice.choice(TYPED)
    return typed_into(data, cells)


def bytes_changed(data: bytes, dice: random.Random) -> bytes:
    """A part of the workbook with some bytes lost, doubled, changed, or put elsewhere."""
    package = Package.open(data)
    sheets = [each for each in package.names if _CELLS_PART.fullmatch(each)]
    name = dice.choice([*package.names, *sheets * 3])
    part = package.read(name)
    for _ in range(dice.choice((1, 1, 3))):
        at, size = dice.randrange(len(part) or 1), dice.choice((1, 1, 2, 8, 60))
        piece = part[at : at + size]
        to = dice.randrange(len(part) or 1)
        part = dice.choice(
            (
                part[:at] + part[at + size :],
                part[:at] + piece + part[at:],
                part[:at] + bytes([dice.randrange(256)]) + part[at + 1 :],
                part[:at] + dice.choice((b"1", b"9", b" ", b"<", b">", b"&", b'"', b"\0", b"x")) + part[at + 1 :],
                part[:to] + piece + part[to:],
            )
        )
    return package.build({name: part})


def cells_changed(data: bytes, dice: random.Random) -> bytes:
    """A sheet whose XML has cells lost, doubled, exchanged, or written in another way."""
    package = Package.open(data)
    name = dice.choice([each for each in package.names if _CELLS_PART.fullmatch(each)])
    part = package.read(name)
    cells = list(_CELL.finditer(part))
    if not cells:
        return data
    one, other = dice.choice(cells), dice.choice(cells)
    new = dice.choice(_SPELLINGS)(one[0], other[0], dice)
    return package.build({name: part[: one.start()] + new + part[one.end() :]})


_Spelling = Callable[[bytes, bytes, random.Random], bytes]
_SPELLINGS: tuple[_Spelling, ...] = (
    lambda *_: b"",
    lambda one, _, __: one + one,
    lambda _, other, __: other,
    lambda one, other, _: re.sub(rb'r="[A-Z]+[0-9]+"', re.search(rb'r="[A-Z]+[0-9]+"', other)[0], one),
    lambda one, _, dice: re.sub(rb' s="[0-9]+"', b' s="%d"' % dice.randint(0, 60), one),
    lambda one, _, dice: re.sub(rb"<v>[^<]*</v>", b"<v>%d</v>" % dice.randint(-1, 99), one),
    lambda one, _, dice: re.sub(rb' t="[a-zA-Z]+"', b' t="%s"' % dice.choice((b"n", b"str", b"b", b"e", b"d")), one),
    lambda one, _, __: re.sub(rb' t="[a-zA-Z]+"', b"", one),
    lambda one, _, __: one.replace(b"<v>", b"<f>1+1</f><v>"),
    lambda one, _, __: re.sub(rb"<f[^>]*>.*?</f>|<f[^>]*/>", b"", one),
    lambda one, _, __: re.sub(rb"<v>[^<]*</v>", b"", one),
    lambda one, _, __: one.replace(b"<v>", b"<v> "),
    lambda one, _, __: b"<!-- " + one + b" -->",
    lambda one, _, __: b"</row>" + one,
    lambda one, _, __: one.replace(b'"', b"'"),
    lambda one, _, __: one + b"\n ",
)


def texts_changed(data: bytes, dice: random.Random) -> bytes:
    """The shared texts with one of them written in another way."""
    package = Package.open(data)
    name = "xl/sharedStrings.xml"
    if package.find(name) is None:
        return data
    part = package.read(name)
    items = list(re.finditer(rb"<si>.*?</si>", part, re.DOTALL))
    one, other = dice.choice(items), dice.choice(items)
    new = dice.choice(
        (
            b"",
            one[0] * 2,
            other[0],
            one[0].replace(b' xml:space="preserve"', b""),
            re.sub(rb"(<t[^>]*>)", rb"\1 ", one[0]),
            one[0].replace(b"<t>", b"<t>&amp;&#10;").replace(b"</t>", b"&lt;</t>"),
            one[0].replace(b"</t>", b"&eacute;</t>"),
            one[0].replace(b"</t>", b"_x0041_</t>"),
            one[0].replace(b"</t>", b"\r\n</t>"),
            re.sub(rb"<t[^>]*>(.*?)</t>", rb"<r><rPr><strike/></rPr><t>\1</t></r>", one[0], flags=re.DOTALL),
            re.sub(rb"<t[^>]*>(.*?)</t>", rb"<r><t>\1</t></r><r><t>x</t></r>", one[0], flags=re.DOTALL),
            b"<si><t/></si>",
        )
    )
    return package.build({name: part[: one.start()] + new + part[one.end() :]})


def zip_changed(data: bytes, dice: random.Random) -> bytes:
    """The file itself damaged, cut, or with something before or behind it."""
    at = dice.randrange(len(data))
    return dice.choice(
        (
            data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :],
            data[:at],
            data + b"\0" * dice.randint(1, 30),
            b"PK" + data,
            data[: -dice.randint(1, 40)],
        )
    )


HAPPENINGS = (typed_anywhere, typed_anywhere, typed_anywhere, bytes_changed, cells_changed, texts_changed, zip_changed)


def fuzzed(count: int, forms: tuple[bytes, ...]) -> Iterator[tuple[str, bytes]]:
    """So many files with what happened to each, always the same for the same forms."""
    for number in range(count):
        dice = random.Random(number)
        happens = HAPPENINGS[number % len(HAPPENINGS)]
        yield f"{happens.__name__} {number}", happens(forms[number // len(HAPPENINGS) % len(forms)], dice)


def trial(count: int, forms: tuple[bytes, ...]) -> Counter[bool]:
    """How many of so many fuzzed files the quick way read (True), and how many it declined (False). Raises
    AssertionError for one of which the two ways say different things."""
    told: Counter[bool] = Counter()
    for what, data in fuzzed(count, forms):
        try:
            told[both_ways(NAME, data) is not None] += 1
        except Exception as error:
            raise AssertionError(f"{what}: {error}") from error
    return told


def main(count: int) -> None:
    """Try it on many, also on forms that LibreOffice saved."""
    forms = (*plain(), *by_libreoffice())
    declined = [number for number, data in enumerate(forms) if both_ways(NAME, data) is None]
    told = trial(count, forms)
    print(f"{count} fuzzed forms of {len(forms)}: {told[True]} read the quick way and the same, {told[False]} declined")
    sys.exit(f"declined although filled in as asked: {declined}" if declined else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2_000)
