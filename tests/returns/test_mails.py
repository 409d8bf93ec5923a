"""Saved mails as they really come: names in every encoding, forwards, wrappers, riders; none vanishes."""

import base64
import binascii
import io
import quopri
import struct
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.returns.collect import SourceFile, collect
from planbook.returns.mails import text_of_bytes
from planbook.returns.unpack import distinct, unpack

from .makers import VISITS, fill, issued
from .test_collect import FORM, mail, names, zipped

OTHER, THIRD = fill({VISITS: 3}), fill({VISITS: 4})
NAME = "แบบรายงานผล กฟส.สิชล.xlsx"


def unpacked(name, data):
    """The files in a file, and the codes of what is said of it."""
    found = unpack(SourceFile(name, data))
    return [(file.name, file.data) for file in found.files], [(f.code, f.file) for f in found.findings]


def with_header(header, data=FORM):
    """A mail with one attachment, whose headers are these bytes."""
    body = base64.encodebytes(data)
    if b"Content-Type" not in header:
        header = b"Content-Type: application/octet-stream\r\n" + header
    return (
        b"From: office@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        b"Content-Type: text/plain\r\n\r\nreport\r\n--B\r\n"
        b"Content-Transfer-Encoding: base64\r\n" + header + b"\r\n\r\n" + body + b"\r\n--B--\r\n"
    )


def word(charset, encoding):
    return f"=?{charset}?B?{base64.b64encode(NAME.encode(encoding)).decode()}?=".encode()


@pytest.mark.parametrize(
    "header",
    [
        *(
            b'Content-Disposition: attachment; filename="' + word(charset, encoding) + b'"'
            for charset, encoding in [
                ("windows-874", "cp874"),
                ("Windows-874-2000", "cp874"),
                ("x-cp874", "cp874"),
                ("ISO-8859-11", "iso8859-11"),
                ("TIS620.2533-1", "cp874"),
                ("UTF8MB4", "utf-8"),
                ("unknown-8bit", "utf-8"),
                ("hex", "cp874"),
                ("us-ascii", "cp874"),
            ]
        ),
        b"Content-Disposition: attachment; filename*=windows-874''"
        + b"".join(b"%%%02x" % byte for byte in NAME.encode("cp874")),
        b"Content-Disposition: attachment;\r\n filename*0*=x-mac-thai'th'%E0%B9%81%E0%B8%9A%E0%B8%9A;\r\n filename*1*="
        + b"".join(b"%%%02X" % byte for byte in NAME.removeprefix("แบบ").encode()),
        b'Content-Disposition: attachment; filename="' + NAME.encode() + b'"',
        b'Content-Type: application/vnd.ms-excel; name="'
        + NAME.encode("cp874")
        + b'"\r\nContent-Disposition: attachment',
    ],
)
def test_an_attachments_name_is_read_in_whatever_encoding_and_never_costs_the_attachment(header):
    assert unpacked("ม.eml", with_header(header)) == ([(f"ม.eml/{NAME}", FORM)], [])


@given(st.binary(max_size=40), st.text(max_size=12))
def test_no_bytes_and_no_name_of_an_encoding_are_too_strange_to_be_shown(data, charset):
    assert isinstance(text_of_bytes(data, charset), str)


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("base64", base64.encodebytes), ("Base64", base64.b64encode), ("quoted-printable", quopri.encodestring)],
)
def test_a_forwarded_mail_that_a_gateway_encoded_is_read(encoding, encode):
    inner = mail(("ข.xlsx", OTHER), forwarded=mail(("ค.xlsx", THIRD))).as_bytes()
    outer = (
        (
            b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=OUT\r\n\r\n--OUT\r\n"
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n"
        )
        + encode(inner)
        + b"\r\n--OUT--\r\n"
    )
    assert unpacked("fw.eml", outer) == ([("fw.eml/ข.xlsx", OTHER), ("fw.eml/ค.xlsx", THIRD)], [])


def test_every_mail_of_a_mailbox_file_is_read():
    box = b"".join(
        b"From office@example.com Mon Jul  1 09:00:00 2019\n" + mail((name, data)).as_bytes() + b"\n\n"
        for name, data in [("ก.xlsx", FORM), ("ก.xlsx", OTHER)]
    )
    assert unpacked("inbox", box) == ([("inbox/mail-1.eml/ก.xlsx", FORM), ("inbox/mail-2.eml/ก.xlsx", OTHER)], [])


