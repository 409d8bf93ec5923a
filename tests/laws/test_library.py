"""The library face: what it takes, what it answers, and what a changed plan does to forms that were sent before."""

import inspect
import io
import typing
import zipfile
from dataclasses import replace
from decimal import Decimal

import lxml.html
import openpyxl
import pandas
import pytest

import planbook as pb
from planbook.consolidated.consolidate import Details
from planbook.consolidated.result_figures import Partial
from planbook.forms.cover import Logo
from tests import plans
from tests.filling import fill, typed_into


def codes(outcome):
    return [finding.code for finding in outcome.findings if finding.code != "responsible-counted"]


def test_returns_may_be_paths_bytes_or_streams_one_or_several(sample, save):
    form = fill(sample.form("TRG"), {"6/1": 1})
    folder = save({"ตรัง.xlsx": form})
    for given in (folder, str(folder), [folder / "ตรัง.xlsx"], form, [form], io.BytesIO(form)):
        outcome = pb.check(sample.master, given)
        assert [(entry.key, entry.value) for entry in outcome.entries] == [("6/1", 1)]


def test_an_outcome_answers_questions(sample, save):
    outcome = pb.merge(sample.master, save({"ตรัง.xlsx": fill(sample.form("TRG"), {"8/1/03/03.2": 0.5})}))
    frame = outcome.to_frame()
    assert frame[["key", "office", "result"]].values.tolist() == [["8/1/03/03.2", "TRG", Decimal("50")]]
    why = outcome.explain("8/1/03/03.2", quarter=1)
    assert (why.result.display, [fact.file for fact in why.facts]) == ("50% (1/18)", ["ตรัง.xlsx"])
    assert "NST" in why.missing
    assert {status.office: status.answered for status in outcome.status}["TRG"] == 1
    with pytest.raises(KeyError):
        outcome.explain("99/1", quarter=1)


def test_a_check_has_nothing_to_save(sample, save, tmp_path):
    with pytest.raises(pb.PlanbookError):
        pb.check(sample.master, save({"ก.xlsx": sample.form("TRG")})).save(tmp_path / "o.xlsx")


def edited(data, cells):
    """The sample's plan with cells of a sheet changed: ``{"CR1": {"B22": "…"}}``."""
    return typed_into(data, cells)


def titles(sample, *keys):
    """Where activities' own lines stand: (sheet, cell, text)."""
    found = sample.master.activities
    book = openpyxl.load_workbook(io.BytesIO(sample.plan.read_bytes()))
    return [(found[key].sheet, found[key].cell, book[found[key].sheet][found[key].cell].value) for key in keys]


def test_a_form_sent_before_two_activities_changed_places_lands_on_neither(sample):
    """6/1 and 6/2 change texts: the old form's 6/1 is not today's 6/1."""
    rows = {}
    for key in ("6/1", "6/2"):
        activity = sample.master.activities[key]
        rows[key] = range(activity.rows[0], activity.rows[0] + 2)
    book = openpyxl.load_workbook(io.BytesIO(sample.master.data))
    sheet = book["CR1"]
    for one, other in zip(rows["6/1"], rows["6/2"], strict=True):
        a, b = sheet.cell(one, 2), sheet.cell(other, 2)
        a.value, b.value = b.value, a.value
    first, second = sheet.cell(rows["6/1"][0], 2), sheet.cell(rows["6/2"][0], 2)
    first.value, second.value = first.value.replace("2.", "1.", 1), second.value.replace("1.", "2.", 1)
    stream = io.BytesIO()
    book.save(stream)
    master = pb.read_master(stream.getvalue())
    assert master.activities["6/1"].title != sample.master.activities["6/1"].title
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1, "6/2": 0, "6/4": 3}))
    assert {(e.key, str(e.state), e.reason) for e in outcome.entries} == {
        ("6/1", "rejected", "activity-changed-since-issued"),
        ("6/2", "rejected", "activity-changed-since-issued"),
        ("6/4", "accepted", ""),
    }
    assert outcome.conservation.balanced
    assert codes(outcome).count("activity-changed-since-issued") == 2


