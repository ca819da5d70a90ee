"""A seeker for whom nothing is free waits, is offered a place, takes it or lets it go."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.waitlist import Part, WaitingWish, WishState, offer
from bot.dialogue.incoming import Sort, Tap
from bot.dialogue.outside_flows.waitlist import OFFER, offer_say
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Book, ChangeWish, TakePlace, Wait
from bot.messages.line import render
from tests.dialogue.talks import at, at_the_day, packed, waiting
from tests.make import OFFICE, TERMS, WORDS, tokyo
from tests.talk import FIRST_BOOKING, Talk
from tests.talk import booked as up_to_review

OFFERED = tokyo("2026-12-03 14:00")


def offered() -> Talk:
    """The same, with an offer out that came by push."""
    talk = waiting()
    talk.wish = offer(talk.wish, OFFERED, talk.now.replace(minute=45))
    return shown(talk)


def shown(talk: Talk) -> Talk:
    talk.messages = render((offer_say(talk.wish, talk.wish.consent.sha256, OFFICE),), WORDS)
    return talk


def wish_of(talk: Talk) -> WaitingWish:
    effect = talk.effects[-1]
    assert isinstance(effect, Wait)
    return effect.wish


def test_who_would_wait_for_one_time_alone_reads_that_he_can_not_and_what_is_free():
    talk = at("day", Talk(taken={tokyo("2026-12-10 13:00"): OFFICE.places}))
    talk.says("12月10日の13時").taps("キャンセル待ちにする", "午後")
    assert "1つの時刻だけを待つことはできません" in talk.bot[-1]
    assert {"12月10日（木） 13:30", "別の日を選ぶ", "窓口に電話"} <= set(talk.buttons())
    for said in ("13時だけ待ちたい", "13時だけ", "13時がいいです"):
        talk.says(said)
        assert "13:00だけを待つことはできません" in talk.bot[-1]
        assert "093-622-6690" in talk.bot[-1]
        assert {"12月10日（木） 13:30", "別の日を選ぶ", "窓口に電話"} <= set(talk.buttons())
    assert talk.taps("12月10日（木） 13:30").conversation.flow == "book"


def test_who_finds_nothing_free_is_offered_the_waiting_list_and_says_which_days():
    talk = at_the_day()
    assert "空いている希望日時がありません" in talk.bot[-1]
    talk.taps("キャンセル待ちにする")
    assert "11/30（月）～12/4（金）" in talk.buttons()
    talk.taps("11/30（月）～12/4（金）", "午後")
    assert "待つ日\n11月30日（月）～12月4日（金）" in talk.bot[-1]
    assert not talk.effects
    talk.taps("キャンセル待ちに入る")
    wish = wish_of(talk)
    assert [day.day for day in wish.days] == [30, 1, 2, 3, 4]
    assert wish.parts == (Part.AFTERNOON,)
    assert wish.consent.version == TERMS.version
    assert {name: answer.value for name, answer in wish.answers.items()}["telephone"] == "090-1234-5678"
    assert "days" not in wish.answers
    assert "キャンセル待ちに入りました" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "days", "parts"),
    [
        ("来週の午後ならいつでも", [30, 1, 2, 3, 4], "pm"),
        ("来週の火曜か水曜の午前", [1, 2], "am"),
        ("12月3日の午後", [3], "pm"),
        ("12/3 14時", [3], "pm"),
    ],
)
def test_days_and_part_of_the_day_in_one_sentence(text, days, parts):
    wish = wish_of(at_the_day().taps("キャンセル待ちにする").says(text).taps("キャンセル待ちに入る"))
    assert ([day.day for day in wish.days], ",".join(wish.parts)) == (days, parts)


def test_the_sentence_typed_where_a_day_is_asked_is_kept_for_the_list():
    talk = at_the_day().says("来週の午後ならいつでも")
    assert "空いている希望日時がありません" in talk.bot[-1]
    wish = wish_of(talk.taps("キャンセル待ちにする", "キャンセル待ちに入る"))
    assert [day.day for day in wish.days] == [30, 1, 2, 3, 4]


def test_what_is_free_among_the_wished_days_is_offered_for_booking_instead():
    talk = at_the_day().taps("キャンセル待ちにする")
    talk.taken[OFFERED] = 0
    talk.says("来週の午後ならいつでも")
    assert "いま空いている席" in talk.bot[-1]
    talk.taps("12月3日（木） 14:00", "申し込む")
    assert isinstance(talk.effects[-1], Book)
    assert talk.booking.start == OFFERED


def test_the_list_can_be_asked_for_by_its_name_from_the_very_beginning():
    talk = packed().says("キャンセル待ち", "1", "1", *FIRST_BOOKING, "1", "1", "どの日でもよい", "午前")
    assert "キャンセル待ちの内容です" in talk.bot[-1]
    assert wish_of(talk.says("キャンセル待ちに入る")).parts == (Part.MORNING,)


def test_any_day_at_all_by_words():
    wish = wish_of(at_the_day().says("キャンセル待ち", "いつでもいいです", "午前でも午後でもよい", "1"))
    assert len(wish.days) > 15
    assert wish.parts == (Part.MORNING, Part.AFTERNOON)


ANY_AFTERNOON = "来週の午後ならいつでも"


def up_to_the_day(talk: Talk) -> Talk:
    return talk.taps("はい、すべて", "同意する").says(*FIRST_BOOKING).taps("職業相談", "必要ない")


def test_the_sentence_typed_with_no_question_open_begins_and_is_remembered_when_a_time_is_asked_for():
    talk = Talk().says(ANY_AFTERNOON)
    assert "このあと、その中で空いている希望日時" in talk.bot[-2]
    up_to_the_day(talk)
    assert "そのなかで空いている希望日時" in talk.bot[-1]
    starts = [label for label in talk.buttons() if ":" in label]
    assert len(starts) == 10
    assert all(int(label.split(" ")[1][:2]) >= 12 for label in starts)
    assert "キャンセル待ちにする" in talk.buttons()


def test_where_nothing_is_free_the_same_sentence_leads_to_the_list():
    talk = up_to_the_day(packed().says(ANY_AFTERNOON))
    assert "空いている希望日時がありません" in talk.bot[-1]
    wish = wish_of(talk.taps("キャンセル待ちにする", "キャンセル待ちに入る"))
    assert ([day.day for day in wish.days], wish.parts) == ([30, 1, 2, 3, 4], (Part.AFTERNOON,))


def test_the_list_and_the_days_in_one_sentence():
    talk = packed().says(f"キャンセル待ちをしたいです。{ANY_AFTERNOON}")
    wish = wish_of(up_to_the_day(talk).taps("キャンセル待ちに入る"))
    assert ([day.day for day in wish.days], wish.parts) == ([30, 1, 2, 3, 4], (Part.AFTERNOON,))


@pytest.mark.parametrize("text", ["来週以外ならいつでも", "水曜はだめですがいつでも", "明日以外の午後ならいつでも"])
def test_any_day_but_some_is_not_taken_for_every_day(text):
    talk = at_the_day().taps("キャンセル待ちにする").says(text)
    assert "読み取れませんでした" in talk.bot[-1]
    assert "days" not in talk.conversation.answers


def test_who_has_a_booking_or_waits_already_begins_nothing_by_it():
    assert not waiting().says(ANY_AFTERNOON).conversation.flow
    talk = up_to_review().taps("申し込む").says(ANY_AFTERNOON)
    assert not talk.conversation.flow


def test_an_answer_can_be_changed_before_the_last_word():
    talk = at_the_day().says("キャンセル待ち", "来週の午後").says("待つ時間帯を変更", "午前", "キャンセル待ちに入る")
    assert wish_of(talk).parts == (Part.MORNING,)


ANY_PART = [
    "いつでも",
    "どちらでも",
    "どっちでもいいです",
    "時間は問いません",
    "午前午後どちらでもOK",
    "どっちでもええよ",
]


@pytest.mark.parametrize("text", ANY_PART)
def test_the_part_of_the_day_may_be_left_open_in_ones_own_words(text):
    talk = at_the_day().says("キャンセル待ち", "来週")
    assert "parts" not in talk.conversation.answers
    talk.says(text)
    assert talk.conversation.answers["parts"].value == "am,pm"
    assert talk.conversation.answers["days"].value.startswith("2026-11-30")


@pytest.mark.parametrize("text", ["終日は無理", "どちらも無理です", "どちらでもよくない", "いつ空きますか"])
def test_what_leaves_it_not_open_is_asked_again(text):
    assert "parts" not in at_the_day().says("キャンセル待ち", "来週", text).conversation.answers


@pytest.mark.parametrize("text", ["はてな", "来週以外", "12/5"])
def test_what_names_no_day_to_wait_for_is_asked_again(text):
    talk = at_the_day().says("キャンセル待ち", text)
    assert "待つ日" in talk.bot[-1]
    assert talk.conversation.flow == "wait"
    assert "days" not in talk.conversation.answers


def test_one_tap_makes_the_held_place_a_request():
    talk = offered()
    before = talk.taps_made
    talk.taps("この日時で申し込む")
    effect = talk.effects[-1]
    assert talk.taps_made - before == 1
    assert isinstance(effect, TakePlace)
    assert (effect.booking.state, effect.booking.start) == (State.REQUESTED, OFFERED)
    assert effect.booking.answers["name"].value == "山田 太郎"
    assert effect.wish.state is WishState.BOOKED
    assert "受付番号" in talk.bot[-1]


def test_the_same_by_typing():
    assert isinstance(offered().says("この日時で申し込む").effects[-1], TakePlace)
    assert isinstance(offered().says("見送る").effects[-1], ChangeWish)


def test_an_offer_that_has_run_out_is_not_taken():
    talk = offered().waits(minutes=46)
    talk.taps("この日時で申し込む")
    assert not isinstance(talk.effects[-1], TakePlace)
    assert "過ぎました" in talk.bot[-1]


def test_the_button_of_an_earlier_offer_does_not_take_a_later_one():
    talk = offered()
    old = talk.buttons()["この日時で申し込む"]
    talk.wish = offer(replace(talk.wish, state=WishState.WAITING), tokyo("2026-12-04 14:00"), talk.wish.until)
    talk._act(old)
    assert not isinstance(talk.effects[-1], TakePlace)


def test_who_lets_an_offer_go_waits_on_and_after_the_third_no_more():
    talk = offered().taps("見送る")
    assert "続いています" in talk.bot[-1]
    assert talk.wish.declined == (OFFERED,)
    talk.wish = offer(replace(talk.wish, offers=2), tokyo("2026-12-04 14:00"), talk.now.replace(hour=11))
    shown(talk).taps("見送る")
    assert "3回" in talk.bot[-1]
    assert talk.wish is None


def test_terms_that_changed_are_agreed_to_before_the_place_is_taken():
    talk = offered()
    talk.terms = Terms("2026-11-25", "新しいきまり")
    talk.taps("この日時で申し込む")
    assert not isinstance(talk.effects[-1], TakePlace)
    assert "新しくなりました" in talk.bot[-1]
    talk.taps("同意して申し込む")
    assert talk.booking.consent.version == "2026-11-25"


def test_who_waits_sees_it_and_can_leave():
    talk = waiting().says("確認")
    assert "キャンセル待ちをしています" in talk.bot[-1]
    assert "午後" in talk.bot[-1]
    talk.says("キャンセル").taps("待つのをやめる")
    assert talk.effects[-1].wish.state is WishState.WITHDRAWN
    assert "やめました" in talk.bot[-1]
    assert "キャンセル待ちはしていません" in talk.says("待つのをやめる").bot[-1]


def test_who_waits_can_still_book_what_is_free():
    talk = up_to_review(waiting_with_room()).taps("申し込む")
    assert isinstance(talk.effects[-1], Book)
    assert "キャンセル待ちにする" not in talk.says("変更").buttons()


def waiting_with_room() -> Talk:
    talk = waiting()
    talk.taken.clear()
    return talk


def test_who_blocks_us_is_offered_nothing_until_he_comes_back():
    talk = offered().sends(Sort.UNFOLLOW)
    assert (talk.wish.reachable, talk.wish.offered) == (False, None)
    talk.sends(Sort.FOLLOW)
    assert talk.wish.reachable
    assert "キャンセル待ち" in talk.bot[-1]


def test_nobody_waits_twice():
    talk = waiting().says("キャンセル待ち")
    assert "キャンセル待ちをしています" in talk.bot[-1]
    assert "キャンセル待ちにする" not in talk.says("予約").buttons()


@pytest.mark.parametrize("value", ["take:9", "decline:9", "", "はてな:1", "take:x", "はてな"])
def test_a_made_up_button_of_an_offer_changes_nothing(value):
    talk = offered()
    effects = len(talk.effects)
    talk.sends(Sort.TAP, tap=Tap(OFFER, "offer", value))
    assert len(talk.effects) == effects
    assert talk.bot[-1]


@pytest.mark.parametrize("text", ["はい", "うん", "はい、お願いします", "やめます", "それでいいです"])
def test_a_yes_to_whether_to_stop_waiting_stops_it(text):
    assert waiting().says("待つのをやめたい", text).wish is None


@pytest.mark.parametrize("text", ["いいえ", "やっぱり待ちます", "やめないです", "そのままで", "やめるのやめます"])
def test_a_no_to_whether_to_stop_waiting_tells_that_it_goes_on(text):
    talk = waiting().says("待つのをやめたい", text)
    assert talk.wish
    assert "キャンセル待ちをしています" in talk.bot[-1]


def test_what_is_neither_yes_nor_no_brings_the_question_back():
    talk = waiting().says("待つのをやめたい", "大丈夫です")
    assert talk.wish
    assert "キャンセル待ちをやめますか" in talk.bot[-1]
    assert talk.says("はい").wish is None


def test_a_yes_that_comes_later_stops_no_waiting():
    assert waiting().says("待つのをやめたい", "確認", "はい").wish
