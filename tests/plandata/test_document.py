"""YAML and JSON: what is written is what is read, and what is wrong is one sentence with its path."""

import copy
import json
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import planbook.pipeline as pb
from planbook.document import text as document_text
from planbook.document.check import completed
from planbook.document.model import Amount
from planbook.document.text import DocumentProblem, load, to_json, to_yaml, validate
from planbook.domain import read_quantity
from planbook.errors import ExitCode, PlanbookError
from tests.conftest import SAMPLES
from tests.plans import OFFICES, master

from .makers import QUARTERS, activity, data, document


@pytest.fixture(scope="module")
def exported(sample):
    return pb.export_plan(sample.master)


@pytest.mark.parametrize("write", [to_json, to_yaml])
def test_a_document_written_is_read_back_equal(exported, write):
    assert load(write(exported)) == exported
    assert write(exported) == write(load(write(exported)))


def test_yaml_is_readable_and_other_readers_see_the_same_texts(exported):
    text = to_yaml(exported).decode()
    assert "\\u" not in text
    assert "'1': {raw: 1 ครั้ง, value: '1', unit: ครั้ง}" in text
    plain, ours = yaml.safe_load(text), json.loads(to_json(exported))
    assert plain["strategies"][1]["initiatives"][1]["activities"][0]["children"][0]["number"] == "01"
    assert list(plain) == [name for name in ours if name in plain]


def test_json_has_every_field_and_decimals_are_texts(exported):
    first = json.loads(to_json(exported))["strategies"][0]["initiatives"][0]["activities"][1]
    assert first["key"] == "3/2"
    assert first["span"] is None
    assert first["targets"]["1"] == {
        "raw": "100%", "kind": "value", "comparator": None, "value": "100", "unit": "%", "note": None,
    }  # fmt: skip
    assert first["where"] == {"sheet": "CR1", "row": 26, "cell": "B26"}
    assert first["decision"]["rule"] == "carry"
    assert first["responsible"]["lines"] == ["คณะทำงาน", "SEPA หมวด 3", "ของสายงาน"]
    assert first["responsible"]["offices"] == ["WG-SEPA3"]


def test_an_export_keeps_the_password_of_the_forms_to_itself(sample):
    locked = replace(sample.master.settings, password="ลับมาก")
    exported = pb.export_plan(replace(sample.master, settings=locked))
    assert "ลับมาก" not in to_json(exported).decode()
    assert exported.settings.plan_id == sample.master.settings.plan_id


def test_a_plan_not_adopted_yet_is_exported_without_decisions_and_offices():
    exported = pb.export_plan(SAMPLES / "plan-2562.xlsx")
    assert (exported.offices, exported.groups, exported.settings) == ((), (), None)
    assert exported.strategies[0].initiatives[0].activities[0].decision is None


def test_plain_yaml_values_are_texts():
    text = """
format: planbook-plan/1
year: 2570
strategies:
  - sheet: CR1
    title: no
    initiatives:
      - number: 8
        activities:
          - number: 01
            title: 2570-01-02
            targets: {1: 1.50, 2: ≤ 20 วัน, 3: '-', 4: 010}
"""
    made = load(text.encode())
    (first,) = made.strategies[0].initiatives[0].activities
    assert made.year == 2570
    assert (made.strategies[0].title, first.number, first.title) == ("no", "01", "2570-01-02")
    assert [first.targets[q].raw for q in "1234"] == ["1.50", "≤ 20 วัน", "-", "010"]
    assert (first.targets["1"].value, first.targets["2"].comparator, first.targets["3"].kind) == ("1.5", "≤", "none")


def test_an_amount_may_be_given_by_its_parts():
    amount = Amount.model_validate({"comparator": "≤", "value": "20", "unit": "วัน"})
    assert amount.raw == "≤ 20 วัน"
    assert Amount.model_validate({"value": "95", "unit": "%"}) == Amount.model_validate("95%")


