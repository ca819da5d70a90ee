"""Names, numbers and addresses as people tell them: in sentences, in pieces, or not at all."""

import pytest

from bot.dialogue.reading import read_name
from bot.dialogue.reading.results import Retry, Value
from tests.dialogue.talks import at, last, value
from tests.talk import Talk


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("わたしの なまえは リー です", "リー"),
        ("お疲れ様です山田太郎です", "山田太郎"),
        ("すいません山田太郎です", "山田太郎"),
        ("先ほどお電話した山田です", "山田"),
        ("山田太郎っす", "山田太郎"),
        ("山田太郎だよ", "山田太郎"),
        ("山田太郎と申す者ですが、", "山田太郎"),
        ("太郎で", "太郎"),
        ("山田です。よろしく", "山田"),
        ("姓:山田 名:太郎", "山田 太郎"),
        ("息子の山田一郎", "山田一郎"),
        ("佐藤花子（母）", "佐藤花子"),
        ("山田太郎(25)", "山田太郎"),
        ("山田太郎 男", "山田太郎"),
        ("山田 太郎 様", "山田 太郎"),
        ("まつもと みく です！漢字は松本未来です", "松本未来"),
        # real names that hold such words
        ("母袋 太郎", "母袋 太郎"),
        ("山田 ひで", "山田 ひで"),
        ("山田 明日香", "山田 明日香"),
        ("殿村 一郎", "殿村 一郎"),
        ("様 太郎", "様 太郎"),
        ("金子 みすず", "金子 みすず"),
    ],
)
def test_a_name_is_taken_out_of_the_sentence_that_tells_it(said, name):
    read = read_name(said)
    assert isinstance(read, Value)
    assert read.value == name


@pytest.mark.parametrize(
    "said",
    [
        "母です",
        "本人です",
        "代理です",
        "いつ",
        "ひみつ",
        "来週の月曜日でお願いします",
        "12時",
        "金曜日",
        "母の代わりに入力してます",
        "山田から田中です",
    ],
)
def test_what_tells_no_name_is_none(said):
    assert isinstance(read_name(said), Retry)
    assert "name" not in at("name").says(said, said).conversation.answers


def test_who_asks_once_more_to_book_under_his_name_has_told_it():
    assert value(at("name").says("山田太郎で予約をお願いします"), "name") == "山田太郎"
    assert "name" not in at("name").says("予約をお願いします").conversation.answers


def test_a_given_name_told_after_the_family_name_is_joined_to_it():
    talk = at("name").says("山田", "太郎")
    assert value(talk, "name") == "山田 太郎"
    assert "山田 太郎" in last(talk)
    assert value(talk.says("13010-12345678"), "number") == "13010-12345678"
    assert value(at("name").says("山田", "不明"), "name") == "山田"
    assert value(at("name").says("山田太郎", "花子"), "name") == "山田太郎"


def test_whose_name_is_asked_for_is_answered():
    assert "相談を受けるご本人の氏名" in last(at("name").says("息子の名前ですか？私の名前ですか？"))


@pytest.mark.parametrize(
    ("question", "pieces", "whole"),
    [
        ("telephone", ("090", "1234", "5678"), "090-1234-5678"),
        ("telephone", ("ほげ", "090", "1234", "5678"), "090-1234-5678"),
        ("telephone", ("090", "090-1234", "5678"), "090-1234-5678"),
        ("number", ("太郎君", "13010", "12345678"), "13010-12345678"),
        ("email", ("5678", "taro", "@example.com"), "taro@example.com"),
    ],
)
def test_pieces_are_joined_and_none_is_kept_as_the_answer(question, pieces, whole):
    talk = at(question)
    for piece in pieces[:-1]:
        assert question not in talk.says(piece).conversation.answers
    assert value(talk.says(pieces[-1]), question).replace("-", "") == whole.replace("-", "")


@pytest.mark.parametrize("question", ["number", "telephone", "email"])
def test_words_are_never_kept_as_a_number_or_an_address(question):
    talk = at(question).says("山田太郎", "かぼちゃ", "すいか")
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("telephone", "わたしの携帯でいいですか", "固定電話や、ご家族・お勤め先の番号でも"),
        ("telephone", "親の携帯でもよかと？", "固定電話や、ご家族・お勤め先の番号でも"),
        ("telephone", "LINEで連絡してください", "連絡のつく電話番号でもかまいません"),
        ("telephone", "教えない", "ご本人を確かめて連絡するために必要です"),
        ("email", "スマホのでもいい？", "携帯電話会社のものでも"),
        ("email", "会社のでもいい？", "携帯電話会社のものでも"),
        ("email", "教えたくない", "ご本人を確かめて連絡するために必要です"),
        ("number", "今探してます", "ハローワーク受付票（カード）に"),
        ("support", "通訳はそちらで用意してもらえますか", "通訳の方と一緒に相談できます"),
        ("support", "ベトナムご の ひと いますか", "通訳の方と一緒に相談できます"),
        ("day", "これって申し込んだら絶対行かないとだめ？", "取り消しは、相談の前日まで"),
    ],
)
def test_what_is_asked_beside_the_answer_is_answered_and_nothing_taken(question, said, told):
    talk = at(question).says(said)
    assert told in last(talk)
    assert question not in talk.conversation.answers


@pytest.mark.parametrize(
    "said", ["スキップ", "飛ばしたい", "省略", "あとで調べます", "登録中です", "オンライン登録しただけ"]
)
def test_who_has_no_number_at_hand_goes_on(said):
    assert "お申し込みになれます" in last(at("number").says(said))


def test_data_told_at_the_terms_is_held_and_shown_after_them():
    talk = at("consent").says(
        "田中", "田中花子", "13010-12345678", "090-1234-5678", "taro@example.com", "来週の木曜あたりで"
    )
    assert "もう一度送る必要はありません" in last(talk)
    assert "お困りのときは" not in last(talk, 8)
    assert "consent" not in talk.conversation.answers
    talk.taps("同意する").says("職業相談", "必要ない")
    assert value(talk, "name") == "田中花子"
    assert value(talk, "telephone") == "090-1234-5678"
    assert "12月3日（木）" in talk.buttons() or value(talk, "day") == "2026-12-03"


def test_a_week_named_in_the_opening_is_held():
    talk = Talk().says("お世話になっております。田村と申します。来週あたりで相談の予約は可能でしょうか")
    assert "希望日時" in last(talk)
    talk.says("すべて当てはまる", "同意する", "わからない", "090-1234-5678", "持っていない", "職業相談", "必要ない")
    assert "11月26日（木）" not in talk.buttons()
    assert "12月3日（木）" in talk.buttons()


def test_who_is_not_understood_twice_may_still_begin_to_book():
    assert "予約する" in Talk().says("ほげほげ", "同意します").buttons()


def test_the_same_half_said_again_is_no_whole():
    talk = at("number").says("13010", "13010")
    assert "number" not in talk.conversation.answers
    assert "number" in talk.says("12345678").conversation.answers


@pytest.mark.parametrize(
    "said", ["スマホのメールってどうやって見るの？息子に聞かんとわからん", "迷惑メールとか送ってこないですよね"]
)
def test_a_question_about_mail_is_answered_and_not_taken_for_having_no_address(said):
    talk = at("email").says(said)
    assert "email" not in talk.conversation.answers
    assert talk.conversation.flow == "book"


def test_a_time_after_hours_in_a_longer_sentence_is_told_why_not():
    talk = at("time").says("仕事が終わってからだから18時とか")
    assert "book.time.retry.outside_hours" in [say.key for say in talk.said]
