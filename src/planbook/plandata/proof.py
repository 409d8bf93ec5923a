"""The proof that a new workbook says what its document says: the first place where reading it back differs."""

from typing import Any

from planbook.model import Plan
from planbook.plandata.convert import plan_document
from planbook.plandata.document import PlanDocument
from planbook.plandata.load import DocumentProblem

_BESIDE_THE_PLAN = {"key", "where", "decision", "offices", "rule", "groups", "office_targets", "settings"}
"""What a plan workbook does not hold, or holds in another place."""


def require_same(document: PlanDocument, read_back: Plan) -> None:
    """Raise DocumentProblem where a workbook made of ``document`` was read back as another plan."""
    found = first_difference(_plan(document.model_dump()), _plan(plan_document(read_back).model_dump()))
    if found:
        path, said, read = found
        raise DocumentProblem(
            path,
            f"เอกสารเขียนว่า {_shown(said)} แต่เมื่อเขียนลงชีตแล้วอ่านกลับได้ {_shown(read)} "
            "เพราะชีตแยกกิจกรรม ข้อความ และขั้นตอนจากเลขลำดับและคำขึ้นต้น ให้ปรับข้อความหรือเลขลำดับบริเวณนี้",
            f"the document says {_shown(said)}, but a plan sheet would read {_shown(read)}: a sheet tells activities, "
            "texts and steps by their numbers and first words; reword or renumber here",
        )


def first_difference(said: Any, read: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The path of the first difference between two values, and what stands there; None where they are equal."""
    if isinstance(said, dict) and isinstance(read, dict):
        for key in [*said, *(key for key in read if key not in said)]:
            here = f"{path}.{key}" if path else str(key)
            if found := first_difference(said.get(key), read.get(key), here):
                return found
        return None
    if isinstance(said, (list, tuple)) and isinstance(read, (list, tuple)):
        for index in range(max(len(said), len(read))):
            here = f"{path}[{index}]"
            one, other = (side[index] if index < len(side) else None for side in (said, read))
            if found := first_difference(one, other, here):
                return found
        return None
    return None if said == read else (path, said, read)


def _plan(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plan(value) for key, value in data.items() if key not in _BESIDE_THE_PLAN}
    if isinstance(data, (list, tuple)):
        return [_plan(item) for item in data]
    return data


def _shown(value: Any) -> str:
    """A value in a sentence: a mapping by its number, title or text, and never more than a line."""
    if isinstance(value, dict):
        value = " ".join(str(value[key]) for key in ("number", "title", "text", "raw", "strategy") if value.get(key))
    text = "ไม่มี / nothing" if value is None or value == "" or value == [] else str(value)
    return f"“{text[:80]}{'…' if len(text) > 80 else ''}”"
