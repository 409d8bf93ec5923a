"""Law 3: whatever an office does to its form, nothing typed is lost and no figure changes its activity."""

from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planbook.domain import EntryState, FormLine, InputKind, LineKind, fold
from planbook.layout.form import FIRST_ROW, title_text
from planbook.returns import align
from planbook.returns.values import seen_text

from .makers import col, edited, form, row

TITLES = ("ประชุม", "อบรม", "สำรวจ", "ประชุม ครั้งที่ 2", "เยี่ยมลูกค้า")
NUMBERS = ("01", "02", "1", "1.1")
OFFICES = (("A01", "กฟฟ.ก"), ("B01", "กฟย.ข"))
INPUTS = ("result.2", "numerator", "denominator", "status", "remark")
LOCKED = ("number", "title", "office_name", "target.1", "target.2", "result.1", "result.3", "unit")
VISIBLE = slice(col("number"), None)
FIRST = FIRST_ROW - 1


@st.composite
def forms(draw, titles=TITLES, numbers=NUMBERS, offices=OFFICES, hints=("", "เป้าหมาย ทุกราย")):
    """Small forms in which numbers and titles come back, as they do in plans."""
    lines, keys = [], set()
    for initiative in draw(st.lists(st.sampled_from("3456789"), min_size=1, max_size=3, unique=True).map(sorted)):
        lines.append(FormLine(line=LineKind.INITIATIVE, key=initiative, number=initiative, title=f"แผน {initiative}"))
        for _ in range(draw(st.integers(1, 4))):
            key = f"{initiative}/{draw(st.sampled_from(numbers))}"
            office, office_name = draw(st.sampled_from(offices))
            if (key, office) in keys:
                continue
            keys.add((key, office))
            kind = draw(st.sampled_from(InputKind))
            title, target = draw(st.sampled_from(titles)), draw(st.sampled_from(["", "1 ครั้ง", "100%"]))
            targets = {2: target} if target else {}
            unit = draw(st.sampled_from(["ครั้ง", "%", ""]))
            hint = draw(st.sampled_from(hints))
            line = row(key, title, unit, kind, office=office, office_name=office_name, targets=targets, hint=hint)
            lines.append(line)
    return form(*lines)


class Office:
    """Somebody at work on a form: each edit draws what it needs; ``words`` are what was typed and still stands."""

    def __init__(self, draw, rows):
        self.draw, self.rows, self.words = draw, rows, 0
        self.wide = len(rows[0])
        for values in rows:
            values.extend([None, None])

    def word(self):
        self.words += 1
        return self.draw(st.sampled_from([f"¤{self.words}", 7000 + self.words, f"¤{self.words} ครั้ง", 0.7 + self.words]))

    def a_row(self):
        return self.draw(st.integers(FIRST, len(self.rows) - 1))

    def answer(self):
        typed = st.sampled_from([0, 1, 3, "95%", "0.95", "๓ ครั้ง", "-", "ไม่มี", True, "เสร็จแล้ว", float("nan"), 1e308])
        column = self.draw(st.sampled_from(INPUTS))
        self.rows[self.a_row()][col(column)] = self.word() if self.draw(st.booleans()) else self.draw(typed)

    def overwrite(self):
        self.rows[self.a_row()][col(self.draw(st.sampled_from(LOCKED)))] = self.word()

    def erase(self):
        self.rows[self.a_row()][col(self.draw(st.sampled_from((*LOCKED, "key", "office"))))] = None

    def note(self):
        at = self.draw(st.integers(2, len(self.rows) - 1))
        self.rows[at][self.draw(st.integers(self.wide, self.wide + 1))] = self.word()

    def insert(self):
        at = self.a_row()
        self.rows.insert(at, [None] * (self.wide + 2))
        self.rows[at][col(self.draw(st.sampled_from(("title", "result.2", "remark"))))] = self.word()

    def delete(self):
        if len(self.rows) > FIRST + 1:
            del self.rows[self.a_row()]

    def copy(self):
        source = list(self.rows[self.a_row()])
        self.rows.insert(self.a_row(), source)

    def sort_rows(self):
        self.rows[FIRST:] = self.draw(st.permutations(self.rows[FIRST:]))

    def sort_visible(self):
        order = self.draw(st.permutations([values[VISIBLE] for values in self.rows[FIRST:]]))
        for values, other in zip(self.rows[FIRST:], order, strict=True):
            values[VISIBLE] = other

    def sort_titles(self):
        order = self.draw(st.permutations([values[col("title")] for values in self.rows[FIRST:]]))
        for values, other in zip(self.rows[FIRST:], order, strict=True):
            values[col("title")] = other

    def fill_keys_down(self):
        key = self.rows[self.a_row()][col("key")]
        for values in self.rows[FIRST:]:
            values[col("key")] = key

    def lose_keys(self):
        for values in self.rows:
            values[col("key")] = None

    EDITS = (answer, answer, answer, overwrite, erase, note, insert, delete, copy, sort_rows, sort_visible, sort_titles)
    EDITS += (fill_keys_down, lose_keys)
    MOVES = (delete, copy, sort_rows, sort_visible, sort_visible, fill_keys_down, lose_keys)
    """Edits that move or lose rows, and leave what is printed beside a figure where it is."""


