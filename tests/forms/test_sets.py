"""Forms of offices that are asked the same are written once; each is what it would be if it were written alone."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

import planbook as pb
from planbook.book.package import Package
from planbook.domain import Fact, FormParts, InputKind, Master, Office, Progress, RegionRule
from planbook.forms.compose import Composer, compose, reporting_offices
from planbook.forms.render import Renderer, write_form
from planbook.layout import stamp
from tests.conftest import Sample

from .makers import changed

_ITEM = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TEXT_CELL = re.compile(r' t="s"><v>(\d+)</v></c>')
TEXTS = "xl/sharedStrings.xml"


def said(book: bytes) -> dict[str, str | bytes]:
    """A workbook's parts by name; in sheets the shared texts stand in place of their numbers."""
    package = Package.open(book)
    texts = _ITEM.findall(package.read(TEXTS).decode())
    parts: dict[str, str | bytes] = {name: package.read(name) for name in package.names if name != TEXTS}
    for name in package.names:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _TEXT_CELL.sub(lambda cell: f">{texts[int(cell[1])]}</c>", package.read(name).decode())
    return parts


def alone(parts: FormParts) -> dict[str, str | bytes]:
    """The form's parts as they are when it is written cell by cell."""
    return said(write_form(parts.whole(), stamp.encode(parts)))


def answers(master: Master, quarters: Iterable[int]) -> tuple[Fact, ...]:
    """An accepted answer of four in five rows and quarters, the same ones each time; some are long, some not plain."""
    found = []
    for quarter in quarters:
        for office in reporting_offices(master, quarter):
            for line in compose(master, office.code, quarter).rows():
                chance = hashlib.sha256(f"{quarter} {line.office} {line.key}".encode()).digest()
                fact = Fact(key=line.key, office=line.office, quarter=quarter)
                if chance[0] % 5 == 0:
                    continue
                if line.kind is InputKind.TEXT:
                    found.append(replace(fact, result=("เสร็จ", "ก" * 40, "ก < ข & ค", "_x0041_")[chance[1] % 4]))
                elif chance[0] % 5 == 1:
                    found.append(replace(fact, progress=Progress.NOTHING))
                else:
                    found.append(replace(fact, result=Decimal(chance[2]), unit=line.unit))
    return tuple(found)


@pytest.fixture(scope="module")
def in_third(sample: Sample) -> Master:
    return changed(sample.master, facts=answers(sample.master, (1, 2)))


@pytest.mark.proof
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_form_is_what_it_would_be_alone(sample: Sample, language: str) -> None:
    master = changed(sample.master, settings=replace(sample.master.settings, language=language))
    composer, render = Composer(master, 1), Renderer()
    forms = [composer.parts(office.code) for office in reporting_offices(master, 1)]
    sizes = Counter(id(parts.shared) for parts in forms)
    assert max(sizes.values()) > 10  # most offices of a kind are asked the same
    for parts in forms:
        assert said(render(parts)) == alone(parts)


@pytest.mark.proof
def test_so_is_every_form_of_a_later_quarter(in_third: Master) -> None:
    composer, render = Composer(in_third, 3), Renderer()
    forms = [composer.parts(office.code) for office in reporting_offices(in_third, 3)]
    assert any(parts.own.earlier for parts in forms)
    for parts in forms:
        assert said(render(parts)) == alone(parts)


def test_so_is_every_form_of_a_correction(in_third: Master) -> None:
    composer, render = Composer(in_third, 2, correction=True), Renderer()
    for office in reporting_offices(in_third, 2)[:8]:
        parts = composer.parts(office.code)
        assert any(line.given for line in parts.whole().lines)
        assert said(render(parts)) == alone(parts)


def test_earlier_results_do_not_part_a_set(in_third: Master, sample: Sample) -> None:
    def sets(master: Master, quarter: int) -> int:
        composer = Composer(master, quarter)
        forms = [composer.parts(office.code) for office in reporting_offices(master, quarter)]
        return len({id(parts.shared) for parts in forms})

    # those with an odd text or a running total go their own way
    assert sets(in_third, 3) < len(reporting_offices(in_third, 3))
    numbers = tuple(fact for fact in in_third.facts if fact.result != "_x0041_")
    still = {key: replace(decision, cumulative=False) for key, decision in in_third.decisions.items()}
    assert sets(changed(in_third, facts=numbers, decisions=still), 3) == sets(sample.master, 3)


def test_the_bytes_do_not_depend_on_what_was_written_before(sample: Sample) -> None:
    made = pb.generate(sample.master, 1)
    for name, data in list(made)[::9]:
        spec = made.specs[name]
        ((_, only),) = pb.generate(sample.master, 1, offices=[spec.office])
        assert only == data


@pytest.mark.parametrize(
    "name", ["กฟส.<ก & ข>", "กฟส.  สองช่อง", "กฟส.\U000f0000", "ก\nข", " กฟส.", "ก" * 300, "_x0041_", "=1+1"]
)
def test_an_office_of_any_name(sample: Sample, name: str) -> None:
    book = sample.master.offices
    offices: tuple[Office, ...] = tuple(
        replace(each, name=name) if each.code == "PTN" or each.code == "TRG" else each for each in book.offices
    )
    master = changed(sample.master, offices=replace(book, offices=offices))
    composer, render = Composer(master, 1), Renderer()
    for office in reporting_offices(master, 1):
        if office.name == name:
            parts = composer.parts(office.code)
            assert said(render(parts)) == alone(parts)
            assert stamp.decode(stamp.encode(parts)) == compose(master, office.code, 1)


def test_a_stamp_of_the_first_kind_is_read(sample: Sample) -> None:
    spec = compose(sample.master, "TRG", 1)
    head, packed, _own = stamp.encode(FormParts(shared=spec))
    digest = head.split(" ")[1]
    assert stamp.decode([f"planbook-stamp/1 {digest}", packed]) == spec
    assert stamp.decode([head, packed]) is None
    assert stamp.decode(["planbook-stamp/3 1234 1", packed]) is None


def test_a_rule_of_the_region_may_look_back(in_third: Master) -> None:
    rule = RegionRule(name="ลด", condition="ผล < ไตรมาสก่อน", message="ลดลงจากไตรมาสก่อน")
    master = changed(in_third, rules=(rule,))
    composer, render = Composer(master, 3), Renderer()
    for office in reporting_offices(master, 3)[:4]:
        parts = composer.parts(office.code)
        assert said(render(parts)) == alone(parts)
        assert not parts.own.earlier
