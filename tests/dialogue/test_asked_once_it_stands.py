"""What is asked or said of a request or a booking that stands, or that was cancelled: nothing is done on a guess."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
STATES = {"requested": booking(), "confirmed": CONFIRMED, "lobby": None}


def shown(state: str, text: str) -> tuple[Talk, str]:
    talk = Talk(booking=STATES[state]).says(text)
    return talk, "\n".join([*talk.bot, *talk.buttons()])


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("requested", "これって仮予約ってことですか?それとも確定", "まだ確定していません"),
        ("requested", "返事は夜とか土日にも来るんでしょうか", "おそくとも12月2日"),
        ("requested", "希望日の前の日までに返事なかったらどうなるの", "おそくとも12月2日"),
        ("requested", "土日も相談やってますか", "土曜・日曜"),
        ("requested", "もし希望の時間が無理なら4日でもいいです", "3つまで"),
        ("requested", "14時が埋まってたら15時でもいいです", "3つまで"),
        ("confirmed", "前日でもキャンセルできますか　熱が出そうで", "予約を取り消す"),
        ("confirmed", "30分より長くなることってありますか", "1回30分"),
        ("confirmed", "途中で休憩もらえますか", "席を外す"),
        ("confirmed", "住所かわったんですけどどこに言えばいいですか", "住所をうかがうことはありません"),
        ("confirmed", "ﾊﾞｽﾁﾝとかは出るんでしょうか", "お越しいただく必要はありません"),
        ("confirmed", "電話に出られなかったんですけど何の用でしたか", "おかけ直し"),
        ("confirmed", "さっき着信があったみたいで", "おかけ直し"),
        ("confirmed", "明日ですよねよろしくおねがいします", "12月3日"),
        ("confirmed", "準備できたらここに連絡するんですか？", "5分ほど前"),
        ("confirmed", "静かな場所がないんですが", "人がいない場所"),
        ("confirmed", "その日もしかしたら病院が長引いて遅れるかもしれません", "その日に「遅れます」"),
        ("lobby", "キャンセルしたけど本当にできてる？", "予約はありません"),
        ("lobby", "またあらためて申し込みますね", "こちらこそ"),
        ("lobby", "落ち着いたら予約します", "こちらこそ"),
    ],
)
def test_it_is_answered_and_nothing_begins(state, text, expected):
    talk, everything = shown(state, text)
    assert expected in everything
    assert not talk.conversation.flow
    assert not talk.effects


@pytest.mark.parametrize(
    ("state", "text", "flow"),
    [
        ("requested", "3日は無理なので4日でお願いします", "change"),
        ("requested", "申し込んだやつ一旦なしで。また連絡します", "cancel"),
        ("confirmed", "明日熱が出そうなのでキャンセルします", "cancel"),
        ("lobby", "また予約したいです", "book"),
        ("lobby", "また来週の火曜に予約します", "book"),
    ],
)
def test_what_is_wished_for_begins_and_asks(state, text, flow):
    talk, _ = shown(state, text)
    assert talk.conversation.flow == flow
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["相談したいことを先に書いてもいいですか", "耳が遠いので大きい声でお願いしたいんですが"]
)
def test_what_staff_should_know_beforehand_becomes_a_message(text):
    talk, _ = shown("confirmed", text)
    assert talk.conversation.draft
    assert not talk.effects


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("呼ばれるまで待つんですか", "手続きだけに使い"),
        ("相談内容を会社にばれたりしませんか", "応募書類"),
        ("担当の人の名前なんでしたっけ", "手続きだけに使い"),
        ("書類どこに送ればいいですか", "岸の浦"),
    ],
)
def test_no_other_question_is_answered_before_it(text, absent):
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-12-01 10:00")).says(text)
    assert absent not in "".join(talk.bot)


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("requested", "予約番号ってなんですかどこでつかうん", "123456"),
        ("requested", "やっぱりもうすこし考えたいので一旦保留にしてください", "何も変えず"),
        ("requested", "申し込みのあと仕事きまりそうなんですがどうしたら", "予約を取り消す"),
        ("requested", "待ってる間になにかすることありますか", "Zoomのアプリ"),
        ("confirmed", "3日の14時って午後2時のこと？", "14:00"),
        ("confirmed", "明日やと思ってたけどちがう？", "12月3日"),
        ("confirmed", "すまほのそうさがわからんけんまごにやってもろうてもよかね", "付き添い"),
        ("confirmed", "時間になったら電話がかかってくるんですよね？", "Zoom"),
        ("confirmed", "リンク押しても開けないんですが今ためしたら", "パスコード"),
        ("confirmed", "退職届の書き方も聞いていいですか", "相談できます"),
        ("confirmed", "質問してもいいですか", "はい、どうぞ"),
        ("confirmed", "求人票みながら話せますか", "相談できます"),
        ("confirmed", "ちょっと熱っぽいんですがどうしよう", "予約を取り消す"),
        ("confirmed", "電車で移動中になりそうなんですけどそれでもいい？", "人がいない場所"),
        ("confirmed", "調子が悪いパソコンでも大丈夫ですか", "1つで参加"),
    ],
)
def test_a_worry_about_it_is_answered_and_nothing_begins(state, text, expected):
    talk, everything = shown(state, text)
    assert expected in everything
    assert "お子さん" not in everything
    assert not talk.conversation.flow
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["子どもの行事はいってしまって3日だめになりました😭", "だるいので休みます", "体調悪いのでキャンセルします"]
)
def test_who_cannot_come_then_is_asked_why_he_cancels_or_moves(text):
    talk, everything = shown("requested", text)
    assert "日時を変更する" in everything
    assert "5分ほど前" not in everything
    assert talk.conversation.flow == "cancel"
    assert not talk.effects


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("requested", "希望の時間とれそうですか", "おそくとも12月2日"),
        ("requested", "返事ってこのLINEに来る？電話に来る？", "おそくとも12月2日"),
        ("requested", "今日中に返事ほしいです仕事の都合あるので", "おそくとも12月2日"),
        ("requested", "決まったらどうやって知らせてくれるん", "おそくとも12月2日"),
        ("requested", "担当さんから電話あるの？", "おそくとも12月2日"),
        ("requested", "予約ちゃんと入ってますか心配で", "123456"),
        ("requested", "あのー申し込みってこれで終わりですか", "123456"),
        ("requested", "手続きってあと何かいりますか", "Zoomのアプリ"),
        ("confirmed", "なんか急にこわくなって行ける気しないです", "うまく話せなくても"),
        ("confirmed", "体調次第で当日決めてもいいですか", "相談の前日まで"),
        ("confirmed", "どこを押せばキャンセルできますか", "予約を取り消す"),
        ("confirmed", "予約変えるのって何回でもいいんですか", "日時の変更は"),
        ("confirmed", "保育園のお迎えあるんで14時半には終わりますよね", "1回30分"),
        ("confirmed", "うちの犬がほえるかもしれんけど大丈夫ですか", "人がいない場所"),
        ("confirmed", "顔にけがしててマスクでもいい？", "マスク"),
        ("confirmed", "予約時間前に入ったら迷惑ですか", "5分ほど前"),
        ("lobby", "キャンセルしたのに確定って通知きたんですけど", "予約はありません"),
    ],
)
def test_what_is_asked_besides_is_answered(state, text, expected):
    talk, everything = shown(state, text)
    assert expected in everything
    assert not talk.conversation.flow
    assert not talk.effects


@pytest.mark.parametrize(
    "text", ["3日やっぱ無理です💦ほんとすみません", "3日はちょっときついです", "木曜日だめになった"]
)
def test_who_says_that_the_day_does_not_do_is_not_waited_for(text):
    talk, everything = shown("confirmed", text)
    assert "お待ちしています" not in everything
    assert "取り消し" in everything
    assert not talk.effects


def test_who_wishes_for_a_call_at_some_hour_is_not_absent():
    talk, _ = shown("requested", "仕事中は出れんけん夕方に連絡ほしい")
    assert talk.conversation.flow != "cancel"
    assert talk.conversation.draft


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("confirmed", "3日の持ち物わからない"),
        ("confirmed", "3日に何するかわからない"),
        ("confirmed", "3日の予定まだ読めないのでまた連絡します"),
        ("confirmed", "3日じゃないんですか"),
        ("requested", "3日以外は無理なんです"),
        ("confirmed", "来週は忙しくない"),
        ("requested", "3日がだめって言われたらどうしよう"),
        ("requested", "3日だめだったら教えてください"),
        ("confirmed", "あのすみません予約のメール消してしまいまして"),
        ("confirmed", "子どもが熱出しやすいので心配"),
        ("confirmed", "予約はそのままでお願いします"),
        ("confirmed", "返信遅れてごめんなさい"),
        ("confirmed", "ID届きました"),
    ],
)
def test_a_day_and_a_no_begin_nothing_and_are_no_promise_to_come(state, text):
    talk, everything = shown(state, text)
    assert not talk.conversation.flow
    assert not talk.effects
    if "3日" in text:
        assert "お待ちしています" not in everything


@pytest.mark.parametrize(
    "text", ["3日は行けない", "3日は都合がつきません", "3日だめになりました", "予約を消してください"]
)
def test_who_can_not_come_that_day_begins_to_cancel_or_to_move(text):
    talk, everything = shown("confirmed", text)
    assert talk.conversation.flow == "cancel"
    assert "日時を変更する" in everything


@pytest.mark.parametrize("text", ["3日で問題ないです", "3日で間違いありません", "3日でお願いします"])
def test_who_agrees_to_the_day_is_waited_for(text):
    assert "お待ちしています" in shown("confirmed", text)[1]


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("requested", "もしかしてもう3日とれてたりします？", "まだ確定していません"),
        ("requested", "これってお断りされたりする場合もありますか", "おそくとも12月2日"),
        ("confirmed", "30分って短くないですか足りなかったらどうするん", "1回30分"),
        ("confirmed", "相談するとハロワに行ったことになる？", "求職活動の実績"),
        ("confirmed", "時間どおりにそっちから呼んでくれるんですか", "5分ほど前"),
        ("confirmed", "パソコンの音が出るかどうかためしたい", "Zoom"),
        ("confirmed", "IDまだ届きません", "91234567890"),
    ],
)
def test_what_is_wondered_at_is_answered(state, text, expected):
    talk, everything = shown(state, text)
    assert expected in everything
    assert not talk.conversation.flow


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("requested", "なんで返事に時間かかるんですか", "お待たせ"),
        ("confirmed", "通信量どれくらいかかるか知りたい", "通信料"),
        ("lobby", "キャンセルの連絡とどいた？", "予約はありません"),
    ],
)
def test_how_long_and_how_much_is_no_lateness(state, text, expected):
    talk, everything = shown(state, text)
    assert expected in everything
    assert not talk.conversation.flow