def typed_words(rows):
    return [text for values in rows for value in values if "¤" in (text := seen_text(value)) or text.startswith("70")]


def accepted(reading):
    """The entries that count; no input of an activity counts twice."""
    counted = [entry for entry in reading.entries if entry.state is EntryState.ACCEPTED]
    assert len({(entry.key, entry.office, entry.field) for entry in counted}) == len(counted), "one input counts twice"
    return counted


def returned(data, spec, prepare, edits, least, most):
    """What is read after an office's random edits, and the rows of its sheet as they were then."""
    final: list[list[object]] = []

    def work(rows):
        prepare(rows)
        office = Office(data.draw, rows)
        for edit in data.draw(st.lists(st.sampled_from(edits), min_size=least, max_size=most)):
            edit(office)
        final.extend(rows)

    reading = edited(work, spec)
    assert reading.conservation.balanced
    return reading, final


def leave(_rows):
    """An untouched form."""


thorough = settings(max_examples=200, suppress_health_check=list(HealthCheck))


@thorough
@given(data=st.data())
def test_nothing_typed_is_lost(data):
    spec = data.draw(forms())
    reading, final = returned(data, spec, leave, Office.EDITS, 1, 8)
    accepted(reading)
    said = [entry.raw for entry in reading.entries] + [finding.raw for finding in reading.findings]
    for word in typed_words(final):
        assert any(word in text for text in said), f"{word} is lost"


@thorough
@given(data=st.data())
def test_no_figure_counts_beside_another_activitys_text(data):
    spec = data.draw(forms())
    reading, final = returned(data, spec, leave, Office.EDITS, 1, 5)
    for entry in accepted(reading):
        values = final[int("".join(filter(str.isdecimal, entry.cell))) - 1]
        line = next(line for line in spec.rows() if (line.key, line.office) == (entry.key, entry.office))
        title, number = fold(seen_text(values[col("title")])), fold(seen_text(values[col("number")]))
        mine = {fold(title_text(line)), fold(line.title)}
        theirs = {fold(text) for other in spec.rows() for text in (title_text(other), other.title)}
        assert title in mine or title not in theirs, "a figure stands beside another activity's title"
        same_text = [
            other
            for other in spec.rows()
            if number == fold(other.number)
            and title in {fold(title_text(other)), fold(other.title)}
            and seen_text(values[col("office_name")]) == other.office_name
        ]
        assert not same_text or line in same_text, "a figure stands beside another activity's text"


@thorough
@given(data=st.data())
def test_a_figure_counts_for_the_activity_it_was_typed_for_wherever_its_row_went(data):
    figures_stay_with_their_activities(
        data, data.draw(forms(TITLES[:2], NUMBERS[:2], OFFICES[:1], [""])), Office.MOVES, 4
    )


@thorough
@given(data=st.data())
def test_sorted_rows_of_one_text_keep_their_figures_or_are_asked_about(data):
    """The narrowest case of it: the visible columns are sorted, and only the keys left behind tell rows apart."""
    keys = data.draw(
        st.lists(st.sampled_from([f"{n}/{m}" for n in "3456" for m in ("1", "2")]), min_size=3, unique=True)
    )
    spec = form(*(row(key, TITLES[0], "ครั้ง", InputKind.NUMBER) for key in sorted(keys)))
    figures_stay_with_their_activities(data, spec, [Office.sort_visible], 1)


def figures_stay_with_their_activities(data, spec, moves, most):
    """Every activity gets a figure of its own, then rows are moved: a figure that counts is its activity's."""
    meant = {}

    def answer_everything(rows):
        for number, (values, line) in enumerate(zip(rows[FIRST:], spec.lines, strict=True), start=10):
            if line.line is not LineKind.ROW:
                continue
            figure = f"{number}%" if line.kind is InputKind.PERCENT else float(number)
            column = "numerator" if line.kind is InputKind.RATIO else "result.2"
            values[col(column)] = figure
            meant[seen_text(figure)] = line

    reading, final = returned(data, spec, answer_everything, moves, 1, most)
    out_of_step = any(finding.code == "row-keys-out-of-step" for finding in reading.findings)
    for entry in accepted(reading):
        line = meant[entry.raw]
        if (entry.key, entry.office) == (line.key, line.office):
            continue
        # of two activities with one text, each beside the other's key, nothing could have told
        other = next(line for line in spec.rows() if (line.key, line.office) == (entry.key, entry.office))
        key = final[int("".join(filter(str.isdecimal, entry.cell))) - 1][col("key")]
        assert text_of(line) == text_of(other), "a figure was moved to another activity"
        assert key == entry.key, "a figure was given to one of two activities without a key"
        assert not out_of_step, "a figure was moved by a key of a sheet whose keys are out of step"


@thorough
@given(data=st.data())
def test_rows_as_issued_are_read_as_any_others(data):
    """Passing over the cells of rows that stand to the letter as issued is a short cut and nothing else."""
    spec = data.draw(forms())
    reading, final = returned(data, spec, leave, Office.EDITS, 0, 4)

    def the_same(rows):
        rows[:] = final

    with patch.object(align, "rows_as_issued", lambda _sheet, _spec: {}):
        assert edited(the_same, spec) == reading


def text_of(line):
    """What is printed of a line beside its inputs."""
    return (fold(line.number), fold(line.title), line.office_name, line.targets)
