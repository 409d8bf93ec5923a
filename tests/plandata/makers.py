"""Documents for tests, in the plan's own words; and how a workbook made of one is read back."""

import planbook.pipeline as pb
from planbook.document.check import completed, first_difference
from planbook.document.convert import plan_document
from planbook.document.model import FORMAT, PlanDocument
from planbook.document.text import validate
from planbook.master.parse import Parsed, parse_plan
from planbook.master.sheets import read_sheets

QUARTERS = {"1": "1 ครั้ง", "2": "-", "3": "1 ครั้ง (100 ราย)", "4": "≤ 20 วัน"}


def activity(number, title="เยี่ยมลูกค้า", children=(), **more):
    """An activity as somebody writes it in YAML; with targets unless it has children or says otherwise."""
    if not children and not {"targets", "span", "responsible"} & more.keys():
        more["targets"] = dict(QUARTERS)
    return {"number": number, "title": title, "children": list(children), **more}


def data(*activities, **more):
    """A plan of one strategy and one initiative as plain values."""
    strategy = {
        "sheet": "CR1",
        "title": "แผนปฏิบัติการ ประจำปี 2570 ด้าน ลูกค้า",
        "initiatives": [{"number": "8", "title": "แผนงานบริหารลูกค้า", "activities": list(activities)}],
    }
    return {"format": FORMAT, "year": 2570, "region": "กฟต.2", "strategies": [{**strategy, **more}]}


def document(*activities, **more) -> PlanDocument:
    return validate(data(*activities, **more))


def reread(workbook: bytes) -> Parsed:
    return parse_plan(read_sheets(workbook, "new.xlsx"), "new.xlsx")


def without_places(value):
    """A document's plain values without where things stood, keys, and what only a master knows."""
    if isinstance(value, dict):
        beside = {"where", "key", "decision", "offices", "groups", "office_targets", "settings", "rule"}
        rule = {key: item for key, item in value.items() if key not in beside}
        return {key: without_places(item) for key, item in rule.items()}
    return [without_places(item) for item in value] if isinstance(value, (list, tuple)) else value


def assert_reads_back(made: PlanDocument) -> None:
    """The law: a new workbook, read, is the document it was made of, and no cell is left over."""
    read = reread(pb.new_plan(made))
    said, found = (without_places(side.model_dump()) for side in (completed(made), plan_document(read.plan)))
    assert first_difference(said, found) is None
    assert said == found
    assert read.balance.left_over == 0