def test_a_form_that_asked_in_another_unit_is_not_believed(sample):
    decisions = sample.master.decisions
    other = {**decisions, "6/1": replace(decisions["6/1"], unit="ราย")}
    master = replace(sample.master, decisions=other)
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1}))
    assert [(entry.reason, entry.value) for entry in outcome.entries] == [("unit-changed-since-issued", None)]


def test_a_touched_up_text_is_the_same_activity(sample):
    ((sheet, cell, text),) = titles(sample, "6/1")
    master = pb.read_master(edited(sample.master.data, {sheet: {cell: text + " (ใหม่)"}}))
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1}))
    assert [(entry.key, str(entry.state)) for entry in outcome.entries] == [("6/1", "accepted")]


def test_a_plan_with_other_texts_is_another_plan(sample):
    ((sheet, cell, _),) = titles(sample, "6/1")
    other = pb.adopt(edited(sample.plan.read_bytes(), {sheet: {cell: "1. เรื่องอื่นโดยสิ้นเชิง"}}), sample.offices)
    outcome = pb.check(pb.read_master(other.data), fill(sample.form("TRG"), {"6/1": 1}))
    assert (outcome.entries, codes(outcome)) == ((), ["return-of-other-plan"])


def test_a_figure_beside_nothing_to_report_is_asked_about(sample):
    form = fill(sample.form("TRG"), {"6/1": 1, ("6/1", "status"): "ไม่มีรายการ"})
    outcome = pb.check(sample.master, form)
    assert codes(outcome) == ["status-contradicts-result"]


def test_quarters_follow_each_other_and_late_returns_come_openly(sample, save):
    first = pb.merge(sample.master, save({"ตรัง.xlsx": fill(sample.form("TRG"), {"6/4": 1})}))
    master = pb.read_master(first.data)
    second = pb.merge(master, save({"ตรัง2.xlsx": fill(sample.form("TRG", 2, master), {"6/4": 2})}))
    later = pb.read_master(second.data)
    assert {(fact.quarter, fact.result) for fact in later.facts} == {(1, 1), (2, 2)}
    late = pb.merge(later, save({"นคร.xlsx": fill(sample.form("NST"), {"6/4": 5})}))
    assert [(change.office, change.old, change.new) for change in late.changes] == [
        ("NST", None, 5),
        ("", "1 ครั้ง (1/45)", "1 ครั้ง (2/45)"),
    ]
    assert "figure-late" in codes(late)
    changed = pb.merge(pb.read_master(late.data), save({"แก้.xlsx": fill(sample.form("TRG"), {"6/4": 9})}))
    assert {(change.office, change.old, change.new) for change in changed.changes} == {
        ("TRG", 1, 9),
        ("NST", None, 5),
        ("", "1 ครั้ง (1/45)", "1 ครั้ง (2/45)"),
        ("", "1 ครั้ง (2/45)", "5 ครั้ง (2/45)"),
    }
    assert {status.quarter for status in changed.status} == {1, 2}
    assert next(s for s in changed.status if (s.office, s.quarter) == ("NST", 1)).files == ("นคร.xlsx",)


