"""An office's own texts go over the shipped ones; what nothing would read is refused by its name."""

from datetime import date
from pathlib import Path

import pytest

from bot.booking.notices.notice import Kind
from bot.dialogue.terms import in_force
from bot.dialogue.understanding import Intention, Stage, understand
from bot.errors import SettingsError
from bot.messages.catalogue import load_words
from bot.messages.mail import mail_text
from bot.messages.menus import menus
from bot.messages.notices.mail import Told, values
from bot.messages.terms import load_terms
from bot.messages.texts import FOLDER
from bot.messages.understanding import shared_lexicon
from bot.settings import from_environ, texts_of
from tests.least_settings import LEAST_SETTINGS
from tests.make import OFFICE, WORDS, booking


@pytest.fixture
def write(tmp_path: Path):
    """Write a file of an office's texts; give the folder."""

    def put(path: str, text: str, coding: str = "utf-8") -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, coding)
        return tmp_path

    return put


def test_a_text_of_its_own_replaces_that_text_alone(write):
    own = write("lobby.toml", 'welcome = "{office}へようこそ。{telephone}"\r\n', "utf-8-sig")
    write("easy/lobby.toml", 'welcome = "ようこそ"\n')
    words = load_words(OFFICE, own=own)
    assert words("lobby.welcome") == f"{OFFICE.name}へようこそ。{OFFICE.telephone}"
    assert words.in_style(easy=True)("lobby.welcome") == "ようこそ"
    assert words("lobby.help") == WORDS("lobby.help")


def test_a_topic_of_its_own_is_understood_and_answered(write):
    own = write("answers.toml", '[ferry]\nlabel = "船"\ntext = "{office}へは船で来られます。"\n')
    write("understanding/ferry.toml", '[question.ferry]\ncues = "船|フェリー"\n')
    meaning = understand("フェリーの時刻に合わせられますか", Stage.LOBBY, shared_lexicon(own))
    assert (meaning.intention, meaning.about) == (Intention.QUESTION, "ferry")
    assert load_words(OFFICE, own=own)("answers.ferry.text") == f"{OFFICE.name}へは船で来られます。"


def test_mail_menus_and_terms_of_its_own_count(write):
    own = write("mail/footer.txt", "船着き場のとなり\n")
    shown = (FOLDER / "menu/menus.toml").read_text("utf-8").replace('"メニュー"]', '"えらぶ"]')
    write("menu/menus.toml", shown)
    write("terms/2026-04-01.md", "{office}の決まり")
    words = load_words(OFFICE, own=own)
    assert "船着き場のとなり" in mail_text(words, "moved", values(Told(Kind.DETAILS, booking(), ""), words))[1]
    assert {one.chat_bar for one in menus("名前のとても長いオンライン相談の窓口", own)} == {"えらぶ"}
    assert [one.version for one in load_terms(OFFICE, own)] == ["2026-04-01"]
    assert in_force(load_terms(OFFICE, own), date(2026, 11, 29)).text == f"{OFFICE.name}の決まり"


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("lobby.toml", "welcome = 3\n", "囲んだ文字"),
        ("lobby.toml", 'welcome = "{ofice}"\n', "{ofice}"),
        ("lobby.toml", 'welcome = "{office"\n', "閉じていません"),
        ("lobby.toml", "welcome = よう\n", "1行目"),
        ("lobbi.toml", 'welcome = "x"\n', "lobby.toml に書いてください"),
        ("lobby.toml", 'welcom = "x"\n', "welcome のことではありませんか"),
        ("answers.toml", '[ferry]\nlabel = "船で来る方への、とても長い長い説明のボタンです"\ntext = "x"\n', "20文字"),
        ("answers.toml", '[ferry]\nlabell = "船"\n', "使われません"),
        ("memo.txt", "あとで", "memo.txt"),
        ("mail/mooved/body.txt", "x", "mooved"),
        ("texts/lobby.toml", 'welcome = "x"\n', "texts/lobby.toml"),
    ],
)
def test_what_nothing_would_read_is_refused_by_its_name(write, path, text, told):
    with pytest.raises(SettingsError, match=r"直してください|使われません") as refused:
        load_words(OFFICE, own=write(path, text))
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_that_is_not_utf_8_is_named_with_what_it_is(write):
    with pytest.raises(SettingsError, match="Shift_JIS"):
        load_words(OFFICE, own=write("lobby.toml", 'welcome = "ようこそ、窓口です"\n', "cp932"))


@pytest.mark.parametrize(
    ("path", "text"),
    [("terms/new.md", "x"), ("terms/2026-12-01.md", "{nobody}"), ("terms/2026-12-01.md", "{office")],
)
def test_an_edition_that_cannot_stand_is_refused(write, path, text):
    own = write(path, text)
    with pytest.raises(SettingsError, match=path):
        load_terms(OFFICE, own)


def test_words_of_an_unknown_kind_are_refused(write):
    own = write("understanding/mine.toml", '[no_such_thing]\ncues = "あ"\n')
    with pytest.raises(SettingsError, match="no_such_thing"):
        shared_lexicon(own)


def test_what_editors_and_systems_leave_lying_is_passed_over(write):
    write(".DS_Store", "x")
    assert load_words(OFFICE, own=write("lobby.toml~", "x")).texts == WORDS.texts


def test_the_folder_brings_the_offices_file_and_its_texts(tmp_path):
    settings = from_environ({**LEAST_SETTINGS, "OFFICE_DIR": str(tmp_path)})
    assert settings.office_file == str(tmp_path / "office.toml")
    assert (settings.own_texts, texts_of(tmp_path)) == (None, None)
    (tmp_path / "texts").mkdir()
    assert settings.own_texts == tmp_path / "texts"
    assert from_environ({**LEAST_SETTINGS, "OFFICE_FILE": "a.toml"}).office_file == "a.toml"
