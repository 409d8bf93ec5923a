"""Digital signatures of a package: whether it has any, and whether they still hold (ECMA-376 part 2, 13)."""

import base64
import binascii
import hashlib

from planbook.book.package import Package, Workbook
from planbook.book.xmlio import parse_xml
from planbook.errors import BookProblem

_ORIGIN = "/digital-signature/origin"
_XMLDSIG = "{http://www.w3.org/2000/09/xmldsig#}"


def is_signed(package: Package) -> bool:
    """Whether a workbook has a digital signature, which a change of its sheets breaks."""
    return bool(_signatures(package))


def still_holds(package: Package) -> bool:
    """Whether a signature stands for the workbook part as it is today; False where there is none, or none is known."""
    try:
        book = Workbook(package).part
    except BookProblem:
        return False
    data = package.read(book)
    for part in _signatures(package):
        for reference in parse_xml(package.read(part), part).iter(f"{_XMLDSIG}Reference"):
            if reference.get("URI", "").partition("?")[0] != f"/{book}":
                continue
            method = reference.find(f"{_XMLDSIG}DigestMethod")
            name = "" if method is None else method.get("Algorithm", "").rpartition("#")[2]
            said = reference.findtext(f"{_XMLDSIG}DigestValue") or ""
            if name in hashlib.algorithms_available and _same(said, hashlib.new(name, data).digest()):
                return True
    return False


def _same(said: str, digest: bytes) -> bool:
    try:
        return base64.b64decode("".join(said.split())) == digest
    except (binascii.Error, ValueError):
        return False


def _signatures(package: Package) -> list[str]:
    """The parts that hold a signature."""
    origins = [rel.part for rel in package.rels("") if rel.type.endswith(_ORIGIN) and rel.part]
    return [rel.part for origin in origins for rel in package.rels(origin) if rel.kind == "signature" and rel.part]
