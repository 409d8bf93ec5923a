"""The plan document: a plan as plain data that people read in YAML and programs in JSON.

Texts are stored in one spelling (:func:`planbook.domain.text.clean`); what a cell says about a quantity keeps its
own words in ``raw``, and decimals are strings, so that no reader rounds them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from planbook.domain import (
    Comparator,
    Direction,
    Group,
    InputKind,
    Office,
    Quantity,
    QuantityKind,
    Settings,
    Severity,
    clean,
    digits,
    format_quantity,
    plain_text,
    read_quantity,
)
from planbook.domain.data import Brief, Data
from planbook.domain.rollup import RuleName
from planbook.layout import original as layout
from planbook.words import Sentence, TextCode

FORMAT = "planbook-plan/1"
LONGEST = 32_767
"""Characters that a cell holds."""
LONGEST_NUMBER = 25
"""Characters of a value that a text is composed of."""
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")

QuarterKey = Literal["1", "2", "3", "4"]
Period = Literal["1", "2", "3", "4", "year"]


class FieldError(ValueError):
    """A value that cannot be right, and the sentence that says why."""

    def __init__(self, code: TextCode, **args: object) -> None:
        self.sentence = Sentence(code, args)
        super().__init__(self.sentence.en)


def _cell_text(text: str) -> str:
    if len(text) > LONGEST:
        raise FieldError("document.too-long", most=LONGEST)
    return text


def _text(text: str) -> str:
    return clean(_cell_text(text))


def _line(text: str) -> str:
    if not (cleaned := _text(text)):
        raise FieldError("document.empty")
    return cleaned


def _step(text: str) -> str:
    """A line of a procedure; a numbered one as it is read: ASCII digits, and "1. ตรวจ" as "1 ตรวจ"."""
    line = _line(text)
    found = layout.numbered(digits(line))
    return f"{found[0]} {digits(line)[found[1] :]}".strip() if found else line


def _raw_line(text: str) -> str:
    _line(text)
    if len(text.splitlines()) > 1:
        raise FieldError("document.not-one-line")
    return text


FreeText = Annotated[str, AfterValidator(_text)]
OneLine = Annotated[str, AfterValidator(_line)]
StepText = Annotated[str, AfterValidator(_step)]
RawLine = Annotated[str, AfterValidator(_raw_line)]
Raw = Annotated[str, AfterValidator(_cell_text)]


class Where(Data):
    """The place in the workbook that something was read from; of no meaning when a workbook is made."""

    sheet: str = Field(description="Name of the sheet.")
    row: int = Field(description="Row, counted from 1.")
    cell: str = Field(default="", description="Name of the cell, such as C22.")


_PARTS = ("kind", "comparator", "value", "unit", "note")


class Amount(Data):
    """What a target or budget cell says. A text alone stands for its ``raw``; the other parts are read from it.

    Without ``raw`` the cell's text is composed of the parts; where both are given they must agree.
    """

    raw: Raw = Field(default="", description="The cell's own text, never changed, such as “≤ 20 วัน”.")
    kind: QuantityKind = Field(default=QuantityKind.VALUE, description="What sort of statement the cell makes.")
    comparator: Comparator | None = Field(default=None, description="How the value bounds a result.")
    value: str | None = Field(
        default=None, pattern=f"^{_DECIMAL.pattern}$", description="Exact decimal; percentages are on the 0-100 scale."
    )
    unit: str | None = Field(default=None, description="Unit of measure, % for percentages.")
    note: str | None = Field(default=None, description="What else the cell says, such as “(100 ราย)”.")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {"raw": data}
        if not isinstance(data, dict) or not _well_formed(data):
            return data  # pydantic names the field that is wrong
        given = {part: data[part] for part in _PARTS if data.get(part) is not None}
        raw = data.get("raw") or _composed(given)
        reading = read_quantity(raw)
        if reading is None:
            raise FieldError("document.amount-empty")
        parts = parts_of(reading)
        for part, wanted in given.items():
            if part == "value":
                wanted = plain_text(Decimal(wanted))
            if wanted != parts[part]:
                shown = parts[part] if parts[part] is not None else "-"
                raise FieldError("document.amount-differs", part=part, wanted=wanted, raw=raw, shown=shown)
        return {"raw": raw, **parts, **{key: data[key] for key in data if key not in ("raw", *_PARTS)}}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A text alone is an amount, too."""
        schema = handler.resolve_ref_schema(handler(core))
        whole = {**schema}
        schema.clear()
        schema.update(
            title=whole.pop("title"),
            description=whole.pop("description"),
            anyOf=[{"type": "string", "description": "The cell's own text."}, whole],
        )
        return schema

    @classmethod
    def of(cls, quantity: Quantity) -> "Amount":
        """A reading as data."""
        return cls.model_construct(raw=quantity.raw, **parts_of(quantity))


def parts_of(quantity: Quantity) -> dict[str, Any]:
    """A reading's parts beside its raw text."""
    value = plain_text(quantity.value) if quantity.value is not None else None
    return {**{part: getattr(quantity, part) for part in _PARTS}, "value": value}


