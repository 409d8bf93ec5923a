"""The JSON Schemas are what the models say, and real documents keep to them."""

import importlib.util
import json
import tomllib

import jsonschema
import pytest

import planbook as pb
from planbook.document.text import to_json
from planbook.pipeline.masters import export_plan
from tests.conftest import ROOT, SAMPLES
from tests.filling import fill

NAMES = (
    "plan.schema.json",
    "offices.schema.json",
    "inspection.schema.json",
    "explanation.schema.json",
    "answers.schema.json",
    "merge-report.schema.json",
    "board.schema.json",
)


def test_every_schema_is_in_the_wheel():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = config["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {name: taken.get(f"schemas/{name}") for name in NAMES} == {
        name: f"planbook/schemas/{name}" for name in NAMES
    }
    assert {path.name for path in (ROOT / "schemas").glob("*.json")} == set(NAMES)


def schema(name):
    return json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8"))


def validate(document, name):
    jsonschema.Draft202012Validator(schema(name)).validate(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_fresh_and_is_one(name):
    spec = importlib.util.spec_from_file_location("schemas_build", ROOT / "schemas" / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert set(build.SCHEMAS) == set(NAMES)
    text = (ROOT / "schemas" / name).read_text(encoding="utf-8")
    assert text == build.build(name), "run python schemas/build.py"
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    assert schema(name)["title"]
    assert schema(name)["description"]


@pytest.fixture(scope="module")
def exported(sample):
    return json.loads(to_json(export_plan(sample.master)))


def test_an_exported_plan_keeps_to_its_schema(exported):
    validate(exported, "plan.schema.json")
    validate(json.loads(to_json(export_plan(SAMPLES / "plan-2562.xlsx"))), "plan.schema.json")
    validate({key: exported[key] for key in ("offices", "groups")}, "offices.schema.json")


def test_a_plan_as_people_write_it_keeps_to_the_schema():
    activity = {"number": "1", "title": "เยี่ยมลูกค้า", "targets": {"1": "3 ราย", "2": {"value": "5", "unit": "ราย"}}}
    initiative = {"number": "8", "activities": [activity]}
    validate(
        {"format": "planbook-plan/1", "strategies": [{"sheet": "CR1", "initiatives": [initiative]}]}, "plan.schema.json"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "planbook-plan/2"},
        {"strategies": [{"title": "ไม่มีชื่อชีต"}]},
        {"years": 2570},
        {"strategies": [{"sheet": "CR1", "initiatives": [{"number": 8}]}]},
    ],
)
def test_what_is_no_plan_does_not(exported, wrong):
    with pytest.raises(jsonschema.ValidationError):
        validate({**exported, **wrong}, "plan.schema.json")


def test_what_inspect_says_keeps_to_its_schema(sample):
    for workbook in (sample.form("TRG"), sample.plan, sample.adopted.data):
        validate(json.loads(pb.inspect(workbook).model_dump_json()), "inspection.schema.json")
    assert pb.inspect(sample.form("TRG")).inputs


def test_a_merge_report_keeps_to_its_schema(sample, save):
    returned = fill(sample.form("TRG"), {"6/1": 1, "8/1/03/03.2": 0.95, "8/1/01": "เข้าพบ", ("6/2", "remark"): "รอ"})
    outcome = pb.merge(sample.master, [save({"ตรัง.xlsx": returned, "x.xlsx": b"PK"})])
    report = json.loads(outcome.report.to_json())
    assert len(report["entries"]) == 4
    assert report["findings"]
    validate(report, "merge-report.schema.json")


def test_an_explanation_keeps_to_its_schema(sample, save):
    outcome = pb.merge(sample.master, save({"ก.xlsx": fill(sample.form("TRG"), {"8/1/03/03.2": 0.5, "6/1": 1})}))
    explained = tuple(outcome.explain(key, 1) for key in ("8/1/03/03.2", "6/1", "8/2"))
    report = pb.ExplanationReport(plan=sample.master.settings.plan_id, explanations=explained)
    validate(json.loads(report.to_json()), "explanation.schema.json")
