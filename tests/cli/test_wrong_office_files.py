"""Wrong files of an office, each tried: what `check`, `web` and `worker` answer is one line that says what to mend."""

import inspect
import re
import tomllib
from pathlib import Path
from tomllib import _parser as reader

import pytest

from bot.messages.toml_file import MISTAKES
from tests.cli.answers import Ask, Way, asker, fits
from tests.folders import ROOT

SHIPPED = (ROOT / "office.toml").read_text("utf-8")
HOURS = "opens = 08:30:00\ncloses = 17:15:00"
TALKS = "first_start = 10:00:00\nlast_end = 15:30:00"
REFUSED, STOPPED, TOLD, GOOD = Way.REFUSED, Way.STOPPED, Way.TOLD, Way.GOOD


def line(name: str) -> str:
    """Give a line of the office's file."""
    found = re.search(rf"^{name} = .*$", SHIPPED, re.MULTILINE)
    assert found
    return found[0]


NAME, TELEPHONE, ID, COURT = line("name"), line("telephone"), line("id"), line("terms_court")


@pytest.fixture
def ask(redis_url: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Ask all three."""
    return asker(redis_url, capsys)


CHANGED = [
    ("an open quote", NAME, NAME.rstrip('"'), REFUSED, '3行目: 文字を閉じる " がありません'),
    ("no quotes", NAME, NAME.replace('"', ""), REFUSED, '3行目: 値を読めません（文字は半角の "'),
    ("full-width quotes", NAME, "name = “桜”", REFUSED, '3行目: 値を読めません（文字は半角の "'),
    ("a quote within quotes", NAME, 'name = "ハローワーク"桜""', REFUSED, "3行目: 値のあとに余分なもの"),
    ("a name of two lines", NAME, 'name = "桜\\n窓口"', REFUSED, "name は1行、100文字まで"),
    ("a whole text as the name", NAME, f'name = "{"桜" * 101}"', REFUSED, "name は1行、100文字まで"),
    (
        "two telephones",
        TELEPHONE,
        'telephone = "093-123-4567 / 4568"',
        REFUSED,
        "telephone は数字とハイフンで15文字まで",
    ),
    ("an hour as minutes", "minutes = 30", "minutes = 0.5", REFUSED, "consultation.minutes は整数"),
    ("seconds as minutes", "minutes = 30", "minutes = 1800", REFUSED, "consultation.minutes は5から240"),
    ("a year of two digits", "closures = []", "closures = [27-01-05]", REFUSED, "日付は 2027-03-10 の形に"),
    (
        "from a day to a day",
        "closures = []",
        "closures = [2027-01-05..2027-01-07]",
        REFUSED,
        "日付は 2027-03-10 の形に",
    ),
    ("midnight as 24:00", HOURS, 'weekly = "mon-fri 8:30-24:00"', REFUSED, "0:00から23:59まで"),
    ("a day twice", HOURS, 'weekly = "mon-fri 8:30-17:15; mon 9:00-12:00"', REFUSED, "重なっています"),
    ("days backwards", HOURS, 'weekly = "fri-mon 8:30-17:15"', REFUSED, "前の曜日から書いてください"),
    ("a backslash", NAME, 'name = "C:\\桜"', REFUSED, "3行目: \\ は"),
    ("full-width digits", "minutes = 30", "minutes = ３０", REFUSED, "値を読めません"),
    ("a unit behind a number", "minutes = 30", "minutes = 30分", REFUSED, "値のあとに余分なもの"),
    ("a full-width blank", "\nminutes = 30", "\n　minutes = 30", REFUSED, "「名前 = 値」の形に"),
    ("a full-width =", "places = 2", "places ＝ 2", REFUSED, "= は半角です"),
    ("tabs", "\nminutes = 30", "\n\tminutes = 30", GOOD, ""),
    ("closes before it opens", HOURS, "opens = 17:15:00\ncloses = 08:30:00", REFUSED, "counter.opens は closes より前"),
    ("ends before it starts", "first_start = 10", "first_start = 16", REFUSED, "first_start は last_end より前"),
    ("no such day", "closures = []", "closures = [2027-02-30]", REFUSED, "ない日付か時刻です"),
    ("a day as text", "closures = []", 'closures = ["1月5日"]', REFUSED, "counter.closures の中は日付"),
    ("a Japanese comma", "closures = []", "closures = [2027-01-05、2027-01-06]", REFUSED, "区切りは半角の ,"),
    ("no comma", "closures = []", "closures = [2027-01-05 2027-01-06]", REFUSED, "区切りは半角の ,"),
    ("no brackets", "closures = []", "closures = 2027-01-05", REFUSED, "一覧にしてください（いまは 2027-01-05）"),
    ("an unknown name", "places = 2", "place = 3", REFUSED, "consultation.places のことではありませんか"),
    ("an unknown table", "[counter]", "[couter]", REFUSED, "counter.opens のことではありませんか"),
    ("a time without its 0", "opens = 08:30:00", "opens = 8:30:00", REFUSED, "時刻は 08:30:00 の形に"),
    ("a time as text", "opens = 08:30:00", 'opens = "8:30"', REFUSED, "counter.opens は時刻（08:30:00 の形）"),
    ("no such time", "day_before = 17:00:00", "day_before = 25:00:00", REFUSED, "時刻は 08:30:00 の形に"),
    ("a full-width time", "opens = 08:30:00", "opens = 08：30：00", REFUSED, "時刻は 08:30:00 の形に"),
    ("no minutes", "\nminutes = 30", "\nminutes = 0", REFUSED, "consultation.minutes は5から240"),
    ("minutes that don't fit", "\nminutes = 30", "\nminutes = 45", TOLD, "15:15-15:30 は使われません"),
    ("no places", "places = 2", "places = 0", REFUSED, "consultation.places は1以上"),
    ("places as text", "places = 2", 'places = "2"', REFUSED, "consultation.places は整数に"),
    ("half a place", "places = 2", "places = 2.5", REFUSED, "consultation.places は整数に"),
    ("500 places", "places = 2", "places = 500", TOLD, "同時に500人の相談ができますか"),
    ("ten years ahead", "horizon_days = 30", "horizon_days = 3650", REFUSED, "horizon_days は1から366"),
    ("a Japanese week", HOURS, 'weekly = "月-金 8:30-17:15"', GOOD, ""),
    ("a full-width week", HOURS, 'weekly = "平日　８：３０〜１７：１５"', GOOD, ""),
    ("spans that overlap", HOURS, 'weekly = "mon 8:30-12:00,11:00-17:15"', REFUSED, "月曜の 08:30-12:00 と 11:00"),
    ("a span that runs back", HOURS, 'weekly = "mon-fri 13:00-12:00"', REFUSED, "始まりを終わりより前に"),
    (
        "hours twice",
        "closes = 17:15:00",
        'closes = 17:15:00\nweekly = "mon 9:00-12:00"',
        REFUSED,
        "counter.opens を消し",
    ),
    ("lunch of the counter alone", HOURS, 'weekly = "mon-fri 8:30-12:00,13:00-17:15"', TOLD, "月〜金 12:00-13:00"),
    ("talks in the evening", TALKS, "first_start = 18:00:00\nlast_end = 20:00:00", TOLD, "月〜金 18:00-20:00"),
    ("talks at six", "first_start = 10", "first_start = 06", TOLD, "窓口の時間としては早すぎませんか"),
    ("past closures alone", "closures = []", "closures = [2020-01-01]", TOLD, "過ぎた日だけです"),
    ("a hyphen in the id", ID, 'id = "sakura-2"', REFUSED, "id は英数字だけ"),
    ("no telephone", TELEPHONE, 'telephone = ""', REFUSED, "telephone が空です"),
    ("words in the telephone", TELEPHONE, 'telephone = "093-000-0000（代表）"', REFUSED, "telephone は数字とハイフン"),
    ("a telephone as a number", TELEPHONE, "telephone = 0930000000", REFUSED, '電話番号などの文字は " で'),
    ("a name that is not filled in", NAME, 'name = "ハローワーク○○"', TOLD, "name が「ハローワーク○○」のまま"),
    ("a Japanese confirmation", '"staff"', '"自動"', REFUSED, "confirmation は staff か auto"),
    ("auto without Zoom", '"staff"', '"auto"', REFUSED, "ZOOM_ で始まる設定が必要です"),
    ("no such day of a year", 'to = "01-03"', 'to = "02-30"', REFUSED, "counter.year_end.to は 12-29 の形"),
    ("a day of a year without quotes", 'from = "12-29"', "from = 12-29", REFUSED, "{ } の中は"),
    ("minutes below 0", "soon_minutes = 30", "soon_minutes = -5", REFUSED, "notices.soon_minutes は3から240"),
    ("a limit of 0", "\nbookings = 5", "\nbookings = 0", REFUSED, "chat.daily.bookings は1以上"),
    ("an id of LINE without @", TELEPHONE, f'{TELEPHONE}\nline_id = "123abcde"', REFUSED, "@ から書いてください"),
    ("a file as the terms", TELEPHONE, f'{TELEPHONE}\nterms_document = "a.pdf"', REFUSED, "terms_document は https"),
    ("help as text", TELEPHONE, f'{TELEPHONE}\nhelp_line = "0120-279-338"', REFUSED, "help_line.name のこと"),
    ("yes for true", '"staff"', '"staff"\ncounsellor_names = "yes"', REFUSED, "counsellor_names は true か false"),
    ("a name twice", "places = 2", "places = 2\nplaces = 3", REFUSED, "同じ名前が2度あります"),
    ("a table twice", "[notices]", "[consultation]\n[notices]", REFUSED, "同じ見出し [ ] が2度あります"),
    ("no court", COURT, "", REFUSED, "terms_court がありません"),
]


@pytest.mark.parametrize(("what", "before", "now", "way", "said"), CHANGED, ids=[row[0] for row in CHANGED])
def test_a_wrong_line_is_told_with_its_mend(ask, tmp_path, what, before, now, way, said):
    assert before in SHIPPED
    file = tmp_path / "office.toml"
    file.write_text(SHIPPED.replace(before, now, 1), "utf-8")
    heard = ask(OFFICE_FILE=str(file))
    assert fits(way, said, heard), heard
    assert not re.search(r"Traceback|at line \d|datetime\.", str(heard))


WHOLE = [
    ("a byte order mark", SHIPPED.encode("utf-8-sig"), GOOD, ""),
    ("lines of Windows", SHIPPED.replace("\n", "\r\n").encode(), GOOD, ""),
    ("Shift_JIS", SHIPPED.encode("cp932", "replace"), REFUSED, "いまは Shift_JIS のようです"),
    ("UTF-16", SHIPPED.encode("utf-16"), REFUSED, "いまは UTF-16 です"),
    ("a file of Excel", b"PK\x03\x04\x00\x80\xff", REFUSED, "文字のファイルではありません"),
    ("nothing in it", b"", REFUSED, "何も書かれていません"),
]


@pytest.mark.parametrize(("what", "held", "way", "said"), WHOLE, ids=[row[0] for row in WHOLE])
def test_a_wrong_file_is_told_with_its_mend(ask, tmp_path, what, held, way, said):
    file = tmp_path / "office.toml"
    file.write_bytes(held)
    heard = ask(OFFICE_FILE=str(file))
    assert fits(way, said, heard), heard
    assert way is GOOD or str(file) in heard.check[0]


BESIDE = [
    ("left by editors and systems", "office.toml~", "x", GOOD, ""),
    ("notes beside", "メモ.txt", "x", GOOD, ""),
    ("a text that nothing reads", "texts/greeting.txt", "x", REFUSED, "greeting.txt は使われません"),
    ("a text in Shift_JIS", "texts/welcome.toml", 'a = "あ"'.encode("cp932"), REFUSED, "Shift_JIS のようです"),
    ("an open quote in a text", "texts/welcome.toml", 'a = "あ', REFUSED, '文字を閉じる " がありません'),
    ("a text of another file", "texts/welcome.toml", 'nothing = "あ"', REFUSED, ".toml に書いてください"),
    ("terms without a day", "texts/terms/kiyaku.md", "# 規約\n", REFUSED, "施行日にしてください"),
    ("terms of Word", "texts/terms/2027-01-01.docx", b"PK", REFUSED, "docx は使われません"),
    ("terms in Shift_JIS", "texts/terms/2027-01-01.md", "# 規約".encode("cp932"), REFUSED, "UTF-8 で保存し直して"),
    ("empty terms", "texts/terms/2027-01-01.md", "", REFUSED, "何も書かれていません"),
    ("an open brace in terms", "texts/terms/2027-01-01.md", "# {規約\n", REFUSED, "かっこそのものは {{ }}"),
]


@pytest.mark.parametrize(("what", "path", "held", "way", "said"), BESIDE, ids=[row[0] for row in BESIDE])
def test_a_wrong_file_beside_it_is_told_with_its_mend(ask, tmp_path, what, path, held, way, said):
    (tmp_path / "office.toml").write_text(SHIPPED, "utf-8")
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(held if isinstance(held, bytes) else held.encode())
    heard = ask(OFFICE_FILE="", OFFICE_DIR=str(tmp_path))
    assert fits(way, said, heard), heard


def test_the_name_of_another_office_is_refused(ask, tmp_path):
    ask()
    file = tmp_path / "office.toml"
    file.write_text(SHIPPED.replace(NAME, 'name = "ほかの窓口"'), "utf-8")
    heard = ask(OFFICE_FILE=str(file))
    assert fits(STOPPED, "madoguchi store rename", heard), heard


def test_every_complaint_of_the_reader_of_toml_is_known():
    """A new Python may bring new ones, which a person would read in English."""
    source = inspect.getsource(reader)
    said = re.findall(r'(?:suffixed_err\([^"]*|msg = |TOMLDecodeError\([^"]*)f?"([A-Z][^"{]+)', source)
    unknown = [one for one in said if not any(known in one or one in known for known, _ in MISTAKES)]
    assert len(said) > 10
    assert unknown == []
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("a = ")


def test_a_folder_for_root_alone_is_named_with_who_should_read_it(ask, tmp_path: Path):
    link = tmp_path / "office.toml"
    link.symlink_to(link)  # can't be read by anybody
    assert fits(REFUSED, "サービスの利用者が読めるように", ask(OFFICE_FILE=str(link)))
