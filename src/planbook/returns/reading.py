"""Reading many files, each in a worker process from the first byte to the finished reading, or on a cluster."""

import json
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, TypeAlias, cast

from planbook.book.bounds import Limits
from planbook.book.foreign import open_book
from planbook.book.workers import Allowance, Lost, run_isolated
from planbook.domain import Fact, Finding, FormSpec, Master, OfficeBook, finding_kinds
from planbook.domain.data import from_data, to_data
from planbook.domain.filed import Filed
from planbook.errors import BookProblem, PlanbookError
from planbook.returns.locate import Identity
from planbook.returns.oneform import Compose, Reading, facts, read_opened
from planbook.returns.quick import read_quick
from planbook.returns.unpack import SourceFile

__all__ = ["Compose", "Read", "Reading", "facts", "read_all", "readings_of"]

BUDGET = Allowance(seconds=30, memory_mb=400)
"""What reading one file may cost."""
BATCH, AHEAD = 8, 64
"""Files in a job of an executor, and jobs that are on their way at a time."""
ReadResult: TypeAlias = Reading | Finding | Identity
"""What comes of a file: its reading; why it cannot be used; or whose it is, where its stamp is lost and it has to be
read again."""
WorkerAnswer: TypeAlias = ReadResult | BookProblem | Lost
"""What a worker makes of a file."""


class ReadFile(SourceFile):
    """A file that was read as soon as it had come: what came of it (``said``), and the file itself (``again``) where it
    has to be read once more; of any other the bytes are let go of."""

    said: ReadResult
    again: SourceFile | None

    def __init__(self, name: str, digest: str, said: ReadResult, again: SourceFile | None) -> None:
        vars(self).update(name=name, known_digest=digest, said=said, again=again)

    @property
    def data(self) -> bytes:
        """The file's bytes. Raises LookupError where they are let go of."""
        if self.again is None:
            raise LookupError(self.name)
        return self.again.data

    @property
    def is_read(self) -> bool:
        """It was."""
        return True

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return str(vars(self)["known_digest"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadFile) and (self.name, self.digest) == (other.name, other.digest)

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def kept(self, again: SourceFile) -> "ReadFile":
        """The same with another copy of the file itself."""
        return ReadFile(self.name, self.digest, self.said, again)

    def named(self, name: str) -> "ReadFile":
        """The same file under another name, and what came of it as if it had been read under that."""
        said = self.said
        if name != self.name and isinstance(said, Reading):
            said = said.named(name)
        elif name != self.name and isinstance(said, Finding):
            said = replace(said, file=name)
        return ReadFile(name, self.digest, said, self.again)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """The files of a run: the ``readings`` that count, a finding for each file that does not, and of those what could
    be read all the same (``set_aside``): forms of another plan, year, office or quarter."""

    readings: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[Reading, ...] = ()


def readings_of(master: Master, files: Sequence[SourceFile], **options: Any) -> tuple[list[Reading], list[Finding]]:
    """The readings that count and the findings of :func:`read_all`, whose ``options`` it takes."""
    read = read_all(master, files, **options)
    return [*read.readings], [*read.findings]


def read_all(
    master: Master,
    files: Sequence[SourceFile],
    *,
    quarter: int | None = None,
    compose: Compose | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str], None] | None = None,
    verdict: Callable[[Reading | Finding], None] | None = None,
) -> Read:
    """Read every file that came back; the readings that count, in the order of ``files``, and one finding for each
    file that does not: unreadable, no form, or of another plan, year, office or quarter than ``quarter``.

    Files are opened in worker processes, so many ``workers`` here; or where an ``executor`` runs what it is given, each
    of whose jobs reads some files in a worker process of its own. ``progress`` is told each file's name when it has
    been read here, ``verdict`` what came of it, before it is held against the others; of a form that has lost its stamp
    only after a second look.
    """
    gate = partial(_gate, master, quarter)
    read: list[Reading | Finding] = []
    again: dict[int, FormSpec] = {}
    set_aside: list[Reading] = []
    fresh = read_each(((file, None) for file in files if not isinstance(file, ReadFile)), workers, executor)
    for number, file in enumerate(files):
        result = file.said if isinstance(file, ReadFile) else next(fresh).said
        said = _identity(result)
        refused = gate(file.name, said) if said else None
        if refused is not None:
            set_aside += [result] if isinstance(result, Reading) else []
            result = refused
        elif isinstance(result, Identity):
            spec = compose(result.office, result.quarter) if compose else None
            if spec is not None:
                again[number] = spec
            result = Finding.of("stamp-lost", file=file.name, office=result.office, quarter=result.quarter)
        read.append(result)
        if verdict and number not in again and not isinstance(result, Identity):
            verdict(result)
        if progress and not file.is_read:
            progress(file.name)
    second = read_each([(files[number], spec) for number, spec in again.items()], workers, executor)
    for number, once_more in zip(again, second, strict=True):
        if not isinstance(once_more.said, Identity):
            read[number] = once_more.said
        if verdict:
            verdict(read[number])
    return Read(
        readings=tuple(result for result in read if isinstance(result, Reading)),
        findings=tuple(result for result in read if isinstance(result, Finding)),
        set_aside=tuple(set_aside),
    )


def _identity(result: Reading | Finding | Identity) -> Identity | None:
    if isinstance(result, Reading):
        return Identity(
            version=result.version,
            plan=result.plan_id,
            year=result.year,
            quarter=result.quarter,
            office=result.office,
            master=result.fingerprint,
        )
    return result if isinstance(result, Identity) else None