def _well_formed(data: dict[Any, Any]) -> bool:
    """Whether every part is of its type, so that the parts can be compared with the text."""
    texts = (data.get(part) for part in ("raw", *_PARTS))
    return (
        all(text is None or isinstance(text, str) for text in texts)
        and data.get("comparator") in (None, *Comparator)
        and data.get("kind") in (None, *QuantityKind)
        and (data.get("value") is None or _DECIMAL.fullmatch(data["value"]) is not None)
    )


def _composed(parts: dict[str, str]) -> str:
    """The text that a cell of these parts has; empty where there is no value, or one of no practical length."""
    if "value" not in parts or len(parts["value"]) > LONGEST_NUMBER:
        return ""
    shown = format_quantity(Decimal(parts["value"]), parts.get("unit"))
    return " ".join(bit for bit in (parts.get("comparator"), shown, parts.get("note")) if bit)


class BudgetData(Data):
    """The budget in million baht."""

    capital: Amount | None = Field(default=None, description="(1) งบลงทุน")
    operating: Amount | None = Field(default=None, description="(2) งบทำการ")
    total: Amount | None = Field(default=None, description="รวม")


class ResponsibleData(Data):
    """Who is responsible: the plan's own words, and what a master makes of them."""

    lines: tuple[RawLine, ...] = Field(default=(), description="The lines of the responsible cells as they stand.")
    offices: tuple[str, ...] = Field(default=(), description="Codes of the offices that fill in; from a master.")
    rule: str = Field(default="", description="How those offices came about; from a master.")


class DecisionData(Data):
    """What the master's register says about an activity."""

    asked: bool = Field(description="Whether offices report on it.")
    kind: InputKind = Field(description="What an office types.")
    unit: str = Field(default="", description="Unit of measure of the results.")
    direction: Direction = Field(description="Which results meet a target.")
    rule: RuleName = Field(
        union_mode="left_to_right",
        description="How offices' results become the region's: a rule of planbook's own, or one that a package adds.",
    )
    who: str = Field(default="", description="Who fills in: office names, codes or groups, joined by commas.")
    cumulative: bool = Field(default=False, description="Whether a quarter's result counts from the year's beginning.")
    nil_remark: bool = Field(default=False, description="Whether “nothing to report” has to be explained.")
    evidence: bool = Field(default=False, description="Whether a result has to name its evidence in the remark.")
    over_100: bool = Field(default=False, description="Whether a percentage may be more than 100.")
    was: tuple[str, ...] = Field(default=(), description="Keys the activity had before it was renumbered.")
    review: str = Field(default="", description="What the staff should still look at.")


Targets = dict[QuarterKey, Amount]


class TargetRow(Data):
    """A further row of quarter values of an activity, such as a second line “ผจก. … ไตรมาสละ 6 ราย”."""

    label: FreeText = Field(default="", description="The note or step that the values stand beside.")
    targets: Targets = Field(default={}, description="Targets by quarter.")


class ActivityData(Data):
    """An activity (กิจกรรม): a numbered node of the tree under an initiative."""

    key: str = Field(default="", description="Chain of numbers, such as 8/1/03/03.2; made from the numbers if absent.")
    number: OneLine = Field(description="The number as printed: 1, 1.1, 01, 03.1.1.")
    title: FreeText = Field(default="", description="What is to be done.")
    targets: Targets = Field(default={}, description="Targets by quarter (first row of values).")
    targets_label: FreeText = Field(
        default="", description="The note or step beside which the targets stand, where that is not the first row."
    )
    further_targets: tuple[TargetRow, ...] = Field(default=(), description="Further rows of quarter values.")
    span: Raw | None = Field(default=None, description="A text across all quarters, such as “(เมื่อมีการร้องขอ)”.")
    budget: BudgetData = BudgetData()
    responsible: ResponsibleData = ResponsibleData()
    notes: tuple[OneLine, ...] = Field(default=(), description="Lines that describe the target: “เป้าหมาย …”, “(…)”.")
    procedure: tuple[StepText, ...] = Field(
        default=(), description="Steps, a line each: “การดำเนินงาน”, “01.1 …”, “- …”."
    )
    decision: DecisionData | None = Field(default=None, description="The register's word; from a master.")
    where: Where | None = None
    children: tuple["ActivityData", ...] = Field(default=(), description="The activities below it.")


class InitiativeData(Data):
    """An initiative (แผนงานหลัก)."""

    number: OneLine = Field(description="Its number in the whole plan.")
    title: FreeText = Field(default="", description="Its title.")
    notes: tuple[OneLine, ...] = Field(default=(), description="Remarks below the title.")
    where: Where | None = None
    activities: tuple[ActivityData, ...] = Field(default=(), description="Its activities in plan order.")


class MeasureData(Data):
    """A line of เกณฑ์วัดการดำเนินงาน."""

    text: OneLine = Field(description="What is measured.")
    target: Amount | None = Field(default=None, description="Its target, as far as it has one.")


