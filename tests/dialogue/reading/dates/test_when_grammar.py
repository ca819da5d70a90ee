"""Wishes put together from parts of known meaning: day × time × what joins them × what follows."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reading import At, Past, read_when, say_day, say_when
from tests.dialogue.reading.dates.reads import NOW, STARTS, TOKYO, read, told

# Said on Wednesday 25 November 2026.
DAYS = {
    "11-26": ("明日", "あす", "あした", "みょうにち", "26日", "二十六日", "今月26日", "今週の木曜日", "木曜"),
    "11-27": ("明後日", "あさって", "2日後", "二日後", "今週の金曜", "金曜日", "27日(金)", "きんようび"),
    "11-28": ("しあさって", "明々後日", "3日後", "三日後", "３日後"),
    "11-30": ("次の月曜日", "月曜", "来週の月曜", "今月の30日", "週明けの月曜", "30日月曜日"),
    "12-01": (
        "来週火曜日",
        "来週の火",
        "らいしゅうの火曜日",
        "今度の火曜",
        "こんどのかようび",
        "ついたち",
        "来週（火）",
    ),
    "12-02": ("一週間後", "1週間後", "来週の水曜", "来月2日", "来月の二日", "ふつか"),
    "12-03": (
        *(
            "12/3",
            "12月3日",
            "１２月３日",
            "十二月三日",
            "１２／３",
            "12/03",
            "12-3",
            "12.3",
            "12 月 3 日",
            "12月の3日",
        ),
        *("12/3(木)", "12月3日（木）", "12月3日木曜日", "12月3日(木曜)", "木曜日の12月3日", "12/3 木曜", "12/3(Thu)"),
        *("3日", "三日", "3日(木)", "来月3日", "来月の三日", "今年の12月3日", "来週の12月3日", "来週の木曜日（12/3）"),
        *("令和8年12月3日", "令和八年十二月三日", "R8.12.3", "R8/12/3", "Ｒ８年１２月３日", "令和8年12月3日（木曜日）"),
        *("2026年12月3日", "2026/12/3", "2026-12-03", "2026.12.3", "二〇二六年十二月三日", "西暦2026年12月3日"),
    ),
    "12-07": ("再来週の月曜", "さ来週の月曜日", "再来週月曜", "12/7"),
    "12-14": ("じゅうよっか", "14日", "十四日", "12月14日"),
}
TIMES = {
    "10:00": ("10時", "午前10時", "朝10時", "朝の10時", "十時", "10:00", "AM10時", "１０時", "じゅうじ"),
    "10:30": ("10時半", "10:30", "十時半", "午前10時30分", "１０：３０", "10時３０分"),
    "12:00": ("正午", "12時", "お昼の12時", "午後0時"),
    "14:00": (
        *(
            "14時",
            "14:00",
            "14：00",
            "１４時",
            "14時00分",
            "十四時",
            "14じ",
            "14時ちょうど",
            "14時から",
            "14:00〜14:30",
        ),
        *("午後2時", "午後２時", "午後二時", "午後の2時", "ごご2時", "2時", "二時", "にじ", "昼の2時", "2pm", "14時〜"),
    ),
    "14:30": ("14時半", "午後2時半", "２時半", "二時半", "14時30分", "14:30から", "にじはん"),
    "15:00": ("15時", "3時", "夕方3時", "午後3時", "15:00"),
}
JOINS = ("の", " ", "、", "は", "に", "\n")
TAILS = (
    *(
        "でお願いします",
        "でお願いいたします。",
        "がいいです",
        "を希望します",
        "に予約したいです",
        "で予約をお願いします",
        "希望",
    ),
    *(
        "でお願いできますか",
        "はどうでしょうか",
        "は空いていますか？",
        "にしたいです",
        "に伺いたいです",
        "だと助かります",
        "で！",
    ),
    *("なら行けます", "がいいな", "でいいですか", "が希望です。よろしくお願いいたします", "でおねがいします🙇"),
)


def meanings(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Give every spelling with its meaning."""
    return [(spelling, meaning) for meaning, spellings in table.items() for spelling in spellings]


def joined() -> list[tuple[str, str]]:
    """Give some 3,600 wishes with the time they mean: each day with each time, joins and tails in turn."""
    pairs = product(meanings(DAYS), meanings(TIMES))
    return [
        (f"{day}{JOINS[count % len(JOINS)]}{clock}{TAILS[count % len(TAILS)]}", f"2026-{date} {time}")
        for count, ((day, date), (clock, time)) in enumerate(pairs)
    ]


def test_every_day_with_every_time_is_read_as_meant():
    said = joined()
    assert len(said) > 3000
    assert [(phrase, meant) for phrase, meant in said if told(read(phrase)) != meant] == []


def test_the_time_may_come_first():
    said = [(f"{clock}、{day}", f"2026-{date} {time}") for day, date in meanings(DAYS) for clock, time in FIRST]
    assert [(phrase, meant) for phrase, meant in said if told(read(phrase)) != meant] == []


