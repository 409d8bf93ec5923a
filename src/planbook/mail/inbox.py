"""Returns that came by mail: each mail of a mailbox as it came (``.eml``), over IMAP, which is only read.

What is in the mails is the reader's work (:mod:`planbook.returns.mails`); nothing is marked, moved or deleted.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from planbook.errors import PlanbookError, UsageProblem

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

LARGEST = 60_000_000
"""Bytes of a mail that is fetched at all."""
PATIENCE = 60.0
"""Seconds to wait for the server."""


@dataclass(frozen=True)
class Mailbox:
    """Where mails are: ``imaps://USER@HOST/FOLDER`` (TLS from the first byte) or ``imap://…`` (STARTTLS; a server on
    this machine itself is spoken to in the clear). ``folder`` is INBOX where the address names none."""

    host: str
    port: int
    user: str
    folder: str = "INBOX"
    is_tls: bool = True
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether the server is this machine."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True)
class Mail:
    """A mail by the name of its file, which says where it is and so is the same in every run. ``data`` is None where
    it is larger than :data:`LARGEST` and was not fetched."""

    name: str
    size: int
    data: bytes | None = field(repr=False)


def read_address(address: str) -> Mailbox:
    """The mailbox of an address. Raises UsageProblem ``mailbox-address-bad``, and ``mailbox-password-told`` where a
    password stands in it, for a command line is kept and seen."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageProblem("mailbox-address-bad", address=address) from error
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise UsageProblem("mailbox-address-bad", address=address)
    if parts.password is not None:
        raise UsageProblem("mailbox-password-told")
    is_tls = parts.scheme == "imaps"
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, port or (993 if is_tls else 143), unquote(parts.username), folder, is_tls)


def fetch_mails(mailbox: Mailbox, known: Collection[str], since: date | None = None) -> Iterator[Mail]:
    """The mails of a mailbox, the oldest first, but for those whose files' names are ``known``; ``since`` a day.

    Raises PlanbookError ``mailbox-not-reached``, ``mailbox-refused`` (user and password), ``mailbox-no-folder``,
    ``imap-missing`` where imap-tools is not installed.
    """
    try:
        import imap_tools
    except ImportError as error:
        raise PlanbookError("imap-missing") from error
    try:
        box = _logged_in(mailbox)
    except imap_tools.MailboxLoginError as error:
        raise PlanbookError("mailbox-refused", user=mailbox.user, host=mailbox.host) from error
    except (OSError, imap_tools.ImapToolsError, box_error()) as error:
        raise PlanbookError("mailbox-not-reached", host=mailbox.host, error=str(error)) from error
    try:
        try:
            box.folder.set(mailbox.folder, readonly=True)
            valid = box.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        except (imap_tools.ImapToolsError, box_error()) as error:
            raise PlanbookError("mailbox-no-folder", folder=mailbox.folder, host=mailbox.host) from error
        try:
            criteria = imap_tools.AND(date_gte=since) if since else "ALL"
            for uid in box.uids(criteria):
                name = _name(mailbox, valid, uid)
                if name not in known:
                    yield _fetched(box, name, uid)
        except (OSError, imap_tools.ImapToolsError, box_error()) as error:
            raise PlanbookError("mailbox-not-reached", host=mailbox.host, error=str(error)) from error
    finally:
        # a server that is gone takes no leave
        with suppress(OSError, imap_tools.ImapToolsError, box_error()):
            box.logout()


def box_error() -> type[Exception]:
    """What Python's own IMAP client raises."""
    import imaplib

    return imaplib.IMAP4.error


def _logged_in(mailbox: Mailbox) -> "BaseMailBox":
    import imap_tools

    where = {"host": mailbox.host, "port": mailbox.port, "timeout": PATIENCE}
    box: BaseMailBox
    if mailbox.is_tls:
        box = imap_tools.MailBox(**where)
    elif mailbox.is_here:
        box = imap_tools.MailBoxUnencrypted(**where)
    else:
        box = imap_tools.MailBoxStartTls(**where)
    # LOGIN knows ASCII alone, AUTHENTICATE PLAIN is not known by every server
    plain = (mailbox.user + mailbox.password).isascii()
    return (box.login if plain else box.login_utf8)(mailbox.user, mailbox.password, initial_folder=None)


def _name(mailbox: Mailbox, valid: int, uid: str) -> str:
    """A mail's file: its place on the server (RFC 9051: never given to another mail), and whose server that is."""
    where = hashlib.sha256(f"{mailbox.user}@{mailbox.host}/{mailbox.folder}".encode()).hexdigest()[:6]
    return f"mail-{where}-{valid}-{int(uid):06}.eml"


def _fetched(box: "BaseMailBox", name: str, uid: str) -> Mail:
    _, said = box.client.uid("fetch", uid, "(RFC822.SIZE)")
    size_text = _SIZE.search(b" ".join(part for part in said if isinstance(part, bytes)))
    size = int(size_text[1]) if size_text else 0
    if size > LARGEST:
        return Mail(name, size, None)
    # PEEK leaves a mail unread
    _, said = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    data = next((part[1] for part in said if isinstance(part, tuple)), b"")
    return Mail(name, len(data), data)


_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
