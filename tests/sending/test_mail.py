"""A mail draft: what a mail program finds in it, whatever the words, the same bytes each time."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import FormSpec, Office, Question, Settings
from planbook.layout.own_tables import MAIL_TEMPLATES, mail_default, strange_words
from planbook.mail.drafts import addresses, draft, filled, form_draft
from tests.plans import master

SPEC = FormSpec(
    plan_id="P",
    plan_title="แผนปฏิบัติการ 2562",
    region="กฟต.2",
    year=2562,
    quarter=1,
    office="TRG",
    office_name="กฟจ.ตรัง",
    fingerprint="0",
    due_date="10 เม.ย. 2562",
    contact="กองแผนงาน โทร. 10123",
)
FILE = "2562-Q1 TRG กฟจ.ตรัง.xlsx"


def opened(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_draft_carries_the_form_under_its_thai_name_to_its_office() -> None:
    made = form_draft(SPEC, Office(code="TRG", name="กฟจ.ตรัง", mail="trg@example.com"), Settings(), FILE, b"PK form")
    message = opened(made.data)
    assert made.name == "2562-Q1 TRG กฟจ.ตรัง.eml"
    assert message["To"] == "trg@example.com"
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "ขอให้รายงานผลตามแผนปฏิบัติการ ปี 2562 ไตรมาสที่ 1: กฟจ.ตรัง"
    text = body_of(message)
    for word in ("เรียน กฟจ.ตรัง", "10 เม.ย. 2562", "กองแผนงาน โทร. 10123", FILE):
        assert word in text
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (FILE, b"PK form")
    assert b"filename*0*=utf-8''" in made.data or b"filename*=utf-8''" in made.data
    assert made.findings == ()


def test_a_draft_knows_no_clock_and_is_the_same_each_time() -> None:
    office = Office(code="TRG", name="กฟจ.ตรัง", mail="trg@example.com")
    one, two = (form_draft(SPEC, office, Settings(), FILE, b"x") for _ in range(2))
    assert one == two
    message = opened(one.data)
    assert message["Date"] is None
    assert message["Message-ID"] is None
    assert b"\r\n" in one.data
    assert one.data.isascii()


def test_the_region_words_its_mails_in_the_settings() -> None:
    settings = Settings(mail_subject="ด่วน {office} ({code}) {nobody}", mail_body="ไตรมาส {quarter}\nส่ง {due} {")
    message = opened(form_draft(SPEC, Office(code="TRG", name=""), settings, FILE, b"x").data)
    assert message["Subject"] == "ด่วน กฟจ.ตรัง (TRG) {nobody}"
    assert body_of(message).splitlines() == ["ไตรมาส 1", "ส่ง 10 เม.ย. 2562 {"]


def test_an_office_without_an_address_has_a_draft_without_a_recipient_and_is_named() -> None:
    made = form_draft(SPEC, Office(code="TRG", name="กฟจ.ตรัง"), Settings(), FILE, b"x")
    assert opened(made.data)["To"] is None
    assert [(finding.code, finding.office, finding.file) for finding in made.findings] == [
        ("mail-address-missing", "TRG", "2562-Q1 TRG กฟจ.ตรัง.eml")
    ]


def test_an_address_that_cannot_be_is_left_out_and_named() -> None:
    made = form_draft(SPEC, Office(code="TRG", name="", mail="a@b.co; ตรัง; c@d"), Settings(), FILE, b"x")
    assert opened(made.data)["To"] == "a@b.co"
    assert [(finding.code, finding.raw) for finding in made.findings] == [
        ("mail-address-bad", "ตรัง"),
        ("mail-address-bad", "c@d"),
    ]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@example.com", ["a@example.com"]),
        ("a@example.com; b.c@example.co.th", ["a@example.com", "b.c@example.co.th"]),
        ("a@example.com, <b@example.com>", ["a@example.com", "b@example.com"]),
        ("mailto:a@example.com", ["a@example.com"]),
        ("", []),
        ("  ", []),
    ],
)
def test_addresses_are_read_as_people_write_them(cell: str, found: list[str]) -> None:
    assert addresses(cell) == (found, [])


def test_the_templates_use_only_words_that_are_filled_in() -> None:
    for name in MAIL_TEMPLATES:
        assert strange_words(name, mail_default(name)) == ()
        assert "{" not in filled(mail_default(name), dict.fromkeys(MAIL_TEMPLATES[name], "x"))


def test_what_nothing_fills_in_is_a_finding_at_its_cell_and_all_else_is_filled_in() -> None:
    said = {
        "mail.subject": "{office} {หน่วยงาน} { code }",
        "remind.body": "{missing} {count}",
        "copy.body": "{questions} {missing} {}",
        "reopen.body": "{due",
    }
    plan = master("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | กฟฟ.ชั้น 1-3", settings=said)
    found = [each for each in plan.findings if each.code == "mail-word-unknown"]
    assert [each.raw for each in found] == ["{หน่วยงาน}", "{count}", "{missing}", "{}"]
    assert len({each.cell for each in found}) == 3
    assert "{questions}" in found[2].hint.en
    assert filled(plan.settings.mail_subject, {"office": "ตรัง", "code": "TRG"}) == "ตรัง {หน่วยงาน} TRG"


@pytest.mark.parametrize("mail", ["copy", "reopen"])
def test_corrections_and_opened_quarters_are_worded_in_the_settings_too(mail: str) -> None:
    settings = Settings(**{f"{mail}_subject": "แก้ {code}", f"{mail}_body": "ถึง {office} {file}"})
    asked = (Question(said="ยอดไม่ตรง", hint="แก้", error=True),) if mail == "copy" else ()
    spec = replace(SPEC, correction=mail == "reopen", questions=asked)
    message = opened(form_draft(spec, Office(code="TRG", name=""), settings, FILE, b"x").data)
    assert message["Subject"] == "แก้ TRG"
    assert body_of(message).strip() == f"ถึง กฟจ.ตรัง {FILE}"


words = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("กำ้\n\r\t=?{}")), max_size=60)


@given(words, words, st.binary(max_size=200))
def test_any_words_and_any_bytes_make_a_mail_that_reads_back(subject: str, body: str, data: bytes) -> None:
    message = opened(draft(["a@example.com"], subject, body, (FILE, data)))
    (attached,) = message.iter_attachments()
    assert attached.get_content() == data
    assert message["To"] == "a@example.com"
    assert set(message.keys()) == {"To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"}
