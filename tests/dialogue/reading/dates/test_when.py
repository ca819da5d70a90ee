from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reading import AskWhen, At, OnDay, Past, WrongWeekday, read_when, say_day, say_when
from tests.dialogue.reading.dates.reads import NOW, STARTS, TOKYO, read, told

HERE = Path(__file__).parent


def table(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "phrase\t"))]
    return [(phrase, expected) for phrase, expected in rows]


@pytest.mark.parametrize(("phrase", "expected"), table("date_phrases.tsv") + table("more_phrases.tsv"))
def test_a_phrase_is_read_right_or_asked_about(phrase: str, expected: str) -> None:
    assert told(read(phrase)) == expected


@pytest.mark.parametrize(("phrase", "expected"), table("date_phrases.tsv"))
@pytest.mark.parametrize("around", ["{}でお願いします。", "すみません、{}を希望します", " {}\n"])
def test_politeness_around_a_phrase_changes_nothing(phrase: str, expected: str, around: str) -> None:
    assert told(read(around.format(phrase))) == expected


@pytest.mark.parametrize(
    ("phrase", "days", "times"),
    [
        ("来週の火曜か水曜の14時", [(12, 1), (12, 2)], ["14:00"]),
        ("12/3 14時か15時", [(12, 3)], ["14:00", "15:00"]),
        ("12/3 14時以降", [(12, 3)], ["14:00", "14:30", "15:00"]),
        ("12/3 11時まで", [(12, 3)], ["10:00", "10:30"]),
        ("12/3 13時から14時", [(12, 3)], ["13:00", "13:30"]),
        ("12/3の午前中", [(12, 3)], ["10:00", "10:30", "11:00", "11:30"]),
        ("12/3 10時台", [(12, 3)], ["10:00", "10:30"]),
        ("明日の朝イチ", [(11, 26)], ["10:00"]),
        ("12/3〜12/5 14時", [(12, 3), (12, 4), (12, 5)], ["14:00"]),
        ("第2月曜の14時", [(12, 14)], ["14:00"]),
        ("水曜の14時", [(11, 25), (12, 2)], ["14:00"]),
        ("次の金曜の14時", [(11, 27), (12, 4)], ["14:00"]),
        ("来週", [(11, 30), (12, 1), (12, 2), (12, 3), (12, 4)], []),
        ("明日12/3の14時", [(11, 26), (12, 3)], ["14:00"]),
        ("12/3 14", [(12, 3)], ["14:00"]),
        ("12/3 7時", [(12, 3)], []),
        ("14時", [], ["14:00"]),
        ("1130", [(11, 30)], []),
    ],
)
def test_a_question_back_carries_the_choices_that_fit(
    phrase: str, days: list[tuple[int, int]], times: list[str]
) -> None:
    asked = read(phrase)
    assert isinstance(asked, AskWhen)
    assert [(day.month, day.day) for day in asked.days] == days
    assert [moment.strftime("%H:%M") for moment in asked.times] == times


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("14時", "2026-12-03 14:00"),
        ("2時半", "2026-12-03 14:30"),
        ("午後2時", "2026-12-03 14:00"),
        ("1400", "2026-12-03 14:00"),
        ("やっぱり12/4の10時", "2026-12-04 10:00"),
        ("12/4", "DAY 2026-12-04"),
        ("午前中", "ASK"),
        ("14", "ASK"),
        ("10.30", "2026-12-03 10:30"),
        ("12.30", "ASK"),
        ("明朝10時", "2026-11-26 10:00"),
        ("別の日の14時", "ASK"),
        ("14時より早い時間", "ASK"),
        ("25時", "NONE"),
        ("はい", "NONE"),
    ],
)
def test_a_time_alone_is_read_for_the_day_already_chosen(phrase: str, expected: str) -> None:
    assert told(read(phrase, date(2026, 12, 3))) == expected


def test_a_half_of_the_day_without_any_start_is_told_as_such() -> None:
    mornings = (time(10), time(11))
    assert read_when("12/3の午後", now=NOW, starts=mornings) == OnDay(date(2026, 12, 3), "pm")


def test_a_wrong_weekday_tells_the_day_and_what_was_said() -> None:
    assert read("12月3日(水) 14時") == WrongWeekday(date(2026, 12, 3), 2)


