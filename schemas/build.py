"""Build the JSON Schemas of planbook's data from its models.

python schemas/build.py            write them
python schemas/build.py --check    exit 1 if one on disk differs
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from planbook.document.model import PlanDocument
from planbook.domain import OfficeBook
from planbook.report.board import BoardData
from planbook.report.data import ExplanationReport, MergeReport
from planbook.returns.choices import Answers
from planbook.returns.identify import Inspection

HERE = Path(__file__).resolve().parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS: dict[str, tuple[Any, Literal["validation", "serialization"], str]] = {
    "plan.schema.json": (PlanDocument, "validation", "planbook plan: what export writes and new reads"),
    "offices.schema.json": (OfficeBook, "validation", "planbook offices: the offices and groups of a region"),
    "inspection.schema.json": (Inspection, "serialization", "planbook inspection: what inspect --json says"),
    "explanation.schema.json": (ExplanationReport, "serialization", "planbook explanation: what explain --json says"),
    "answers.schema.json": (Answers, "validation", "planbook answers: which returns count, what --answers reads"),
    "merge-report.schema.json": (MergeReport, "serialization", "planbook merge report: what --report writes"),
    "board.schema.json": (
        BoardData,
        "serialization",
        "planbook board: the data in the page that --report writes as .html",
    ),
}
"""File name → the model, whether it is read or written, and the schema's title."""


def build(name: str) -> str:
    """Give the text of one schema."""
    model, mode, title = SCHEMAS[name]
    schema = TypeAdapter(model).json_schema(mode=mode)
    if mode == "serialization":
        _drop_patterns(schema)
    whole = {"$schema": DIALECT, "$id": f"planbook/{name}", **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def _drop_patterns(schema: Any) -> None:
    """Leave out pydantic's own pattern of a decimal, which changes from version to version."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            del schema["pattern"]
        for value in schema.values():
            _drop_patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            _drop_patterns(value)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; give its exit status."""
    parser = argparse.ArgumentParser(description="Build the JSON Schemas from planbook's models.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a schema on disk differs")
    check = parser.parse_args(arguments).check
    stale = []
    for name in SCHEMAS:
        path, text = HERE / name, build(name)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{'differ' if check else 'written'}: {', '.join(stale)}" if stale else "all up to date")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