FIRST = (("14時", "14:00"), ("午後2時半", "14:30"), ("10:30", "10:30"))
WIDE = str.maketrans("0123456789/:", "０１２３４５６７８９／：")


@settings(derandomize=True, deadline=None, max_examples=400)
@given(pick=st.sampled_from(joined()), wide=st.booleans(), blank=st.sampled_from(("", " ", "\u3000", "\u200b")))
def test_width_and_blanks_change_nothing(pick, wide, blank):
    phrase, meant = pick
    assert told(read(blank + (phrase.translate(WIDE) if wide else phrase) + blank)) == meant


# Each turns, doubts or widens what stands before it: never a time, whatever the day and the hour.
DOUBTS = (
    *(
        "以降",
        "以前でお願いします",
        "まで",
        "か15時",
        "または16時",
        "以外",
        "は無理です",
        "じゃなくて",
        "は都合が悪いです",
        "前後",
    ),
    *(
        "より早い時間",
        "以降ならいつでも",
        "までならいつでも",
        "は仕事です",
        "の翌日",
        "台",
        "、だめなら明日の11時",
        "は難しいです",
    ),
)


@pytest.mark.parametrize("doubt", DOUBTS)
def test_what_is_doubtful_is_never_taken_for_a_time(doubt):
    phrases = [f"{day}の{clock}{doubt}" for day, _ in meanings(DAYS) for clock in ("14時", "午後2時", "10:30")]
    assert [phrase for phrase in phrases if isinstance(read(phrase), At)] == []


PARTS = ("午後", "午前", "午前中", "朝", "お昼", "夕方", "午後イチ", "朝イチ", "お昼過ぎ", "ごご", "午後ならいつでも")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_day_is_asked_about(part):
    phrases = [f"{day}の{part}{tail}" for day, _ in meanings(DAYS) for tail in ("", "でお願いします", "を希望します")]
    assert [phrase for phrase in phrases if told(read(phrase)) != "ASK"] == []


@pytest.mark.parametrize(
    "phrase",
    [
        *(
            "2/30 10時",
            "2月30日の10時",
            "13/1 10時",
            "12月3日25時",
            "12月3日 14時75分",
            "11月31日14時",
            "令和8年13月3日",
        ),
        *(
            "いつでも",
            "いつでもいいです",
            "なるべく早く",
            "最短で",
            "お任せします",
            "今すぐ",
            "30分後",
            "2時間後",
            "10人で",
        ),
    ],
)
def test_what_does_not_exist_or_names_no_day_is_no_date(phrase):
    assert told(read(phrase)) == "NONE"


@pytest.mark.parametrize("weekday", "月火水金土日")
def test_a_weekday_that_does_not_match_is_told(weekday):
    for shape in ("12/3({})14時", "12月3日（{}）の午後2時", "12月3日{}曜日 14:00", "12月3日の{}曜、14時"):
        assert told(read(shape.format(weekday))) == "MISMATCH", shape


@pytest.mark.parametrize("day", ["昨日", "おととい", "一昨日", "先週の木曜", "11月24日", "2025年12月3日", "11/2(月)"])
def test_what_is_over_is_told(day):
    assert told(read(f"{day}の14時")) == "PAST"


def test_some_ways_to_ask_for_what_needs_a_question():
    phrases = (
        *(
            "来週の金曜の午後",
            "来月頭",
            "来月の頭の14時",
            "午後イチ",
            "14時以降",
            "来週ならいつでも",
            "平日の午後",
            "週明け",
        ),
        *(
            "来週の前半",
            "今月中",
            "月水金の14時",
            "金曜の午後ならいつでも",
            "1週間後の今日14時",
            "来週中3日の14時",
            "第1希望12/3 14時",
        ),
    )
    assert [phrase for phrase in phrases if told(read(phrase)) != "ASK"] == []


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    text=st.text(
        st.sampled_from("0123456789月日年時分半/:.-()（）午前後明来週火木金の、〜か今二三十令和R "), max_size=18
    )
)
def test_whatever_is_read_its_echo_reads_back_to_the_same_time(text):
    match read(text):
        case At(start):
            assert read_when(say_when(start, NOW.date()), now=NOW, starts=STARTS) == At(start)
        case Past(day, _) if day < NOW.date():
            assert read_when(say_day(day, NOW.date()), now=NOW, starts=STARTS) == Past(day, None)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(ahead=st.integers(1, 3000), minutes=st.sampled_from([0, 30]))
def test_a_far_time_is_said_with_its_year(ahead, minutes):
    start = datetime(2026, 11, 25, 14, minutes, tzinfo=TOKYO) + timedelta(days=ahead)
    assert read_when(say_when(start, NOW.date()), now=NOW, starts=STARTS) == At(start)
