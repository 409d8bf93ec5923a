"""Many files at once: each that cannot be used has one finding, and the others go on."""

from dataclasses import replace

import pytest

from planbook.domain import Master, Office, OfficeBook, Plan, Settings
from planbook.returns.collect import SourceFile
from planbook.returns.identify import identify
from planbook.returns.reading import readings_of

from .makers import FILL, SHARE, SPEC, STORY, SURVEY, VISITS, address, entries, fill, issued, patched

MASTER = Master(
    plan=Plan(year=2562, title="แผนปฏิบัติการ ปี 2562"),
    settings=Settings(plan_id="plan-2562"),
    offices=OfficeBook(offices=(Office(code="A01", name="กฟฟ.ก"),)),
)


def changed(**parts):
    return fill({VISITS: 9}, replace(SPEC, **parts))


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"PK\x03\x04 cut off", "file-truncated", ["a.xlsx"]),
        (changed(plan_id="other"), "return-of-other-plan", ["other", "plan-2562"]),
        (changed(year=2561), "return-of-other-year", ["2561", "2562"]),
        (changed(office="Z99"), "return-of-unknown-office", ["Z99"]),
        (changed(quarter=3), "return-of-other-quarter", ["3", "2"]),
    ],
)
def test_a_file_that_cannot_be_used_has_one_finding_and_the_others_go_on(data, code, words):
    files = [SourceFile("a.xlsx", data), SourceFile("b.xlsx", fill({VISITS: 3}))]
    told = []
    readings, findings = readings_of(MASTER, files, quarter=2, progress=told.append)
    assert [(reading.file, entries(reading)) for reading in readings] == [("b.xlsx", [(VISITS, "result", "3")])]
    assert [(finding.code, finding.file) for finding in findings] == [(code, "a.xlsx")]
    assert all(word in findings[0].message.th and word in findings[0].message.en for word in words)
    assert told == ["a.xlsx", "b.xlsx"]


def test_without_a_quarter_asked_for_every_quarter_is_read():
    files = [SourceFile("a.xlsx", changed(quarter=3)), SourceFile("b.xlsx", fill({VISITS: 3}))]
    readings, findings = readings_of(MASTER, files)
    assert ([reading.quarter for reading in readings], findings) == ([3, 2], [])


def test_a_form_is_inspected_down_to_its_input_cells():
    seen = identify("a.xlsx", issued()).model_dump(mode="json")
    assert {key: seen[key] for key in ("kind", "office", "year", "quarter", "plan", "version")} == {
        "kind": "form",
        "office": "A01",
        "year": 2562,
        "quarter": 2,
        "plan": "plan-2562",
        "version": 2,
    }
    assert [(cell["key"], cell["field"], cell["kind"]) for cell in seen["inputs"]] == [
        (VISITS, "result", "number"),
        (VISITS, "status", "choice"),
        (VISITS, "remark", "text"),
        (SURVEY, "result", "percent"),
        (SURVEY, "status", "choice"),
        (SURVEY, "remark", "text"),
        (SHARE, "numerator", "number"),
        (SHARE, "denominator", "number"),
        (SHARE, "status", "choice"),
        (SHARE, "remark", "text"),
        (STORY, "result", "text"),
        (STORY, "status", "choice"),
        (STORY, "remark", "text"),
    ]
    assert seen["inputs"][0] == {
        "key": VISITS,
        "office": "A01",
        "quarter": 2,
        "field": "result",
        "sheet": FILL,
        "cell": address("result.2", VISITS),
        "kind": "number",
        "unit": "ครั้ง",
        "target": "2 ครั้ง",
    }


def test_what_inspect_names_as_inputs_is_what_reading_takes_in():
    seen = identify("a.xlsx", issued()).model_dump(mode="json")["inputs"]
    typed = {"number": 1, "percent": "50%", "text": "ข้อความ", "choice": "เสร็จแล้ว"}
    data = patched({cell["cell"]: typed[cell["kind"]] for cell in seen})
    ((reading,), findings) = readings_of(MASTER, [SourceFile("a.xlsx", data)])
    assert findings == []
    assert [entry.cell for entry in reading.entries if not entry.reason] == [cell["cell"] for cell in seen]


def test_the_regions_own_plan_is_a_plan(request):
    plan = (request.config.rootpath / "samples" / "plan-2562.xlsx").read_bytes()
    seen = identify("plan-2562.xlsx", plan)
    assert (seen.kind, seen.inputs, seen.office) == ("plan", (), None)
    assert seen.sheets
