"""office.toml: what is wrong in it is said in one line that names the place."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.adapters.files.office_file import load_office
from bot.booking.limits.daily_limits import DailyLimits
from bot.booking.office import office_from
from bot.booking.schedule.weekly import same_hours, weekly_from
from bot.cli.commands.checks.office_values import implausible, misfits
from bot.errors import SettingsError
from tests.folders import ROOT
from tests.make import OFFICE

SHIPPED = (ROOT / "office.toml").read_text("utf-8")


def changed(path: str, value: Any) -> Mapping[str, Any]:
    """Give the file that we ship with one value changed, or left out when it is None."""
    table = tomllib.loads(SHIPPED)
    *above, name = path.split(".")
    inner = table
    for part in above:
        inner = inner[part]
    if value is None:
        del inner[name]
    else:
        inner[name] = value
    return table


def test_the_file_that_we_ship_holds_the_facts_of_the_office():
    assert office_from(tomllib.loads(SHIPPED)) == OFFICE
    assert (OFFICE.telephone, OFFICE.address) == ("093-622-6690", "北九州市八幡西区岸の浦1-5-10")
    assert OFFICE.counter == same_hours(time(8, 30), time(17, 15))
    assert (OFFICE.year_end_from, OFFICE.year_end_to) == ((12, 29), (1, 3))
    assert (OFFICE.consultation, OFFICE.minutes) == (same_hours(time(10), time(15, 30)), 30)
    assert (OFFICE.places, OFFICE.horizon_days, OFFICE.confirmation) == (2, 30, "staff")
    assert (OFFICE.day_before, OFFICE.soon_minutes, OFFICE.messages_in_10_seconds) == (time(17), 30, 60)


PATHS = [
    *("id", "name", "address", "telephone", "terms_signed_by", "terms_court"),
    *("counter.opens", "counter.closes", "counter.year_end", "counter.year_end.from", "counter.year_end.to"),
    *("counter.closures", "consultation.minutes", "consultation.first_start", "consultation.last_end"),
    *("consultation.places", "consultation.horizon_days", "consultation.confirmation"),
    *("notices.day_before", "notices.soon_minutes", "chat.messages_in_10_seconds"),
    *("counter", "consultation", "notices", "chat"),
]


def test_a_file_from_before_there_were_limits_of_a_day_has_the_usual_ones():
    assert office_from(changed("chat.daily", None)).daily == DailyLimits()


@pytest.mark.parametrize("path", PATHS)
def test_what_is_missing_is_named(path):
    with pytest.raises(ValueError, match="がありません") as refused:
        office_from(changed(path, None))
    assert str(refused.value).startswith(path)


@pytest.mark.parametrize("path", PATHS)
def test_a_value_of_another_kind_is_named(path):
    with pytest.raises(ValueError, match=path.split(".")[0]):
        office_from(changed(path, 1.5))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "八幡"),
        ("id", "ya:hata"),
        ("id", ""),
        ("name", "  "),
        ("telephone", "0120 123 456"),
        ("telephone", "093-622-6690（代表）"),
        ("telephone", "093-622-6690-1234"),
        ("counter.opens", "08:30"),
        ("counter.opens", time(17, 15)),
        ("counter.closures", ["2027-03-10"]),
        ("counter.closures", "2027-03-10"),
        ("counter.year_end.from", "13-01"),
        ("counter.year_end.from", "12/29"),
        ("counter.year_end.to", "02-30"),
        ("counter.year_end.from", "01-04"),  # would close the office for ever
        ("counter.year_end.from", "12-03"),  # 32 days
        ("consultation.minutes", 4),
        ("consultation.minutes", 241),
        ("consultation.minutes", "30"),
        ("consultation.minutes", True),
        ("consultation.places", 0),
        ("consultation.horizon_days", 0),
        ("consultation.horizon_days", 367),
        ("consultation.confirmation", "nobody"),
        ("consultation.counsellor_names", "はい"),
        ("consultation.first_start", time(15, 30)),
        ("consultation.first_start", time(15, 1)),
        ("consultation.last_end", time(10, 29)),
        ("notices.day_before", "17:00"),
        ("notices.soon_minutes", 2),
        ("notices.soon_minutes", -30),
        ("notices.soon_minutes", 241),
        ("chat.messages_in_10_seconds", 0),
        ("chat.daily", 5),
        ("chat.daily.bookings", 0),
        ("chat.daily.moves", "10"),
        ("chat.daily.cancelations", 5),
        ("chat.many_fresh.requests", 0),
        ("chat.many_fresh.share", 0),
        ("chat.many_fresh.share", 101),
        ("chat.many_fresh.share", "20"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(path, value):
    with pytest.raises(ValueError, match=r"ください|ありません|空です") as refused:
        office_from(changed(path, value))
    assert "\n" not in str(refused.value)
    name = path.split(".")[-1]
    assert name in str(refused.value) or path.split(".")[-2] in str(refused.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("counter.closures", [date(2027, 3, 10)]),
        ("counter.year_end.to", "01-05"),
        ("counter.year_end.from", "12-04"),  # 31 days
        ("counter.year_end.from", "01-03"),  # one day
        ("consultation.minutes", 5),
        ("consultation.minutes", 240),
        ("consultation.places", 1),
        ("consultation.counsellor_names", True),
        ("consultation.horizon_days", 1),
        ("consultation.horizon_days", 366),
        ("consultation.first_start", time(15)),
        ("notices.soon_minutes", 240),
        ("chat.messages_in_10_seconds", 1),
        ("chat.daily.bookings", 1),
        ("chat.many_fresh.minutes", 1),
        ("chat.many_fresh.share", 1),
        ("telephone", "+81-93-622-6690"),
        ("notices.soon_minutes", 3),
    ],
)
def test_another_office_may_put_its_own_values_in(path, value):
    assert office_from(changed(path, value)) != OFFICE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "office.toml を直してください: 最後の行: 値を読めません"),
        ('id = "x"\nid = "y"', "行: 同じ名前が2度あります"),
        ('id = "x\nname = "y"', "1行目: "),
        ('id　=　"x"', "1行目: 「名前 = 値」の形に"),
        ("id = “x”", "1行目: 値を読めません"),
        ("id: x", "1行目: 「名前 = 値」の形に"),
        ("[counter]\nid = 1\n[counter]", "3行目: 同じ見出し [ ] が2度あります"),
        ("closures = [1", "行: "),
        (SHIPPED.replace("places = 2", "plases = 2"), "consultation.plases は使われません。consultation.places のこと"),
        (SHIPPED.replace("horizon_days", "days_ahead"), "consultation.days_ahead は使われません"),
        (SHIPPED.replace("[notices]", "[notice]"), "notice.day_before は使われません。notices.day_before のこと"),
        (SHIPPED + "\nbookings_ = 3", "chat.many_fresh.bookings_ は使われません"),
        (SHIPPED.replace("places = 2", "places = 0"), "consultation.places は1以上"),
        (SHIPPED.replace("telephone", "phone"), "phone は使われません。telephone のこと"),
    ],
)
def test_an_unusable_file_is_named_with_what_is_wrong_in_it(tmp_path, text, said):
    file = tmp_path / "office.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        load_office(file)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_in_another_encoding_and_no_file_are_settings_errors(tmp_path):
    (tmp_path / "sjis.toml").write_bytes(SHIPPED.encode("cp932", "replace"))
    (tmp_path / "utf16.toml").write_bytes(SHIPPED.encode("utf-16"))
    (tmp_path / "other.toml").write_bytes(b"name = \x81")
    said = {"sjis": "Shift_JIS のよう", "utf16": "UTF-16 です", "other": "わかりません", "nowhere": "見つかりません"}
    for name, why in said.items():
        with pytest.raises(SettingsError, match=f"(?s){name}.*{why}|{why}.*{name}"):
            load_office(tmp_path / f"{name}.toml")


def test_a_file_as_an_editor_of_windows_saves_it_is_taken(tmp_path):
    file = tmp_path / "office.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode())
    assert load_office(file) == OFFICE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counter": weekly_from("mon-fri 6:00-17:15")}, "counter の 06:00-17:15 は、窓口の時間としては早すぎ"),
        ({"consultation": weekly_from("mon 10:00-12:00,20:00-22:00")}, "consultation の 20:00-22:00 は"),
        ({"places": 500}, "consultation.places が 500 です"),
        ({"horizon_days": 366}, "consultation.horizon_days が 366 です"),
        ({"minutes": 5}, "consultation.minutes が 5 です"),
        ({"closures": frozenset({date(2025, 3, 10)})}, "counter.closures が過ぎた日だけです（2025-03-10 まで）"),
    ],
)
def test_a_value_that_is_probably_a_slip_is_told(changes, said):
    (told,) = implausible(replace(OFFICE, **changes), date(2026, 11, 25))
    assert said in told
    assert list(implausible(OFFICE, date(2026, 11, 25))) == []


def test_an_office_may_name_the_address_of_its_official_terms():
    assert office_from(tomllib.loads(SHIPPED)).terms_document == ""
    address = "https://jsite.example/kiyaku.pdf"
    assert office_from(tomllib.loads(SHIPPED) | {"terms_document": address}).terms_document == address


@pytest.mark.parametrize(
    "wrong", ["", 3, "http://jsite.example", "jsite.example", "https://x y", f"https://{'x' * 1000}"]
)
def test_an_address_that_no_button_can_open_is_refused(wrong):
    with pytest.raises(ValueError, match="terms_document"):
        office_from(tomllib.loads(SHIPPED) | {"terms_document": wrong})


def test_an_office_may_name_a_help_line():
    line = {"name": "いのちの電話", "telephone": "0120-000-000"}
    found = office_from(tomllib.loads(SHIPPED) | {"help_line": line}).help_line
    assert (found.name, found.telephone) == ("いのちの電話", "0120-000-000")


@pytest.mark.parametrize(
    "wrong", [{"name": "い" * 61, "telephone": "1"}, {"name": "い", "telephone": "a" * 4}, {"name": "い"}]
)
def test_a_help_line_that_can_not_be_called_is_refused(wrong):
    with pytest.raises(ValueError, match=r"help_line\."):
        office_from(tomllib.loads(SHIPPED) | {"help_line": wrong})


def test_an_office_may_name_its_account_at_line():
    assert office_from(tomllib.loads(SHIPPED)).line_id == ""
    assert office_from(tomllib.loads(SHIPPED) | {"line_id": "@123abcde"}).line_id == "@123abcde"


@pytest.mark.parametrize("wrong", ["123abcde", "@ABC", "@", "https://line.me/x"])
def test_what_is_no_account_at_line_is_refused(wrong):
    with pytest.raises(ValueError, match="line_id"):
        office_from(tomllib.loads(SHIPPED) | {"line_id": wrong})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counter": weekly_from("mon-fri 8:30-12:00,13:00-17:15")}, "予約できます: 月〜金 12:00-13:00。"),
        ({"consultation": weekly_from("mon-fri 18:00-20:00")}, "予約できます: 月〜金 18:00-20:00。"),
        ({"consultation": weekly_from("mon 10:00-12:00; sat 10:00-12:00")}, "予約できます: 土 10:00-12:00。"),
        ({"counter": weekly_from("mon-fri 10:15-17:15")}, "予約できます: 月〜金 10:00-10:30。"),
        ({"minutes": 45}, "15:15-15:30 は使われません"),
    ],
)
def test_consultations_that_do_not_fit_the_counter_s_hours_are_told(changes, said):
    (told,) = misfits(replace(OFFICE, **changes))
    assert said in told
    assert list(misfits(OFFICE)) == []


def test_every_name_that_the_sample_offers_may_be_used(tmp_path):
    offered = re.sub(r"(?m)^# ((?:terms_document|line_id|help_line|counsellor_names) = )", r"\1", SHIPPED)
    assert offered.count("# counsellor_names") == 0
    file = tmp_path / "office.toml"
    file.write_text(offered.replace("jsite.mhlw.go.jp/…", "jsite.mhlw.go.jp/a"))
    office = load_office(file)
    assert (office.counsellor_names, office.line_id) == (True, "@123abcde")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "x\nname = "y"', '文字を閉じる " がありません'),
        ("closures = [2027-01-01、2027-01-02]", "区切りは半角の ,"),
        ("closures = [2027-02-30]", "ない日付か時刻です"),
        ("opens = 8:30:00", "時刻は 08:30:00 の形"),
        ("telephone = 0930000000", '電話番号などの文字は " で'),
        (SHIPPED.replace("closures = []", "closures = 2027-01-05"), "いまは 2027-01-05"),
    ],
)
def test_what_people_write_instead_of_toml_is_told_with_the_form(tmp_path, text, said):
    file = tmp_path / "office.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as refused:
        load_office(file)
    assert said in str(refused.value)
