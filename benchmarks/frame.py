"""The frame of the benchmarks: rows, how each is measured, and the page, the JSON lines and the picture they end in.

A row is one small function (:func:`row`) that prepares its work and gives back what :meth:`Bench.against` or
:meth:`Bench.growth` measured. All figures of a run are processor time of the process and its children, in ratios to a
floor that is measured beside: a machine that slows down slows both. Floors are ``D``, deflating the same parts with
zlib at level 6, and ``cal``, python-calamine's raw read of the same files.
"""

import contextlib
import gc
import io
import json
import math
import os
import statistics
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

Work = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one row came to.

    ``ratio`` is the median of the rounds' ratios to the floor, ``spread`` the middle half of them, ``cpu`` seconds of
    processor time of one pass, ``cold`` the ratio of the first pass of a new process, ``memory`` the most that the
    process and its children held together beyond the start, in MB; None where that was not measured. ``points`` are
    the sizes and seconds of a row of growth, and ``ratio`` then the exponent that fits them.
    """

    ratio: float
    spread: float = 0.0
    cpu: float = 0.0
    cold: float | None = None
    memory: float | None = None
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: its ``group`` and ``name``, the function that measures it, the ``unit`` of its ratio, and its ``goal``:
    the most that the ratio may be, None for a peer that is only shown."""

    group: str
    name: str
    measure: "Callable[[Bench], Figure]"
    unit: str
    goal: float | None = None
    slow: bool = False
    """left out of a quick run"""


ROWS: list[Row] = []


def row(
    group: str, name: str, *, unit: str, goal: float | None = None, slow: bool = False
) -> "Callable[[Callable[[Bench], Figure]], Callable[[Bench], Figure]]":
    """Makes a function one of the rows."""

    def known(measure: "Callable[[Bench], Figure]") -> "Callable[[Bench], Figure]":
        ROWS.append(Row(group=group, name=name, measure=measure, unit=unit, goal=goal, slow=slow))
        return measure

    return known


