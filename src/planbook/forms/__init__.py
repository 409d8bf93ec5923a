"""Stage 2, plan + office + quarter → fill-in workbook: what a form says, how it looks, what its file is called."""

from planbook.forms.compose import compose, form_findings, reporting_offices
from planbook.forms.filename import DEFAULT_PATTERN, form_filename, form_filenames
from planbook.forms.render import render

__all__ = [
    "DEFAULT_PATTERN",
    "compose",
    "form_filename",
    "form_filenames",
    "form_findings",
    "render",
    "reporting_offices",
]
