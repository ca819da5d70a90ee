"""What was answered before and is told anew at a later question: it is taken and named, and nothing else is stored."""

import pytest

from bot.dialogue.turn import Book
from tests.dialogue.talks import at, last, value
from tests.talk import FIRST_BOOKING, Talk

OLD = FIRST_BOOKING[2]


def without_a_number(*said: str) -> Talk:
    """A talk of somebody who did not have his job-seeker number at hand."""
    return at("number").says("わからない", *said)


TELEPHONES = [
    ("email", "やっぱり080-1111-2222"),
    ("email", f"電話は{OLD}じゃなくて080-1111-2222です"),
    ("purpose", "あ、電話は080-1111-2222の方にしてください"),
    ("support", "電話番号間違えました、080-1111-2222です"),
    ("day", "携帯は080-1111-2222でした"),
]
MAILS = [
    ("support", "メアド間違えた misaki2@example.com", "misaki2@example.com"),
    ("day", "やっぱりメールはmisaki2@example.comで", "misaki2@example.com"),
    ("purpose", "メールやっぱりなしで", ""),
    ("support", "メールは送らないでください", ""),
    ("review", "メールは消してください", ""),
]
PURPOSES = [
    ("support", "職業相談じゃなくて書類でした", "documents"),
    ("support", "さっきの相談内容、面接練習に変えたい", "interview"),
    ("support", "やっぱり面接練習で", "interview"),
    ("day", "相談内容を書類に変えてください", "documents"),
    ("time", "やっぱり面接練習にしたい", "interview"),
    ("review", "面談じゃなくて書類の添削", "documents"),
]
HELPS = [
    ("day", "手話通訳がいるのを忘れてました", "sign_language"),
    ("day", "耳が聞こえないので筆談にしてください", "writing"),
    ("day", "通訳もお願いします", "interpreter"),
    ("day", "筆談に変更できますか", "writing"),
    ("time", "手話通訳もお願いできますか", "sign_language"),
    ("day", "付き添いの人がいます", "companion"),
    ("time", "あ、やっぱり手話", "sign_language"),
    ("day", "さっき「必要ない」って言ったけど筆談がいる", "writing"),
]


@pytest.mark.parametrize(("question", "said"), TELEPHONES)
def test_another_telephone_number_takes_the_place_of_the_one_before(question, said):
    talk = at(question).says(said)
    assert value(talk, "telephone") == "080-1111-2222"
    assert "電話番号を「080-1111-2222」に直しました" in last(talk, 20)
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("purpose", "電話番号もう一つ教えとく 093-123-4568"),
        ("purpose", "会社の電話は080-1111-2222です"),
        ("support", "080-1111-2222から電話がありました"),
        ("purpose", "電話は夕方にかけてください"),
    ],
)
def test_a_second_number_or_a_wish_about_calls_changes_and_chooses_nothing(question, said):
    talk = at(question).says(said)
    assert value(talk, "telephone") == OLD
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(("question", "said", "address"), MAILS)
def test_a_mail_address_is_corrected_or_taken_back(question, said, address):
    talk = at(question).says(said)
    assert value(talk, "email") == address
    assert f"メールアドレスを「{address or 'なし'}」に直しました" in last(talk, 20)


@pytest.mark.parametrize("said", ["メールは届きますか", "メールなしでもいいですか"])
def test_a_mail_address_stays_that_is_only_asked_about(said):
    assert value(at("day").says(said), "email") == FIRST_BOOKING[3]


def test_two_things_put_right_at_once_are_both_taken():
    talk = at("review").says("電話を080-1111-2222に、メールをなしにして")
    assert (value(talk, "telephone"), value(talk, "email")) == ("080-1111-2222", "")
    assert "電話番号「080-1111-2222」、メールアドレス「なし」に直しました" in last(talk, 20)


@pytest.mark.parametrize(
    "said",
    [
        "40020-7777777",
        "番号見つけました、40020-7777777",
        "カードが出てきました 40020-7777777",
        "番号ありました40020-7777777",
    ],
)
@pytest.mark.parametrize("before", [(), ("090-1234-5678",)])
def test_a_job_seeker_number_that_is_found_later_is_taken(before, said):
    assert value(without_a_number(*before, said), "number") == "40020-7777777"