def test_what_is_over_tells_when_it_was() -> None:
    assert read("11/24 10:00") == Past(date(2026, 11, 24), time(10))
    assert read("昨日") == Past(date(2026, 11, 24), None)


@pytest.mark.parametrize(
    ("said_on", "phrase", "expected"),
    [
        ((2026, 11, 25), "5/27 10:00", "PAST"),
        ((2026, 11, 25), "5/25 10:00", "2027-05-25 10:00"),
        ((2027, 11, 25), "2/29 10:00", "2028-02-29 10:00"),
        ((2026, 12, 31), "明日の10時", "2027-01-01 10:00"),
        ((2026, 12, 30), "来週の月曜10時", "2027-01-04 10:00"),
        ((2026, 12, 30), "5日の10時", "2027-01-05 10:00"),
        ((2027, 1, 31), "31日の11時", "2027-01-31 11:00"),
        ((2027, 2, 1), "30日の10時", "2027-03-30 10:00"),
        ((2026, 12, 10), "来月5日の10時", "2027-01-05 10:00"),
        ((2026, 12, 10), "再来月29日の10時", "NONE"),
    ],
)
def test_the_year_is_the_nearest_unless_over_by_half_a_year(
    said_on: tuple[int, int, int], phrase: str, expected: str
) -> None:
    now = datetime(*said_on, 10, 0, tzinfo=TOKYO)
    assert told(read_when(phrase, now=now, starts=STARTS)) == expected


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ((2026, 12, 3, 14, 30), "12月3日（木）14:30"),
        ((2026, 12, 3, 14, 0), "12月3日（木）14:00"),
        ((2026, 12, 3, 12, 0), "12月3日（木）12:00"),
        ((2026, 12, 3, 12, 30), "12月3日（木）12:30"),
        ((2027, 1, 5, 10, 0), "1月5日（火）10:00"),
    ],
)
def test_a_time_is_said_with_weekday_and_in_24_hours(start: tuple[int, ...], said: str) -> None:
    moment = datetime(*start[:5], tzinfo=TOKYO)
    assert say_when(moment) == said
    assert said.startswith(say_day(moment.date()))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    today=st.dates(date(2026, 1, 1), date(2040, 1, 1)),
    minute=st.integers(0, 1439),
    ahead=st.integers(1, 181),
    clock=st.sampled_from(STARTS),
)
def test_what_is_said_is_read_back(today: date, minute: int, ahead: int, clock: time) -> None:
    here = datetime.combine(today, time(minute // 60, minute % 60), TOKYO)
    start = datetime.combine(here.date() + timedelta(days=ahead), clock, TOKYO)
    assert read_when(say_when(start), now=here, starts=STARTS) == At(start)


PIECES = [
    "来週",
    "再来週",
    "の",
    "火曜",
    "(木)",
    "12/3",
    "12月",
    "3日",
    "十二月三日",
    "令和8年",
    "14時",
    "午後",
    "2時半",
    "14:00",
]
PIECES += [
    "〜",
    "か",
    "、",
    "から",
    "まで",
    "以降",
    "1203",
    "1400",
    "第2",
    "月曜",
    "明日",
    "3日後",
    "朝",
    "次の",
    " ",
    "年明け",
    "99",
    "13月",
    "第2火曜",
    "来年",
    "週末",
    "9999年12月31日",
    "半",
]


@settings(derandomize=True, deadline=None, max_examples=500)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=7), chosen=st.booleans())
def test_no_heap_of_date_words_crashes_or_books_the_past(pieces: list[str], chosen: bool) -> None:
    when = read("".join(pieces), date(2026, 12, 3) if chosen else None)
    if isinstance(when, At):
        assert when.start > NOW
    if isinstance(when, AskWhen):
        assert set(when.times) <= {*STARTS} or len(when.times) == 1
        assert all(day >= NOW.date() for day in when.days)


def test_a_long_text_is_read_in_good_time() -> None:
    for text in ("1" * 5000, "12/" * 1600, "来週の火曜か" * 800, "14時から" * 1200, "一" * 5000, "、" * 5000):
        read(text)


def test_no_start_times_are_no_reason_to_crash() -> None:
    assert isinstance(read_when("12/3 2時", now=NOW, starts=()), AskWhen)
