"""Two things in one text: the answer that is asked for and something besides. Neither is lost."""

import pytest

from tests.dialogue.talks import at, last, value


@pytest.mark.parametrize(
    ("text", "name", "answered"),
    [
        ("高木一郎、電話はありません", "高木一郎", "電話番号は、このあと"),
        ("高木一郎 電話はありません", "高木一郎", "電話番号は、このあと"),
        ("佐藤花子です、メールないんですけど", "佐藤花子", "メールアドレスは、このあと"),
        ("鈴木大輔、求職番号はまだです", "鈴木大輔", "求職番号は、このあと"),
        ("高木一郎です、ハイフンいりますか", "高木一郎", "ハイフンは、あってもなくても"),
        ("ハイフンいりますか、高木一郎です", "高木一郎", "ハイフンは、あってもなくても"),
        ("佐藤花子です。カメラはオンにしないとだめですか", "佐藤花子", "カメラを切りたいとき"),
        ("佐藤花子、読み方はさとうはなこです", "佐藤花子", "求職番号を入力"),
        ("高木一郎、予約できますか", "高木一郎", "求職番号を入力"),
    ],
)
def test_the_name_is_kept_and_the_rest_is_answered(text, name, answered):
    talk = at("name").says(text)
    assert value(talk, "name") == name
    assert answered in last(talk)
    assert "求職番号" in talk.bot[-1]


@pytest.mark.parametrize(
    "text",
    [
        "母です、息子の電話はありません",
        "はい、電話はありません",
        "本名ですか、ニックネームでもいいですか",
        "渡辺です。どの字ですか",
    ],
)
def test_what_is_no_name_for_certain_is_asked_for_again(text):
    assert value(at("name").says(text), "name") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("筆談にして面接練習に変えて", ("筆談", "WEB面接の練習")),
        ("4日にして、それと母も一緒です", ("12月4日", "付き添い")),
        ("4日にして、それと手話で", ("12月4日", "手話")),
        ("筆談に変更して4日の10時に", ("筆談", "12月4日（金）10:00")),
        ("12月10日 10時 仕事の相談", ("12月10日（木）10:00",)),
    ],
)
def test_all_that_is_told_at_the_card_is_taken(text, shown):
    told = at("review").says(text).bot[-2]
    assert "直しました" in told
    assert all(one in told for one in shown)


@pytest.mark.parametrize("text", ["手話にして下さい", "母も一緒です", "母と一緒に受けます"])
def test_one_thing_at_the_card_stays_one(text):
    assert "通訳・介助を「" in at("review").says(text).bot[-2]


@pytest.mark.parametrize("place", ["purpose", "support"])
def test_a_time_beside_a_purpose_is_kept(place):
    talk = at(place).says("12月10日 10時 仕事の相談")
    assert value(talk, "time") == "2026-12-10T10:00:00+09:00"
    assert value(talk, "purpose") == "consultation"


@pytest.mark.parametrize("text", ["面接の練習から書類の添削に変えてほしい", "職業相談から書類に変更したい"])
def test_from_one_purpose_to_another_means_the_other(text):
    assert value(at("review").says(text), "purpose") == "documents"


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("手話はいらないけど筆談があると助かる", "writing"),
        ("手話はできないので筆談で", "writing"),
        ("別に大丈夫やけどゆっくり話してほしい", "none"),
    ],
)
def test_a_help_beside_one_that_is_declined(text, support):
    assert value(at("support").says(text), "support") == support


def test_a_wish_beside_none_is_told_how_it_comes_to_staff():
    assert "「伝言」と送って" in last(at("support").says("大丈夫ですが、ゆっくり話してほしい"))


@pytest.mark.parametrize("text", ["全部あってるけどメールだけ消して", "メールだけ消してください"])
def test_an_address_alone_is_taken_out(text):
    assert value(at("review").says(text), "email") == ""


@pytest.mark.parametrize(
    ("place", "text", "kept", "answer"),
    [
        ("support", "いらないです、あと駐車場ありますか", "none", "岸の浦"),
        ("support", "必要ないです。ところでお金かかりますか", "none", "無料"),
        ("support", "通訳をお願いします、無料ですか？", "interpreter", "無料"),
        ("purpose", "面接の練習で、あと駐車場ありますか", "interview", "岸の浦"),
        ("email", "ありません。お金はかかりますか？", "", "無料"),
        ("telephone", "090-1234-5678です。録画されますか", "090-1234-5678", "録画と録音は"),
    ],
)
def test_an_answer_beside_a_question_is_kept_and_the_question_answered(place, text, kept, answer):
    talk = at(place).says(text)
    assert place in talk.conversation.answers
    assert value(talk, place) == kept
    assert answer in last(talk, 2)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("number", "13010-12345678、これで合ってますか"),
        ("support", "いらないですか？"),
    ],
)
def test_what_hangs_on_the_question_is_not_taken(place, text):
    assert place not in at(place).says(text).conversation.answers