def test_a_telephone_number_is_no_job_seeker_number():
    assert value(without_a_number("093-123-4568"), "telephone") == "093-123-4568"


@pytest.mark.parametrize(("question", "said", "purpose"), PURPOSES)
def test_another_purpose_is_taken_at_a_later_question(question, said, purpose):
    talk = at(question).says(said)
    assert value(talk, "purpose") == purpose
    assert "相談内容を「" in last(talk, 20)


@pytest.mark.parametrize(
    "said", ["午後の面接のあとにしたい", "書類選考があるので金曜がいいです", "面接の練習って何をしますか"]
)
def test_what_is_only_spoken_of_is_no_other_purpose(said):
    assert value(at("day").says(said), "purpose") == "consultation"


@pytest.mark.parametrize(("question", "said", "way"), HELPS)
def test_a_help_that_is_remembered_later_is_taken(question, said, way):
    talk = at(question).says(said)
    assert value(talk, "support") == way
    assert "通訳・介助を「" in last(talk, 20)


@pytest.mark.parametrize(
    "said", ["手話はいりません", "手話通訳の予約は必要ですか", "筆談が必要かもしれないと聞きました"]
)
def test_a_help_that_is_not_wished_for_is_not_taken(said):
    assert value(at("day").says(said), "support") == "none"


def test_a_help_is_taken_back():
    talk = at("day").says("あ、やっぱり手話", "手話はやっぱりいいです")
    assert value(talk, "support") == "none"
    assert "入力をやめますか" not in last(talk)


def test_one_more_purpose_changes_nothing():
    talk = at("day").says("面接練習もしたい")
    assert value(talk, "purpose") == "consultation"
    assert "当日に相談できます" in last(talk, 20)


def test_a_help_and_a_day_in_one_text_are_both_taken():
    talk = at("day").says("12月3日14時で、手話もお願いします")
    assert (value(talk, "support"), value(talk, "time")[:16]) == ("sign_language", "2026-12-03T14:00")
    talk = at("day").says("来週の午後で、筆談もお願いします")
    assert value(talk, "support") == "writing"
    assert "通訳・介助を「筆談（チャット）」に直しました" in last(talk, 20)


def test_who_hears_badly_is_asked_for_the_way_once_more():
    talk = at("day").says("耳が遠いです")
    assert "手話と筆談（チャット）の、どちらが" in last(talk)
    assert value(talk.says("筆談"), "support") == "writing"


@pytest.mark.parametrize("said", ["09012123434です、番号はわかりません", "携帯は09012123434です。番号は忘れました"])
def test_a_telephone_number_told_where_the_job_seeker_number_is_asked_for_is_kept(said):
    talk = at("number").says("？", said)
    assert value(talk, "telephone") == "090-1212-3434"
    assert talk.conversation.answers["number"].mark == "number_unknown"


@pytest.mark.parametrize("said", ["いらない", "電話は使えません", "持っていません"])
def test_no_words_are_stored_as_a_telephone_number(said):
    talk = at("telephone").says("なし", said)
    assert talk.conversation.answers["telephone"].mark == "telephone_none"
    assert not value(talk, "telephone")
    talk.says("持っていない", "職業相談", "必要ない", "12月3日14時")
    assert "なし" in last(talk, 20)
    assert isinstance(talk.says("はい").effects[-1], Book)


@pytest.mark.parametrize("said", ["耳が聞こえません", "電話では話せません", "声が出ません"])
def test_who_can_not_talk_goes_on_without_a_telephone_number(said):
    talk = at("telephone").says(said)
    assert "電話番号なしで進みます" in last(talk)
    assert "telephone" not in talk.conversation.answers
    assert talk.says("電話は使えません").conversation.answers["telephone"].mark == "telephone_none"


