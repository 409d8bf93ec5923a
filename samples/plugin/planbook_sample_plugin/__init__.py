"""A package that adds to planbook: a rule on masters, a rule on returns, a roll-up, and a shape of the report."""

from collections.abc import Iterator
from decimal import Decimal

import planbook as pb
from planbook.domain import is_number, place_of
from planbook.domain.number import quotient, total
from planbook.domain.quantity import Course
from planbook.domain.reckoning import Contributions, RegionValue, by_region, numbers_of, one_of
from planbook.domain.rollup import FIGURES, Rollup
from planbook.report.formats import Material
from planbook.review.answers import Returned

ROUND = 100
"""Figures that are multiples of it are asked about."""


def check_contact(master: pb.Master) -> Iterator[pb.Finding]:
    """Whoever gets a form should know whom to ask."""
    if not master.settings.contact:
        yield pb.own_finding(
            pb.Severity.WARNING,
            th="แผนนี้ยังไม่ระบุผู้ติดต่อ",
            en="This plan names nobody to contact.",
            hint_th="กรอกผู้ติดต่อในชีตตั้งค่า",
            hint_en="Fill in the contact on the settings sheet.",
            file=master.file,
        )


def check_round_figures(returned: Returned) -> Iterator[pb.Finding]:
    """A round figure may be an estimate."""
    for answer in returned.answers:
        figure = answer.fact.figure
        if is_number(figure) and figure and figure % ROUND == 0 and answer.fact.numerator is None:
            yield pb.own_finding(
                pb.Severity.INFO,
                th=f"{figure} เป็นตัวเลขกลม อาจเป็นค่าประมาณ",
                en=f"{figure} is a round figure and may be an estimate.",
                **place_of(answer.fact),
            )


def median(contributions: Contributions, _: bool) -> RegionValue:
    """The figure in the middle; of an even number of figures the mean of the two."""
    numbers = sorted(numbers_of(contributions))
    if not numbers:
        return None
    middle = numbers[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
    return quotient(total(middle), Decimal(len(middle)))


MEDIAN = Rollup(
    name="median",
    labels={"th": "มัธยฐาน", "en": "Median"},
    combine=median,
    verdict=by_region(Course.ANY),
    accepts=FIGURES,
    written=one_of("MEDIAN"),
)


def as_markdown(material: Material) -> bytes:
    """The findings as a list in Markdown."""
    lines = [f"# {material.work.title}", ""]
    lines += [f"- {each.where}: {each.message.text(material.language)}" for each in material.work.findings]
    return "\n".join([*lines, ""]).encode()
