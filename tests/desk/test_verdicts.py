"""A check tells what came of each file when it has been read."""

import planbook as pb
from planbook.domain import Severity
from tests.filling import fill_all


def test_each_file_is_told_once_with_what_was_noticed_in_it(sample, save):
    form = sample.form("TRG")
    folder = save({"TRG.xlsx": fill_all(form), "page.xlsx": b"<html>", "again/TRG.xlsx": fill_all(form)})
    told = []
    outcome = pb.check(sample.master, folder, quarter=1, verdict=told.append)
    assert sorted((each.file, each.office) for each in told) == [("again/TRG.xlsx", "TRG"), ("page.xlsx", "")]
    by_file = {each.file: each.findings for each in told}
    assert by_file["again/TRG.xlsx"] == tuple(f for f in outcome.received[0].findings if f in by_file["again/TRG.xlsx"])
    assert [finding.severity for finding in by_file["page.xlsx"]] == [Severity.ERROR]
