"""What is told and not given as an answer is not stored; a value told with doubt is. Words of seekers, by kind."""

import pytest

from bot.booking.model import State
from bot.dialogue.understanding import Intention, Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import at, value
from tests.talk import Talk, booked

NO_NAMES = [
    *(
        "もう一回おねがいします",
        "パソコンが遅い",
        "32歳です",
        "男性",
        "福岡市在住",
        "中国人です",
        "求職中です",
        "高校生",
    ),
    *("うーーん", "あれれ", "しんどい", "いま移動中", "昼休み", "鈴木さんの紹介で"),
    *("ニックネームでもいい", "主夫"),
]
NAMES = [
    ("佐藤愛(moon smile)です", "佐藤愛"),
    ("佐藤愛（ニコニコ）", "佐藤愛"),
    ("「佐藤愛」です", "佐藤愛"),
    ("氏名は『佐藤 愛』でお願いします", "佐藤 愛"),
    ("佐藤愛ｗｗ", "佐藤愛"),
    ("Ana Paula Silva desu", "Ana Paula Silva"),
    ("watashi wa Tran Thi Hoa desu", "Tran Thi Hoa"),
    ("たぶん佐藤愛だったと思います", "佐藤愛"),
    ("Andrew Shaw", "Andrew Shaw"),
    ("林 あおい", "林 あおい"),
    ("高橋中", "高橋中"),
    ("町田市子", "町田市子"),
]
DOUBTED = [
    ("number", "たしか 13010-2345678 だったと思うんですが", "13010-2345678"),
    ("number", "うろ覚えですが13010-2345678", "13010-2345678"),
    ("number", "13010-2345678 間違っていたら申し訳ありません", "13010-2345678"),
    ("telephone", "080-2345-6789 ちょっと自信ないです", "080-2345-6789"),
    ("telephone", "080-2345-6789のはずです", "080-2345-6789"),
    ("email", "多分 kana@example.com です、違ってたらごめんなさい", "kana@example.com"),
]
OF_OTHERS = [
    ("number", "前の番号は13010-2345678でした"),
    ("number", "妻の番号は13010-2345678です"),
    ("number", "1975年8月12日生まれ"),
    ("telephone", "以前の番号は080-2345-6789だった"),
    ("telephone", "080-2345-6789から着信がありました"),
    ("telephone", "来週から080-2345-6789に変わります"),
    ("telephone", "もし出なければ080-2345-6789へ"),
    ("email", "news@example.comからメールが来ます"),
    ("email", "kana@example.comは今見られません"),
    ("email", "入力のしかたがわからない"),
]


@pytest.mark.parametrize("said", NO_NAMES)
def test_what_people_are_or_sigh_is_no_name(said):
    assert not value(at("name").says(said), "name")


@pytest.mark.parametrize(("said", "name"), NAMES)
def test_a_name_is_stored_without_pictures_polite_words_and_doubt(said, name):
    assert value(at("name").says(said), "name") == name


@pytest.mark.parametrize("said", ["娘のかわりに打っています", "夫に頼まれて入力しています", "代理の者です"])
def test_who_writes_for_somebody_reads_whose_name_is_wanted(said):
    talk = at("name").says(said)
    assert not value(talk, "name")
    assert "相談を受けるご本人" in talk.bot[-2]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        *(("苗字の漢字がおかしいです", "氏名"), ("名前を書き間違えたかもしれません", "氏名")),
        *(("名前がおかしい", "氏名"), ("名前が変です", "氏名"), ("漢字が変なんです", "氏名")),
        *(("携帯の番号、入力ミスかも", "電話番号"), ("電話番号打ち間違えたかもしれません", "電話番号")),
        *(("アドレスをタイプミスしてそう", "メールアドレス"), ("求職番号を書き間違えた気がします", "求職番号")),
    ],
)
def test_what_may_be_mistyped_is_asked_for_again_at_the_card(said, asked):
    assert asked in at("review").says(said).bot[-1].splitlines()[0]


