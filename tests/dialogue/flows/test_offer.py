"""Staff offered other times; the seeker takes one, or none, by button or in words."""

import pytest

from bot.booking.model import AGREED, NONE_FITS, State
from bot.booking.offers import offer
from bot.dialogue.outside_flows.offer_buttons import offer_id
from bot.dialogue.questions.offered_times import said_of
from bot.dialogue.turn import Correct, RefuseOffer, TakeOffer
from tests.make import OFFICE, WEDNESDAY, booking, tokyo
from tests.talk import Talk, actions

FRIDAY, MONDAY, TUESDAY = tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30"), tokyo("2026-12-08 11:00")


def offered(*times, **changes) -> Talk:
    """A talk with a request for 3 December, 14:00, to which staff offered other times."""
    made = offer(booking(**changes), times or (FRIDAY, MONDAY, TUESDAY), OFFICE, WEDNESDAY)
    return Talk(booking=made, taken=dict.fromkeys(made.places, 1))


def test_looking_shows_the_offer_and_one_tap_takes_a_time():
    talk = offered().says("確認")
    assert "日時の提案中" in talk.bot[-1]
    assert "12月7日（月）13:30" in talk.bot[-1]
    talk.taps("12月7日（月） 13:30")
    assert isinstance(talk.effects[-1], TakeOffer)
    assert (talk.booking.state, talk.booking.start, talk.booking.marks) == (State.REQUESTED, MONDAY, (AGREED,))
    assert "お受けしました" in talk.bot[-1]
    assert "12月7日（月）13:30" in talk.bot[-1]


def test_the_room_of_a_time_that_was_taken_is_promised_until_its_cut_off_and_not_after_it():
    talk = offered().says("確認").taps("12月7日（月） 13:30")
    assert "12月4日（金）17:15までに" in talk.bot[-1]
    assert "12月4日（金）17:15までに" in talk.says("確認").bot[-1]
    for later in ("2026-12-04 17:16", "2026-12-06 10:00", "2026-12-07 09:00"):
        talk.now = tokyo(later)
        for said in ("確認", "いつ決まりますか"):
            told = talk.says(said).bot[-1]
            assert "17:15までに" not in told
            assert "遅れていて" in told
            assert "職員の画面" in told
            assert "093-622-6690" in told


@pytest.mark.parametrize(
    "said", ["2", "2番", "12月7日（月） 13:30", "12/7 13時半", "12月7日でお願いします", "7日の13:30"]
)
def test_a_time_is_taken_by_typing_it_or_its_number(said):
    talk = offered().says(said)
    assert talk.effects, talk.bot[-1]
    assert talk.booking.start == MONDAY


@pytest.mark.parametrize("said", ["はい", "12/9 10時", "お願いします", "どうしよう", "5", "月曜の13時30分"])
def test_what_names_no_single_time_takes_nothing_and_shows_the_offer_again(said):
    talk = offered().says(said)
    assert not talk.effects
    assert {"12月4日（金） 10:00", "どれも合いません"} <= set(talk.buttons())
    assert talk.says("3").booking.start == TUESDAY


def behind(*before: str) -> Talk:
    """A talk in which a question is open when the times are offered."""
    talk = Talk(booking=booking()).says(*before)
    talk.booking = offered().booking
    return talk.waits(minutes=30)


@pytest.mark.parametrize("said", ["2", "２番", "2番目でお願いします", "12/7 13:30", "12月7日でお願いします"])
@pytest.mark.parametrize("before", [("連絡先の変更",), ("連絡先の変更", "求職番号"), ("キャンセル",), ("消去",)])
def test_what_answers_an_offer_is_taken_for_it_though_an_older_question_is_open(before, said):
    talk = behind(*before).says(said)
    assert isinstance(talk.effects[-1], TakeOffer), talk.bot[-1]
    assert talk.booking.start == MONDAY