@dataclass
class Bench:
    """How rows are measured. ``folder`` keeps files that several rows need; ``cold`` tells that this process was
    started to measure the first pass of one row, and nothing else."""

    folder: Path
    quick: bool = False
    cold: bool = False
    name: str = ""

    def files(self, name: str, make: Callable[[], Iterable[bytes]]) -> list[bytes]:
        """The files of a name, made once a run."""
        folder = self.folder / name
        if not folder.is_dir():
            made = list(make())
            folder.mkdir(parents=True)
            for number, data in enumerate(made):
                (folder / f"{number:05}").write_bytes(data)
        return [path.read_bytes() for path in sorted(folder.iterdir())]

    def size(self, full: int, quick: int) -> int:
        """A size of this run."""
        return quick if self.quick else full

    def against(self, work: Work, floor: Work, *, rounds: int = 7, each: int = 1, cold: bool = False) -> Figure:
        """How many times the processor time of ``floor`` the ``work`` takes: both once in each round, after one pass
        that is not counted. ``each`` is how many pieces one pass makes; with ``cold`` a new process is asked too."""
        if self.cold:
            spent = cpu(work)
            raise ColdPass(spent)
        with Memory() as memory:
            work()
        floor()
        gc.collect()
        gc.freeze()  # as workers do: what is loaded is no part of the work
        rounds = 3 if self.quick else rounds
        pairs = [(cpu(work), statistics.median(cpu(floor) for _ in range(3))) for _ in range(rounds)]
        ratios = [one / other for one, other in pairs if other]
        low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (0.0, 0.0, 0.0)
        first = None
        if cold and (seconds := self._cold()) is not None:
            first = seconds / statistics.median(other for _, other in pairs)
        return Figure(
            ratio=statistics.median(ratios),
            spread=high - low,
            cpu=statistics.median(one for one, _ in pairs) / each,
            cold=first,
            memory=memory.peak,
        )

    def growth(self, sizes: Sequence[int], prepare: Callable[[int], Work]) -> Figure:
        """By which power of its size the work grows: the slope of a line through the logarithms. ``prepare`` gives the
        work of a size, which is done twice; the faster pass counts."""
        if self.cold:
            raise ColdPass(0.0)
        points = []
        for size in sizes:
            work = prepare(size)
            points.append((float(size), min(cpu(work), cpu(work))))
        logs = [(math.log(size), math.log(max(seconds, 1e-6))) for size, seconds in points]
        slope = statistics.linear_regression(*zip(*logs, strict=True)).slope
        return Figure(ratio=slope, cpu=points[-1][1], points=tuple(points))

    def _cold(self) -> float | None:
        command = [sys.executable, str(Path(__file__).with_name("run.py")), "--cold", self.name]
        command += ["--folder", str(self.folder), *(["--quick"] if self.quick else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return float(done.stdout) if done.returncode == 0 and done.stdout.strip() else None


class Unmeasured(Exception):
    """Why a row cannot be measured on this machine."""


class ColdPass(Exception):
    """What the first pass of a new process cost, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def cpu(work: Work) -> float:
    """The processor time of one pass, with that of all processes that it started, in seconds."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    try:
        import resource
    except ImportError:  # Windows, which tells tenths of a second alone
        return sum(os.times()[:4])
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    # the server that forks workers lives on, and nobody has waited for it yet
    return sum(each.ru_utime + each.ru_stime for each in used) + sum(map(_spent_by, _tree(os.getpid())[1:]))


def _spent_by(pid: int) -> float:
    """The processor time of a process that lives, and of those that it has waited for; Linux alone tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


class Memory:
    """The most that this process and its children hold together meanwhile, beyond what they held at the start, in MB.

    Shared pages count once, as Linux tells it; None elsewhere. Of a large process that takes the system a while, which
    the process is charged for: a look at it is taken the more seldom, so that all of them are a fiftieth of its time.
    """

    def __init__(self) -> None:
        self.peak: float | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._start = _held()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while self._start is not None:
            began = time.thread_time()
            held = _held()
            self.peak = max(self.peak or 0.0, (held or 0.0) - self._start)
            if self._done.wait(max(0.02, 50 * (time.thread_time() - began))):
                return


def _held() -> float | None:
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    return sum(map(_pss, _tree(os.getpid()))) / 1000


def _tree(pid: int) -> list[int]:
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


# Floors


def calamine(files: Iterable[bytes]) -> Work:
    """python-calamine's raw read: every cell of every sheet, nothing checked."""
    held = list(files)

    def read() -> None:
        for data in held:
            with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
                for name in book.sheet_names:
                    book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return read


def deflate(files: Iterable[bytes], only: Callable[[str], bool] = lambda _: True) -> Work:
    """Deflating the parts of these workbooks with zlib at level 6."""
    parts = []
    for data in files:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts += [archive.read(name) for name in archive.namelist() if only(name)]

    def squeeze() -> None:
        for part in parts:
            engine = zlib.compressobj(6, zlib.DEFLATED, -15)
            engine.compress(part)
            engine.flush()

    return squeeze


# What a run ends in


def measured(bench: Bench, rows: Iterable[Row], tell: Callable[[str], object]) -> Iterator[tuple[Row, Figure]]:
    """Every row's figure, told line by line as it comes."""
    for each in rows:
        bench.name = f"{each.group}/{each.name}"
        began = time.monotonic()
        try:
            figure = each.measure(bench)
        except Unmeasured as why:
            tell(f"{each.group:9} {each.name:44} not measured: {why}")
            continue
        tell(f"{line(each, figure)}   ({time.monotonic() - began:.0f} s)")
        yield each, figure


def is_over(each: Row, figure: Figure) -> bool:
    """Whether a row is above its goal."""
    return each.goal is not None and figure.ratio > each.goal


def line(each: Row, figure: Figure) -> str:
    """A row as a line of a terminal."""
    goal = "" if each.goal is None else f"  goal {each.goal:g}{'  ABOVE' if is_over(each, figure) else ''}"
    return f"{each.group:9} {each.name:44} {figure.ratio:8.2f} {each.unit}{goal}"


def table(found: Iterable[tuple[Row, Figure]]) -> str:
    """The rows as a table in Markdown."""
    lines = ["| | | | goal | first pass | one | memory |", "|---|---|---:|---:|---:|---:|---:|"]
    for each, figure in found:
        goal = "" if each.goal is None else f"≤ {each.goal:g}{' ✗' if is_over(each, figure) else ''}"
        cold = "" if figure.cold is None else f"{figure.cold:.1f}"
        memory = "" if figure.memory is None else f"+{figure.memory:.0f} MB"
        ratio = f"{figure.ratio:.2f} ± {figure.spread / 2:.2f}" if figure.spread else f"{figure.ratio:.2f}"
        one = f"{figure.cpu * 1000:.1f} ms"
        lines.append(f"| {each.group} | {each.name} | {ratio} {each.unit} | {goal} | {cold} | {one} | {memory} |")
    return "\n".join(lines)


def json_lines(found: Iterable[tuple[Row, Figure]]) -> str:
    """The rows as JSON, one a line."""
    said = (
        {"group": each.group, "name": each.name, "unit": each.unit, "goal": each.goal, "above": is_over(each, figure)}
        | asdict(figure)
        for each, figure in found
    )
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in said)


_WIDE, _HIGH, _EDGE = 640, 360, 56
_COLOURS = ("#1f6f8b", "#c8553d", "#5b8c5a", "#8e6c8a", "#b08900")


def picture(found: Iterable[tuple[Row, Figure]]) -> str:
    """The rows of growth as an SVG: size across, seconds up, both by powers of ten."""
    drawn = [(each.name, figure) for each, figure in found if figure.points]
    places = [point for _, figure in drawn for point in figure.points]
    if not places:
        return ""
    low_x, high_x = (f(math.log10(size) for size, _ in places) for f in (min, max))
    low_y, high_y = (f(math.log10(max(s, 1e-6)) for _, s in places) for f in (min, max))

    def at(size: float, seconds: float) -> str:
        x = _EDGE + (math.log10(size) - low_x) / (high_x - low_x or 1) * (_WIDE - 2 * _EDGE)
        y = _HIGH - _EDGE - (math.log10(max(seconds, 1e-6)) - low_y) / (high_y - low_y or 1) * (_HIGH - 2 * _EDGE)
        return f"{x:.0f},{y:.0f}"

    lines = []
    for number, (name, figure) in enumerate(drawn):
        colour = _COLOURS[number % len(_COLOURS)]
        track = " ".join(at(*point) for point in figure.points)
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{track}"/>')
        lines += [
            f'<text x="{at(*point).split(",")[0]}" y="{int(at(*point).split(",")[1]) - 6}" fill="{colour}"'
            f' text-anchor="middle">{point[0]:g}: {point[1]:.2g} s</text>'
            for point in figure.points
        ]
        lines.append(f'<text x="{_EDGE}" y="{18 + 16 * number}" fill="{colour}">{name}: n^{figure.ratio:.2f}</text>')
    axes = f"M{_EDGE},{_EDGE} V{_HIGH - _EDGE} H{_WIDE - _EDGE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif"'
        ' font-size="12">'
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/><path d="{axes}" fill="none" stroke="#888"/>'
        f"{''.join(lines)}</svg>\n"
    )
