"""A check tells what came of each file when it has been read."""

import planbook as pb
from planbook.domain import Severity
from tests.filling import fill_all


def test_each_file_is_told_once_with_what_was_noticed_in_it(sample, save):
    plan = sample.plan.read_bytes()
    folder = save({"TRG.xlsx": fill_all(sample.form("TRG")), "KBI.xlsx": sample.form("KBI", 2), "plan.xlsx": plan})
    told = []
    pb.check(sample.master, folder, quarter=1, verdict=told.append)
    assert sorted((each.file, each.office, each.quarter) for each in told) == [
        ("KBI.xlsx", "KBI", 2),
        ("TRG.xlsx", "TRG", 1),
        ("plan.xlsx", "", 0),
    ]
    errors = {each.file: [f.code for f in each.findings if f.severity is Severity.ERROR] for each in told}
    assert errors == {
        "KBI.xlsx": ["return-of-other-quarter"],
        "TRG.xlsx": [],
        "plan.xlsx": ["return-not-a-form"],
    }