@pytest.mark.parametrize("said", ["その日は都合がつきません", "どれも合いません", "はい", "お願いします"])
@pytest.mark.parametrize("before", [("連絡先の変更", "求職番号"), ("キャンセル", "1"), ("消去",)])
def test_what_chooses_no_time_of_a_newer_offer_asks_about_it_and_does_nothing(before, said):
    talk = behind(*before).says(said)
    assert not talk.effects
    assert "12月7日（月） 13:30" in talk.buttons()


def test_what_is_asked_after_the_offer_is_answered_by_a_number_again():
    talk = behind("連絡先の変更", "求職番号").says("13010-87654321")
    assert "番号でも選べます" in talk.bot[-1]
    assert isinstance(talk.says("1").effects[-1], Correct)
    assert talk.booking.state is State.OFFERED


def test_a_word_that_works_anywhere_is_none_of_the_offer():
    talk = behind("連絡先の変更", "求職番号").says("やめる")
    assert not talk.effects
    assert talk.conversation.flow == ""


def test_a_day_on_which_two_times_are_offered_is_asked_about():
    talk = offered(FRIDAY, tokyo("2026-12-04 11:00")).says("12月4日で")
    assert not talk.effects
    assert talk.says("11時").booking.start == tokyo("2026-12-04 11:00")


def test_none_fits_lets_all_go_and_leads_to_other_times_or_to_cancelling():
    talk = offered().says("どれも合いません").taps("はい、どれも合いません")
    assert isinstance(talk.effects[-1], RefuseOffer)
    assert (talk.booking.state, talk.booking.places, talk.booking.marks) == (State.OFFERED, (), (NONE_FITS,))
    assert {"ほかの日時を選ぶ", "予約を取り消す", "窓口に電話"} <= set(talk.buttons())
    talk.taken.clear()
    talk.taps("ほかの日時を選ぶ", "12月9日（水）", "10:00", "変更する")
    assert (talk.booking.state, talk.booking.start, talk.booking.offers) == (
        State.REQUESTED,
        tokyo("2026-12-09 10:00"),
        (),
    )


def test_after_none_fits_the_booking_can_be_looked_up_and_cancelled():
    talk = offered().says("どれも合いません").taps("はい、どれも合いません").says("確認")
    assert "いま選べるご案内はありません" in talk.bot[-1]
    talk.says("キャンセル").taps("都合が悪くなった", "取り消す")
    assert talk.booking is None


def test_an_offered_time_ends_at_its_own_cut_off():
    talk = offered()
    talk.now = tokyo("2026-12-03 17:15")  # the cut-off of Friday, the 4th
    talk.says("確認")
    assert "12月4日（金） 10:00" not in talk.buttons()
    assert talk.taps("12月7日（月） 13:30").booking.start == MONDAY


def test_a_button_of_a_time_that_lapsed_gets_the_rest_of_the_offer():
    talk = offered()
    talk.says("確認")
    old = talk.buttons()["12月4日（金） 10:00"]
    talk.now = tokyo("2026-12-03 18:00")
    talk._act(old)
    assert not talk.effects
    assert "もう選べません" in talk.bot[-2]
    assert "12月7日（月） 13:30" in talk.buttons()


def test_a_button_of_an_offer_that_was_replaced_takes_nothing():
    talk = offered().says("確認")
    old = talk.buttons()["12月4日（金） 10:00"]
    talk.booking = offer(talk.booking, (TUESDAY,), OFFICE, WEDNESDAY)
    talk._act(old)
    assert not talk.effects
    assert set(talk.buttons()) >= {"12月8日（火） 11:00", "どれも合いません"}


def test_a_second_tap_after_taking_one_tells_what_holds_and_what_is_free_nearby():
    talk = offered().says("確認")
    friday, monday = (talk.buttons()[label] for label in ("12月4日（金） 10:00", "12月7日（月） 13:30"))
    talk._act(monday)
    talk.taken = {MONDAY: OFFICE.places}
    talk._act(friday)
    assert len(talk.effects) == 1
    assert "申込中" in talk.bot[-2]
    assert talk.taps("12月4日（金） 10:30", "変更する").booking.start == tokyo("2026-12-04 10:30")


