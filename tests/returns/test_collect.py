"""Gathering what came back: folders, archives, mails; each workbook once, everything else said."""

import io
import os
import struct
import unicodedata
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from planbook.returns.collect import MAX_FILE, MAX_INFLATED, collect

from .makers import VISITS, fill, issued

FORM = issued()
OTHER = fill({VISITS: 3})
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def names(found):
    return [file.name for file in found.files], [(finding.code, finding.file) for finding in found.findings]


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)  # no time of day in it
    return out.getvalue()


def mail(*attachments, forwarded=None):
    message = EmailMessage()
    message["From"], message["Subject"] = "office@example.com", "ส่งแบบรายงาน"
    message.set_content("ส่งแบบรายงานครับ")
    for name, data in attachments:
        message.add_attachment(data, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    if forwarded:
        message.add_attachment(forwarded)
    return message


def test_a_folder_is_read_in_a_fixed_order_under_its_own_names(tmp_path):
    (tmp_path / "ใต้").mkdir()
    (tmp_path / "ใต้" / "ข.xlsx").write_bytes(OTHER)
    (tmp_path / "ก.xlsx").write_bytes(FORM)
    (tmp_path / "~$ก.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden.xlsx").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.xlsx").write_bytes(FORM)
    found = collect([tmp_path])
    assert [file.name for file in found.files] == ["ก.xlsx", "ใต้/ข.xlsx"]
    assert [(f.code, f.severity, f.file, f.raw) for f in found.findings] == [
        ("files-passed-over", "info", tmp_path.name, ".git, .hidden.xlsx, ~$ก.xlsx")
    ]


def test_names_are_put_into_one_spelling(tmp_path):
    (tmp_path / unicodedata.normalize("NFD", "é.xlsx")).write_bytes(FORM)
    assert names(collect([tmp_path])) == (["é.xlsx"], [])


def test_a_file_given_by_itself_goes_by_its_name(tmp_path):
    path = tmp_path / "ก.xlsx"
    path.write_bytes(FORM)
    assert names(collect([path])) == (["ก.xlsx"], [])


def test_the_same_file_twice_is_read_once(tmp_path):
    for name in ("1.xlsx", "2.xlsx"):
        (tmp_path / name).write_bytes(FORM)
    found = collect([tmp_path])
    files, findings = found.files, found.findings
    assert [file.name for file in files] == ["1.xlsx"]
    assert [(f.code, f.file) for f in findings] == [("file-same-as-other", "2.xlsx")]
    assert "1.xlsx" in findings[0].message.en


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.4\n", "file-no-spreadsheet"),
        ("a.xlsx", b"", "file-empty"),
        ("a.xlsx", "หน่วยงาน,ผล\n".encode(), "file-is-text"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file-is-html"),
        ("a.zip", zipped({}), "archive-without-files"),
        ("a.xlsx", FORM[:2000], "file-truncated"),
        ("แบบรายงาน", FORM[:2000], "file-truncated"),
        ("a.zip", zipped({"อ่าน.txt": b"x" * 5000})[:60], "archive-damaged"),
        ("a.zip", zipped({f"{n}.txt": b"" for n in range(501)}), "archive-too-large"),
        ("a.eml", mail().as_bytes(), "archive-without-files"),
    ],
)
def test_a_file_that_is_no_workbook_is_said(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    assert names(collect([tmp_path])) == ([], [(code, name)])


def test_places_that_are_not_there_and_folders_without_files_are_said(tmp_path):
    gone = tmp_path / "gone"
    assert names(collect([gone, tmp_path])) == ([], [("path-missing", str(gone)), ("folder-empty", str(tmp_path))])


def test_workbooks_inside_an_archive_are_read(tmp_path):
    inner = zipped({"ลึก.xlsx": OTHER, "__MACOSX/._ลึก.xlsx": b"x"})
    (tmp_path / "ส่ง.zip").write_bytes(zipped({"ก.xlsx": FORM, "ย่อย.zip": inner, "อ่าน.pdf": b"%PDF-1.4\n"}))
    assert names(collect([tmp_path])) == (
        ["ส่ง.zip/ก.xlsx", "ส่ง.zip/ย่อย.zip/ลึก.xlsx"],
        [("files-passed-over", "ส่ง.zip/ย่อย.zip"), ("file-no-spreadsheet", "ส่ง.zip/อ่าน.pdf")],
    )


def test_a_member_name_of_a_thai_windows_is_readable(tmp_path):
    # Windows tools write the bytes of the code page and no mark that would say so
    plain = "ก.xlsx".encode("cp874")
    data = zipped({"x" * len(plain): FORM}).replace(b"x" * len(plain), plain)
    (tmp_path / "a.zip").write_bytes(data)
    assert names(collect([tmp_path])) == (["a.zip/ก.xlsx"], [])


def packed(*members):
    """A zip archive whose members have these very bytes for names, and these extra fields."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (raw, data, extra) in enumerate(members):
            info = zipfile.ZipInfo(chr(97 + number) * len(raw))
            info.extra = extra
            archive.writestr(info, data)
    made = out.getvalue()
    for number, (raw, _, _) in enumerate(members):
        made = made.replace(bytes([97 + number]) * len(raw), raw)
    return made


def test_a_member_name_of_macos_is_readable_with_every_mark_in_its_place(tmp_path):
    name = unicodedata.normalize("NFD", "สรุปผล ไตรมาส ๒ café.xlsx")
    (tmp_path / "a.zip").write_bytes(packed((name.encode(), FORM, b"")))
    assert names(collect([tmp_path])) == ([f"a.zip/{unicodedata.normalize('NFC', name)}"], [])


def test_a_member_name_repeated_in_utf8_is_taken_where_it_is_about_this_name(tmp_path):
    raw, name = b"?????.xlsx", "ผลงาน.xlsx".encode()

    def extra(about):
        body = b"\1" + struct.pack("<I", zlib.crc32(about)) + name
        return struct.pack("<HH", 0x7075, len(body)) + body

    (tmp_path / "a.zip").write_bytes(packed((raw, FORM, extra(raw))))
    (tmp_path / "b.zip").write_bytes(packed((raw, OTHER, extra(b"another"))))
    assert names(collect([tmp_path])) == (["a.zip/ผลงาน.xlsx", "b.zip/?????.xlsx"], [])


def test_members_and_files_of_one_name_stay_two(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed((b"x/1.xlsx", FORM, b""), (b"x/1.xlsx", OTHER, b"")))
    (tmp_path / unicodedata.normalize("NFC", "é.xlsx")).write_bytes(FORM + b"\0")
    (tmp_path / unicodedata.normalize("NFD", "é.xlsx")).write_bytes(OTHER + b"\0")
    files = collect([tmp_path]).files
    assert sorted(file.name for file in files) == ["a.zip/x/1 (2).xlsx", "a.zip/x/1.xlsx", "é (2).xlsx", "é.xlsx"]


@pytest.mark.parametrize("name", [".ผล กฟจ.กระบี่.xlsx.icloud", "ผล.gsheet", "ผล.xlsx.lnk", "ผล.url"])
def test_what_only_stands_for_a_file_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"bplist00")
    assert names(collect([tmp_path])) == ([], [("file-elsewhere", name)])


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00", b"\x1f\x8b\x08\x00"])
def test_an_archive_of_another_kind_is_told_with_the_way_out(tmp_path, data):
    (tmp_path / "ส่ง").write_bytes(data)
    assert names(collect([tmp_path])) == ([], [("archive-of-other-kind", "ส่ง")])


@pytest.mark.parametrize("lost", ["[Content_Types].xml", "mimetype"])
def test_a_workbook_that_lost_its_list_of_types_is_one_finding(tmp_path, lost):
    parts = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
    if lost == "mimetype":
        parts = ["content.xml", "styles.xml", "META-INF/manifest.xml"]
    (tmp_path / "ผล.xlsx").write_bytes(zipped(dict.fromkeys(parts, b"<a/>")))
    assert names(collect([tmp_path])) == ([], [("file-truncated", "ผล.xlsx")])


def test_folders_and_links_that_cannot_be_read_are_told(tmp_path):
    far = tmp_path / "far"
    top = tmp_path / "returns"
    for folder in (far, top / "เหนือ", top / "ใต้"):
        folder.mkdir(parents=True)
        (folder / "ก.xlsx").write_bytes(FORM)
    (top / "ลิงก์").symlink_to(far, target_is_directory=True)
    (top / "หาย.xlsx").symlink_to(tmp_path / "gone.xlsx")
    (top / "วน.xlsx").symlink_to("วน.xlsx")
    os.mkfifo(top / "ท่อ.xlsx")
    opened = os.scandir

    def refused(path):
        if Path(path).name == "เหนือ":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    files, findings = names(_patched(collect, [top], refused))
    assert files == ["ใต้/ก.xlsx"]
    assert sorted(findings, key=lambda each: each[1]) == [
        ("file-not-readable", "ท่อ.xlsx"),
        ("folder-linked", "ลิงก์"),
        ("file-not-readable", "วน.xlsx"),
        ("file-not-readable", "หาย.xlsx"),
        ("file-not-readable", "เหนือ"),
    ]


def _patched(function, argument, scandir):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        patch.setattr(os, "listdir", lambda path=".": [entry.name for entry in scandir(path)])
        return function(argument)


def test_attachments_of_a_mail_and_of_one_forwarded_in_it_are_read(tmp_path):
    forwarded = mail(("ข.xlsx", OTHER))
    (tmp_path / "ส่ง.eml").write_bytes(mail(("ก.xlsx", FORM), forwarded=forwarded).as_bytes())
    assert names(collect([tmp_path])) == (["ส่ง.eml/ก.xlsx", "ส่ง.eml/ข.xlsx"], [])


def test_a_zip_in_a_mail_in_a_zip_is_opened(tmp_path):
    message = mail()
    message.add_attachment(zipped({"ลึก.xlsx": OTHER}), maintype="application", subtype="zip", filename="แบบ.zip")
    (tmp_path / "ทั้งหมด.zip").write_bytes(zipped({"จดหมาย.eml": message.as_bytes()}))
    assert names(collect([tmp_path])) == (["ทั้งหมด.zip/จดหมาย.eml/แบบ.zip/ลึก.xlsx"], [])


def test_a_mail_attached_as_a_file_is_opened(tmp_path):
    message = mail()
    inner = mail(("ก.xlsx", FORM)).as_bytes()
    message.add_attachment(inner, maintype="application", subtype="octet-stream", filename="fw.eml")
    (tmp_path / "ส่ง.eml").write_bytes(message.as_bytes())
    assert names(collect([tmp_path])) == (["ส่ง.eml/fw.eml/ก.xlsx"], [])


def test_the_logo_of_a_signature_is_no_attachment_and_a_nameless_form_is_one(tmp_path):
    message = mail()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    message.add_attachment(FORM, maintype="application", subtype="octet-stream")
    (tmp_path / "ส่ง.eml").write_bytes(message.as_bytes())
    assert names(collect([tmp_path])) == (["ส่ง.eml/attachment-1"], [("files-passed-over", "ส่ง.eml")])


@pytest.mark.parametrize(
    "header", ["=?utf-8?B?4LiBLnhsc3g=?=", "=?tis-620?B?oS54bHN4?=", "=?UTF-8?Q?=E0=B8=81=2Exlsx?="]
)
def test_a_thai_name_is_readable_however_a_mail_program_encodes_it(tmp_path, header):
    text = mail(("x.xlsx", FORM)).as_bytes().replace(b'filename="x.xlsx"', f'filename="{header}"'.encode())
    (tmp_path / "ส่ง.eml").write_bytes(text)
    assert names(collect([tmp_path])) == (["ส่ง.eml/ก.xlsx"], [])


def test_one_damaged_or_locked_member_of_an_archive_costs_nothing_but_itself(tmp_path):
    data = bytearray(zipped({"ก.xlsx": FORM, "ข.xlsx": OTHER, "ค.xlsx": OTHER + b"\0"}))
    data[data.index(OTHER) + 100] ^= 1  # its checksum is wrong now
    last = data.rindex(b"PK\x01\x02")
    data[last + 8] |= 1  # this one claims a password
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert names(collect([tmp_path])) == (
        ["a.zip/ก.xlsx"],
        [("archive-damaged", "a.zip/ข.xlsx"), ("file-encrypted", "a.zip/ค.xlsx")],
    )


def test_archives_within_archives_share_one_bound(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", bytes(MAX_INFLATED // 2))
    inner = out.getvalue()
    (tmp_path / "a.zip").write_bytes(zipped({"1.zip": inner, "2.zip": inner, "3.zip": inner}))
    assert [code for code, _ in names(collect([tmp_path]))[1]] == [
        "file-empty",
        "archive-too-large",
        "archive-too-large",
    ]


def test_a_file_beyond_any_mail_is_not_even_read(tmp_path):
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert names(collect([tmp_path])) == ([], [("file-too-large", "a.xlsx")])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("ก.xlsx", b"\r\n" + FORM, "file-truncated"),
        ("ก.xls", bytes(range(1, 200)), "file-truncated"),
        ("ก.bin", bytes(range(1, 200)), "file-no-spreadsheet"),
        ("ก.tar", bytes(257) + b"ustar\x0000" + bytes(200), "archive-of-other-kind"),
        ("ก.numbers", zipped({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}), "file-no-spreadsheet"),
    ],
)
def test_what_cannot_be_read_is_called_what_it_is(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    assert names(collect([tmp_path])) == ([], [(code, name)])


def test_an_archive_that_lies_too_deep_is_told(tmp_path):
    data = FORM
    for name in ("ก.xlsx", "4.zip", "3.zip", "2.zip"):
        data = zipped({name: data})
    (tmp_path / "1.zip").write_bytes(data)
    assert names(collect([tmp_path])) == ([], [("archive-too-deep", "1.zip/2.zip/3.zip/4.zip")])