def test_attachments_of_one_name_stay_two_files_with_names_of_their_own():
    message = mail(("ผล.xlsx", FORM), ("ผล (2).xlsx", THIRD), ("ผล.xlsx", OTHER))
    found, said = unpacked("ม.eml", message.as_bytes())
    assert {data: name for name, data in found} == {
        FORM: "ม.eml/ผล.xlsx",
        THIRD: "ม.eml/ผล (2).xlsx",
        OTHER: "ม.eml/ผล (3).xlsx",
    }
    assert said == []


@given(st.lists(st.sampled_from(["ผล.xlsx", "ผล (2).xlsx", "ผล", "a/ผล.xlsx", "", ".xlsx", "ผล.xls.xlsx"]), max_size=9))
def test_made_distinct_names_are_distinct_and_the_first_of_each_keeps_its_own(given_names):
    made = distinct(given_names)
    assert len(set(made)) == len(made) == len(given_names)
    for name in set(given_names):
        assert made[given_names.index(name)] == name


def test_what_rides_along_with_a_mail_is_listed_and_no_error():
    message = mail(("ก.xlsx", FORM))
    message.add_attachment(b"\x30\x80", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"BEGIN:VCARD", maintype="application", subtype="octet-stream", filename="หัวหน้า.VCF")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="นัด.ics")
    message.add_attachment("ขอบคุณ", subtype="html", filename="ATT00001.htm")
    found = unpack(SourceFile("ม.eml", message.as_bytes()))
    assert [file.name for file in found.files] == ["ม.eml/ก.xlsx"]
    assert [(f.code, f.severity, f.raw) for f in found.findings] == [
        ("files-passed-over", "info", "ATT00001.htm, smime.p7s, นัด.ics, หัวหน้า.VCF")
    ]


def test_a_sealed_mail_is_named_with_the_way_out():
    message = EmailMessage()
    message["From"] = "a@example.com"
    message.set_content(b"\x30\x80\x06", maintype="application", subtype="x-pkcs7-mime", filename="smime.p7m")
    assert unpacked("ลับ.eml", message.as_bytes()) == ([], [("mail-locked", "ลับ.eml/smime.p7m")])


def test_a_mail_that_has_no_parts_where_it_says_so_is_damaged():
    text = b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\nUEsDBBQ\r\n"
    assert unpacked("ม.eml", text) == ([], [("archive-damaged", "ม.eml")])


@pytest.mark.parametrize(
    "head",
    [
        b"MIME-Version: 1.0\nX-Document-Type: Workbook\n",
        b"From: <Saved by Blink>\nSubject: form\nMIME-Version: 1.0\n",
    ],
)
def test_a_web_page_in_one_file_is_no_mail(head):
    page = (
        head
        + b'Content-Type: multipart/related; boundary="P"\n\n--P\nContent-Type: text/html\n\n<table></table>\n--P--\n'
    )
    assert unpacked("ผล.xls", page) == ([], [("file-is-html", "ผล.xls")])


# Outlook


