"""The frame of the benchmarks: what a run shows, keeps, and ends with."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def frame():
    spec = importlib.util.spec_from_file_location("frame", ROOT / "benchmarks" / "frame.py")
    module = sys.modules["frame"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["frame"]


@pytest.fixture
def found(frame):
    def row(name, goal, **figure):
        made = frame.Row(group="reading", name=name, measure=lambda _: None, unit="cal", goal=goal)
        return made, frame.Figure(**figure)

    return [
        row("in time", 2.5, ratio=2.4, spread=0.2, cpu=0.012, cold=4.0, memory=3.2),
        row("too slow", 2.5, ratio=2.6),
        row("a peer", None, ratio=60.0),
        row("growth", 1.1, ratio=1.0, points=((10.0, 0.1), (100.0, 1.0))),
    ]


def test_a_row_above_its_goal_is_told_and_a_peer_never_is(frame, found):
    assert [frame.is_over(*each) for each in found] == [False, True, False, False]
    assert [line.count("✗") for line in frame.table(found).splitlines()[2:]] == [0, 1, 0, 0]
    assert frame.line(*found[1]).endswith("ABOVE")


def test_the_table_shows_the_first_pass_beside_the_warm_ones_and_the_memory(frame, found):
    first = frame.table(found).splitlines()[2]
    assert first == "| reading | in time | 2.40 ± 0.10 cal | ≤ 2.5 | 4.0 | 12.0 ms | +3 MB |"


def test_figures_are_kept_as_json_lines(frame, found):
    kept = [json.loads(line) for line in frame.json_lines(found).splitlines()]
    assert [(each["name"], each["ratio"], each["above"]) for each in kept][:2] == [
        ("in time", 2.4, False),
        ("too slow", 2.6, True),
    ]


def test_growth_is_drawn(frame, found):
    drawn = ElementTree.fromstring(frame.picture(found))
    assert len(drawn.findall(".//{*}polyline")) == 1
    assert frame.picture(found[:1]) == ""


def test_the_power_of_growth_is_fitted(frame, tmp_path, monkeypatch):
    monkeypatch.setattr(frame, "cpu", lambda work: work())
    grown = frame.Bench(tmp_path).growth((10, 100), lambda size: lambda: float(size**2))
    assert grown.ratio == pytest.approx(2.0)


def test_a_ratio_is_the_median_of_rounds_beside_its_floor(frame, tmp_path, monkeypatch):
    monkeypatch.setattr(frame, "cpu", lambda work: work())
    figure = frame.Bench(tmp_path).against(lambda: 3.0, lambda: 1.5, each=2)
    assert (figure.ratio, figure.cpu, figure.cold) == (2.0, 1.5, None)


def test_a_word_that_no_row_has_is_refused():
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "run.py", "no-such-row"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no row" in done.stderr


def test_the_time_of_a_process_that_lives_on_counts(frame):
    busy = "import time\nwhile time.process_time() < 0.3: pass\nprint('done', flush=True)\ninput()"

    def work():
        nonlocal process
        process = subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"done\n"

    process = None
    spent = frame.cpu(work)
    with process:
        process.communicate(b"\n")
    # only Linux tells of a process that lives
    assert (spent >= 0.25) == Path("/proc/self/task").exists()
