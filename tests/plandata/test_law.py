"""The law of a plan as data: what a document says, its workbook says, read by the same reader as any region's plan."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planbook.pipeline as pb
from planbook.document.text import DocumentProblem, validate
from planbook.domain import clean
from tests.conftest import ORIGINAL, SAMPLES

from .makers import QUARTERS, activity, assert_reads_back, document, reread

PLANS = [path for path in (SAMPLES / "plan-2562.xlsx", ORIGINAL) if path.exists()]


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.parent.name)
def test_a_real_plan_survives_export_and_new(plan):
    exported = pb.export_plan(plan)
    assert sum(len(s.initiatives) for s in exported.strategies) == 9
    assert_reads_back(exported)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            activity("1", notes=["(ต่อเนื่อง)", "เป้าหมาย ปีละ 2 ครั้ง", "กฟต.2 รวม 4 แห่ง"],
                     procedure=["การดำเนินงาน", "01 ก", "1. ข", "2.1.๓ แห่ง"]),
            id="notes, then steps under their heading",
        ),
        pytest.param(
            activity("1", notes=["Note.- รอ กคข."], procedure=["- ติดตั้ง", "- ประชุม", "การดำเนินงาน", "01.1 แจ้ง"]),
            id="steps with bullets before a note that would take them",
        ),
        pytest.param(
            activity("1", procedure=["1.1 ด้านเทคนิค", "1.2 ด้านบริการ"],
                     responsible={"lines": ["กบล.(ผบธ.)", "ทุก กฟฟ.", "ผบค.ผบต."]}),
            id="more responsible lines than rows before the first numbered step",
        ),
        pytest.param(
            activity("1", targets_label="เป้าหมาย อข. 3 ราย", notes=["เป้าหมาย อข. 3 ราย", "ผจก. 6 ราย"],
                     further_targets=[{"label": "ผจก. 6 ราย", "targets": QUARTERS}, {"targets": {"2": "5 ราย"}}]),
            id="rows of targets beside notes, and one beside nothing",
        ),
        pytest.param(activity("1", targets=QUARTERS, span="(เมื่อมีการร้องขอ)"), id="targets and a text across them"),
        pytest.param(activity("1", targets={}, span="(รอค่าเป้าหมาย)"), id="a text across the quarters"),
        pytest.param(
            activity("1", "ทำให้ครบ ๑๐๐ แห่ง ภายใน ๓๐ วัน"), id="Thai digits, which a number's own row would lose"
        ),
        pytest.param(activity("1", "๓ แห่ง"), id="a title that begins with a Thai digit"),
        pytest.param(
            activity("1", "ก" * 300 + " " + "ข" * 300), id="a title with no place to break but between letters"
        ),
        pytest.param(
            activity("1", "ขยายผล เป้าหมาย หมายเหตุ การดำเนินงาน 1.1 แห่ง (ทั้งหมด) - ครบ " * 6),
            id="words in a title that mean something else at the beginning of a row",
        ),
        pytest.param(
            activity("1", responsible={"lines": ["กบล."]},
                     children=[activity("01", responsible={"lines": ["PEA", "VOC"]})]),
            id="a responsible line that reads like the rest of the unit above",
        ),
        pytest.param(
            activity("1", budget={"capital": "1,000", "operating": "0.5", "total": {"value": "1000.5"}}), id="budget"
        ),
        pytest.param(activity("1", "=1+1", responsible={"lines": ["=A1", " @x "]}), id="texts that look like formulas"),
        pytest.param(activity("1", "", targets={}), id="an activity with nothing but a number"),
    ],
)  # fmt: skip
def test_what_an_activity_says_comes_back(made):
    assert_reads_back(document(made, activity("2")))


def test_header_texts_that_read_like_the_tables_captions_come_back():
    assert_reads_back(
        document(
            activity("1"),
            objective=["กิจกรรมเพื่อลูกค้า"],
            division_strategy=["แผนงานบริการ", "กิจกรรมส่งเสริม", "ผู้รับผิดชอบ"],
            division_measures=[
                {"text": "งบประมาณ", "target": "งบประมาณตามแผน"},
                {"text": "x" * 200, "target": "ระดับ 4"},
            ],
        )
    )


def test_initiatives_remarks_and_sheets_of_other_years_come_back():
    made = document(activity("1"))
    initiative = made.strategies[0].initiatives[0]
    notes = [("(เชื่อมโยงกับ SO5)", "สรุปตามผลของ Tris"), ("สรุปสารสนเทศ", "(รอหารือ)"), ()]
    initiatives = tuple(
        initiative.model_copy(update={"number": str(n), "notes": note}) for n, note in enumerate(notes, start=8)
    )
    strategies = (
        made.strategies[0].model_copy(update={"initiatives": initiatives}),
        made.strategies[0].model_copy(update={"sheet": "สรุป", "initiatives": ()}),
        made.strategies[0].model_copy(update={"sheet": "ปีก่อน", "year": 2569, "initiatives": ()}),
    )
    assert_reads_back(made.model_copy(update={"strategies": strategies}))


def test_a_plan_without_a_summary_keeps_none():
    made = document(activity("1")).model_copy(update={"summary": (), "region": ""})
    assert_reads_back(made)
    assert reread(pb.new_plan(made)).plan.summary == ()


# --- any plan ---

WORDS = (
    "การให้บริการลูกค้า", "ตามมาตรฐาน", "และ", "เพื่อ", "ต่างๆ", "น้ำ", "ฯลฯ", "ปี ๒๕๖๒", "กฟฟ.", "ที่ กฟภ. กำหนด",
    "High Value", "(SLA)", "PEA Smart Plus", "Customer’s", "“ใหม่”", "/", ",", "-", "50%", "1-3", "1.2", "01",
    "เป้าหมาย", "หมายเหตุ", "การดำเนินงาน", "(ทั้งหมด 4 แห่ง)", "แผนงานหลักที่ 9",
)  # fmt: skip
RAWS = (
    "-", "1 ครั้ง", "100%", "≤ 20 วัน", "1 ครั้ง (100 ราย)", "6,250 ล้านบาท", "ไตรมาสละ 6 ราย", "ระดับ 4.37", "ร้อยละ 60",
    ".... กฟฟ.", "รอค่าเป้าหมาย", "๑ ครั้ง", "ไม่มี", " 2 ราย", "ตามแผน", "0.95", "1-2 ครั้ง", "(รอ)",
)  # fmt: skip
UNITS = ("ทุก กฟฟ.", "กบล.(ผลส.)", "คณะทำงาน", "SEPA หมวด 3", "ของสายงาน", "กฟฟ.ชั้น 1-3,", " กฟส.", "PEA", "11 กฟฟ.")

texts = (
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " "])), min_size=1, max_size=14)
    .map(lambda words: clean("".join(word + space for word, space in words)))
    .filter(lambda text: text[:1] not in ".:)")
)
plain_lines = texts.map(lambda text: f"ให้ {text}")
"""Lines that do not begin like anything: no number, no caption, no bracket."""
targets = st.dictionaries(st.sampled_from("1234"), st.sampled_from(RAWS), min_size=1)


@st.composite
def notes_of(draw):
    # "(1.2)" is a number, and its row an activity
    words = texts.filter(lambda text: not text.lstrip("( ")[:1].isdigit())
    notes = draw(st.lists(words.map(lambda text: f"({text.replace('(', '').replace(')', '')})"), max_size=2))
    if draw(st.booleans()):
        notes += [f"เป้าหมาย {draw(texts)}", *draw(st.lists(plain_lines, max_size=2))]
    return notes


@st.composite
def procedure_of(draw, number):
    sort = draw(st.sampled_from(["none", "none", "heading", "bullets", "numbered"]))
    # a step "1.2 …" below the last row of 1.1 reads as the next activity: such a document is refused, with its path
    lines = texts.filter(lambda line: not line.startswith("1.2"))
    steps = draw(st.lists(st.one_of(plain_lines, lines, st.sampled_from(["01 แจ้ง", "77.7 ทำ", "1 ส่ง"])), max_size=4))
    if sort == "heading":
        return ["การดำเนินงาน", *steps]
    if sort == "bullets":
        return [f"- {line}" for line in draw(st.lists(texts, min_size=1, max_size=3))]
    if sort == "numbered":
        return [f"{number}.{n} {line}" for n, line in enumerate(draw(st.lists(texts, min_size=1, max_size=3)), start=1)]
    return []


@st.composite
def activities_of(draw, above="", level=1, after=None):
    """A list of sibling activities. ``after`` remembers whether the steps before would swallow a weak activity."""
    after = after if after is not None else {"steps": False}
    dotted = draw(st.booleans()) if above and not above.startswith("0") else bool(above)
    siblings = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        number = (f"{above}.{n}" if dotted else f"0{n}") if above else str(n)
        is_leaf = level == 4 or draw(st.booleans())
        made = {"number": number, "title": draw(texts), "notes": draw(notes_of())}
        made["procedure"] = draw(procedure_of(number)) if is_leaf or draw(st.booleans()) else []
        if not is_leaf and made["procedure"] and made["procedure"][0].startswith(number):
            made["procedure"] = []  # steps numbered like the children would be their doubles
        if draw(st.booleans()):
            made["targets"] = draw(targets)
            if made["notes"] and draw(st.booleans()):
                made["targets_label"] = made["notes"][0]
            if draw(st.booleans()):
                made["further_targets"] = [{"targets": {**draw(targets), "1": "2 ราย"}}]
        if draw(st.integers(0, 3)) == 0:
            made["span"] = draw(st.sampled_from(["(เมื่อมีการร้องขอ)", "รอค่าเป้าหมาย", "5 ราย"]))
        lines = draw(st.lists(st.sampled_from(UNITS), max_size=4))
        strong = "targets" in made or "span" in made or lines
        if not strong and (after["steps"] or (is_leaf and level > 1)):
            lines = ["ทุก กฟฟ."]
        made["responsible"] = {"lines": lines}
        made["budget"] = draw(
            st.dictionaries(st.sampled_from(["capital", "total"]), st.sampled_from(["ไม่มี", "1.5", "1,000", "-"]))
        )
        after["steps"] = made["procedure"][:1] == ["การดำเนินงาน"]
        if not is_leaf:
            made["children"] = draw(activities_of(number, level + 1, after))
        siblings.append(made)
    return siblings


@st.composite
def plans(draw):
    measures = st.lists(
        st.fixed_dictionaries({"text": plain_lines}, optional={"target": st.sampled_from(RAWS)}), max_size=2
    )
    lines = st.lists(plain_lines, max_size=3)
    return {
        "format": "planbook-plan/1",
        "year": draw(st.sampled_from([2562, 2570])),
        "region": draw(st.sampled_from(["กฟต.2", ""])),
        "strategies": [
            {
                "sheet": f"CR{s}",
                "title": f"แผนปฏิบัติการ ประจำปี 2570 ด้าน {draw(texts)}",
                "objective": draw(lines),
                "strategy": draw(lines),
                "measures": draw(measures),
                "division_strategy": draw(lines),
                "division_measures": draw(measures),
                "initiatives": [
                    {
                        "number": f"{s}{i}",
                        # brackets alone below "แผนงานหลักที่ 8" are a remark
                        "title": draw(texts.filter(lambda text: not text.startswith("("))),
                        "notes": draw(notes_of()),
                        "activities": draw(activities_of()),
                    }
                    for i in range(draw(st.integers(0, 2)))
                ],
            }
            for s in range(1, draw(st.integers(1, 2)) + 1)
        ],
    }  # fmt: skip


@pytest.mark.proof
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(plans())
def test_any_plan_comes_back_as_it_was(plan):
    assert_reads_back(validate(plan))


anything = st.one_of(texts, st.sampled_from([*RAWS, *UNITS, "1.1 แห่ง", "เป้าหมาย", "- ก", "(ก)", "การดำเนินงาน"]))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(anything, max_size=3),
    st.lists(anything, max_size=4),
    st.lists(anything, max_size=2),
    targets,
    anything,
    anything,
)
def test_a_plan_that_the_layout_cannot_hold_is_refused_with_its_path(notes, procedure, lines, values, title, number):
    first = activity("1", title, notes=notes, procedure=procedure, targets=values, responsible={"lines": lines})
    workbook, refused = None, None
    try:
        made = document(first, activity(number, responsible={}), activity("2", children=[activity("01")]))
        workbook = pb.new_plan(made)
    except DocumentProblem as problem:
        refused = problem.path
    if workbook is None:
        assert refused.startswith("strategies[0].initiatives[0].activities")
    else:
        assert [one.number for one in reread(workbook).plan.activities()] == ["1", number, "2", "01"]
