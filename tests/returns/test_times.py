"""When a file says it was saved, in every kind of file; and two answers for one slot, of which one counts."""

import re
import struct
from collections import Counter

import pytest

import planbook as pb
from planbook.book.foreign.xls import XlsMetadata
from planbook.book.foreign.xlsx import XlsxMetadata
from planbook.book.package import Package
from planbook.book.safety import check
from planbook.domain.report import saved_moment
from planbook.simulate.filling import saved_at

from ..filling import fill as filled
from ..plans import master
from .makers import issued
from .test_collect import mail
from .test_mails import compound


def by(program, data):
    """The file as a program that names itself so leaves it."""
    package = Package.open(data)
    app = re.sub(rb"(<Application>)[^<]*", rb"\g<1>" + program.encode(), package.read("docProps/app.xml"))
    return package.build({"docProps/app.xml": app})


def summary(filetime):
    """A stream of document properties ([MS-OLEPS]) that tells when the file was saved, as Windows counts time."""
    section = struct.pack("<IIIIIQ", 28, 1, 0x0D, 16, 0x40, filetime)
    head = struct.pack("<HHI16xI", 0xFFFE, 0, 0, 1)
    return head + bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9") + struct.pack("<I", 48) + section


WHEN = 132_066_003_060_000_000
"""3 July 2019, 04:05:06 UTC, in tenths of a microsecond since 1601."""


@pytest.mark.parametrize(
    ("kind", "data", "moment"),
    [
        (XlsxMetadata, saved_at(issued(), "2019-07-03T04:05:06Z"), "2019-07-03T04:05:06Z"),
        (XlsxMetadata, by("LibreOffice/24.2", saved_at(issued(), "2019-07-03T11:05:06Z")), "2019-07-03T11:05:06"),
        (XlsMetadata, compound({"Workbook": b"\x09", "\x05SummaryInformation": summary(WHEN)}), "2019-07-03T04:05:06Z"),
        (XlsMetadata, compound({"Workbook": b"\x09"}), ""),
    ],
)
def test_each_kind_of_file_says_when_it_was_saved_in_its_own_way(kind, data, moment):
    assert kind(check(data)).modified() == moment
    known = saved_moment(moment, 2562)
    assert (known.isoformat() if known else "") == ("2019-07-03T04:05:06+00:00" if moment else "")


@pytest.fixture(scope="module")
def plan():
    return master("แผนงานหลักที่ 6 งานมิเตอร์ | 1. สับเปลี่ยนมิเตอร์ | 4 ราย; 4 ราย; -; - | ทุก กฟฟ.")


def test_two_answers_of_one_name_are_one_accepted_and_one_rejected_and_every_cell_is_counted(plan, save):
    ((_, form),) = pb.generate(plan, 1, offices=["TRG"]).files()
    days = {4: "2019-04-05T03:00:00Z", 7: "2019-04-02T03:00:00Z", 9: ""}
    answers = {
        value: saved_at(filled(form, {"6/1": value, ("6/1", "remark"): f"ฉบับ {value}"}), day)
        for value, day in days.items()
    }
    for chosen, wanted in (((4, 7), {4}), ((7, 4), {4}), ((4, 9), {9}), ((9, 7, 4), {9})):
        message = mail(*(("ผล.xlsx", answers[value]) for value in chosen))
        outcome = pb.check(plan, [save({"ส่ง.eml": message.as_bytes()})])
        results = [entry for entry in outcome.entries if entry.field == "result"]
        assert {int(entry.value) for entry in results if entry.state == "accepted"} == wanted
        assert Counter(entry.state for entry in results) == {"accepted": 1, "rejected": len(chosen) - 1}
        counts = outcome.conservation
        assert (counts.changed, counts.accepted, counts.rejected) == (2 * len(chosen), 2, 2 * len(chosen) - 2)
        assert counts.balanced
        said = {finding.code for finding in outcome.findings if finding.file.startswith("ส่ง.eml")}
        assert said >= ({"return-order-unknown"} if 9 in chosen else {"return-superseded"})
