"""The memo to management: its figures are those of the results, each has its source, and the region may edit it."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

import planbook as pb
from planbook.domain.year import Verdict, verdict_of
from planbook.errors import UsageProblem
from planbook.simulate.filling import saved_at
from planbook.words import languages
from tests.filling import fill

from .conftest import named


@pytest.fixture(scope="module")
def consolidated(region):
    """TRG met both targets, KBI missed both and says why; the third office and the division did not report."""
    files = {
        "ตรัง.xlsx": region.filled("TRG", 3, 0.95),
        "กระบี่.xlsx": saved_at(
            fill(region.forms["KBI"], {"5/1": 2, ("5/1", "remark"): "ฝนตก <w:p> & ลมแรง", "5/2": 0.5}),
            "2019-04-02T04:00:00Z",
        ),
    }
    outcome = pb.merge(region.master, [named(name, data) for name, data in files.items()])
    assert outcome.data is not None
    return pb.read_master(outcome.data)


def opened(data):
    return docx.Document(io.BytesIO(data))


def everything(document):
    """All text of a document's body."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def marked(document):
    """What each bookmark lies around."""
    found = {}
    for start in document.element.body.iter(qn("w:bookmarkStart")):
        run = start.getnext()
        found[start.get(qn("w:name"))] = "".join(text.text or "" for text in run.iter(qn("w:t")))
    return found


def template(*paragraphs, head="", cell=""):
    """A Word document of paragraphs, each given as its runs."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text in runs:
            paragraph.add_run(text).bold = True
    if head:
        document.sections[0].header.paragraphs[0].add_run(head)
    if cell:
        document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run(cell)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def explained(consolidated):
    found = [pb.explain(consolidated, key, 1) for key in consolidated.activities]
    return [each for each in found if each.result is not None]


def test_its_counts_are_those_of_the_results(consolidated):
    marks = marked(opened(pb.memo(consolidated, 1, language="en")))
    verdicts = [verdict_of(each.result) for each in explained(consolidated)]
    for slot, count in (
        ("activities", len(verdicts)),
        ("met", verdicts.count(Verdict.MET)),
        ("missed", verdicts.count(Verdict.MISSED)),
        ("open", verdicts.count(Verdict.OPEN)),
    ):
        assert marks[f"memo_slot_{slot}"] == marks[f"{slot}_all"] == str(count)
    assert verdicts.count(Verdict.MISSED) > 0
    assert (marks["memo_slot_offices"], marks["memo_slot_complete"], marks["memo_slot_missing"]) == ("4", "2", "2")


def test_every_figure_of_its_tables_is_a_result_and_names_its_cell(consolidated):
    document = opened(pb.memo(consolidated, 1, language="en"))
    marks, text = marked(document), everything(document)
    missed = [each for each in explained(consolidated) if verdict_of(each.result) is Verdict.MISSED]
    shown = {f"figure_{each.key.replace('/', '_')}_q1": " ".join(each.result.display.split()) for each in missed}
    assert shown == {mark: said for mark, said in marks.items() if mark.startswith("figure_")}
    for each in missed:
        activity = consolidated.activities[each.key]
        assert f"{activity.sheet}!{activity.result_cells[1]}" in text
    assert "กระบี่: ฝนตก <w:p> & ลมแรง" in text


def test_every_number_in_the_text_leads_to_its_source(consolidated):
    document = opened(pb.memo(consolidated, 1, language="en"))
    marks = marked(document)
    links = [link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))]
    assert len(links) == 8
    assert set(links) <= set(marks)
    sources = {row.cells[0].text: row.cells[2].text for row in document.tables[-1].rows}
    keys = [each.key for each in explained(consolidated)]
    assert all(re.search(rf"(?<![\w/]){key}(?![\w/])", sources["[1]"]) for key in keys)


@pytest.mark.parametrize("language", languages())
def test_the_blank_letter_is_a_template_that_gives_the_same_memo(consolidated, language):
    blank = pb.blank_memo(language, measures=False)  # nobody is asked for any here
    assert "{{" in everything(opened(blank))
    own = pb.memo(consolidated, 1, template=blank, language=language)
    assert own == pb.memo(consolidated, language=language)
    assert "{{" not in everything(opened(own))


def test_slots_are_filled_wherever_they_stand_and_however_word_has_cut_them(consolidated):
    own = template(
        ["ผลของ 5/1 คือ {", "{5/", "1 }} และ {{5/1:1}} ปี {{year}}", " จบ"],
        ["{{ เขต }}"],
        ["{{list of offices}}"],
        head="ไตรมาส {{ไตรมาส}}",
        cell="{{ได้ตามเป้า}}/{{activities}}",
    )
    document = opened(pb.memo(consolidated, 1, template=own, language="th"))
    shown = " ".join(pb.explain(consolidated, "5/1", 1).result.display.split())
    first = document.paragraphs[0]
    assert everything(document).startswith(f"ผลของ 5/1 คือ {shown}[1] และ {shown}[1] ปี {consolidated.year} จบ")
    assert all(run.bold for run in first.runs if run.text)
    assert document.sections[0].header.paragraphs[0].text == "ไตรมาส 1"
    assert re.fullmatch(r"\d+(\[\d\])?/\d+(\[\d\])?", "".join(t.text for t in document.tables[0]._tbl.iter(qn("w:t"))))


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (template(["{{ปี}} {{yaer}} {{99/1}} {{5/1:7}}"]), "memo-slots"),
        (b"no Word document", "memo-template"),
        (b"PK\x03\x04" + bytes(100), "memo-template"),
    ],
)
def test_a_template_that_cannot_be_filled_is_said_in_one_sentence(consolidated, own, code):
    with pytest.raises(UsageProblem) as told:
        pb.memo(consolidated, 1, template=named("แบบ.docx", own))
    assert told.value.code == code
    said = told.value.text("th")
    assert (
        all(slot in said for slot in ("{{yaer}}", "{{99/1}}", "{{5/1:7}}")) if code == "memo-slots" else "แบบ" in said
    )
    assert "{{ปี}} {{" not in said


def test_a_workbook_that_is_no_letter_is_refused(consolidated):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UsageProblem) as told:
        pb.memo(consolidated, 1, template=named("แผน.docx", made.getvalue()))
    assert told.value.code == "memo-template"


def test_a_quarter_without_results_has_no_memo(consolidated, region):
    for master, quarter in ((consolidated, 2), (region.master, None)):
        with pytest.raises(UsageProblem) as told:
            pb.memo(master, quarter)
        assert told.value.code == "memo-nothing"


def test_the_same_results_make_the_same_bytes(consolidated):
    made = pb.memo(consolidated, 1)
    assert made == pb.memo(consolidated, 1)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
