"""Run-stopping errors and the exit codes of the command line.

A problem in the data is a value (:class:`planbook.domain.Finding`), never an exception: an exception here means
that a command cannot go on at all, or was asked for something impossible.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status says."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    CANNOT_GO_ON = 3


class PlanbookError(Exception):
    """A command cannot go on. Carries one sentence in Thai and one in English.

    ``code`` is a slug of the catalogue where the sentence comes from one, else empty.
    """

    exit_code: ExitCode = ExitCode.CANNOT_GO_ON

    def __init__(self, th: str, en: str, *, code: str = "") -> None:
        super().__init__(f"{th} / {en}")
        self.th = th
        self.en = en
        self.code = code


class UsageProblem(PlanbookError):
    """The command was called with arguments that cannot be right (exit code 2)."""

    exit_code = ExitCode.USAGE


class BookProblem(PlanbookError):
    """A spreadsheet file cannot be read or written: damaged, encrypted, hostile, or of no known kind."""