@given(
    st.one_of(
        st.integers(-(10**9), 10**9), st.floats(-1e15, 1e15), st.sampled_from([float("nan"), float("inf"), True])
    ),
    st.sampled_from(["General", "0%"]),
)
def test_a_number_of_a_cell_is_the_same_amount_when_its_text_is_read(number, number_format):
    amount = Amount.of(read_quantity(number, number_format))
    assert Amount.model_validate(amount.raw) == amount


def _put(value, *path):
    """A plan in which one place is changed (or, with ..., taken out)."""
    broken = copy.deepcopy(
        data(
            activity("1", children=[activity("01"), activity("02")]),
            activity("2", notes=["เป้าหมาย 1"], procedure=["การดำเนินงาน"]),
        )
    )
    place = broken
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return broken


@pytest.mark.parametrize("write", [to_yaml, to_json])
def test_new_takes_every_text_that_a_master_holds(write):
    """Control characters too, which the cells of a workbook hold."""
    odd = "".join(map(chr, [*range(0x09), *range(0x0E, 0x1C), 0x7F]))
    offices = OFFICES.replace("กฟจ.ตรัง", f"กฟจ.{odd}ตรัง")
    rows = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ."
    made = master(rows, offices=offices)
    assert odd in made.offices.by_code["TRG"].name
    again = pb.new_master(load(write(pb.export_plan(made)))).master
    assert again.offices == made.offices


A1, A2 = (f"strategies[0].initiatives[0].activities[{n}]" for n in range(2))
STRATEGY = ("strategies", 0)
INITIATIVE = (*STRATEGY, "initiatives", 0)
FIRST = (*INITIATIVE, "activities", 0)
CHILD = (*FIRST, "children", 1)
SECOND = (*INITIATIVE, "activities", 1)


