"""A form keeps nothing back: all that the plan says of an activity that is asked can be found in the office's workbook.

The plan's cells are read from its own sheets by openpyxl, without planbook's parser: whatever stands beside an
activity, in the rows that are its own, is to be found, but for result cells.
"""

from io import BytesIO

import openpyxl
import pytest

import planbook as pb
from planbook.forms.compose import compose, reporting_offices
from planbook.forms.render import render
from planbook.layout.form import SHEET_FILL, SHEET_PLAN_TEXTS
from tests.conftest import ORIGINAL, SAMPLES


def tight(value: object) -> str:
    """Without spaces, and without dots: a step's number is printed with one or without."""
    return "".join(str(value).replace(".", "").split())


def said_of(page, activity, activities) -> list[str]:
    """The texts that stand in the rows of an activity, line by line: its own, its targets, its budget, who does it."""
    others = {row for each in activities if each is not activity for row in range(each.rows[0], each.rows[1] + 1)}
    rows = [
        row for row in range(activity.rows[0], activity.rows[1] + 1) if row not in others or row == activity.rows[0]
    ]
    cells = [page.cell(row, column) for row in rows for column in range(2, 15)]
    return [line for cell in cells if isinstance(cell.value, str) for line in cell.value.splitlines() if line.strip()]


def shown_in(data: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(data))
    pages = (book[SHEET_FILL["th"]], book[SHEET_PLAN_TEXTS["th"]])
    return "|".join(tight(cell.value) for page in pages for row in page for cell in row if cell.value is not None)


def lost(plan, offices) -> dict[str, list[str]]:
    """What no form says of the activities that are asked, by key; every one is in a form."""
    master = pb.read_master(pb.adopt(plan, offices).data)
    book = openpyxl.load_workbook(plan)
    asked = {key for key, decision in master.decisions.items() if decision.asked and decision.offices}
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for office in reporting_offices(master, 1):
        spec = compose(master, office.code, 1)
        new = {line.key for line in spec.rows()} - seen
        if not new:
            continue
        seen |= new
        text = shown_in(render(spec))
        for key in new:
            activity = master.activities[key]
            said = said_of(book[activity.sheet], activity, master.activities.values())
            if missing := [line for line in said if not is_in(line, activity.number, text)]:
                found[key] = missing
    assert seen == asked
    return found


def is_in(line: str, number: str, text: str) -> bool:
    """Whether a line can be found; the first one of an activity without its printed number, which has its own cell."""
    words = tight(line)
    return words in text or words.removeprefix(tight(number)).lstrip(")") in text


@pytest.mark.parametrize("plan", [SAMPLES / "plan-2562.xlsx", ORIGINAL], ids=["sample", "original"])
def test_every_text_of_an_asked_activity_is_in_the_form(plan):
    if plan.exists():  # the region's real workbook is not part of a clone
        assert lost(plan, SAMPLES / "offices.csv") == {}
