"""What the demo tells at the end: the steps, what offices did and how planbook answered, and what to open."""

from collections.abc import Iterator

from planbook.demo import CONSOLIDATED, FORMS_FOLDER, MASTER, PLAN_FOLDER, REPORT, RETURNS_FOLDER, Demo
from planbook.demo.samples import PLAN
from planbook.demo.simulate import Planted
from planbook.model import Severity
from planbook.report.console import conservation_line, status_lines
from planbook.text import width

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
_WIDTHS = (10, 42)


def summary_lines(demo: Demo) -> Iterator[str]:
    """The summary in Thai and English, at most 40 lines."""
    yield from _steps(demo)
    yield conservation_line(demo.outcome.conservation)
    yield from status_lines(demo.outcome.offices)
    yield ""
    yield "สิ่งที่หน่วยงานทำ → คำตอบของ planbook / what offices did → planbook's answer"
    for planted in demo.returns.planted:
        yield _row(demo, planted)
    yield ""
    yield f"→ {demo.folder / CONSOLIDATED}"
    yield f"   แผนเดิมที่เติมช่อง ผล แล้ว / the plan as it was, its result cells filled in (compare {PLAN_FOLDER}/{PLAN})"
    yield f"→ {demo.folder / RETURNS_FOLDER}"
    yield f"   แบบที่ส่งกลับ / what came back (blank: {FORMS_FOLDER}/); {REPORT}: ทุกรายการ / every finding"


def _steps(demo: Demo) -> Iterator[str]:
    master, returns, proof = demo.master, demo.returns, demo.outcome.proof
    initiatives = sum(1 for _ in master.plan.initiatives())
    senders = len(demo.forms) - len(returns.silent) - len(returns.idle)
    yield (
        f"1 adopt     {initiatives} แผนงาน {len(master.activities)} กิจกรรม {len(master.offices.offices)} หน่วยงาน / "
        f"initiatives, activities, offices → {MASTER}"
    )
    yield f"2 generate  ไตรมาส {demo.quarter}: {len(demo.forms)} แบบฟอร์ม / forms → {FORMS_FOLDER}/"
    yield (
        f"3 (offices) {len(returns.files)} ไฟล์จาก {senders} หน่วยงาน / files from {senders} offices; "
        f"ไม่ส่ง / silent {len(returns.silent)}, ไม่มีรายการ / nothing due {len(returns.idle)} → {RETURNS_FOLDER}/"
    )
    if proof is not None:
        yield (
            f"4 merge     {'✓' if proof.holds else '✗'} เปลี่ยนเฉพาะช่องผล {proof.cells:,} ช่อง / "
            f"only {proof.cells:,} result cells changed → {CONSOLIDATED}"
        )


def _row(demo: Demo, planted: Planted) -> str:
    habit = planted.habit
    found = {finding.code: finding.severity for finding in demo.answers(planted)}
    if not demo.is_answered(planted):
        mark, answer = "?", "ไม่ตรงตามแผน / not as planned"
    elif habit.codes:
        mark, answer = (
            _MARKS[min((found[code] for code in habit.codes), key=list(Severity).index)],
            ", ".join(habit.codes),
        )
    elif habit.partial:
        status = next(status for status in demo.outcome.offices if status.office == planted.office)
        mark, answer = "!", f"ยังไม่ครบ / incomplete {status.answered}/{status.asked}"
    else:
        mark, answer = "✓", "รับ / accepted"
    cells = (planted.office, f"{habit.th} / {habit.en}")
    return f"  {mark} " + "".join(_padded(*pair) for pair in zip(cells, _WIDTHS, strict=True)) + answer


def _padded(text: str, columns: int) -> str:
    return text + " " * max(1, columns - width(text))
