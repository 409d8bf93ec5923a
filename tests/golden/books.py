"""The golden workbooks: a small plan taken through a quarter, and its workbooks as normalised XML.

``python -m tests.golden.books`` writes them anew; look at the difference before you commit it.
"""

from pathlib import Path

from lxml import etree

import planbook as pb
from planbook.book.package import Package
from planbook.forms.compose import compose
from planbook.forms.render import render
from tests.filling import fill_all
from tests.master.variants import workbook

HERE = Path(__file__).parent
OFFICES = """code,name,kind,groups,aliases,via,province,mail
TRG,กฟจ.ตรัง,กฟฟ.1,,,,ตรัง,trg@example.com
KTG,กฟส.กันตัง,กฟส.,,,,ตรัง,
YTK,กฟย.ย่านตาขาว,กฟย.,ทุก กฟฟ.,,TRG,ตรัง,
PLS,กบล.(ผลส.),หน่วยงานเขต,,กบล.ผลส.,,,
""".encode("utf-8-sig")


def normalised(book: bytes) -> str:
    """A workbook's parts as XML, canonical and one element a line, in the order of their names."""
    package = Package.open(book)
    pieces = []
    for name in sorted(package.names):
        if name == "docProps/core.xml":  # the small plan's own, written by openpyxl with the time of day
            continue
        if name.endswith((".xml", ".rels", ".vml")):
            root = etree.fromstring(package.read(name))
            etree.indent(root, " ")
            pieces.append(f"==== {name}\n{etree.tostring(root, method='c14n').decode()}\n")
        else:
            pieces.append(f"==== {name}: {len(package.read(name))} bytes\n")
    return "\n".join(pieces)


def books(folder: Path) -> dict[str, bytes]:
    """The master, a form, and the consolidated workbook of the small plan. ``folder`` is for the returns."""
    offices = folder / "offices.csv"
    offices.write_bytes(OFFICES)
    adopted = pb.adopt(workbook(), offices)
    master = pb.read_master(adopted.data)
    form = render(compose(master, "TRG", 1))
    returns = folder / "returns"
    returns.mkdir()
    (returns / "ตรัง.xlsx").write_bytes(fill_all(form))
    return {"master": adopted.data, "form": form, "consolidated": pb.merge(master, [returns]).data}


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name, data in books(Path(folder)).items():
            (HERE / f"{name}.xml.txt").write_text(normalised(data), encoding="utf-8")
