"""Choosing among returns comes to the same whatever their order and in however many merges they come."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.domain import Fact, Progress
from planbook.domain.filed import Filed, Report, Use
from planbook.rollup.choose import Held, choose

YEAR = 2562
ROWS = ("8/1", "8/2", "8/3")
START = datetime(2019, 4, 1, 8)
REPORTERS = {"TRG": "TRG", "SUB": "TRG", "KBI": "KBI"}
"""SUB reports through TRG."""

cells = st.fixed_dictionaries(
    {},
    optional={
        "result": st.sampled_from([Decimal(1), Decimal(2)]),
        "progress": st.sampled_from([Progress.DONE, Progress.NOTHING]),
        "remark": st.sampled_from(["ก", "ข"]),
    },
)


@st.composite
def reports(draw, number):
    """A return that says when it was saved; some are corrections, some were chosen or refused."""
    office, correction = draw(st.sampled_from(["TRG", "KBI"])), draw(st.booleans())
    saved = (START + timedelta(hours=draw(st.integers(0, 60)))).isoformat() + "Z"
    file = f"{number}.xlsx"
    use = draw(st.sampled_from([None, None, None, *Use]))
    facts, blank = [], []
    for key in ROWS:
        for whose in ("TRG", "SUB") if office == "TRG" else ("KBI",):
            said = draw(cells)
            takes_back = correction and draw(st.booleans())
            if said or takes_back:
                raw = str(said.get("result", ""))
                facts.append(Fact(key=key, office=whose, quarter=1, raw=raw, file=file, saved=saved, **said))
            elif not correction:
                blank.append((key, whose))
    filed = Filed(
        file=file,
        office=office,
        quarter=1,
        saved=saved,
        digest=file,
        correction=correction,
        blank=tuple(blank),
        use=use,
    )
    return Report(filed=filed, facts=tuple(facts))


@st.composite
def several(draw):
    return [draw(reports(number)) for number in range(draw(st.integers(1, 5)))]


def merged(came, held=None):
    chosen = choose(held or Held(), came, [], year=YEAR, reporters=REPORTERS)
    return chosen, Held(facts=chosen.facts, reserve=chosen.reserve, filed=chosen.filed)


@settings(max_examples=400)
@given(several(), st.randoms(use_true_random=False))
def test_in_any_order_and_in_any_parts_it_is_the_same(came, chance: random.Random):
    at_once, held = merged(came)
    mixed = [*came]
    chance.shuffle(mixed)
    assert merged(mixed)[0] == at_once
    parts = None
    while mixed:
        some = chance.randint(1, len(mixed))
        _, parts = merged(mixed[:some], parts)
        mixed = mixed[some:]
    assert parts == held
    again, twice = merged(came, held)
    assert (twice, again.changes) == (held, ())
    assert merged([], held)[1] == held


@settings(max_examples=200)
@given(several(), st.data())
def test_a_file_that_is_taken_out_later_leaves_what_the_others_say(came, data):
    out = data.draw(st.sampled_from(came)).filed.id
    refused = [
        replace(each, filed=replace(each.filed, use=Use.EXCLUDE)) if each.filed.id == out else each for each in came
    ]
    _, held = merged(came)
    later = replace(
        held, filed=tuple(replace(each, use=Use.EXCLUDE) if each.id == out else each for each in held.filed)
    )
    withdrawn, _ = merged([], later)
    without, _ = merged([each for each in came if each.filed.id != out])
    assert withdrawn.facts == merged(refused)[0].facts == without.facts
    back, _ = merged([], replace(later, filed=held.filed, facts=withdrawn.facts, reserve=withdrawn.reserve))
    assert back.facts == held.facts


@settings(max_examples=200)
@given(several())
def test_no_figure_goes_unsaid(came):
    """What counts is in some return; what counts no more is in a later one, taken back, or a matter of choice."""
    chosen, _ = merged(came)
    said = {(fact.file, fact.key, fact.office): fact for report in came for fact in report.facts}
    count = {(fact.key, fact.office): fact for fact in chosen.facts}
    for fact in chosen.facts:
        if fact.result is not None:
            assert said[fact.file, fact.key, fact.office].result == fact.result
    if any(report.filed.use or report.filed.correction for report in came):
        return
    for report in came:
        for fact in report.facts:
            if fact.result is not None:
                kept = count[fact.key, fact.office]
                assert kept.result is not None or kept.progress is Progress.NOTHING
