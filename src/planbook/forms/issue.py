"""The forms of a quarter, each under the name of its file, and the picture on their covers."""

from collections.abc import Collection

from planbook.book.files import Source, read_source
from planbook.domain import Finding, FormSpec, Master
from planbook.errors import BookProblem, UsageProblem
from planbook.forms.compose import compose, reporting_offices
from planbook.forms.cover import Logo, read_logo
from planbook.forms.filename import form_filenames
from planbook.layout.form import FILE_PATTERN


def compose_all(
    master: Master, quarter: int, offices: Collection[str] = (), *, correction: bool = False
) -> dict[str, FormSpec]:
    """File name → form, in the order of the offices sheet: of every reporting office, or of those in ``offices``.

    ``correction`` opens a closed quarter again (:func:`planbook.forms.compose.compose`). Raises UsageProblem for a
    code that has no form, a quarter other than 1 to 4, and a pattern of file names that cannot be used.
    """
    known = [office.code for office in reporting_offices(master, quarter)]
    if unknown := set(offices) - set(known):
        codes = ", ".join(sorted(unknown))
        raise UsageProblem("offices-without-form", codes=codes)
    chosen = [code for code in known if not offices or code in offices]
    specs = [compose(master, code, quarter, correction=correction) for code in chosen]
    names = form_filenames(specs, master.settings.file_pattern or FILE_PATTERN)
    return {names[spec.office]: spec for spec in specs}


def open_logo(source: Source | None) -> tuple[Logo | None, tuple[Finding, ...]]:
    """The picture for the covers, None without a source; one that cannot be used is None and a finding."""
    if source is None:
        return None, ()
    try:
        name, data = read_source(source)
    except BookProblem:
        name, data = str(source), b""
    logo = read_logo(data)
    return logo, () if logo else (Finding.of("form-logo-unusable", raw=name),)