def test_what_is_not_known_is_no_part_of_a_name():
    talk = at("name").says("田中美咲、番号不明、080-1111-2222、メールなし")
    assert "不明" not in value(talk, "name")


def test_who_has_a_fax_only_is_not_sent_in_a_circle():
    talk = at("telephone").says("ファックスなら093-123-4568です", "電話は使えません")
    assert "電話番号なしで進みます" in last(talk)
    assert "email" not in talk.says("電話は使えません").conversation.answers


@pytest.mark.parametrize(
    "said", ["090-1212-3434です。でも電話はしないでください", "090-1212-3434 電話はかけないでほしい"]
)
def test_a_number_is_taken_with_a_wish_about_calls(said):
    talk = at("telephone").says(said)
    assert value(talk, "telephone") == "090-1212-3434"
    assert "「伝言」" in last(talk)


def test_a_short_name_before_a_number_is_taken():
    talk = at("name").says("原田です。090-2323-4545")
    assert (value(talk, "name"), value(talk, "telephone")) == ("原田", "090-2323-4545")


@pytest.mark.parametrize(
    ("question", "said", "stored"),
    [
        ("email", "持ってねえって言ってんだろ", ""),
        ("purpose", "面接はいいので書類", "documents"),
        ("purpose", "障害者雇用", "consultation"),
        ("support", "私が隣で手伝います", "companion"),
        ("support", "ジョブコーチ", "companion"),
        ("support", "ポルトガル語とスペイン語", "interpreter"),
        ("support", "ベトナム語 おねがいします", "interpreter"),
        ("support", "自分で通訳呼ぶ", "interpreter"),
    ],
)
def test_an_answer_in_other_words_is_taken(question, said, stored):
    assert value(at(question).says(said), question) == stored


def test_the_language_that_is_told_with_the_purpose_is_kept():
    talk = at("purpose").says("ネパール語で相談したい")
    assert (value(talk, "support"), value(talk, "language")) == ("interpreter", "nepali")
    assert not value(at("purpose").says("日本語で話したい"), "language")


@pytest.mark.parametrize("said", ["ゆっくり話してほしい", "吃音です", "男性は怖い", "車椅子です"])
def test_what_staff_should_know_is_pointed_to_them_and_chooses_nothing(said):
    talk = at("support").says(said)
    assert "「伝言」" in last(talk)
    assert "support" not in talk.conversation.answers


@pytest.mark.parametrize(
    ("question", "example", "own"),
    [
        ("number", "12345-67890123", "12345-67890124"),
        ("number", "１２３４５ー６７８９０１２３です", "12345-67890124"),
        ("telephone", "093-123-4567", "093-123-4568"),
        ("telephone", "電話は0931234567", "093-123-4568"),
        ("email", "taro.yamada@example.com", "taro@example.com"),
    ],
)
def test_the_example_of_a_question_is_no_answer(question, example, own):
    talk = at(question).says(example, example, example)
    assert question not in talk.conversation.answers
    assert "入力の例です" in last(talk)
    assert value(talk.says(own), question) == own


@pytest.mark.parametrize(
    "said", ["予約したいんですけど今大丈夫ですか", "予約したいのですが、いま大丈夫でしょうか", "予約してもいいですか"]
)
def test_who_asks_whether_he_may_book_begins_to(said):
    talk = Talk().says(said)
    assert talk.conversation.flow == "book"
    assert Talk().says("予約って必要ですか").conversation.flow != "book"


@pytest.mark.parametrize("said", ["1番を直したい", "3番目を変更", "２つ目が違います"])
def test_which_line_of_the_card_is_meant_is_asked(said):
    assert "どこを直しますか" in last(at("review").says(said), 20)


def test_a_help_and_a_labelled_choice_are_taken_at_the_card():
    assert value(at("review").says("手話も"), "support") == "sign_language"
    talk = at("review").says("相談は面接練習、日時は4日の10時で")
    assert (value(talk, "purpose"), value(talk, "time")[:16]) == ("interview", "2026-12-04T10:00")
    assert value(at("review").says("相談は書類じゃないです"), "purpose") == "consultation"
