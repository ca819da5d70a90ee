"""What is told at the last card before applying, and at the conditions, without being one of the buttons."""

import pytest

from tests.dialogue.talks import at, last, value


@pytest.mark.parametrize(
    ("said", "field", "taken"),
    [
        ("080-7777-8888", "telephone", "080-7777-8888"),
        ("hanako@example.jp", "email", "hanako@example.jp"),
        ("13010-99999999", "number", "13010-99999999"),
        ("山田 花子に変更", "name", "山田 花子"),
        ("名前間違ってる、山田太朗です", "name", "山田太朗"),
        ("通訳が必要", "support", "interpreter"),
        ("通訳はいりません", "support", "none"),
        ("面接の練習に変更", "purpose", "interview"),
        ("相談内容は履歴書です", "purpose", "documents"),
        ("メールはいりません", "email", ""),
    ],
)
def test_a_new_value_is_taken_without_the_name_of_its_question_and_shown(said, field, taken):
    talk = at("review").says(said)
    assert not talk.effects
    assert value(talk, field) == taken
    assert "に直しました" in talk.bot[-1] + last(talk)
    assert ("申し込む" in talk.buttons()) is (taken != "interpreter")  # of whom the language is asked first


@pytest.mark.parametrize(
    "said",
    [
        *(
            "通訳が必要ですか",
            "面接の練習に変更できますか",
            "山田花子に変更できますか",
            "面接の練習じゃないです",
            "友達に変更",
        ),
        *("080-7777-8888ではないです", "080-7777-8888でもいいですか", "通訳が必要なときはどうすればいいですか"),
    ],
)
def test_what_is_asked_or_denied_changes_no_answer(said):
    before = at("review").conversation.answers
    after = at("review").says(said).conversation.answers
    assert {name: one.value for name, one in after.items()} == {name: one.value for name, one in before.items()}


def test_a_part_of_a_name_is_asked_for_whole():
    assert "氏名（お名前）を入力" in last(at("review").says("名前は花子じゃなくて太郎です"))


def test_one_more_purpose_changes_nothing_and_may_be_told_on_the_day():
    talk = at("review").says("履歴書も見てほしい")
    assert value(talk, "purpose") == "consultation"
    assert "当日に相談できます" in last(talk)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("変更", "どこを直しますか"),
        ("変更したい", "どこを直しますか"),
        ("日時を変えたい", "日にちを選んでください"),
        ("キャンセル", "入力をやめますか"),
        ("返事はいつもらえますか", "までにお返事します"),
    ],
)
def test_words_of_a_booking_are_about_what_is_being_asked_while_there_is_none(said, answer):
    talk = at("review").says(said)
    assert answer in last(talk)
    assert "お預かりしている予約はありません" not in last(talk)
    assert value(talk, "name")


@pytest.mark.parametrize(
    ("said", "explained"),
    [
        *(("ア", "アの求職登録"), ("エだけ違います", "エに当てはまるか"), ("ウ以外は当てはまります", "ウの続けて")),
        *(
            ("オは守れません", "オのきまり"),
            ("スマホもパソコンも持ってません", "イのカメラ"),
            ("1回だけでいい", "ウの続けて"),
        ),
        *(("カメラ以外は当てはまります", "イのカメラ"), ("近所に住んでます", "エに当てはまるか")),
        *(
            ("いいえ", "当てはまらない条件"),
            ("どれも当てはまりません", "当てはまらない条件"),
            ("ない", "当てはまらない条件"),
        ),
    ],
)
def test_who_names_the_condition_that_does_not_hold_hears_what_to_do(said, explained):
    talk = at("eligible").says(said)
    assert explained in last(talk)
    assert "はい、すべて" in talk.buttons()


@pytest.mark.parametrize(
    "said", ["アは大丈夫です", "イはあります", "アとイだけ", "カメラがないとだめですか", "遠くに住んでます"]
)
def test_a_condition_that_holds_or_is_asked_about_is_not_explained_as_missing(said):
    talk = at("eligible").says(said)
    assert "ときは「はい、すべて」を選んでください" not in last(talk)
    assert "eligible" not in talk.conversation.answers


@pytest.mark.parametrize(
    "said",
    [
        *("以上です", "以上です。よろしくお願いします。", "以上です。ありがとうございました", "これで以上です"),
        *("以上", "以上となります"),
    ],
)
def test_a_polite_end_shows_the_card_again_and_asks_for_no_line(said):
    talk = at("review").says(said)
    assert "この内容でよければ「申し込む」" in talk.bot[-2]
    assert "申し込む" in talk.buttons()


def test_a_polite_end_is_no_name():
    assert value(at("name").says("以上です"), "name") == ""