@pytest.mark.parametrize(
    ("place", "value", "path", "word"),
    [
        (("year",), "สองพัน", "year", "whole number"),
        (("year",), 2019, "year", "Buddhist era"),
        (("format",), "planbook-plan/9", "format", "planbook-plan/1"),
        (("stategies",), [], "stategies", "spelling"),
        (("strategies",), {}, "strategies", "list"),
        (("strategies",), [], "strategies", "at least one"),
        ((*STRATEGY, "sheet"), ..., "strategies[0].sheet", "missing"),
        ((*STRATEGY, "sheet"), "a/b", "strategies[0].sheet", "sheet's name"),
        ((*INITIATIVE, "number"), "สาม", "strategies[0].initiatives[0].number", "whole number"),
        ((*SECOND, "number"), 2, f"{A2}.number", "text"),
        ((*SECOND, "number"), "1", f"{A2}.number", "already used by"),
        ((*SECOND, "number"), "ก", f"{A2}.number", "is not the number of an activity"),
        ((*SECOND, "key"), "8/3", f"{A2}.key", "8/2"),
        ((*CHILD, "number"), "2", f"{A1}.children[1].number", "first-level"),
        ((*CHILD, "number"), "3.1", f"{A1}.children[1].number", "cannot stand"),
        ((*CHILD, "targets"), {}, f"{A1}.children[1]", "reads as a step"),
        ((*SECOND, "targets"), ["1 ครั้ง"], f"{A2}.targets", "mapping"),
        ((*SECOND, "targets"), {"5": "-"}, f"{A2}.targets.5", "one of 1, 2, 3, 4"),
        ((*SECOND, "targets", "1"), {"comparator": "~", "value": "5"},
         f"{A2}.targets.1.comparator", "≥"),
        ((*SECOND, "targets", "1"), {"value": "ห้า"}, f"{A2}.targets.1.value", "4.37"),
        ((*SECOND, "targets", "1"), {"value": "9" * 400}, f"{A2}.targets.1", "raw"),
        ((*SECOND, "targets", "1"), {"raw": "1 ครั้ง", "value": "2"},
         f"{A2}.targets.1", "reads “1”"),
        ((*SECOND, "targets", "1"), "", f"{A2}.targets.1", "raw"),
        ((*SECOND, "notes"), ["ดูคู่มือ"], f"{A2}.notes[0]", "part of the title"),
        ((*SECOND, "notes"), ["เป้าหมาย 1", "01 แจ้ง"], f"{A2}.notes[1]", "procedure"),
        ((*SECOND, "notes"), [""], f"{A2}.notes[0]", "empty"),
        ((*SECOND, "procedure"), ["แจ้ง"], f"{A2}.procedure[0]", "การดำเนินงาน"),
        ((*SECOND, "responsible"), {"lines": ["ก\nข"]}, f"{A2}.responsible.lines[0]", "one line"),
        ((*SECOND, "targets_label"), "อื่น", f"{A2}.targets_label", "not a line"),
        ((*SECOND, "title"), "ก\ufffe", f"{A2}.title", "cannot hold"),
        (("region",), "ก\ud800", "region", "cannot hold"),
        (("office_targets",), [{"key": "8/9", "office": "X", "targets": {}}], "office_targets[0].key", "8/9"),
        (("region",), "กฟต. ประจำปี 2", "region", "a plan sheet would read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_that_names_its_place(place, value, path, word):
    with pytest.raises(DocumentProblem) as caught:
        pb.new_plan(validate(_put(value, *place)))
    assert caught.value.path == path
    assert caught.value.en.startswith(f"{path}: ")
    assert caught.value.th.startswith(f"{path}: ")
    assert word in caught.value.en
    assert caught.value.exit_code is ExitCode.CANNOT_GO_ON


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"", "not a plan document"),
        (b"- 1\n- 2\n", "not a plan document"),
        (b"PK\x03\x04\xff\xfe", "not UTF-8"),
        (b"year: 2570\nyear: 2571\n", "“year” comes twice"),
        (b'{"format": "planbook-plan/1", "year": 1, "year": 2}', "“year” comes twice"),
        (b'{"format": ', "not readable as JSON at line 1"),
        (b"a: [1\n", "not readable as YAML at line"),
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (b"a: !!python/object:os.system {}\n", "not readable as YAML"),
        (b"a: " + b"[" * 5000, "nested too deeply"),
        (b"a: " + b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
        (b'{"format": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_plan_is_said_to_be_none(text, word):
    with pytest.raises(PlanbookError) as caught:
        load(text, "plan.yaml")
    assert word in caught.value.en


def test_yaml_is_read_by_the_loader_in_c_where_there_is_one_as_by_the_other():
    assert issubclass(document_text._TextLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    resolvers = {"yaml_implicit_resolvers": document_text._TextLoader.yaml_implicit_resolvers}
    other = type("Other", (yaml.SafeLoader,), resolvers)
    said = "a: 01\nb: [no, ~, 'x', 1.50]\nc: |\n  กข\n  ค\n"
    found = document_text._plain(said)
    assert found == {"a": "01", "b": ["no", None, "x", "1.50"], "c": "กข\nค\n"}
    assert found == yaml.load(said, Loader=other)


def test_further_problems_are_counted():
    broken = _put("a/b", *STRATEGY, "sheet")
    broken["year"] = 2019
    with pytest.raises(DocumentProblem, match="อีก 1 แห่ง"):
        pb.new_plan(validate(broken))


def test_a_short_plan_written_by_hand_is_enough():
    made = completed(document(activity("1", targets=QUARTERS)))
    assert made.title == "สรุปแผนงานแต่ละด้านตาม Balanced Scorecard (BSC) [ แผนปฏิบัติการ กฟต.2 ประจำปี 2570 ]"
    assert [(line.perspective, line.strategy, line.initiatives) for line in made.summary] == [
        ("ด้าน ลูกค้า", "CR1", "แผนงานหลักที่ 8")
    ]
