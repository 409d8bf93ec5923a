"""A region of four offices whose returns came back in different states."""

from dataclasses import dataclass

import pytest

import planbook as pb
from planbook.simulate.filling import saved_at
from tests import plans
from tests.filling import fill

ROWS = """
    แผนงานหลักที่ 5 งานสายส่ง <r>a & b</r> | 1. ตรวจแนวสาย | 3 ครั้ง; 3 ครั้ง; -; - | ทุก กฟฟ.
                                    | 2. ความพึงพอใจ | 90%; 90%; -; - | ทุก กฟฟ.
    แผนงานหลักที่ 6 งานบริการ | 1. รายงาน </script> | 1 ครั้ง; -; -; - | กบล.(ผลส.)
"""
OFFICES = plans.OFFICES.replace("กฟส.สิชล", "<r>สิชล & เพื่อน</r>")


@dataclass(frozen=True)
class Region:
    """A master, and its forms of the first quarter by office."""

    master: pb.Master
    forms: dict[str, bytes]

    def filled(self, office: str, first: object, second: object, day: str = "2019-04-02", **more: object) -> bytes:
        """An office's return as saved on a day: the results of 5/1 and 5/2, and further inputs of 5/2 by field."""
        typed = {"5/1": first, "5/2": second} | {("5/2", field): value for field, value in more.items()}
        return saved_at(fill(self.forms[office], typed), f"{day}T04:00:00Z")

    def check(self, files: dict[str, bytes], **options: object) -> pb.Outcome:
        """What check says of returns by their files' names."""
        return pb.check(self.master, [named(name, data) for name, data in files.items()], **options)


def named(name: str, data: bytes):
    """A stream that has a file's name."""
    import io

    stream = io.BytesIO(data)
    stream.name = name
    return stream


@pytest.fixture(scope="session")
def region() -> Region:
    master = plans.master(ROWS, offices=OFFICES)
    made = pb.generate(master, 1)
    return Region(master, {spec.office: data for spec, (_, data) in zip(made.specs.values(), made, strict=True)})


@pytest.fixture(scope="session")
def outcome(region: Region) -> pb.Outcome:
    """TRG is right, KBI sent words for a percentage, SCN a picture, the division nothing."""
    files = {
        "ตรัง.xlsx": region.filled("TRG", 3, 0.95),
        "กระบี่.xlsx": region.filled("KBI", 2, "ดีมาก <b>&", remark="</script><script>alert(1)</script>"),
        "สิชล.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(200),
    }
    return region.check(files)