@pytest.mark.parametrize(
    "said", ["基礎年金番号ならわかります", "保険証の番号ならありますけど", "免許の番号でもいいですか"]
)
def test_who_has_another_number_reads_which_one_is_meant(said):
    talk = at("number").says(said)
    assert "求職登録をした方の番号" in "".join(talk.bot[-2:])
    assert "number" not in talk.conversation.answers


@pytest.mark.parametrize(("question", "said", "stored"), DOUBTED)
def test_a_value_that_is_told_with_doubt_is_taken(question, said, stored):
    assert value(at(question).says(said), question) == stored


@pytest.mark.parametrize(("question", "said"), OF_OTHERS)
def test_a_value_of_others_or_of_another_time_is_not_stored(question, said):
    talk = at(question).says(said)
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(
    "said", ["妻の番号は080-2345-6789です", "昔の番号は080-2345-6789でした", "080-2345-6789から電話があった"]
)
def test_nor_does_it_take_the_place_of_the_one_on_the_card(said):
    before = value(at("review"), "telephone")
    assert value(at("review").says(said), "telephone") == before


@pytest.mark.parametrize(
    ("question", "said", "first", "taken"),
    [
        ("purpose", "先週面接でした", "WEB面接の練習", "interview"),
        ("purpose", "面接は受けたことがありません", "WEB面接の練習", "interview"),
        ("purpose", "友人は履歴書を書いたって", "応募書類", "documents"),
        ("support", "筆談にするか迷っています", "筆談（チャット）", "writing"),
        ("support", "母が横に来るかもしれません", "付き添い・介助の人", "companion"),
        ("support", "以前は手話を使っていました", "手話", "sign_language"),
    ],
)
def test_a_choice_that_is_only_spoken_of_is_asked_about_with_at_most_four_buttons(question, said, first, taken):
    talk = at(question).says(said)
    assert question not in talk.conversation.answers
    choices = [label for label in talk.buttons() if label not in ("戻る", "やめる")]
    assert choices[0] == first
    assert len(choices) <= 4
    assert value(talk.says("はい"), question) == taken


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        *(("面接でうまく話せません", "interview"), ("自己PRがまとまらなくて", "documents")),
        *(("模擬面接をしたことがないのでしてみたい", "interview"), ("履歴書が書けないんです", "documents")),
    ],
)
def test_what_somebody_can_not_do_is_what_he_wants_help_with(said, stored):
    assert value(at("purpose").says(said), "purpose") == stored


@pytest.mark.parametrize(
    "said", ["タイ語が話せる方にいてほしい", "ネパール語のわかる人をお願いします", "通訳はベトナム語で"]
)
@pytest.mark.parametrize("question", ["support", "review"])
def test_who_wants_somebody_with_a_language_wants_an_interpreter(question, said):
    assert value(at(question).says(said), "support") == "interpreter"


@pytest.mark.parametrize("said", ["手話は使えません", "英語は話せません"])
def test_a_way_that_somebody_can_not_use_is_not_chosen(said):
    assert not value(at("support").says(said), "support")


@pytest.mark.parametrize(
    "said",
    [
        *("誕生日は12月3日です", "12月3日生まれ", "木曜に決めます", "明日また送ります", "来週返事します"),
        *("友達が12月3日に予約したって", "12月3日って言われました"),
    ],
)
def test_a_day_of_something_else_is_not_chosen(said):
    talk = at("day").says(said)
    assert not {"day", "time"} & talk.conversation.answers.keys()
    assert not {"day", "time"} & talk.conversation.held.keys()


@pytest.mark.parametrize(
    "said", ["11時に起きます", "14時に荷物が届きます", "いま14時です", "14時に友達が予約しています"]
)
def test_a_time_of_something_else_is_not_chosen(said):
    assert not value(at("time").says(said), "time")


@pytest.mark.parametrize(
    ("said", "out"),
    [
        ("授業が火曜です", "12月1日（火）"),
        ("木曜は孫の送り迎え", "12月3日（木）"),
        ("金曜に友人と会うので無理", "12月4日（金）"),
    ],
)
def test_a_day_on_which_somebody_is_busy_is_not_offered(said, out):
    labels = at("day").says(said).buttons()
    assert out not in labels
    assert "12月2日（水）" in labels