def test_a_button_of_an_offer_that_expired_tells_the_nearest_free_times():
    talk = offered().says("確認")
    old = talk.buttons()["12月7日（月） 13:30"]
    talk.booking, talk.taken, talk.now = None, {}, tokyo("2026-12-07 18:00")
    talk._act(old)
    assert "もう選べません" in talk.bot[-1]
    assert "12月9日（水）10:00" in talk.bot[-1]
    assert "予約する" in talk.buttons()


def test_an_old_offer_does_not_disturb_a_booking_under_way():
    talk = Talk().says("予約", "1", "1")
    old = offered().says("確認").buttons()["12月7日（月） 13:30"]
    talk._act(old)
    assert "もう選べません" in talk.bot[-2]
    assert "氏名" in talk.bot[-1]


def test_moving_is_possible_while_an_offer_stands_even_after_the_wished_day():
    talk = offered()
    talk.now = tokyo("2026-12-03 15:00")
    talk.says("変更", "12/9 10時", "変更する")
    assert talk.booking.start == tokyo("2026-12-09 10:00")
    assert talk.booking.marks == ()


def test_the_buttons_of_each_offer_have_a_name_of_their_own():
    first = offered().booking
    second = offer(first, (TUESDAY,), OFFICE, WEDNESDAY)
    assert offer_id(first) != offer_id(second)
    assert {one["data"].split("&")[0] for one in actions(offered().says("確認").messages) if "data" in one} == {
        f"c={offer_id(first)}"
    }


@pytest.mark.parametrize(
    "said",
    [
        *(
            "10時はちょっと",
            "10時？",
            "4日は行けません",
            "金曜は用事があります",
            "12月7日以外で",
            "7日じゃないほう",
            "7日は何時",
        ),
        *(
            "4日の10時は厳しいです",
            "8日だけは無理",
            "13時半は微妙",
            "7日でいいですか",
            "8日の11時より後がいい",
        ),
    ],
)
def test_a_time_that_is_doubted_asked_about_or_excluded_is_neither_taken_nor_cancels(said):
    talk = offered().says(said)
    assert not talk.effects
    assert talk.conversation.flow != "cancel"
    assert "どれも合いません" in talk.buttons()


# Nothing of this chooses a time, refuses all, or begins to cancel.
DOUBTS = (
    *(
        "{}？",
        "{}はちょっと",
        "{}は微妙",
        "{}はどうかな",
        "{}ですか",
        "{}でもいいですか",
        "{}って空いてますか",
        "{}かも",
    ),
    *("{}だけは無理", "{}は無理かな", "{}は厳しいです", "{}は行けません", "{}は用事があります", "{}は都合が悪いです"),
    *("{}以外で", "{}じゃないほう", "{}ではなく", "{}はだめ", "{}は考え中です", "{}にするか迷っています"),
)
NAMED = ("10時", "12月4日", "4日の10時", "金曜", "8日", "12/7", "13時半")
VAGUE_WORDS = (
    "いいえ",
    "無理です",
    "行けません",
    "どれも無理かも",
    "どれも合わないかな",
    "どれもいいです",
    "どれ",
    "なるほど",
)
PLAIN_CHOICES = ("12月7日にします", "7日の13時半でお願いします", "じゃあ12/7で", "7日なら行けます", "13時半がいいです")


def has_acted(talk: Talk) -> bool:
    return bool(talk.effects) or talk.conversation.flow not in ("offer", "")


@pytest.mark.parametrize("begun", [(), ("確認",), ("どうしよう",)])
def test_who_doubts_asks_or_rules_out_chooses_nothing(begun):
    said = [doubt.format(named) for doubt in DOUBTS for named in NAMED] + [*VAGUE_WORDS]
    before = offered().says(*begun)
    assert [one for one in said if has_acted(_going_on(before, one))] == []


