"""What seekers type while a question is open: other words for an answer, corrections, questions, wishes, days."""

import pytest

from bot.booking.schedule.opening import bookable_starts
from bot.dialogue.turn import Book
from tests.dialogue.talks import at, last, value
from tests.make import OFFICE, WEDNESDAY, tokyo
from tests.talk import Talk


@pytest.mark.parametrize(
    ("question", "said", "taken"),
    [
        ("eligible", "はい、五つとも該当します", "all"),
        ("eligible", "オッケーです", "all"),
        ("consent", "はい、同意いたします", "agree"),
        ("number", "持っていません", ""),
        ("email", "メールは使っていません", ""),
        ("purpose", "模擬面接をお願いしたいです", "interview"),
        ("purpose", "職務経歴書の添削", "documents"),
        ("support", "とくにないです", "none"),
        ("support", "必要ありません", "none"),
        ("support", "筆談でお願いします", "writing"),
    ],
)
def test_an_answer_in_other_words_is_taken(question, said, taken):
    talk = at(question).says(said)
    assert question in talk.conversation.answers
    assert value(talk, question) == taken


@pytest.mark.parametrize("said", ["承知しました", "お願いします", "大丈夫です"])
def test_a_courtesy_at_the_terms_is_asked_about_and_then_a_plain_yes_agrees(said):
    talk = at("consent").says(said)
    assert "consent" not in talk.conversation.answers
    assert "同意する" in talk.buttons()
    assert "こちらこそ" not in last(talk)
    assert value(talk.says("はい"), "consent") == "agree"


@pytest.mark.parametrize("said", ["はい", "それで大丈夫です", "よろしくお願いいたします"])
def test_a_yes_at_the_review_applies(said):
    talk = at("review").says(said)
    assert isinstance(talk.effects[-1], Book)


def test_a_no_at_the_review_changes_nothing_and_asks_what():
    talk = at("review").says("いいえ")
    assert not talk.effects
    assert "申し込む" in talk.buttons()


@pytest.mark.parametrize("question", ["name", "number", "telephone", "email"])
@pytest.mark.parametrize(
    "said",
    [
        "予約をキャンセルしたい",
        "それは必ず要りますか？",
        "費用はいくらですか",
        "家族の代わりに申し込みたい",
        "人と話したいです",
        "はい",
        "わかりました",
        "名前の漢字が違います",
        "名前は大丈夫です",
    ],
)
def test_what_is_no_answer_never_becomes_one(question, said):
    talk = at(question).says(said)
    assert not value(talk, question)
    assert question not in talk.conversation.answers


@pytest.mark.parametrize("question", ["name", "number", "telephone"])
def test_labelled_data_of_another_question_is_kept_for_it(question):
    talk = at(question).says("メールは hanako@example.com です")
    assert value(talk, "email") == "hanako@example.com"
    assert question not in talk.conversation.answers


@pytest.mark.parametrize("question", ["email", "purpose", "support", "day", "time", "review"])
def test_an_earlier_answer_is_corrected_anywhere(question):
    talk = at(question).says("さっきの電話、間違えました。正しくは080-3333-4444です")
    assert value(talk, "telephone") == "080-3333-4444"
    assert "080-3333-4444" in last(talk)
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(
    "said", ["080-3333-4444ではないです", "080-3333-4444は違います", "080-3333-4444でもいいですか"]
)
def test_a_number_that_is_denied_or_asked_about_is_not_taken(said):
    assert "telephone" not in at("telephone").says(said).conversation.answers
    assert value(at("review").says(f"電話番号は{said}"), "telephone") in ("090-1234-5678", "")


def test_the_review_takes_corrections_in_words():
    talk = at("review").says("氏名を鈴木花子に直してください")
    assert value(talk, "name") == "鈴木花子"
    assert value(talk.says("11時に変えてください"), "time").startswith("2026-12-03T11:00")
    assert value(talk.says("12月7日の15時"), "time").startswith("2026-12-07T15:00")
    assert "電話番号を入力" in last(talk.says("電話番号が違ってます"))


def test_a_time_asked_for_at_the_review_that_is_taken_is_said_with_the_nearest():
    talk = at("review", Talk(taken={tokyo("2026-12-04 10:00"): OFFICE.places}))
    talk.says("12月4日の10時")
    assert "埋まりました" in last(talk)
    assert any("12月4日" in label for label in talk.buttons())


def test_stopping_in_words_is_asked_first():
    talk = at("email").says("やっぱりやめます")
    assert value(talk, "name") == "山田 太郎"
    assert not talk.taps("やめる").conversation.answers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("佐藤花子（旧姓：田中）", "佐藤花子"),
        ("佐藤花子です😊", "佐藤花子"),
        ("佐藤花子です(^^)", "佐藤花子"),
        ("要 なお", "要 なお"),
    ],
)
def test_a_name_is_kept_without_what_stands_around_it(typed, kept):
    assert value(at("name").says(typed), "name") == kept