@pytest.mark.parametrize("text", ["じゃあ14時で、あと妻も同席したいです", "10時半で、妻も同席します"])
def test_a_time_with_who_comes_along(text):
    talk = at("time").says(text)
    assert value(talk, "support") == "companion"
    assert value(talk, "time")[:13] in ("2026-12-03T14", "2026-12-03T10")


def test_a_name_with_a_day_keeps_the_name_and_says_when_the_day_is_asked():
    talk = at("name").says("鈴木ですが、予約は明日じゃなくて明後日がいいです")
    assert value(talk, "name") == "鈴木"
    assert "希望日時は、このあと" in last(talk)


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("日本語ちょっとだけ。通訳いるといい", "interpreter"),
        ("手話通訳を希望しますが自分で連れて行きます", "sign_language"),
    ],
)
def test_the_help_that_is_named_is_taken(text, support):
    assert value(at("support").says(text), "support") == support


@pytest.mark.parametrize("text", ["２時でお願いします。あとカメラなしでもいいですか", "14時で。録画されますか"])
def test_a_time_beside_a_question_is_taken(text):
    talk = at("time").says(text)
    assert value(talk, "time") == "2026-12-03T14:00:00+09:00"
    assert "カメラ" in last(talk) or "録画" in last(talk)


def test_a_purpose_beside_one_that_is_done_already():
    assert value(at("purpose").says("書類はもう出したから面接だけ"), "purpose") == "interview"


def test_who_hears_badly_and_copes_needs_none():
    talk = at("support").says("すこし耳が遠いけど大丈夫")
    assert value(talk, "support") == "none"
    assert "「伝言」と送って" in last(talk)


def test_both_halves_of_a_name_told_in_turn():
    assert value(at("name").says("田中です下の名前は一郎"), "name") == "田中 一郎"


@pytest.mark.parametrize("text", ["名無しでお願い", "匿名希望です", "匿名でお願いします"])
def test_who_wants_no_name_is_not_called_so(text):
    assert value(at("name").says(text), "name") == ""


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("name", "マリア・サントスです。日本語わかりません", "マリア・サントス"),
        ("name", "わたしは リンです。にほんご すこし だけ", "リン"),
        ("telephone", "090-1234-5678 です。やさしい日本語でお願いします", "090-1234-5678"),
    ],
)
def test_an_answer_beside_the_wish_for_plain_words_is_kept(question, text, kept):
    talk = at(question).says(text)
    assert value(talk, question) == kept


def test_an_interpreter_and_the_language_are_put_right_together():
    told = at("review").says("通訳いるに変えて。中国語")
    assert value(told, "support") == "interpreter"
    assert value(told, "language") == "chinese"


@pytest.mark.parametrize(
    ("text", "name"),
    [("李 小明 中国人です", "李 小明"), ("たなか しげる 72さい", "たなか しげる"), ("山田😊太郎", "山田太郎")],
)
def test_what_stands_beside_a_name_is_left_out(text, name):
    talk = at("name").says(text)
    assert value(talk, "name") == name
    assert ("😊" in text) == (f"氏名「{name}」を受け取りました" in last(talk))


@pytest.mark.parametrize("text", ["加藤健二、電話090-1234-5678", "加藤健二です。電話は090-1234-5678です"])
def test_a_name_before_a_labelled_number_is_kept_with_it(text):
    talk = at("name").says(text)
    assert value(talk, "name") == "加藤健二"
    assert value(talk, "telephone") == "090-1234-5678"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("タナカイチロウデス", "タナカイチロウ"),
        ("マリア・メルセデス", "マリア・メルセデス"),
        ("さとうゆい 17才 高校生", "さとうゆい"),
        ("名字は加藤です", "加藤"),
    ],
)
def test_an_ending_and_what_somebody_is_are_no_part_of_a_name(text, name):
    assert value(at("name").says(text), "name") == name
