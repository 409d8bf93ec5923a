"""Having a workbook's formulas computed anew after cells were set."""

from collections.abc import Mapping

from planbook.book.package import CONTENT_TYPES_PART, Workbook
from planbook.book.parts import ContentTypes, RelsEditor, rels_name, set_full_calc_on_load
from planbook.book.references import has_formulas
from planbook.book.sheetxml import read_cells


def recalculated(book: Workbook, changes: Mapping[str, bytes]) -> bytes:
    """The workbook with ``changes`` (part → bytes) made, which is computed anew on opening if it has formulas.

    Where a cell lost its formula, the chain of calculation goes: Excel repairs a file whose chain names a cell without
    one (ECMA-376 part 1, 18.6), and makes a missing chain anew.
    """
    package = book.package
    made = dict(changes)
    kinds = {rel.part: rel.kind for rel in package.rels(book.part)}
    sheets = [sheet.part for sheet in book.sheets if kinds.get(sheet.part) == "worksheet"]
    if any(has_formulas(made.get(part) or package.read(part)) for part in sheets):
        made[book.part] = set_full_calc_on_load(package.read(book.part))
    chain = next((rel for rel in package.rels(book.part) if rel.kind == "calcChain" and rel.part), None)
    if chain is None or not any(_lost(package.read(part), made[part]) for part in sheets if part in made):
        return package.build(made)
    rels = package.find(rels_name(book.part)) or ""
    editor = RelsEditor(package.read(rels))
    editor.remove([chain.id])
    types = ContentTypes(package.read(CONTENT_TYPES_PART))
    types.remove([chain.part])
    made |= {rels: editor.to_bytes(), CONTENT_TYPES_PART: types.to_bytes()}
    return package.build(made, remove=[chain.part])


def _lost(old: bytes, new: bytes) -> bool:
    """Whether a cell of a sheet has no formula any more."""
    before, after = ({ref for ref, cell in read_cells(xml).items() if cell.formula is not None} for xml in (old, new))
    return not before <= after
