"""How the desk calls its steps, and what it says is to be done next."""

from planbook.desk.folder import Step
from planbook.words import Sentence, TextCode

STEPS: dict[Step, TextCode] = {
    Step.PLAN: "desk.step.plan",
    Step.OFFICES: "desk.step.offices",
    Step.FORMS: "desk.step.forms",
    Step.RETURNS: "desk.step.returns",
    Step.CORRECTIONS: "desk.step.corrections",
    Step.MERGE: "desk.step.merge",
    Step.SUMMARY: "desk.step.summary",
}
_TO_DO: dict[Step, TextCode] = {
    Step.PLAN: "desk.do.plan",
    Step.OFFICES: "desk.do.offices",
    Step.FORMS: "desk.do.forms",
    Step.RETURNS: "desk.do.returns",
    Step.MERGE: "desk.do.merge",
    Step.SUMMARY: "desk.do.summary",
}


def to_do(step: Step, quarter: int) -> Sentence:
    """What doing a step is called."""
    return Sentence(_TO_DO[step], {"quarter": quarter})
