"""What an office's form says: its lines in plan order, with targets, earlier results, and what is due."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from planbook.book.cells import as_written, is_plain
from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Activity,
    Decision,
    Fact,
    Field,
    Finding,
    FormLine,
    FormParts,
    FormSpec,
    Initiative,
    InputKind,
    Key,
    LineKind,
    Master,
    Office,
    Own,
    RowRule,
    Strategy,
    clean,
    in_order,
    is_number,
    join_lines,
    plain_text,
)
from planbook.domain.number import HUNDRED, cell_text, quotient
from planbook.domain.report import Slot
from planbook.errors import UsageProblem
from planbook.forms.looks import lines_in
from planbook.forms.plan_sheet import hint_of, texts_of_activity, texts_of_initiative
from planbook.layout.checks import looks_back
from planbook.layout.form import label
from planbook.layout.marks import shown_report
from planbook.rules import parse_rule, refs

LONGEST_CODE, LONGEST_NAME = 60, 60
"""Characters of an office's code, and character units of its name and code together, that stand in one line wherever a
form says them: only then may forms of several offices be made as one."""
MOST_OWN = 1_000
"""Rows with earlier results that fit the one cell in which a form's stamp says what is its own."""


def reporting_offices(master: Master, quarter: int) -> tuple[Office, ...]:
    """The offices that get a form of a quarter (1-4), in the order of the offices sheet.

    These are the reporters of at least one office that is asked about an activity: an office that reports through
    another gets no form of its own, its rows stand in the other's. Every quarter has the same offices, because an
    activity without a target this quarter may be reported on all the same.

    Raises UsageProblem for a quarter other than 1 to 4.
    """
    _check_quarter(quarter)
    reporters = {master.offices.reporter(code).code for code in _asked_offices(master)}
    # of offices under one code only one counts, as everywhere (OfficeBook.by_code)
    once = {office.code: master.offices.by_code[office.code] for office in master.offices.offices}
    return tuple(office for code, office in once.items() if code in reporters)


def compose(master: Master, office_code: str, quarter: int, *, correction: bool = False) -> FormSpec:
    """What one office's form of a quarter (1-4) says, apart from how it is rendered.

    A ``correction`` opens a closed quarter again: the accepted results stand in the inputs, so that what an office
    leaves alone stays as it is and what it changes is a change.

    Raises UsageProblem for an office that the offices sheet does not have, or a quarter other than 1 to 4.
    """
    return Composer(master, quarter, correction=correction).parts(office_code).whole()