class StrategyData(Data):
    """A strategy: one sheet of the plan, with items 1 to 7 above its table."""

    sheet: Raw = Field(description="Name of the sheet.")
    title: FreeText = Field(default="", description="The sheet's title.")
    year: int | None = Field(default=None, description="Fiscal year (Buddhist era) where it differs from the plan's.")
    objective: tuple[OneLine, ...] = Field(default=(), description="Item 1: วัตถุประสงค์เชิงยุทธศาสตร์.")
    strategy: tuple[OneLine, ...] = Field(default=(), description="Item 2: กลยุทธ์ระดับองค์กร.")
    measures: tuple[MeasureData, ...] = Field(default=(), description="Items 3 and 4.")
    division_strategy: tuple[OneLine, ...] = Field(default=(), description="Item 5: กลยุทธ์ระดับสายงาน.")
    division_measures: tuple[MeasureData, ...] = Field(default=(), description="Items 6 and 7.")
    initiatives: tuple[InitiativeData, ...] = Field(default=(), description="Its initiatives in plan order.")


class BesideData(Data):
    """The register's word on what stands beside the plan's tables: a measure of items 3 and 6, or a budget spent."""

    key: str = Field(description="เกณฑ์CR1/3.1 for line 3.1 of item 3 of sheet CR1, 4/งบ for initiative 4's budget.")
    responsible: ResponsibleData = ResponsibleData()
    decision: DecisionData = Field(description="The register's word.")


class SummaryData(Data):
    """A line of the summary sheet: which initiatives belong to which perspective and strategy."""

    perspective: FreeText = ""
    strategy: FreeText = ""
    initiatives: FreeText = ""


class OfficeTargetsData(Data):
    """Targets of one office that differ from the plan's, from the sheet เป้าหมายรายหน่วยงาน."""

    key: str = Field(description="The activity's key.")
    office: str = Field(description="The office's code.")
    targets: dict[Period, Amount] = Field(description="Targets by quarter, or for the year.")


class RuleData(Data):
    """A rule of the region, from the sheet กฎ: what to say where its condition holds (``docs/rules.md``)."""

    name: OneLine = Field(description="Its name, by which it can be waived.")
    where: tuple[OneLine, ...] = Field(
        default=(), description="Keys of activities, 8/1/* for all below 8/1; without any it is asked of all."
    )
    scope: Literal["office", "region"] = Field(default="office", description="Of whose figures it is asked.")
    condition: OneLine = Field(description="The condition, in the language of rules.")
    message: OneLine = Field(description="What is said where it holds.")
    severity: Severity = Field(default=Severity.WARNING, description="How much it needs somebody.")
    since: int = Field(default=1, ge=1, le=4, description="The first quarter for which it counts.")
    until: int = Field(default=4, ge=1, le=4, description="The last quarter for which it counts.")


class WaiverData(Data):
    """What the region waives, from the sheet ยกเว้น; an empty office, key or rule stands for any."""

    office: str = Field(default="", description="The office's code.")
    key: str = Field(default="", description="The activity's key.")
    rule: str = Field(default="", description="The code of a finding, or the name of a rule of the region.")
    reason: OneLine = Field(description="Why.")
    until: int = Field(default=4, ge=1, le=4, description="The last quarter for which it counts.")
    by: str = Field(default="", description="Who says so.")


class PlanDocument(Brief, Data):
    """A region's action plan of one fiscal year as data."""

    format: Literal["planbook-plan/1"] = Field(description="The document's format and version.")
    year: int | None = Field(default=None, description="Fiscal year, Buddhist era.")
    title: FreeText | None = Field(default=None, description="Title of the plan; made from region and year if absent.")
    region: FreeText = Field(default="", description="The region's short name, as in the title.")
    summary: tuple[SummaryData, ...] | None = Field(
        default=None, description="Lines of the summary sheet; made from the strategies if absent, no sheet if empty."
    )
    strategies: tuple[StrategyData, ...] = Field(description="One a sheet, in order.")
    beside: tuple[BesideData, ...] = Field(
        default=(), description="Measures and budgets spent that the register has a row for; from a master."
    )
    offices: tuple[Office, ...] = Field(default=(), description="The offices that report; from a master.")
    groups: tuple[Group, ...] = Field(default=(), description="Group names and whom they stand for; from a master.")
    office_targets: tuple[OfficeTargetsData, ...] = Field(default=(), description="Per-office targets; from a master.")
    rules: tuple[RuleData, ...] = Field(default=(), description="The region's own rules; from a master.")
    waivers: tuple[WaiverData, ...] = Field(default=(), description="What the region waives; from a master.")
    settings: Settings | None = Field(
        default=None, description="The settings sheet without its password; from a master."
    )

    def activities(self) -> Iterator[ActivityData]:
        """Every activity in plan order, those below others among them."""
        for strategy in self.strategies:
            for initiative in strategy.initiatives:
                yield from _with_children(initiative.activities)

    def brief(self) -> Mapping[str, object]:
        """Year and region, and how much the plan holds."""
        return {
            "year": self.year,
            "region": self.region,
            "strategies": len(self.strategies),
            "activities": sum(1 for _ in self.activities()),
            "offices": len(self.offices),
        }


def _with_children(activities: Iterable[ActivityData]) -> Iterator[ActivityData]:
    for activity in activities:
        yield activity
        yield from _with_children(activity.children)
