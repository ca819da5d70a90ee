"""やさしい日本語 as seekers meet it: the switch, a booking in easy words, the way back, and what may be typed."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.schedule.opening import TOKYO, bookable_starts
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.reading import At, OnDay, read_choice, read_when, say_day, say_when
from bot.dialogue.turn import Book, SetStyle
from bot.dialogue.words.dates import say_time, short_day
from tests.make import OFFICE, WEDNESDAY, WORDS, booking, tokyo
from tests.talk import FIRST_BOOKING, Talk, booked

EASY = WORDS.in_style(easy=True)
STARTS = tuple(time(hour, minute) for hour in range(9, 17) for minute in (0, 30))


def easy(text: str, **values: str) -> str:
    return EASY(text, values)


def test_the_greeting_and_the_help_offer_the_switch_and_afterwards_the_way_back():
    talk = Talk().sends(Sort.FOLLOW)
    assert "やさしい日本語" in talk.buttons()
    talk.taps("やさしい日本語")
    assert talk.effects == [SetStyle(easy=True)]
    assert talk.bot[-1].startswith(easy("style.now"))
    assert "ふつうの日本語" in talk.buttons()
    assert "ふつうの日本語" in talk.says("ヘルプ").buttons()
    assert talk.bot[-1].startswith(easy("lobby.help"))
    talk.taps("ふつうの日本語")
    assert talk.effects == [SetStyle(easy=True), SetStyle(easy=False)]
    assert talk.bot[-1].startswith(WORDS("style.now"))
    assert "やさしい日本語" in talk.says("ヘルプ").buttons()


@pytest.mark.parametrize(
    "text",
    [
        *("やさしい日本語", "やさしいにほんご", "やさしい日本語でお願いします。", "「やさしい日本語」", "優しい日本語"),
        *("やさしく", "かんたんな日本語", "Easy Japanese", "すみません、やさしい日本語で話してください"),
    ],
)
def test_the_switch_is_understood_in_many_words_and_at_any_question(text):
    for talk in (Talk(), Talk().says("予約", "1", "1"), Talk(booking=booking())):
        assert talk.says(text).effects[-1:] == [SetStyle(easy=True)]


@pytest.mark.parametrize("text", ["ふつうの日本語", "普通の日本語", "ふつうに", "ふつうの日本語に戻してください"])
def test_the_way_back_is_understood_in_many_words(text):
    assert Talk().says("やさしい日本語", text).effects == [SetStyle(easy=True), SetStyle(easy=False)]


@pytest.mark.parametrize("text", ["やさしく教えてくれる人に相談したい。予約", "オンライン相談を予約したい"])
def test_a_wish_that_is_about_something_else_switches_nothing(text):
    assert not [effect for effect in Talk().says(text).effects if isinstance(effect, SetStyle)]


def test_in_the_middle_of_booking_the_open_question_comes_again_in_the_new_words():
    talk = Talk().says("予約", "1", "1", "山田 太郎")
    before = talk.conversation.answers
    talk.says("やさしい日本語")
    assert talk.bot[-2] == easy("style.now")
    assert talk.bot[-1].startswith(easy("book.number.ask"))
    assert talk.conversation.answers == before
    talk.says("ふつうの日本語")
    assert talk.bot[-1].startswith(WORDS("book.number.ask"))


def test_who_switches_in_the_middle_books_in_easy_words_to_the_end():
    talk = Talk().sends(Sort.FOLLOW).taps("予約する", "はい、すべて").says("やさしい日本語")
    talk.taps(easy("book.consent.option.agree")).says(*FIRST_BOOKING)
    talk.taps(easy("book.purpose.option.consultation"), easy("book.support.option.none"))
    talk.taps("12月3日（木曜日）", "午後2時")
    assert "2026年12月3日（木曜日）午後2時" in talk.bot[-1]
    assert easy("book.purpose.option.consultation") in talk.bot[-1]
    talk.taps("申し込む")
    assert isinstance(talk.effects[-1], Book)
    assert talk.booking.start == tokyo("2026-12-03 14:00")
    assert "申し込みを受け付けました" in talk.bot[-1]
    assert "2026年12月3日\n（木曜日）\n午後2時から\n午後2時30分まで" in talk.bot[-1]
    assert "12月3日（木）" not in "".join(talk.bot[4:])
    talk.says("ふつうの日本語", "確認")
    assert "12月3日（木） 14:00〜14:30" in talk.bot[-1]


def test_what_is_shown_and_what_is_typed_agree_at_once_after_the_switch():
    """The digits and the labels of the new words name the same options as those before."""
    talk = Talk().says("予約").says("やさしい日本語")
    labels = [label for label, action in talk.buttons().items() if action["type"] == "postback"]
    assert [label for _, label in talk.conversation.shown] == labels
    assert [load for load, _ in talk.conversation.shown] == [load for load, _ in talk.conversation.also]
    for label in (labels[0], WORDS("book.eligible.option.all"), "1", "１番"):
        assert "consent" in after(talk, label).conversation.shown[0][0]


def after(talk: Talk, text: str) -> Talk:
    other = Talk(now=talk.now, conversation=talk.conversation, words=talk.words, booking=talk.booking)
    other.events = list(talk.events)
    return other.says(text)


TYPED = (
    "予約",
    "はい、すべて",
    "同意する",
    *FIRST_BOOKING,
    "職業相談",
    "必要ない",
    "12月3日（木）",
    "14:00",
    "申し込む",
)


def test_the_ordinary_labels_typed_book_in_easy_words():
    talk = Talk().says("やさしい日本語", *TYPED)
    assert talk.booking.start == tokyo("2026-12-03 14:00")


def test_the_easy_labels_typed_book_in_easy_words():
    talk = Talk().says("やさしい日本語", easy("common.option.book"), easy("book.eligible.option.all"))
    talk.says(easy("book.consent.option.agree"), *FIRST_BOOKING, easy("book.purpose.option.interview"))
    talk.says(easy("book.support.option.none"), "12月3日（木曜日）", "午後2時", "申し込む")
    assert talk.booking.start == tokyo("2026-12-03 14:00")
    assert talk.booking.answers["purpose"].value == "interview"


def test_digits_alone_book_in_easy_words():
    talk = Talk().says("やさしい日本語", "予約", "1", "1", *FIRST_BOOKING, "1", "1", "3")
    assert "午前10時30分" in talk.bot[-1]
    talk.says("1030").says("1")
    assert talk.booking.start == tokyo("2026-12-03 10:30")


@pytest.mark.parametrize("style", ["やさしい日本語", "ふつうの日本語"])
def test_moving_and_cancelling_work_in_either_words(style):
    talk = Talk(booking=booking()).says(style, "変更").says("12/10 14:30").taps("変更する")
    assert talk.booking.start == tokyo("2026-12-10 14:30")
    talk.says("キャンセル").taps("答えたくない", "取り消す")
    assert talk.booking is None


def test_one_message_books_in_easy_words():
    talk = Talk().says(
        "やさしい日本語", "山田太郎、13010-12345678、090-1234-5678、taro@example.com、12/3の14時", *"1111"
    )
    assert "2026年12月3日（木曜日）午後2時" in talk.bot[-1]
    assert talk.says("申し込む").booking


def test_a_correction_is_taken_in_either_words():
    for style in ("やさしい日本語", "ふつうの日本語"):
        talk = booked(Talk()).says(style, "戻る", "氏名を変更")
        assert "氏名" in talk.bot[-1]
        assert "name" not in talk.conversation.answers


def test_a_switch_that_comes_late_changes_the_words_and_no_answer():
    talk = Talk().says("予約", "1", "1", "山田 太郎")
    answered = talk.conversation.answers
    late = Incoming(Sort.TEXT, "late", talk.now - timedelta(seconds=3), text="やさしい日本語", redelivered=True)
    talk.take(late)
    assert talk.effects == [SetStyle(easy=True)]
    assert talk.conversation.answers.keys() == answered.keys()
    assert talk.bot[-1].startswith(easy("book.number.ask"))
    again = Talk().says("予約").says("やさしい日本語").says("1")
    again.take(Incoming(Sort.TEXT, "older", again.now - timedelta(seconds=5), text="ヘルプ", redelivered=True))
    assert again.effects == [SetStyle(easy=True)]
    assert set(again.conversation.answers) == {"eligible"}


# --- days and times ---


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    today=st.dates(date(2026, 1, 1), date(2040, 1, 1)),
    minute=st.integers(0, 1439),
    ahead=st.integers(1, 500),
    clock=st.sampled_from(STARTS),
)
def test_what_is_said_in_easy_words_is_read_back(today, minute, ahead, clock):
    here = datetime.combine(today, time(minute // 60, minute % 60), TOKYO)
    start = datetime.combine(here.date() + timedelta(days=ahead), clock, TOKYO)
    assert read_when(say_when(start).easy, now=here, starts=STARTS) == At(start)
    assert read_when(say_day(start.date()).easy, now=here, starts=STARTS) == OnDay(start.date())
    known = read_when(say_time(clock).easy, now=here, starts=STARTS, day=start.date())
    assert known == At(start)
    if ahead < 180:
        label = f"{short_day(start.date()).easy} {say_time(clock).easy}"
        assert read_when(label, now=here, starts=STARTS) == At(start)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ((2026, 12, 3, 14, 30), "2026年12月3日（木曜日）午後2時30分"),
        ((2026, 12, 3, 14, 0), "2026年12月3日（木曜日）午後2時"),
        ((2026, 12, 3, 12, 0), "2026年12月3日（木曜日）昼12時"),
        ((2026, 12, 3, 12, 30), "2026年12月3日（木曜日）昼12時30分"),
        ((2027, 1, 5, 10, 0), "2027年1月5日（火曜日）午前10時"),
    ],
)
def test_an_easy_time_has_year_weekday_and_half_of_the_day(start, said):
    assert say_when(datetime(*start, tzinfo=TOKYO)).easy == said


def test_days_to_wait_for_are_said_from_and_to():
    talk = Talk(taken=dict.fromkeys(bookable_starts(OFFICE, WEDNESDAY), OFFICE.places)).says(
        "やさしい日本語", "キャンセル待ち", "1", "1"
    )
    talk.says(*FIRST_BOOKING, "1", "1")
    assert any("から" in label and "～" not in label for label in talk.buttons())
    talk.says("来週の火曜と水曜の午後")
    assert "2026年12月1日（火曜日）から2026年12月2日（水曜日）まで" in talk.bot[-1]


# --- one list, labelled in two ways ---


def test_a_number_counts_what_is_shown_and_never_the_other_labels():
    shown = [("a", "午前10時"), ("b", "午前10時30分"), ("c", "午後2時")]
    also = [("a", "10:00"), ("b", "10:30"), ("c", "14:00")]
    assert [read_choice(text, shown, also) for text in ("1", "2", "3", "4", "5")] == ["a", "b", "c", None, None]
    assert read_choice("14:00", shown, also) == "c"
    assert read_choice("午後2時", shown, also) == "c"


def test_a_number_that_may_be_an_hour_of_either_label_is_no_choice():
    shown = [(str(hour), f"午後{hour}時") for hour in range(1, 11)] + [("x", "午前10時")]
    also = [(str(hour), f"{12 + hour}:00") for hour in range(1, 11)] + [("x", "10:00")]
    assert read_choice("10", shown, also) is None
    assert read_choice("10番", shown, also) == "10"


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_what_a_pc_is_told_to_type_for_a_free_time_books_it(easy):
    talk = Talk(words=WORDS.in_style(easy=easy)).says("12月4日の10時は空いていますか")
    named = re.search("「(.*したい)」", talk.bot[-1])[1]
    talk.says(named)
    assert talk.conversation.flow == "book"
    assert talk.conversation.held or talk.conversation.answers


def test_an_option_that_is_called_the_same_in_both_styles_is_kept_once():
    talk = booked(Talk())
    kept = talk.conversation
    assert "申し込む" in {label for _, label in kept.shown}
    assert not set(kept.shown) & set(kept.also)


@pytest.mark.parametrize("text", ["予約したい。でも、日本語 すこし", "予約したい です。日本語 すこし だけ です"])
def test_who_has_the_plain_words_already_begins_to_book(text):
    talk = Talk().says("やさしい日本語", text)
    assert talk.conversation.flow == "book"
    assert "やさしい日本語" not in talk.every_button()


def test_who_wishes_to_book_and_knows_little_japanese_books_in_plain_words():
    talk = Talk().says("予約したいです 日本語が少しだけわかります")
    assert talk.conversation.flow == "book"
    assert [type(one) for one in talk.effects] == [SetStyle]
    assert "やさしい" in talk.bot[-2]


@pytest.mark.parametrize("text", ["日本語 むずかしい です", "日本語 わかりません", "わかりません"])
def test_the_plain_words_are_not_offered_to_who_has_them(text):
    talk = Talk().says("やさしい日本語", text)
    assert not talk.conversation.flow
    assert "やさしい日本語" not in talk.every_button()