def _gate(master: Master, quarter: int | None, file: str, said: Identity) -> Finding | None:
    """The finding that says why a form may not be used: another plan, year, office or quarter (None: any); None for one
    that may."""
    plan = master.settings.plan_id or f"plan-{master.year}"
    about = partial(Finding.of, file=file, office=said.office, quarter=said.quarter)
    if said.plan != plan:
        return about("return-of-other-plan", raw=said.plan, wanted=plan)
    if said.year != master.year:
        return about("return-of-other-year", raw=str(said.year), wanted=master.year)
    if said.office not in master.offices.by_code:
        return about("return-of-unknown-office", raw=said.office)
    if quarter is not None and said.quarter != quarter:
        return about("return-of-other-quarter", raw=str(said.quarter), wanted=quarter)
    return None


def read_each(
    items: Iterable[tuple[SourceFile, FormSpec | None]], workers: int, executor: Executor | None
) -> Iterator[ReadFile]:
    """Each file with what comes of it, in order, in worker processes or where an ``executor`` runs them; beside a file
    is its form as the master composes it, or None. Files are asked for as there is room to read them, and held until
    they are read."""
    under_way: deque[SourceFile] = deque()

    def packed() -> Iterator[bytes]:
        for file, spec in items:
            under_way.append(file)
            yield pack(file, spec)

    results: Iterator[WorkerAnswer]
    if executor is None:
        results = run_isolated(read_packed, packed(), workers=workers, budget=BUDGET)
    else:
        results = _spread(packed(), executor)
    for result in results:
        file = under_way.popleft()
        said: ReadResult
        if isinstance(result, BookProblem):
            said = unreadable_file(file.name, result)
        elif isinstance(result, Lost):
            said = Finding.of("file-stops-reader", file=file.name, problem=result.reason)
        else:
            said = result
        yield ReadFile(file.name, file.digest, said, file if isinstance(said, Identity) else None)


def _spread(packed: Iterable[bytes], executor: Executor) -> Iterator[WorkerAnswer]:
    """What comes of each file, in order; few are on their way at a time, for each lies in memory until it has come."""
    waiting: deque[Future[list[WorkerAnswer]]] = deque()
    rest = iter(packed)
    try:
        while batch := [*islice(rest, BATCH)]:
            waiting.append(executor.submit(read_batch, batch))
            if len(waiting) > AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def read_batch(packed: Sequence[bytes]) -> list[WorkerAnswer]:
    """What a job of an executor does: read some files, each in a worker process that the file may end, so that no file
    costs the executor one of its own."""
    return [*run_isolated(read_packed, packed, workers=1, budget=BUDGET)]


def unreadable_file(file: str, problem: BookProblem) -> Finding:
    """The finding for a file that cannot be read: the one with the problem's own code where there is one, else
    ``return-unreadable`` with its sentence."""
    for code in finding_kinds():
        if code == problem.code:
            return Finding.of(code, file=file, size=Limits().max_file // 1_000_000)
    return Finding.of("return-unreadable", file=file, problem=problem.sentence)


def pack(file: SourceFile, spec: FormSpec | None = None) -> bytes:
    """A file as bytes that a worker takes: a line of JSON with its name and the composed form (or null), then the
    file's own bytes. :func:`read_packed` takes it apart."""
    head = [file.name, to_data(spec) if spec else None]
    return json.dumps(head).encode() + b"\n" + file.data


def read_packed(item: bytes) -> Reading | Finding | Identity:
    """What a worker does with one file: check it, read it, and compare it with what was issued; the quick way where
    that is enough. Raises BookProblem."""
    head, _, data = item.partition(b"\n")
    name, spec = json.loads(head)
    if spec is None and (reading := read_quick(name, data)) is not None:
        return reading
    return read_opened(name, open_book(data), from_data(FormSpec, spec) if spec else None)


def files_behind(
    filed: Iterable[Filed], facts: Collection[Fact], offices: OfficeBook, quarter: int
) -> dict[str, list[str]]:
    """Reporting office → the files behind its answers for a quarter, of this run and of earlier ones.

    ``facts`` are the ones that count, ``filed`` the returns that the plan knows of. An office that has come, and has no
    answer that counts, has all its returns but those that were excluded; a file whose answers were all superseded is
    none.
    """
    files: dict[str, dict[str, None]] = {}
    for fact in facts:
        if fact.quarter == quarter and fact.office in offices.by_code:
            files.setdefault(offices.reporter(fact.office).code, {})[fact.file] = None
    empty: dict[str, dict[str, None]] = {}
    for each in filed:
        if each.quarter == quarter and each.office and each.office not in files and each.counts:
            empty.setdefault(each.office, {})[each.file] = None
    return {office: list(names) for office, names in (files | empty).items()}


_PATIENCE = 15
"""Seconds that a scheduler has to answer."""
_TRIES = 3
"""How often a job is tried again whose worker was lost."""


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """The executor of the Dask cluster whose scheduler has this address (``tcp://host:8786``), to be given as
    ``executor=``. Its workers need the same planbook.

    Each job reads some files, each file in a process of planbook's own on the worker's machine; a job whose worker is
    lost is done again by another. Raises PlanbookError ``dask-missing``, ``scheduler-not-reached``, and
    ``cluster-lost`` where the cluster is lost in the middle.
    """
    try:
        import distributed
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise PlanbookError("dask-missing") from error
    try:
        # parts of Dask have types and others none
        client = cast(Any, distributed.Client)(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:  # a TimeoutError is an OSError
        raise PlanbookError("scheduler-not-reached", address=address, error=str(error)) from error
    try:
        with client:
            yield client.get_executor(retries=_TRIES, pure=False)
    except (KilledWorker, CommClosedError, CancelledError) as error:
        raise PlanbookError("cluster-lost", address=address, error=str(error)) from error
