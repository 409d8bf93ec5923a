"""The rows of forms that asked the same are held once."""

import pickle
from dataclasses import replace
from decimal import Decimal

from planbook.domain import Entry, EntryState, Field, FormLine, LineKind
from planbook.returns.oneform import Reading
from planbook.returns.rows import IssuedRows

LINES = [FormLine(line=LineKind.ROW, key=key, title=key, office="A01", office_name="กฟจ.ก") for key in ("8/1", "8/2")]


def came(lines, office):
    return pickle.loads(pickle.dumps(IssuedRows.of(lines, office)))


def test_rows_about_the_forms_own_office_are_those_of_every_office_that_was_asked_the_same():
    other = [replace(line, office="A02", office_name="กฟจ.ข") for line in LINES]
    mine, theirs = came(LINES, "A01"), came(other, "A02")
    assert mine is theirs
    assert [(line.key, line.office, line.office_name) for line in mine] == [("8/1", "", ""), ("8/2", "", "")]


def test_rows_about_another_office_say_whose_they_are():
    assert [line.office for line in came([LINES[0], replace(LINES[1], office="A09")], "A01")] == ["A01", "A09"]
    assert [line.office for line in came(LINES, "A09")] == ["A01", "A01"]


def test_rows_that_show_other_results_are_others():
    later = [replace(LINES[0], earlier={1: "3"}), LINES[1]]
    assert came(later, "A01") != came(LINES, "A01")
    assert [line.earlier for line in came(later, "A01")] == [{1: "3"}, {}]


def entry(value, **other):
    place = {"key": "8/1", "office": "A01", "quarter": 1, "file": "a.xlsx", "sheet": "รายงานผล", "cell": "G8"}
    said = {"field": Field.RESULT, "raw": str(value), "value": value, "unit": "", "state": EntryState.ACCEPTED}
    return Entry(**{**place, **said, **other})


def test_a_reading_travels_whole():
    entries = (
        entry(Decimal("12.50")),
        entry(Decimal("12.5"), cell="G9", unit="%"),
        entry("12.5", field=Field.REMARK),
        entry("done", field=Field.STATUS),
        entry(None, raw="รอข้อมูล", state=EntryState.REJECTED, reason="value-not-understood"),
    )
    reading = Reading(file="a.xlsx", office="A01", quarter=1, entries=entries, rows=IssuedRows.of(LINES, "A01"))
    again = pickle.loads(pickle.dumps(reading))
    assert (again, list(map(repr, again.entries))) == (reading, list(map(repr, entries)))
    assert pickle.loads(pickle.dumps(Reading(file="b.xlsx"))) == Reading(file="b.xlsx")
