"""What is told of a figure that reads differently since another return counts, and why: findings, and the history."""

from planbook.domain import Change, Fact, Finding, place_of
from planbook.domain.filed import Filed, Files, Use
from planbook.layout.form import PROGRESS_CODES
from planbook.words import DEFAULT, Sentence


def _because(files: Files, old: Fact | None) -> Sentence | None:
    """Why a fact that counted does not any more, by choice; None where nobody chose."""
    filed = files.of(old) if old is not None else None
    if filed is None or filed.counts:
        return None
    return Sentence("sheet.cause-excluded", {"file": filed.file, "because": filed.because or "-"})


def why_gone(old: Fact, back: Filed | None, files: Files) -> Sentence:
    """Why nothing counts any more where something did."""
    if back is not None:
        return Sentence("sheet.cause-withdrawn", {"file": back.file})
    return _because(files, old) or Sentence("sheet.cause-reread", {"file": old.file})


def told_change(old: Fact | None, new: Fact) -> Finding:
    """A figure of a closed quarter that reads differently now, or came late (no ``old``)."""
    return Finding.of(
        "figure-changed" if old else "figure-late",
        **{**place_of(new), "raw": new.raw or "-"},
        now=_brief(new, old),
        before=_brief(old, new) if old else "",
        before_file=old.file if old else "",
    )


def told_gone(old: Fact, cause: Sentence) -> Finding:
    """A figure of a closed quarter that nothing says any more."""
    return Finding.of(
        "figure-withdrawn", **{**place_of(old), "raw": old.raw or "-"}, before=_brief(old, None), cause=cause
    )


def change_of(old: Fact | None, new: Fact | None, files: Files, gone: Sentence | None) -> Change:
    """A figure of the master that now reads differently, came late (no ``old``) or is gone, for the history sheet."""
    fact = new or old
    assert fact is not None
    cause = gone or _because(files, old)
    if not cause and new is not None and old is not None and files.of(new).use is Use.PREFER:
        cause = Sentence("sheet.cause-preferred", {"file": new.file, "because": files.of(new).because or "-"})
    cause = cause or Sentence("sheet.cause-newer" if old else "sheet.cause-late")
    return Change(
        key=fact.key,
        office=fact.office,
        quarter=fact.quarter,
        old=old.result if old else None,
        new=new.result if new else None,
        unit=fact.unit or (old.unit if old else ""),
        old_file=old.file if old else "",
        new_file=new.file if new else "",
        saved=new.saved if new else "",
        cause=cause.text(DEFAULT),
        causes=(cause.code,),
    )


def _brief(fact: Fact, other: Fact | None) -> str | Sentence:
    """A fact in a few words: its figure; where the other has the same one, also what else differs."""
    if fact.raw and (other is None or fact.raw != other.raw):
        return fact.raw
    progress = Sentence(PROGRESS_CODES[fact.progress]) if fact.progress else None
    more = tuple(one for one in (progress, fact.remark) if one)
    if other is not None and fact.raw == other.raw:
        return Sentence("text.figure-and-more", {"figure": fact.raw or "-", "more": more or ("-",)})
    return Sentence("text.these", {"items": more}) if more else "-"