@pytest.mark.parametrize("between", ["か、だめなら", "、無理だったら", "がだめでしたら"])
def test_a_second_wish_keeps_its_own_time(between):
    labels = at("day").says(f"12月4日の11時{between}7日の13時").buttons()
    assert [label for label in labels if "月" in label] == ["12月4日（金） 11:00", "12月7日（月） 13:00"]


def test_what_is_wished_for_after_work_is_a_time_after_it():
    assert "18時以降には" in "".join(at("day").says("バイトが18時に終わるのでそのあとで").bot[-2:])
    assert not value(at("day").says("学校が13時に終わるのでそれから"), "time")


def test_when_somebody_may_be_called_is_no_day():
    talk = at("telephone").says("080-2345-6789 夕方にかけてください")
    assert value(talk, "telephone") == "080-2345-6789"
    assert "day" not in talk.conversation.held


@pytest.mark.parametrize("said", ["以前は全部当てはまっていました", "知人は全部当てはまるって"])
def test_a_yes_of_another_time_or_person_is_none(said):
    assert not value(at("eligible").says(said), "eligible")


@pytest.mark.parametrize("said", ["読んでないけど同意します", "半分くらい同意"])
def test_who_has_not_read_the_terms_agrees_only_when_asked(said):
    talk = at("consent").says(said)
    assert not value(talk, "consent")
    assert "同意する" in talk.buttons()


@pytest.mark.parametrize(
    "said",
    ["やっぱり申し込みません", "今回は申し込まないでおきます", "いったん白紙にしてください", "やめた。窓口にする"],
)
def test_who_does_not_apply_after_all_is_asked_whether_to_stop(said):
    talk = at("review").says(said)
    assert talk.booking is None
    assert {"やめる", "続きから"} <= set(talk.buttons())


@pytest.mark.parametrize("said", ["番号の最後が違います", "数字がひとつ間違ってます", "番号の末尾が3じゃなくて8です"])
def test_which_number_is_wrong_is_asked(said):
    talk = at("review").says(said)
    assert {"電話番号を変更", "求職番号を変更"} <= set(talk.buttons())
    assert {"telephone", "number"} <= talk.conversation.answers.keys()


def test_a_purpose_that_is_only_named_at_the_card_changes_nothing():
    assert value(at("review").says("面接は来月です"), "purpose") == "consultation"
    assert value(at("review").says("面接の練習です"), "purpose") == "interview"


def test_a_time_that_is_asked_about_at_the_card_is_one_of_its_day():
    assert "12月3日（木）13:00は、いま空いています" in "".join(at("review").says("13時も空いてる？").bot[-3:])


@pytest.mark.parametrize(
    "said",
    [
        "予約を消すつもりはない",
        "さっき取り消しって送ったけど間違いです",
        "キャンセルと打ったのはミスです。予約は残してください",
    ],
)
def test_who_wrote_of_cancelling_by_mistake_keeps_the_booking(said):
    talk: Talk = booked().taps("申し込む").says(said)
    assert talk.booking.state is State.REQUESTED
    assert talk.conversation.flow == ""
    assert "いまのまま" in talk.bot[-1]


@pytest.mark.parametrize(
    "said",
    ["さっきのキャンセル、間違いでした", "変更しようとしたけどやめました", "キャンセルしようとしたけどやめておきます"],
)
def test_who_gave_up_what_he_was_about_to_do_keeps_the_booking(said):
    talk: Talk = booked().taps("申し込む").says(said)
    assert talk.conversation.flow == ""
    assert "いまのまま" in talk.bot[-1]


@pytest.mark.parametrize(
    ("stage", "said", "noted"),
    [
        (Stage.TODAY, "履歴書が間に合わない", Intention.LATE),
        (Stage.TODAY, "書類選考に落ちました", Intention.TROUBLE),
        (Stage.BEGUN, "もう終わりですか", Intention.DESPAIR),
    ],
)
def test_what_else_happens_to_somebody_is_no_word_of_the_day(stage, said, noted):
    meaning = understand(said, stage, shared_lexicon())
    assert noted not in {one.intention for one in (meaning, *meaning.also) if one.live}
