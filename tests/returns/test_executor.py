"""Returns read by whatever runs jobs: the same answers, and the same workbook, as in this process' own workers."""

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import planbook as pb
from planbook.returns import reading
from planbook.returns.collect import SourceFile
from planbook.returns.reading import read_all, read_packed

from ..plans import adopted, plan
from ..quarters import returned

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
"""


@pytest.fixture
def came(save):
    data = adopted(plan(PLAN))
    folder = returned(save, data, {"PLS": {"8/1": 1}, "TRG": {"8/2": 3}, "KBI": {"8/2": "สิบ"}})
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    return data, folder


def executors():
    yield ThreadPoolExecutor(2)
    yield ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def test_the_same_bytes_whoever_reads(came, monkeypatch):
    data, folder = came
    monkeypatch.setattr(reading, "BATCH", 1)
    alone = pb.merge(data, folder)
    assert {finding.file for finding in alone.findings} >= {"KBI-1.xlsx", "broken.xlsx"}
    assert pb.merge(data, folder, workers=3).data == alone.data
    for executor in executors():
        with executor:
            made = pb.merge(data, folder, executor=executor)
        assert made.data == alone.data
        assert made.findings == alone.findings


class Counting(Executor):
    """Runs a job when it is asked for, and knows how many wait."""

    def __init__(self):
        self.sizes = []

    def submit(self, _job, /, *args):
        self.sizes.append(len(args[0]))
        future = Future()
        future.set_result(["later"] * len(args[0]))
        return future


def test_files_go_in_batches():
    """So many to a job, and so many jobs on their way."""
    executor = Counting()
    files = [SourceFile(f"{number}.xlsx", b"x") for number in range(20)]
    told = reading._spread((reading.pack(file) for file in files), executor)
    assert list(told) == ["later"] * 20
    assert executor.sizes == [8, 8, 4]


class Stopping(Executor):
    """Fails at the second job."""

    def __init__(self):
        self.futures = []

    def submit(self, job, /, *args):
        future = Future()
        if len(self.futures) == 1:
            future.set_exception(RuntimeError("gone"))
        elif not self.futures:
            future.set_result(job(*args))
        self.futures.append(future)
        return future


def test_what_still_waits_is_called_off(came, monkeypatch):
    data, _ = came
    monkeypatch.setattr(reading, "BATCH", 1)
    executor = Stopping()
    with pytest.raises(RuntimeError, match="gone"):
        read_all(pb.read_master(data), [SourceFile(f"{n}.xlsx", b"no workbook") for n in range(4)], executor=executor)
    assert [future.cancelled() for future in executor.futures] == [False, False, True, True]


def ends_its_reader(item):
    """Reads as planbook does, but for a file that no reader survives."""
    if b"deadly" in item:
        os.abort()
    return read_packed(item)


def test_a_file_that_ends_its_reader_costs_no_job(came, monkeypatch):
    """It ends the worker process that the job has for it; the job tells of it, and reads the others."""
    data, _ = came
    monkeypatch.setattr(reading, "read_packed", ends_its_reader)
    good = next(form for _, form in pb.generate(data, 1, offices=["TRG"], despite=["rule-carry-offices"]))
    files = [SourceFile("bad.xlsx", b"deadly"), SourceFile("good.xlsx", good)]
    with ThreadPoolExecutor(1) as executor:
        read = read_all(pb.read_master(data), files, executor=executor)
    assert [each.file for each in read.readings] == ["good.xlsx"]
    assert [(finding.file, finding.code) for finding in read.findings] == [("bad.xlsx", "file-stops-reader")]
