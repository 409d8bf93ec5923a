"""Returns out of a mailbox, with a real server on this machine: read only, every mail as it came, none twice."""

import email
import grp
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

import planbook as pb
from planbook.errors import UsageProblem
from planbook.mail import inbox
from planbook.returns.collect import collect
from tests.filling import fill_all

PASSWORD = "ผ่าน-123"
CONFIG = """
base_dir = {run}
state_dir = {run}
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port():
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return link.getsockname()[1]


@pytest.fixture(scope="module")
def server():
    """A mail server of the user's own: its port, and its folder of new mails."""
    program = shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
    assert program, "the tests need a mail server: ./dev check installs dovecot-imapd"
    folder = Path(tempfile.mkdtemp(prefix="planbook-dovecot-", dir="/tmp"))  # a socket's path may have 108 bytes
    folder.chmod(0o755)
    me = pwd.getpwuid(os.getuid())
    # a server that root starts talks to strangers as one user and reads mails as another; the package makes both
    login, reader = ("dovenull", pwd.getpwnam("dovecot")) if me.pw_uid == 0 else (me.pw_name, me)
    port = free_port()
    told = {"user": me.pw_name, "group": grp.getgrgid(me.pw_gid).gr_name, "login": login}
    told |= {"uid": reader.pw_uid, "gid": reader.pw_gid, "port": port, "password": PASSWORD}
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(run=folder / "run", folder=folder, **told), encoding="utf-8")
    (folder / "mail").mkdir()
    os.chown(folder / "mail", reader.pw_uid, reader.pw_gid)
    process = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            with socket.socket() as link:
                if link.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.05)
        yield port, folder / "mail"
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()
        shutil.rmtree(folder, ignore_errors=True)


def put(mails, number, data, folder=""):
    place = mails / folder / "new"
    owner = mails.stat()
    for made in (mails / folder, *(mails / folder / kind for kind in ("cur", "new", "tmp"))):
        made.mkdir(exist_ok=True)
        os.chown(made, owner.st_uid, owner.st_gid)
    (place / f"{number}.test").write_bytes(data)


def mail(subject, *files):
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "trg@example.com", "plan@example.com", subject
    message.set_content("ส่งแบบฟอร์ม")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def run(port, out, *more, folder="INBOX", user="plan%40example.com", password=PASSWORD):
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "planbook",
            "collect",
            f"imap://{user}@127.0.0.1:{port}/{folder}",
            "-o",
            str(out),
            *more,
        ],
        env={**os.environ, "PLANBOOK_IMAP_PASSWORD": password},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_mails_come_as_they_are_and_none_twice(server, sample, tmp_path):
    port, mails = server
    sent = [
        mail("ไตรมาส 1", ("ตรัง.xlsx", fill_all(sample.form("TRG")))),
        mail("คำถาม"),
        b"Subject: torn\r\n\r\n\xff\xfe\r\n",
    ]
    for number, data in enumerate(sent):
        put(mails, number, data)
    out = tmp_path / "returns"
    first = run(port, out)
    assert (first.returncode, "3" in first.stdout) == (0, True), first.stderr
    made = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(made.values()) == sorted(sent)
    times = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    put(mails, 9, mail("มาทีหลัง"))
    again = run(port, out)
    assert again.returncode == 0
    assert len(list(out.iterdir())) == 4
    assert {name: (out / name).stat().st_mtime_ns for name in times} == times

    assert [file.name.rpartition("/")[2] for file in collect([out]).files] == ["ตรัง.xlsx"]
    outcome = pb.check(sample.master, [out], quarter=1)
    assert {status.office for status in outcome.offices if status.files} == {"TRG"}
    # nothing was marked as read: a mail that was has an S behind the last colon of its file's name
    left = [path.name for kind in ("new", "cur") for path in (mails / kind).iterdir()]
    assert [name for name in left if "S" in name.rpartition(",")[2] and "," in name] == []
    assert len(left) == 4


def test_a_folder_with_a_thai_name_and_a_day(server, tmp_path):
    port, mails = server
    put(mails, 1, mail("ก"), folder=".&DkEOGg4a-")  # แบบ in the spelling of IMAP
    assert run(port, tmp_path / "out", folder="%E0%B9%81%E0%B8%9A%E0%B8%9A").returncode == 0
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert run(port, tmp_path / "none", "--since", "2100-01-01").returncode == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"password": "wrong"}, 3, "plan@example.com"),
        ({"folder": "%E0%B8%81"}, 3, "ก"),
        ({"user": "plan:secret"}, 2, "PLANBOOK_IMAP_PASSWORD"),
    ],
)
def test_what_the_server_refuses_is_one_sentence(server, more, code, said, tmp_path):
    done = run(server[0], tmp_path / "out", **more)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()


def test_a_server_that_is_not_there_is_one_sentence(tmp_path):
    done = run(free_port(), tmp_path / "out")
    assert (done.returncode, "127.0.0.1" in done.stderr, "Traceback" in done.stderr) == (3, True, False)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("imaps://a%40b.c@mail.example.com", ("mail.example.com", 993, "a@b.c", "INBOX", True)),
        ("imap://a@localhost:1143/ก/ข", ("localhost", 1143, "a", "ก/ข", False)),
        ("imap://a@[::1]/x%20y", ("::1", 143, "a", "x y", False)),
    ],
)
def test_an_address_says_where_the_mails_are(address, place):
    box = inbox.read_address(address)
    assert (box.host, box.port, box.user, box.folder, box.is_tls) == place
    assert box.is_here is (box.host != "mail.example.com")


@pytest.mark.parametrize(
    "address", ["", "mail.example.com", "https://a@b", "imap://mail", "imap://a@", "imap://a@b:x", "imap://a@b:99999"]
)
def test_what_is_no_address_is_told(address):
    with pytest.raises(UsageProblem) as refused:
        inbox.read_address(address)
    assert refused.value.code == "mailbox-address-bad"


def test_a_mail_beyond_all_size_is_told_and_not_fetched(server, monkeypatch):
    port, mails = server
    put(mails, 50, mail("ใหญ่", ("a.bin", b"x" * 5000)))
    monkeypatch.setattr(inbox, "LARGEST", 4000)
    place = inbox.Mailbox("127.0.0.1", port, "plan@example.com", is_tls=False, password=PASSWORD)
    got = list(inbox.fetch_mails(place, ()))
    assert any(each.data is None and each.size > 5000 for each in got)
    assert all(each.data is None or email.message_from_bytes(each.data) for each in got)
