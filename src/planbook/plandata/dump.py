"""A plan document → JSON (every field, for programs) or YAML (what is there, for people)."""

import re
from typing import Any

import yaml

from planbook.plandata.document import PlanDocument

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
