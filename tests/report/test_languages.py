"""What is said in every language there is, a further one too."""

import json

import pytest

from planbook.domain import Finding
from planbook.layout import own_tables
from planbook.report import data
from planbook.report.data import FindingData
from planbook.words import Sentence


@pytest.fixture
def a_third(monkeypatch):
    """As if ``words/`` had a file more, whose sentences are here those of Thai."""
    for module in (data, own_tables):
        monkeypatch.setattr(module, "languages", lambda: ("en", "ms", "th"))


def test_a_sentence_of_the_report_stands_in_every_language(a_third):
    del a_third
    inner = Sentence("sheet.office")
    finding = Finding.of("office-code-bad", raw="ก", name=inner)
    said = json.loads(FindingData.of(finding).model_dump_json())
    for spoken in (said["message"], said["hint"], said["args"]["name"]):
        assert list(spoken) == ["th", "en", "ms"]
        assert all(spoken.values())


def test_the_settings_name_every_language(a_third):
    del a_third
    assert own_tables.setting_note("language").startswith("th (ภาษาไทย) หรือ en (English) หรือ ms (")
