"""The mails that carry forms and remind of them, as templates that a region edits in its settings sheet.

Words in braces are filled in for each office; a word that is not known stays as it is.
"""

MAIL_SUBJECT = "ขอให้รายงานผลตามแผนปฏิบัติการ ปี {year} ไตรมาสที่ {quarter}: {office}"
MAIL_BODY = """เรียน {office}

ขอให้รายงานผลการดำเนินงานตามแผนปฏิบัติการ ปี {year} ไตรมาสที่ {quarter} ในแบบฟอร์มที่แนบมานี้ ({file})

1. เปิดไฟล์แนบ อ่านวิธีกรอกในแผ่นงานแรก แล้วกรอกเฉพาะช่องสีส้มและสีเหลือง
2. บันทึกไฟล์เดิม แล้วส่งกลับโดยตอบอีเมลฉบับนี้ ภายใน {due}

สอบถามได้ที่ {contact}

ขอบคุณครับ/ค่ะ
{region}"""

REMIND_SUBJECT = "ขอทวงแบบรายงานผล ปี {year} ไตรมาสที่ {quarter}: {office} (ขาด {missing_count} รายการ)"
REMIND_BODY = """เรียน {office}

แบบรายงานผลการดำเนินงาน ปี {year} ไตรมาสที่ {quarter} ของหน่วยงานท่านยังขาด {missing_count} จาก {asked} รายการ ดังนี้

{missing}

ขอให้กรอกรายการที่ขาดในแบบฟอร์มเดิมที่ได้รับ แล้วส่งกลับภายใน {due} หากท่านส่งแล้ว ขออภัยมา ณ ที่นี้
สอบถามได้ที่ {contact}

ขอบคุณครับ/ค่ะ
{region}"""

DUE_UNKNOWN = "วันที่เจ้าของแผนแจ้ง"
CONTACT_UNKNOWN = "ผู้ส่งอีเมลฉบับนี้"

DEFAULTS: dict[str, str] = {
    "mail_subject": MAIL_SUBJECT,
    "mail_body": MAIL_BODY,
    "remind_subject": REMIND_SUBJECT,
    "remind_body": REMIND_BODY,
}
"""The template of each setting that is left empty."""
