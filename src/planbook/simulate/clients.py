"""Other programs that open and save a form, where they are installed."""

from collections.abc import Mapping
from dataclasses import dataclass

from planbook.book.office import saved_as, soffice


@dataclass(frozen=True)
class Client:
    """A program and a format it saves."""

    th: str
    en: str
    suffix: str

    def name(self, language: str) -> str:
        """What it is, in a few words: in Thai for ``th``, else in English."""
        return self.th if language == "th" else self.en


CLIENTS: tuple[Client, ...] = tuple(
    Client(f"บันทึกด้วย LibreOffice เป็น .{suffix}", f"saved by LibreOffice as .{suffix}", suffix)
    for suffix in ("xlsx", "xls", "ods")
)


def converted(client: Client, forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each form's file as the client saves it, by the form's name; without those that it gives no file for, and empty
    where it is not installed."""
    program = soffice()
    if program is None:
        return {}
    return saved_as(program, forms, client.suffix)
