"""Which files count, as the region chose: on the command line, in a file of answers, or in an earlier merge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from planbook.book.files import Source, read_source
from planbook.domain import Finding, is_reason
from planbook.domain.data import Data
from planbook.domain.filed import Choice, Filed, FormRow, ReturnId, Use, last_part
from planbook.errors import UsageProblem
from planbook.returns.collect import Collected
from planbook.returns.oneform import Reading
from planbook.returns.unpack import SourceFile, distinct
from planbook.words import Sentence

LARGEST = 1_000_000
"""Bytes of a file of answers."""
_SHAPES: Mapping[str, Sentence] = {
    "value_error": Sentence("answers.no-reason"),
    "missing": Sentence("answers.missing"),
    "string_too_short": Sentence("answers.missing"),
    "literal_error": Sentence("answers.no-use"),
    "extra_forbidden": Sentence("answers.unknown"),
}
"""What is wrong with a file of answers, by the kind of error that pydantic tells."""


class FileAnswer(Data):
    """What was chosen for one file. ``use`` is one of

    * ``prefer``: it counts wherever files differ, and what it leaves blank is blank;
    * ``combine``: what it leaves blank stays as earlier files have it;
    * ``exclude``: it does not count, ``because`` says why;
    * ``withdraw``: it was merged before and counts no longer, ``because`` says why.
    """

    file: str = Field(min_length=1)
    use: Literal["prefer", "combine", "exclude", "withdraw"]
    because: str = ""

    @model_validator(mode="after")
    def _with_reason(self) -> "FileAnswer":
        if self.use in ("exclude", "withdraw") and not is_reason(self.because):
            raise ValueError("because")
        return self


class Answers(Data):
    """A file of answers: which returns count, where that was asked."""

    format: Literal["planbook-answers/1"] = "planbook-answers/1"
    answers: tuple[FileAnswer, ...]


def read_answers(source: Source) -> tuple[Choice, ...]:
    """The choices in a YAML or JSON file (``schemas/answers.schema.json``). Raises UsageProblem ``answers-bad``, which
    names the place of what is wrong; BookProblem where the file cannot be read."""
    import yaml  # imported late: few runs have such a file

    name, data = read_source(source)
    label = name or "answers"
    if len(data) > LARGEST:
        raise UsageProblem("answers-bad", file=label, place="", problem=Sentence("answers.too-large"))
    try:
        # every plain value is text, as it is written
        read = Answers.model_validate(yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader))
    except UnicodeDecodeError as problem:
        raise UsageProblem("answers-bad", file=label, place="", problem=Sentence("answers.not-utf8")) from problem
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        place = Sentence("answers.line", {"line": mark.line + 1}) if mark else ""
        raise UsageProblem("answers-bad", file=label, place=place, problem=Sentence("answers.no-yaml")) from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        said = _SHAPES.get(str(first["type"]), Sentence("answers.shape"))
        said = Sentence("answers.no-format") if path == "format" else said
        place = Sentence("answers.at", {"place": path}) if path else ""
        raise UsageProblem("answers-bad", file=label, place=place, problem=said) from problem
    uses: dict[str, str] = {}
    for number, answer in enumerate(read.answers):
        if uses.setdefault(answer.file, answer.use) != answer.use:
            place = Sentence("answers.at", {"place": f"answers[{number}]"})
            said = Sentence("answers.twice", {"file": answer.file, "one": uses[answer.file], "other": answer.use})
            raise UsageProblem("answers-bad", file=label, place=place, problem=said)
    return tuple(
        Choice(
            file=each.file,
            use=Use.EXCLUDE if each.use == "withdraw" else Use(each.use),
            because=each.because.strip(),
            origin=label,
        )
        for each in read.answers
    )


USES = ("prefer", "combine", "exclude", "withdraw")
"""What can be chosen for a file, as a file of answers says it."""


def answers_file(choices: Iterable[Choice]) -> bytes:
    """A file of answers that :func:`read_answers` reads as these choices."""
    import yaml

    said = [
        {"file": each.file, "use": each.use.value, **({"because": each.because} if each.because else {})}
        for each in choices
    ]
    return yaml.safe_dump({"answers": said}, allow_unicode=True, sort_keys=False).encode()


@dataclass(frozen=True)
class Decided:
    """What choices come to: the ``files`` that are read, all returns that are known with what is chosen for each
    (``filed``), where files are by their names, and findings on files that are left out and on choices for others."""

    files: tuple[SourceFile, ...]
    filed: tuple[Filed, ...]
    places: Mapping[str, Path]
    findings: tuple[Finding, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    """the SHA-256 of each file that is read, by its name"""
    uses: Mapping[str, Choice] = field(default_factory=dict)
    """what is chosen for a file, by its SHA-256"""

    def named(self, reading: Reading) -> Reading:
        """A reading under a name that no other return of its office and quarter has: files that do not say when they
        were saved often have one name."""
        mine = self.filing(reading, ())
        names = [each.file for each in self.filed if each.id == mine.id and each.digest not in ("", mine.digest)]
        if not names:
            return reading
        taken = [each.file for each in self.filed]
        name = distinct([*dict.fromkeys([*taken, *names]), reading.file])[-1]
        return replace(reading.named(name), read_as=reading.file)

    def filing(self, reading: Reading, blank: tuple[FormRow, ...]) -> Filed:
        """A return that was read, as the plan will know it; ``blank`` are the rows that it leaves empty."""
        digest = self.digests.get(reading.read_as or reading.file, "")
        choice = self.uses.get(digest)
        return Filed(
            file=reading.file,
            office=reading.office,
            quarter=reading.quarter,
            saved=reading.modified,
            digest=digest,
            correction=reading.correction,
            blank=blank,
            use=choice.use if choice else None,
            because=choice.because if choice else "",
        )


def apply_choices(
    choices: Iterable[Choice], collected: Collected, known: Sequence[Filed], quarter: int | None
) -> Decided:
    """Lay choices, those of earlier merges among them, over the files that came and the returns that are ``known``.

    A choice names a file as findings do, by its path, or by its last part where that is enough, and all in an archive
    or a mail by the name of that; ``quarter`` tells two
    known files of one name apart. A later choice for a file replaces the earlier one.
    """
    digests = {file.name: file.digest for file in collected.files}
    uses = {
        each.digest: Choice(file=each.file, use=each.use, because=each.because)
        for each in known
        if each.digest and each.use is not None
    }
    mine: dict[ReturnId, Choice] = {}
    strangers: dict[str, list[str]] = {}
    several: list[Finding] = []
    for choice in choices:
        inside = _inside(choice.file, digests, collected)
        names = inside or _named(choice.file, digests, collected)
        if inside or len(names) == 1:
            uses |= {digests[name]: choice for name in names}
            continue
        if names:
            several.append(Finding.of("answer-of-several-files", raw=choice.file, files=tuple(names)))
            continue
        found = _known(choice.file, known, quarter)
        if len({each.quarter for each in found}) > 1:
            quarters = tuple(sorted({each.quarter for each in found}))
            several.append(Finding.of("answer-of-several-quarters", raw=choice.file, quarters=quarters))
        elif not found:
            strangers.setdefault(choice.origin, []).append(choice.file or "“”")
        for each in found if len({one.quarter for one in found}) == 1 else ():
            mine[each.id] = choice
            if each.digest:
                uses[each.digest] = choice
    filed = [_with(each, mine.get(each.id) or (uses.get(each.digest) if each.digest else None)) for each in known]
    recorded = {each.digest for each in known}
    known_as = _same_names(digests, known)
    files, findings = [], list(several)
    for file in collected.files:
        use = uses.get(digests[file.name])
        if use is None or use.use is not Use.EXCLUDE:
            files.append(file.named(known_as.get(file.name, file.name)))
            continue
        findings.append(Finding.of("return-excluded", file=file.name, because=use.because or "-"))
        if digests[file.name] not in recorded:
            recorded.add(digests[file.name])
            filed.append(Filed(file=file.name, digest=digests[file.name], use=use.use, because=use.because))
    for origin, names in strangers.items():
        findings.append(Finding.of("answers-of-other-files", file=origin, files=tuple(dict.fromkeys(names))))
    return Decided(
        files=tuple(files),
        filed=tuple(filed),
        places={known_as.get(name, name): path for name, path in collected.places.items()},
        findings=tuple(findings),
        digests={known_as.get(name, name): digest for name, digest in digests.items()},
        uses=uses,
    )


def _with(filed: Filed, choice: Choice | None) -> Filed:
    return filed if choice is None else replace(filed, use=choice.use, because=choice.because)


def _named(wanted: str, digests: Mapping[str, str], collected: Collected) -> list[str]:
    """The files that came which a choice may mean: by its whole name or path the one, else all that end in it. A second
    copy of a file is the file."""
    read_as = {**{name: name for name in digests}, **collected.copies}
    path = Path(wanted).resolve()
    by_path = [name for name, place in collected.places.items() if place == path and name in read_as]
    ends = [name for name in read_as if last_part(name) == wanted]
    found = [wanted] if wanted in read_as else by_path or ends
    return list(dict.fromkeys(read_as[name] for name in found))


def _inside(wanted: str, digests: Mapping[str, str], collected: Collected) -> list[str]:
    """The files in the archive or mail that a choice names, by its name or path."""
    path = Path(wanted).resolve()
    outer = [name for name, place in collected.places.items() if place == path] or [
        name for name in collected.places if wanted in (name, last_part(name))
    ]
    return [name for name in digests if len(outer) == 1 and name.startswith(f"{outer[0]}/")]


def _known(wanted: str, known: Iterable[Filed], quarter: int | None) -> list[Filed]:
    """The known returns that a choice names."""
    mine = [each for each in known if quarter is None or each.quarter in (0, quarter)]
    names = {wanted, Path(wanted).name}
    return [each for each in mine if each.file == wanted] or [each for each in mine if each.file in names]


def _same_names(digests: Mapping[str, str], known: Iterable[Filed]) -> dict[str, str]:
    """The name under which a file is known already, by that under which it came now, where no other has it."""
    by_digest = {each.digest: each.file for each in known if each.digest and each.office}
    return {
        name: by_digest[digest]
        for name, digest in digests.items()
        if digest in by_digest and by_digest[digest] not in digests
    }
