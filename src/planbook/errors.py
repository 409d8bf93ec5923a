"""Run-stopping errors and the exit codes of the command line.

A problem in the data is a value (:class:`planbook.domain.Finding`), never an exception: an exception here means
that a command cannot go on at all, or was asked for something impossible.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, cast

from planbook.words import Code, ErrorCode, FindingCode, Sentence, chosen_language, needs


class ExitCode(IntEnum):
    """What a command's exit status says."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    CANNOT_GO_ON = 3

    @classmethod
    def of(cls, needs_somebody: bool) -> "ExitCode":
        """1 where something that was found needs somebody, else 0."""
        return cls.FINDINGS if needs_somebody else cls.CLEAN


class PlanbookError(Exception):
    """A command cannot go on. Says why in one sentence, in every language: ``str(error)`` in the chosen one.

    ``code`` names the sentence: a code of the section ``error`` of the words, or a finding's where that is the reason.
    The keyword arguments fill the sentence; one that is missing raises TypeError. ``file`` is the name of the file that
    it is about, where that is known only further out (:func:`of_file`): it stands before a sentence that does not name
    it.
    """

    exit_code: ExitCode = ExitCode.CANNOT_GO_ON

    def __init__(self, code: ErrorCode | FindingCode, /, **args: Any) -> None:
        super().__init__(code)
        self.code: ErrorCode | FindingCode = code
        self.file = ""
        own = f"error.{code}"
        self.sentence = Sentence(cast(Code, own if own in needs() else f"finding.{code}.message"), args)

    @property
    def th(self) -> str:
        """The sentence in Thai."""
        return self.text("th")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.text("en")

    def text(self, language: str) -> str:
        """The sentence in a language; in Thai where there is no such language."""
        said = self.sentence.text(language)
        return f"{self.file}: {said}" if self.file and self.file not in said else said

    def __str__(self) -> str:
        return self.text(chosen_language())

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.sentence.args, self.__dict__)


def _again(kind: type[PlanbookError], code: ErrorCode, args: dict[str, Any], state: dict[str, Any]) -> PlanbookError:
    """An error that comes out of another process, whatever its class takes to be made."""
    error = kind.__new__(kind)
    PlanbookError.__init__(error, code, **args)
    error.__dict__.update(state)
    return error


@contextmanager
def of_file(name: str) -> Iterator[None]:
    """What stops a run in here is about this file: its sentence says so, unless another is named already."""
    try:
        yield
    except PlanbookError as error:
        error.file = error.file or name
        raise


class UsageProblem(PlanbookError):
    """The command was called with arguments that cannot be right (exit code 2)."""

    exit_code = ExitCode.USAGE


class BookProblem(PlanbookError):
    """A spreadsheet file cannot be read or written: damaged, encrypted, hostile, or of no known kind."""
