"""Who returned, and how complete."""

from collections.abc import Mapping, Sequence

from planbook.model import Fact, Key, Master, OfficeStatus, ReturnState
from planbook.rollup.results import is_due


def statuses_of(
    master: Master, facts: Sequence[Fact], quarter: int, files: Mapping[str, Sequence[str]]
) -> tuple[OfficeStatus, ...]:
    """The status of every office that has a form this quarter, in the order of the offices sheet.

    ``files`` maps an office to the files that count as its return. An office that reports for others answers for them.
    """
    asked: dict[str, set[tuple[Key, str]]] = {}
    for key, decision in master.decisions.items():
        if not decision.asked or key not in master.activities:
            continue
        for code in decision.offices:
            owner = master.offices.reporter(code).code
            rows = asked.setdefault(owner, set())
            if is_due(master, key, code, quarter):
                rows.add((key, code))
    answered = {(fact.key, fact.office) for fact in facts if fact.quarter == quarter and fact.is_answer}
    statuses = []
    for office in master.offices.offices:
        if office.code not in asked:
            continue
        rows = asked[office.code]
        done = len(rows & answered)
        returned = tuple(sorted(files.get(office.code, ())))
        if done == len(rows):
            state = ReturnState.COMPLETE
        else:
            state = ReturnState.PARTIAL if returned or done else ReturnState.MISSING
        statuses.append(
            OfficeStatus(
                office=office.code,
                name=office.name,
                quarter=quarter,
                state=state,
                asked=len(rows),
                answered=done,
                files=returned,
            )
        )
    return tuple(statuses)