def test_the_public_names_are_one_list_and_all_of_them_are_there():
    assert dir(pb) == sorted(pb.__all__)
    everything = {}
    exec("from planbook import *", everything)
    assert everything.keys() >= set(pb.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pb.no_such_name


LATE = {"pd": pandas, "Logo": Logo, "Details": Details, "Partial": Partial} | {
    name: getattr(pb, name) for name in ("Explanation", "Inspection", "MergeReport", "PlanDocument", "Proof")
}
"""What hints name that is imported when it is needed."""


def test_whatever_a_public_name_takes_gives_or_raises_is_public_too():
    public = {getattr(pb, name) for name in pb.__all__ if isinstance(getattr(pb, name), type)}
    missing = {}
    for name, thing in ((name, getattr(pb, name)) for name in pb.__all__):
        members = {name: thing} if callable(thing) else {}
        if isinstance(thing, type):
            members |= {f"{name}.{member}": function_of(value) for member, value in list(vars(thing).items())}
        for where, member in members.items():
            if where.partition(".")[2].startswith("_") or not (isinstance(member, type) or inspect.isfunction(member)):
                continue
            for hint in typing.get_type_hints(member, localns=LATE).values():
                for kind in classes_in(hint) - public:
                    missing.setdefault(kind, where)
    assert missing == {}
    # of errors there is no hint: all that the package defines are public
    assert {kind for kind in subclasses(pb.PlanbookError) if kind.__module__.startswith("planbook.")} <= public


def function_of(member):
    """The function behind a member of a class, as far as there is one."""
    if isinstance(member, property):
        return member.fget
    return getattr(member, "__func__", None) or getattr(member, "func", None) or member


def classes_in(hint):
    """planbook's classes in a type hint."""
    found = set().union(*(classes_in(part) for part in typing.get_args(hint)), set())
    kind = typing.get_origin(hint) or hint
    return found | {kind} if isinstance(kind, type) and kind.__module__.startswith("planbook.") else found


def subclasses(kind):
    return {kind}.union(*map(subclasses, kind.__subclasses__()))


def test_large_things_show_themselves_in_one_line_and_a_small_table(sample):
    outcome = pb.merge(sample.master, fill(sample.form("TRG"), {"6/1": 1}))
    made = pb.generate(sample.master, 1, mail=True)
    spec = next(iter(made.specs.values()))
    things = [
        *(sample.adopted, sample.master, sample.master.plan, sample.master.offices, made, spec, outcome),
        *(outcome.report, outcome.explain("6/1", quarter=1), pb.export_plan(sample.master)),
        *(pb.collect(sample.form("TRG")), pb.inspect(sample.form("TRG"))),
    ]
    for thing in things:
        line, table = repr(thing), thing._repr_html_()
        assert line.startswith(f"{type(thing).__name__}(")
        assert len(line) < 200
        assert "\n" not in line
        assert lxml.html.fromstring(table).tag == "table"
        assert len(table) < 2000


def test_a_table_shows_what_a_workbook_says_as_text(sample):
    settings = replace(sample.master.settings, plan_id="<b>1</b>")
    assert "<b>" not in replace(sample.master, settings=settings)._repr_html_()


def given_as(data, folder):
    """A file in every way that a verb takes it."""
    path = folder / "ไฟล์.xlsx"
    path.write_bytes(data)
    return path, str(path), data, io.BytesIO(data)


@pytest.fixture(scope="module")
def small():
    """A master of two activities."""
    return plans.master(
        """
        แผนงานหลักที่ 1 งานบริการ | 1. ลูกค้ารายใหม่   | 4 ราย; -; -; -          | ทุก กฟฟ.
                              | 2. ติดตั้ง ณ สาขา | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
        """
    )


def test_every_verb_takes_a_master_as_path_bytes_stream_or_object(small, tmp_path):
    form = fill(dict(pb.generate(small, 1, offices=["TRG"])).popitem()[1], {"1/1": 1})
    verbs = {
        "adopt": lambda master: pb.adopt(master).balance,
        "update": lambda master: pb.update(master).data,
        "read_master": lambda master: pb.read_master(master).fingerprint,
        "read_plan": lambda master: pb.read_plan(master).fingerprint,
        "with_settings": lambda master: pb.with_settings(master, contact="สมศรี").settings,
        "lint": lambda master: [finding.code for finding in pb.lint(master)],
        "generate": lambda master: pb.generate(master, 1, offices=["TRG"]).specs,
        "inspect": lambda master: pb.inspect(master).kind,
        "check": lambda master: pb.check(master, form).entries,
        "remind": lambda master: [draft.data for draft in pb.remind(master, 1)],
        "export_plan": lambda master: pb.to_json(pb.export_plan(master)),
    }
    for name, verb in verbs.items():
        wanted = verb(small)
        for number, given in enumerate(given_as(small.data, tmp_path)):
            assert verb(given) == wanted, f"{name}, way {number}"


def test_a_plan_as_data_is_taken_from_a_file_too(small, tmp_path):
    document = pb.export_plan(small)
    path = tmp_path / "plan.yaml"
    path.write_bytes(pb.to_yaml(document))
    assert pb.new_plan(path) == pb.new_plan(io.BytesIO(path.read_bytes())) == pb.new_plan(document)
    assert pb.new_master(path).data == pb.new_master(document).data


def test_an_archive_as_bytes_is_opened_like_one_in_a_folder(sample, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ตรัง.xlsx", sample.form("TRG"))
        archive.writestr("อ่านก่อน.txt", "สวัสดี")
    (tmp_path / "ทั้งหมด.zip").write_bytes(out.getvalue())
    for given in (out.getvalue(), io.BytesIO(out.getvalue()), tmp_path, [tmp_path], iter([tmp_path])):
        collected = pb.collect(given)
        assert [file.data for file in collected.files] == [sample.form("TRG")]
        assert [finding.code for finding in collected.findings] == ["file-is-text"]
    assert pb.collect(collected) is collected


def test_a_misspelt_field_is_an_error(sample):
    with pytest.raises(TypeError, match="contakt"):
        pb.with_settings(sample.master, contakt="สมศรี")
    outcome = pb.check(sample.master, [])
    for thing in (outcome, sample.master, sample.master.settings, sample.adopted):
        with pytest.raises(TypeError, match="findingz"):
            replace(thing, findingz=())
        with pytest.raises((AttributeError, TypeError)):
            thing.findings = ()


def test_a_setting_of_another_type_or_an_unknown_language_is_an_error(sample):
    for wrong in ({"language": "zz"}, {"due": "31 ม.ค."}, {"far_factor": "มาก"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            pb.with_settings(sample.master, **wrong)
    assert pb.with_settings(sample.master, due={1: "31 ม.ค."}).settings.due == {1: "31 ม.ค."}


def test_what_is_no_file_is_named(small):
    data = small.data
    assert pb.read_master(bytearray(data)).fingerprint == pb.read_master(memoryview(data)).fingerprint
    for wrong in (io.StringIO("a"), 7, object()):
        with pytest.raises(TypeError, match="path, its bytes, or a stream"):
            pb.read_master(wrong)
    with pytest.raises(TypeError, match="not of Master"):
        pb.corrections(small)


def test_a_file_without_a_name_leaves_no_hole_in_a_sentence(small):
    with pytest.raises(pb.PlanbookError) as problem:
        pb.next_year(plans.plan("แผนงานหลักที่ 3 งาน | 1. ก | 5 ครั้ง"), small)
    assert "ไฟล์นี้" in problem.value.sentence.text("th")
    assert "this file" in problem.value.sentence.text("en")


def test_mail_drafts_and_the_index_are_there_before_anything_is_written(small, tmp_path):
    made = pb.generate(small, 1, offices=["TRG"], mail=True)
    files = dict(made.files())
    assert list(files) == [*made.specs, *made.extras]
    made.save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_reminders_are_written_unless_one_of_them_is_there(small, tmp_path):
    drafts = pb.remind(small, 1, tmp_path / "ทวง")
    assert {path.name: path.read_bytes() for path in (tmp_path / "ทวง").iterdir()} == {d.name: d.data for d in drafts}
    for path in [*(tmp_path / "ทวง").iterdir()][1:]:
        path.unlink()
    with pytest.raises(pb.UsageProblem):
        pb.remind(small, 1, tmp_path / "ทวง")
    assert len(list((tmp_path / "ทวง").iterdir())) == 1