def form_findings(
    master: Master, quarter: int, *, correction: bool = False, only: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What the region should know before it sends the forms of a quarter.

    An activity that asks an office the offices sheet does not have; an office that is asked about nothing and so is
    in no form; a form on which nothing is due this quarter, or that is to correct a quarter without any results.
    ``only`` are the codes of the offices whose forms are made, where those of others are of no interest.
    """
    asked = _asked_offices(master)
    found = [
        Finding.of("form-office-unknown", key=key, office=code, quarter=quarter)
        for key, decision in master.decisions.items()
        if decision.asked and key in master.activities
        for code in decision.offices
        if code not in master.offices.by_code
    ]
    found += [
        Finding.of("form-office-without-activities", office=office.code, quarter=quarter, name=office.name)
        for office in master.offices.offices
        if office.code not in asked and (not only or office.code in only)
    ]
    composer = Composer(master, quarter, correction=correction)
    for office in reporting_offices(master, quarter):
        if only and office.code not in only:
            continue
        lines = composer.parts(office.code).shared.lines
        if correction and not any(line.given for line in lines):
            found.append(Finding.of("form-nothing-to-correct", office=office.code, quarter=quarter, name=office.name))
        elif not any(line.due for line in lines):
            found.append(Finding.of("form-nothing-due", office=office.code, quarter=quarter, name=office.name))
    return in_order(found)


def _check_quarter(quarter: int) -> None:
    if quarter not in QUARTERS:
        raise UsageProblem("quarter-out-of-range", quarter=quarter)


def _asked_offices(master: Master) -> frozenset[str]:
    """Codes of all known offices that are asked about at least one activity of the plan."""
    return frozenset(
        code
        for key, decision in master.decisions.items()
        if decision.asked and key in master.activities
        for code in decision.offices
        if code in master.offices.by_code
    )


class Composer:
    """What the forms of a quarter (1-4) say, one after the other; ``correction`` as in :func:`compose`.

    What all forms need is looked up once, and forms that say the same but for the office's name and its earlier results
    share one object (:class:`planbook.domain.FormParts`). Raises UsageProblem for a quarter other than 1 to 4.
    """

    def __init__(self, master: Master, quarter: int, *, correction: bool = False) -> None:
        _check_quarter(quarter)
        self.master, self.quarter, self.correction = master, quarter, correction
        self._reported: dict[str, list[Office]] = {}
        for office in master.offices.offices:
            self._reported.setdefault(master.offices.reporter(office.code).code, []).append(office)
        self._facts: dict[str, dict[Key, dict[int, Fact]]] = {}
        for fact in master.facts:
            if fact.quarter < quarter or (correction and fact.quarter == quarter):
                self._facts.setdefault(fact.office, {}).setdefault(fact.key, {})[fact.quarter] = fact
        self._asked: dict[str, list[Key]] = {}
        for key in master.activities:
            decision = master.decisions.get(key)
            for code in set(decision.offices) if decision and decision.asked else ():
                self._asked.setdefault(code, []).append(key)
        self._several = {key for key, activity in master.activities.items() if len(activity.lines) > 1}
        self._with_own_targets = {target.office for target in master.office_targets}
        self._sets: dict[Hashable, FormSpec] = {}

    def parts(self, office_code: str) -> FormParts:
        """What one office's form says. Raises UsageProblem for an office that the offices sheet does not have."""
        office = self.master.offices.by_code.get(office_code)
        if office is None:
            raise UsageProblem("office-unknown", office=office_code)
        here = self._reported.get(office_code, [])
        own = [each for each in here if each.code == office_code]
        offices = (*own, *(each for each in here if each.code != office_code))
        if self.correction or len(offices) != 1 or not self._may_share(office):
            rows = _Rows(self.master, offices, self.quarter, self._facts)
            return FormParts(shared=self._spec(office.code, as_written(office.name), rows.lines()))
        return self._shared(office)

    def _may_share(self, office: Office) -> bool:
        """Whether nothing on the form but short texts depends on the office: neither its rows nor their heights."""
        name = as_written(office.name)
        fits = len(office.code) <= LONGEST_CODE and lines_in(f"{name} ({office.code})", LONGEST_NAME) == 1
        return fits and is_plain(name) and is_plain(office.code) and office.code not in self._with_own_targets

    def _shared(self, office: Office) -> FormParts:
        keys = self._asked.get(office.code, [])
        lines = [self.master.own_line(self.master.activities[key], office.code) for key in keys if key in self._several]
        group = (tuple(keys), tuple(map(id, lines)))
        blank = self._set(group, office, {})
        own, kept = dict[int, dict[int, str]](), dict[Key, dict[int, Fact]]()
        facts = self._facts.get(office.code, {})
        for place, line in enumerate(blank.lines) if facts else ():
            if line.line is LineKind.ROW and line.key in facts:
                texts = _earlier(self.master, line.key, office.code, facts[line.key])
                if looks_back(line) or not all(map(is_plain, texts.values())) or len(own) >= MOST_OWN:
                    kept[line.key] = facts[line.key]
                elif texts:
                    own[place] = texts
        shared = self._set((group, office.code), office, kept) if kept else blank
        return FormParts(shared=shared, own=Own(office=office.code, office_name=as_written(office.name), earlier=own))

    def _set(self, group: Hashable, office: Office, facts: Mapping[Key, Mapping[int, Fact]]) -> FormSpec:
        """What all forms of a set say; composed for one office of it, with what its checks are to know."""
        shared = self._sets.get(group)
        if shared is None:
            rows = _Rows(self.master, (office,), self.quarter, {office.code: facts})
            unnamed = (replace(line, office="", office_name="") if line.office else line for line in rows.lines())
            shared = self._sets[group] = self._spec("", "", unnamed)
        return shared

    def _spec(self, office: str, name: str, lines: Iterable[FormLine]) -> FormSpec:
        master, plan = self.master, self.master.plan
        return FormSpec(
            plan_id=master.settings.plan_id or f"plan-{master.year}",
            plan_title=clean(plan.title),
            region=clean(master.settings.region or plan.region),
            year=master.year,
            quarter=self.quarter,
            office=office,
            office_name=name,
            fingerprint=master.fingerprint,
            due_date=master.settings.due.get(self.quarter, ""),
            contact=master.settings.contact,
            language=master.settings.language,
            correction=self.correction,
            lines=tuple(lines),
        )


class _Rows:
    """The lines of one form; holds what does not change from line to line."""

    def __init__(
        self,
        master: Master,
        offices: Sequence[Office],
        quarter: int,
        facts: Mapping[str, Mapping[Key, Mapping[int, Fact]]],
    ) -> None:
        self.master, self.offices, self.quarter, self.facts = master, offices, quarter, facts
        # a rule that looks at other activities or offices is the region's alone
        self.rules = [
            rule
            for rule in master.rules
            if not (rule.of_region or any(ref.key for ref in refs(parse_rule(rule.condition))))
        ]

    def lines(self) -> Iterator[FormLine]:
        """All lines in plan order; a heading only where a row stands below it."""
        for strategy in self.master.plan.strategies:
            below = [line for initiative in strategy.initiatives for line in self._initiative(initiative)]
            if below:
                yield _strategy_line(strategy)
                yield from below

    def _initiative(self, initiative: Initiative) -> Iterator[FormLine]:
        below = [line for activity in initiative.activities for line in self._activity(activity)]
        if below:
            yield FormLine(
                line=LineKind.INITIATIVE,
                key=initiative.number,
                number=initiative.number,
                title=as_written(clean(initiative.title)),
                plan_texts=texts_of_initiative(initiative),
            )
            yield from below

    def _activity(self, activity: Activity) -> Iterator[FormLine]:
        rows = list(self._rows(activity))
        below = [line for child in activity.children for line in self._activity(child)]
        if rows:
            yield from rows
        elif below:
            yield FormLine(
                line=LineKind.HEADING,
                key=activity.key,
                number=activity.number,
                title=as_written(clean(activity.title)),
                level=activity.level,
                plan_texts=texts_of_activity(activity, self.master.settings.language),
            )
        yield from below

    def _rows(self, activity: Activity) -> Iterator[FormLine]:
        decision = self.master.decisions.get(activity.key)
        # of activities under one doubled key only the first counts, as everywhere (Master.activities)
        if decision is None or not decision.asked or self.master.activities.get(activity.key) is not activity:
            return
        for number, office in enumerate(each for each in self.offices if each.code in decision.offices):
            yield self._row(activity, decision, office, first=not number)

    def _row(self, activity: Activity, decision: Decision, office: Office, *, first: bool) -> FormLine:
        targets = {
            quarter: target
            for quarter in QUARTERS
            if (target := self.master.target_for(activity.key, office.code, quarter)) is not None
        }
        facts = self.facts.get(office.code, {}).get(activity.key, {})
        present = facts.get(self.quarter)
        before = {number: fact for number, fact in facts.items() if number != self.quarter}
        language = self.master.settings.language
        return FormLine(
            line=LineKind.ROW,
            key=activity.key,
            number=activity.number,
            title=as_written(clean(activity.title)),
            level=activity.level,
            office=office.code,
            office_name=as_written(office.name),
            unit=decision.unit,
            kind=decision.kind,
            direction=decision.direction,
            targets={quarter: target.raw for quarter, target in targets.items()},
            earlier=_earlier(self.master, activity.key, office.code, before),
            due=self.master.is_due(activity.key, office.code, self.quarter),
            hint=hint_of(
                activity,
                self.master.own_line(activity, office.code) if len(activity.lines) > 1 else None,
                self._year_target(activity, office),
                self.quarter,
                language,
            ),
            plan_texts=texts_of_activity(activity, language) if first else (),
            cumulative=decision.cumulative,
            nil_remark=decision.nil_remark,
            evidence=decision.evidence,
            over_100=decision.over_100,
            far_factor=self.master.settings.far_factor,
            rules=tuple(
                RowRule(message=rule.message, condition=rule.condition, answerable=not rule.severity.is_error)
                for rule in self.rules
                if rule.is_about(activity.key, self.quarter)
            ),
            given=given_of(present, decision.kind, language) if present else {},
        )

    def _year_target(self, activity: Activity, office: Office) -> str:
        own = self.master.targets_by_office.get(Slot(activity.key, office.code, WHOLE_YEAR))
        target = own or activity.target(WHOLE_YEAR)  # a measure's, which has none by quarter
        return target.raw.strip() if target else ""


def _earlier(master: Master, key: Key, office: str, facts: Mapping[int, Fact]) -> dict[int, str]:
    """Results of closed quarters as people read them, by quarter."""
    decision, language = master.decisions.get(key), master.settings.language
    if decision is None:
        return {}
    shown = {
        number: str(shown_report(facts[number], decision, master.target_for(key, office, number), language))
        for number in sorted(facts)
    }
    return {number: text for number, text in shown.items() if text}


def given_of(fact: Fact, kind: InputKind, language: str) -> dict[str, str]:
    """An accepted report as it stands in the inputs of a row, by input."""
    result = fact.figure
    if is_number(result):
        result = cell_text(quotient(result, HUNDRED) if kind is InputKind.PERCENT else result)
    given = {
        # a ratio's percentage is worked out from its parts
        Field.RESULT: result if kind is not InputKind.RATIO else None,
        Field.NUMERATOR: None if fact.numerator is None else plain_text(fact.numerator),
        Field.DENOMINATOR: None if fact.denominator is None else plain_text(fact.denominator),
        Field.STATUS: label(fact.progress, language),
        Field.REMARK: fact.remark,
    }
    return {field.value: text for field, text in given.items() if text}


def _strategy_line(strategy: Strategy) -> FormLine:
    title = join_lines(strategy.strategy) or clean(strategy.title)
    return FormLine(line=LineKind.STRATEGY, number=strategy.sheet, title=title)