def _going_on(before: Talk, said: str) -> Talk:
    talk = Talk(now=before.now, conversation=before.conversation, booking=before.booking, taken=before.taken)
    talk.events = list(before.events)
    return talk.says(said)


@pytest.mark.parametrize("said", PLAIN_CHOICES)
def test_a_plain_choice_is_taken(said):
    assert offered().says(said).booking.start == MONDAY


@pytest.mark.parametrize("said", ["10時？", "4日は行けません"])
def test_twin_a_reader_of_days_alone_would_see_the_very_time(said):
    talk = offered()
    assert said_of((FRIDAY,), said.rstrip("？はいけません行"), talk.facts()).is_plain
    assert not said_of((FRIDAY,), said, talk.facts()).is_plain


def test_a_doubted_time_is_asked_about_and_taken_by_the_button_or_a_yes():
    talk = offered().says("7日は何時")
    assert {"この日時にする", "12月4日（金） 10:00", "どれも合いません"} <= set(talk.buttons())
    assert talk.says("はい").booking.start == MONDAY
    assert offered().says("7日？").taps("この日時にする").booking.start == MONDAY


def test_a_yes_takes_nothing_once_something_else_was_shown():
    assert not offered().says("10時？", "4日は行けません", "はい").effects


@pytest.mark.parametrize("said", ["12/7か12/8", "7日と8日ならどちらでも"])
def test_of_two_that_are_named_one_is_to_be_chosen(said):
    talk = offered().says(said)
    assert not talk.effects
    assert {*talk.buttons()} == {"12月7日（月） 13:30", "12月8日（火） 11:00", "どれも合いません"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("いちばん早いやつ", "12月4日（金）10:00"),
        ("最後のでお願いします", "12月8日（火）11:00"),
        ("どれでも構いません", "12月4日（金）10:00"),
    ],
)
def test_who_wants_the_first_or_the_last_or_leaves_it_to_us_is_asked_about_that_one(said, meant):
    talk = offered().says(said)
    assert not talk.effects
    assert f"{meant}でお受けしますか" in talk.bot[-1]


def test_of_what_is_ruled_out_the_others_are_offered():
    talk = offered().says("4日は行けません")
    assert "12月4日（金） 10:00" not in talk.buttons()
    assert {"12月7日（月） 13:30", "12月8日（火） 11:00", "どれも合いません"} <= set(talk.buttons())


@pytest.mark.parametrize("said", ["どれも都合が悪いです", "すみません、どれも無理です", "全部だめです"])
def test_who_says_that_none_fits_is_asked_before_the_places_go(said):
    talk = offered().says(said)
    assert talk.effects == []
    assert isinstance(talk.says("はい").effects[-1], RefuseOffer)


@pytest.mark.parametrize("said", ["やっぱり12月7日で", "4日の10時でいいです", "2番目"])
def test_a_time_is_taken_after_all_while_the_places_are_held(said):
    talk = offered().says("どれも合いません", said)
    assert not any(isinstance(one, RefuseOffer) for one in talk.effects)
    assert "12月4日" in talk.bot[-1] or "12月7日" in talk.bot[-1]


def test_a_day_that_is_typed_after_all_are_let_go_begins_to_move():
    talk = offered().says("どれも合いません").taps("はい、どれも合いません")
    talk.taken.clear()
    talk.says("12月9日の13時でお願いします")
    assert talk.conversation.flow == "change"
    assert "12月9日（水）13:00" in str(talk.messages)


def test_who_can_not_come_at_all_is_asked_which_is_meant():
    assert {"どれも合いません", "予約を取り消す"} <= set(offered().says("行けません").buttons())


@pytest.mark.parametrize("said", ["キャンセルしたいです", "予約を取り消してください"])
def test_who_wants_to_cancel_still_can_while_the_times_are_open(said):
    assert offered().says("どうしよう", said).conversation.flow == "cancel"