def compound(streams):
    """A compound file ([MS-CFB]) with these streams: path → bytes; each is padded to 4096 so that no short streams are
    needed."""
    tree = {}
    for path, data in streams.items():
        *folders, name = path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = data.ljust(4096, b"\0")
    entries, contents = [["Root Entry", 5, -1, -1, 0]], []  # name, kind, child, right sibling, size

    def add(place, parent):
        last = None
        for name in sorted(place):
            entries.append([name, 2 if isinstance(place[name], bytes) else 1, -1, -1, 0])
            number = len(entries) - 1
            if last is None:
                entries[parent][2] = number
            else:
                entries[last][3] = number
            last = number
            if isinstance(place[name], bytes):
                contents.append((number, place[name]))
                entries[number][4] = len(place[name])
            else:
                add(place[name], number)

    add(tree, 0)
    sectors, fat, starts = [], [], {}

    def chain(data):
        first, count = len(sectors), -(-len(data) // 512)
        for n in range(count):
            sectors.append(data[512 * n : 512 * n + 512].ljust(512, b"\0"))
            fat.append(first + n + 1 if n + 1 < count else 0xFFFFFFFE)
        return first

    for number, data in contents:
        starts[number] = chain(data)
    rows = b""
    for number, (name, kind, child, right, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        rows += raw.ljust(64, b"\0") + struct.pack("<HBBiii", len(raw) + 2, kind, 1, -1, right, child) + bytes(36)
        rows += struct.pack("<IQ", starts.get(number, 0xFFFFFFFE), size)
    directory = chain(rows)
    tables = 1
    while (len(fat) + tables) > 128 * tables:
        tables += 1
    first_table = len(sectors)
    fat += [0xFFFFFFFD] * tables
    fat += [0xFFFFFFFF] * (128 * tables - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [packed[512 * n : 512 * n + 512] for n in range(tables)]
    difat = [first_table + n for n in range(tables)] + [0xFFFFFFFF] * (109 - tables)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return header + struct.pack("<109I", *difat) + b"".join(sectors)


def saved_by_outlook(*attachments, folder=""):
    """The streams of a mail that Outlook saved: (name, bytes), or (name, streams of a mail attached to it)."""
    streams = {f"{folder}__properties_version1.0": bytes(32)}
    for number, (name, data) in enumerate(attachments):
        inside = f"{folder}__attach_version1.0_#{number:08X}/__substg1.0_"
        streams[f"{inside}3707001F"] = name.encode("utf-16-le")
        if isinstance(data, bytes):
            streams[f"{inside}37010102"] = data
        else:
            streams |= {f"{inside}3701000D/{path}": stream for path, stream in data.items()}
    return streams


def test_a_mail_saved_by_outlook_is_opened_with_the_mails_attached_to_it():
    inner = saved_by_outlook(("ข.xlsx", OTHER))
    data = compound(saved_by_outlook(("ก.xlsx", FORM), ("fw", inner), ("รวม.zip", zipped({"ค.xlsx": THIRD}))))
    found, said = unpacked("ส่ง.msg", data)
    assert [name for name, _ in found] == ["ส่ง.msg/ก.xlsx", "ส่ง.msg/ข.xlsx", "ส่ง.msg/รวม.zip/ค.xlsx"]
    assert [data for _, data in found] == [FORM, OTHER, THIRD]
    assert said == []


def test_what_outlook_says_in_other_ways_is_understood_or_told():
    streams = saved_by_outlook(("ลายเซ็น.png", b"\x89PNG"), ("บนคลาวด์.xlsx", FORM))
    picture, link = (f"__attach_version1.0_#{number:08X}/__substg1.0_" for number in (0, 1))
    streams[f"{picture}3712001F"] = "image001.png@01D5".encode("utf-16-le")
    del streams[f"{link}37010102"], streams[f"{link}3707001F"]
    streams[f"{link}3704001E"] = "บนคลาวด์.xlsx".encode("cp874")
    assert unpacked("ส่ง.msg", compound(streams)) == (
        [],
        [("files-passed-over", "ส่ง.msg"), ("file-elsewhere", "ส่ง.msg/บนคลาวด์.xlsx")],
    )


def test_a_broken_outlook_mail_is_one_finding_with_the_way_out():
    data = bytearray(compound(saved_by_outlook(("ก.xlsx", FORM))))
    data[44:48] = b"\xff\xff\xff\x7f"  # more tables than the file could hold
    assert unpacked("ส่ง.msg", bytes(data)) == ([], [("outlook-mail-damaged", "ส่ง.msg")])


def attribute(number, data, level=2):
    return struct.pack("<BHHI", level, number, 6, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def text_property(number, text):
    raw = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, number, 1, len(raw)) + raw + bytes(-len(raw) % 4)


def winmail(*attachments):
    """What Exchange wraps: attachments by their long names, as MAPI properties among others."""
    data = struct.pack("<IH", 0x223E9F78, 7) + attribute(0x9007, struct.pack("<II", 874, 0), level=1)
    for name, content in attachments:
        named = struct.pack("<HH16sII", 0x0B, 0x8001, bytes(16), 0, 7) + struct.pack("<I", 1)
        props = [struct.pack("<HHI", 3, 0x0E21, 5), named, text_property(0x3707, name)]
        if content.startswith(b"\x78\x9f\x3e\x22"):
            inner = bytes(16) + content
            props.append(struct.pack("<HHII", 0x0D, 0x3701, 1, len(inner)) + inner + bytes(-len(inner) % 4))
        data += attribute(0x9002, bytes(14)) + attribute(0x8010, b"ATT~1.XLS\0")
        data += attribute(0x800F, content) if not content.startswith(b"\x78\x9f") else b""
        data += attribute(0x9005, struct.pack("<I", len(props)) + b"".join(props))
    return data


def test_what_exchange_wrapped_is_unwrapped_mails_in_it_too():
    message = mail()
    data = winmail((NAME, FORM), ("fw.msg", winmail(("ข.xlsx", OTHER))))
    message.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found, said = unpacked("ม.eml", message.as_bytes())
    assert dict(found) == {f"ม.eml/winmail.dat/{NAME}": FORM, "ม.eml/winmail.dat/fw.msg/ข.xlsx": OTHER}
    assert said == []


def test_wrapping_without_files_is_harmless_and_broken_wrapping_is_told():
    assert unpacked("winmail.dat", winmail()) == ([], [("files-passed-over", "winmail.dat")])
    whole = winmail((NAME, FORM))
    assert unpacked("winmail.dat", whole[:-20]) == ([], [("outlook-mail-damaged", "winmail.dat")])


@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_no_broken_wrapping_is_a_traceback(at, junk):
    data = winmail(("ก.txt", b"x" * 60), ("fw", winmail(("ข.txt", b"y"))))
    unpacked("winmail.dat", data[:6] + (data[6 : 6 + at] + junk + data[6 + at + len(junk) :]))


def test_a_mail_given_as_bytes_is_opened_as_one_in_a_folder_is():
    message = mail(("ก.xlsx", issued())).as_bytes()
    assert names(collect([message, io.BytesIO(message + b"\n")])) == (
        ["return-1.xlsx/ก.xlsx"],
        [("file-same-as-other", "return-2.xlsx/ก.xlsx")],
    )


def uuencoded(name, data, *, trim=False):
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    text = b"".join(line.rstrip() + b"\n" if trim else line for line in lines)
    return b"begin 644 " + name + b"\n" + text + b"`\nend\n"


@pytest.mark.parametrize("trim", [False, True])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_file_written_into_the_text_of_a_mail_is_read(trim, line_end):
    text = b"From: office@example.com\nSubject: report\n\n" + "ส่งรายงาน\n".encode("cp874")
    text += uuencoded("รายงาน.xlsx".encode("cp874"), FORM, trim=trim) + b"thanks\n"
    text += uuencoded(b"C:\\TEMP\\b.xlsx", OTHER, trim=trim)
    files = [("m.eml/b.xlsx", OTHER), ("m.eml/รายงาน.xlsx", FORM)]
    assert unpacked("m.eml", text.replace(b"\n", line_end)) == (files, [])


def test_a_text_about_beginnings_and_ends_holds_no_file():
    text = b"From: office@example.com\n\nbegin 644 days ago\nwe came to an\nend\n"
    assert unpacked("m.eml", text) == ([], [("archive-without-files", "m.eml")])


def test_a_mail_whose_parts_are_bytes_of_any_kind_is_a_mail_still():
    """Headers in the Thai code page beside a text in UTF-8, and an attachment that is not encoded at all."""
    head = "From: สมชาย <a@example.com>\r\nSubject: รายงาน\r\n".encode("cp874")
    head += (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\n"
    )
    part = b"--B\r\nContent-Type: application/octet-stream; name=x.xlsx\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    data = head + "ส่งงาน\r\n".encode() + part + FORM + b"\r\n--B--\r\n"
    assert unpacked("m.eml", data) == ([("m.eml/x.xlsx", FORM)], [])


@pytest.mark.parametrize("name", ["image001.png", "IMAGE012.JPG", "Outlook-abc123.gif"])
def test_pictures_that_outlook_names_ride_along_and_others_are_told(name):
    logo = with_header(b'Content-Disposition: attachment; filename="' + name.encode() + b'"', b"\x89PNG\r\n\x1a\n")
    assert unpacked("m.eml", logo) == ([], [("files-passed-over", "m.eml"), ("archive-without-files", "m.eml")])
    scan = with_header(b'Content-Disposition: attachment; filename="scan.png"', b"\x89PNG\r\n\x1a\n")
    assert unpacked("m.eml", scan) == ([], [("file-no-spreadsheet", "m.eml/scan.png")])