@pytest.mark.parametrize("halves", [("13010", "12345678"), ("12345678", "13010"), ("13010-", "1234567")])
def test_two_halves_of_a_number_are_joined(halves):
    talk = at("number").says(halves[0])
    assert "number" not in talk.conversation.answers
    assert value(talk.says(halves[1]), "number").startswith("13010-1234567")


def test_two_halves_of_an_address_or_a_telephone_number_are_joined():
    assert value(at("email").says("hanako", "@example.com"), "email") == "hanako@example.com"
    assert value(at("telephone").says("080-3333", "4444"), "telephone") == "080-3333-4444"


@pytest.mark.parametrize("typed", ["(02) 2345 6789", "13800138000", "010-1234-5678"])
def test_a_number_from_abroad_is_told_of_the_plus_and_never_regrouped(typed):
    talk = at("telephone").says(typed)
    assert "telephone" not in talk.conversation.answers
    assert "「+」" in last(talk)


def test_a_second_miss_offers_a_person_and_goes_on():
    talk = at("purpose").says("ぬるぽ", "ぬるぽ")
    assert "窓口に電話" in talk.buttons()
    assert "職業相談" in talk.buttons()
    assert "窓口に電話" not in at("purpose").says("ぬるぽ").buttons()
    assert "職員が承ります" in last(at("day").says("ぬるぽ", "ぬるぽ"))


@pytest.mark.parametrize("said", ["金曜以外でお願いします", "金曜だけは無理です", "金曜は仕事です"])
def test_an_excluded_weekday_is_not_offered(said):
    talk = at("day").says(said)
    assert "12月3日（木）" in talk.buttons()
    assert not any("（金）" in label for label in talk.buttons())


def test_an_excluded_date_is_not_offered_and_the_others_are():
    labels = at("day").says("11月30日は都合が悪いです").buttons()
    assert "12月1日（火）" in labels
    assert not any("11月30日" in label for label in labels)


@pytest.mark.parametrize("said", ["なるべく早くお願いします", "いちばん早い日"])
def test_the_earliest_are_the_first_three_free(said):
    talk = at("day").says(said)
    times = [label for label in talk.buttons() if ":" in label]
    assert len(times) == 3
    assert all("11月26日" in label for label in times)


def test_a_time_before_a_day_is_kept_until_the_day_is_chosen():
    talk = at("day").says("11時がいいです")
    assert value(talk.says("12月8日"), "time").startswith("2026-12-08T11:00")


@pytest.mark.parametrize("said", ["午前中ならいつでも", "10時以外", "夕方以外ならいつでもいいです"])
def test_a_span_said_at_the_times_offers_what_is_free_in_it(said):
    talk = at("time").says(said)
    assert any(":" in label for label in talk.buttons())


def test_a_time_kept_that_is_taken_on_the_day_is_said():
    talk = at("day", Talk(taken={tokyo("2026-12-08 11:00"): OFFICE.places})).says("11時", "12月8日")
    assert "time" not in talk.conversation.answers
    assert "空いていません" in last(talk)
    assert "10:00" in talk.buttons()


def test_a_time_taken_on_every_day_is_said_with_the_nearest():
    full = {start: OFFICE.places for start in bookable_starts(OFFICE, WEDNESDAY) if start.astimezone().minute == 0}
    talk = at("day", Talk(taken={start: places for start, places in full.items() if f"{start:%H:%M}" == "11:00"}))
    assert "どの日も空いていません" in last(talk.says("11時"))


def test_a_day_that_excludes_all_there_is_offers_nothing_excluded():
    starts = bookable_starts(OFFICE, WEDNESDAY)
    talk = at("time", Talk(taken={start: OFFICE.places for start in starts if f"{start:%m-%d}" != "12-03"}))
    talk.taps("別の日を選ぶ").says("木曜以外")
    assert not any("（木）" in label for label in talk.buttons())
    assert "都合の悪いときを除くと" in last(talk)


@pytest.mark.parametrize(
    ("said", "why"), [("夜7時", "ご用意がありません"), ("日曜日", "お休みの日"), ("今日の夕方", "締め切りました")]
)
def test_what_can_not_be_had_is_said_at_once_with_the_nearest(said, why):
    talk = at("day").says(said)
    assert why in last(talk)
    assert any(":" in label for label in talk.buttons())


def test_of_several_wished_times_only_those_are_offered():
    labels = at("day").says("火曜の11時か金曜の15時").buttons()
    times = {label for label in labels if ":" in label}
    assert times == {"12月1日（火） 11:00", "11月27日（金） 15:00"}


def test_a_number_that_may_be_a_row_or_a_day_is_asked():
    talk = at("day").says("12/1か12/2か12/4", "3")
    assert "day" not in talk.conversation.answers
    assert talk.said[-1].key == "heard.day_or_row"


def test_a_yes_takes_the_one_day_that_was_asked_about():
    talk = at("day").says("12月3日(月)")
    assert value(talk.says("はい"), "day") == "2026-12-03"


def test_a_question_in_the_middle_is_answered_and_the_question_comes_back():
    talk = at("support").says("料金はかかりますか")
    assert "support" not in talk.conversation.answers
    assert "通訳・介助" in talk.bot[-1]
