"""A plan document from YAML or JSON, and to JSON (every field, for programs) or YAML (what is there, for people).

Whatever is wrong in a file is one sentence that names its path in the document. Every plain value of YAML is read as
text (``01`` stays ``01``, ``no`` stays ``no``): numbers of a plan are names.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from planbook.book.cells import NO_CELL_HOLDS
from planbook.document.model import FieldError, PlanDocument
from planbook.errors import PlanbookError
from planbook.words import Sentence, TextCode

LARGEST = 20_000_000
"""Bytes; a whole region's year is under one million."""


class DocumentProblem(PlanbookError):
    """A plan document cannot be used. ``path`` says where in it, as in ``strategies[0].initiatives[2].title``."""

    def __init__(self, path: str, problem: Sentence, more: int = 0) -> None:
        super().__init__(
            "plan-document-bad",
            place=f"{path}: " if path else "",
            problem=problem,
            more=Sentence("document.more", {"count": more}) if more else "",
        )
        self.path = path


_DEEPEST = 200
"""Levels of YAML, and more than any plan has: the reader in C ends the whole process where there are too many."""
if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:  # the one in C, where PyYAML came with it, takes a sixth of the time
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _require_tame(text: str) -> None:
    """Refuse what is nested too deeply (RecursionError), and an alias (MarkedYAMLError): a few of them can unfold into
    millions of values."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark  # the loader in C has a class of its own for it
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read", mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError


class _TextLoader(_Loader):
    """Reads plain values as text or null, refuses tags and keys that come twice."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys are all different."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key.value}” comes twice", key.start_mark
                )
            seen.add(key.value) if isinstance(key, yaml.ScalarNode) else None
        return super().construct_mapping(node, deep)


def load(data: bytes, name: str = "") -> PlanDocument:
    """A document from the bytes of a YAML or JSON file. Raises DocumentProblem."""
    label = name or Sentence("document.this")
    if len(data) > LARGEST:
        raise DocumentProblem("", Sentence("document.too-large", {"name": label, "most": LARGEST}))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentProblem("", Sentence("document.not-utf8", {"name": label})) from error
    try:
        return validate(_plain(text))
    except RecursionError as error:
        raise DocumentProblem("", Sentence("document.too-deep", {"name": label})) from error


def _plain(text: str) -> Any:
    """The text as plain values. JSON is tried where it begins like JSON; all else is YAML."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, object_pairs_hook=_pairs)
        except json.JSONDecodeError as error:
            # flow-style YAML begins like JSON, too: whether it is YAML is seen below
            if text.lstrip().startswith('{"') or text.lstrip().startswith("{\n"):
                raise _syntax("JSON", error.lineno, error.colno, error.msg) from error
    try:
        _require_tame(text)
        return yaml.load(text, Loader=_TextLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise _syntax("YAML", line, column, error.problem or "") from error
    except yaml.YAMLError as error:
        raise _syntax("YAML", 0, 0, str(error).splitlines()[0]) from error


def _syntax(kind: str, line: int, column: int, said: str) -> DocumentProblem:
    return DocumentProblem(
        "", Sentence("document.syntax", {"kind": kind, "line": line, "column": column, "problem": said})
    )


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DocumentProblem("", Sentence("document.key-twice", {"key": key}))
        found[key] = value
    return found


def validate(data: Any) -> PlanDocument:
    """A document from plain values. Raises DocumentProblem."""
    if not isinstance(data, Mapping) or "format" not in data:
        raise DocumentProblem("", Sentence("document.no-format"))
    for path in _unheld(data, ()):
        raise DocumentProblem(path_in_document(path), Sentence("document.no-characters"))
    try:
        return PlanDocument.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        first = problems[0]
        problem = _problem(first["type"], first.get("ctx", {}), first["msg"])
        raise DocumentProblem(path_in_document(first["loc"]), problem, len(problems) - 1) from error


def _unheld(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where a text has characters that no cell can hold."""
    if isinstance(data, str) and NO_CELL_HOLDS.search(data):
        yield path
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _unheld(value, (*path, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _unheld(value, (*path, index))


def path_in_document(location: Sequence[str | int]) -> str:
    """A place in a document as people write it: ``strategies[0].initiatives[2].title``."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]":
            path += f".{part}" if path else part
    return path


_PROBLEMS: dict[str, TextCode] = {
    "missing": "document.missing",
    "extra_forbidden": "document.unknown",
    "string_type": "document.not-text",
    "tuple_type": "document.not-list",
    "dict_type": "document.not-mapping",
    "model_type": "document.not-mapping",
    "int_type": "document.not-integer",
    "int_parsing": "document.not-integer",
    "bool_type": "document.not-boolean",
    "bool_parsing": "document.not-boolean",
    "string_pattern_mismatch": "document.not-number",
}
"""pydantic's kinds of problems → what people are told."""


def _problem(kind: str, context: Mapping[str, Any], message: str) -> Sentence:
    problem = context.get("error")
    if isinstance(problem, FieldError):
        return problem.sentence
    if kind in ("enum", "literal_error"):
        choices = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Sentence("document.not-a-choice", {"choices": choices})
    if kind in _PROBLEMS:
        return Sentence(_PROBLEMS[kind])
    return Sentence("document.unusable", {"problem": message})


_LIKE_A_NUMBER = re.compile(r"[-+.]?\d[\d.,_]*")


def to_json(document: PlanDocument) -> bytes:
    """The document as UTF-8 JSON, every field in the schema's order, ending in a line break."""
    return (document.model_dump_json(indent=2) + "\n").encode()


def to_yaml(document: PlanDocument) -> bytes:
    """The document as UTF-8 YAML: what has no value is left out, amounts and places take one line each."""
    data = _arranged(document.model_dump(mode="json", exclude_defaults=True))
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)
    return text.encode()


class _Line(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes texts that look like numbers in quotes, whatever a reader's YAML version, and lists indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """A list stands under its name, two spaces in."""
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if _LIKE_A_NUMBER.fullmatch(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _line(dumper: _Dumper, data: _Line) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Line, _line)


def _arranged(data: Any) -> Any:
    """The same data with every small mapping of plain values marked to stand on one line."""
    if isinstance(data, list):
        return [_arranged(item) for item in data]
    if isinstance(data, dict):
        small = "raw" in data or data.keys() <= {"sheet", "row", "cell"}
        return _Line(data) if small else {key: _arranged(value) for key, value in data.items()}
    return data
