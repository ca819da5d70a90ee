"""On the day: who can't come or can't get in is noted in whatever words, who comes all the same is not, and who is not
understood is asked.
"""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

MORNING, BEGUN, OVER = "2026-12-03 09:00", "2026-12-03 14:05", "2026-12-04 09:00"


def on(moment: str, text: str) -> Talk:
    return Talk(now=tokyo(moment), booking=booking(state=State.CONFIRMED, room=ROOM)).says(text)


def noted(talk: Talk) -> list[str]:
    return [one.action for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        *(
            (text, "absent")
            for text in ("無理", "むりです", "今日は行きたくないです", "行かれへん", "参加しません", "事故った")
        ),
        *((text, "absent") for text in ("バイト入れられた", "面接と重なってしまいました", "熱38度", "病院なう")),
        *((text, "late") for text in ("今起きた", "14時5分になります", "上司に捕まった")),
        ("停電してます", "trouble"),
    ],
)
def test_what_keeps_somebody_away_is_noted_in_the_words_of_people(text, about):
    assert noted(on(MORNING, text)) == [about]


@pytest.mark.parametrize(
    "text",
    [
        "まだ待ってます",
        "会議は終了しましたって出る",
        "サインインしろって言われる",
        "ログイン求められる",
        "別の人がいる",
        "ぐるぐるしてる",
    ],
)
def test_who_can_not_get_in_is_noted_while_it_goes_on(text):
    assert noted(on(BEGUN, text)) == ["trouble"]


@pytest.mark.parametrize(
    "text",
    [
        *("熱があるけど出られます", "頭痛いけど大丈夫です", "風邪ひいたけど参加できます", "体調は良くなりました"),
        *("昨日まで入院してましたが今日は参加します", "今日じゃなかった？", "先週は休んですみませんでした", "いいえ"),
        *(
            "休むつもりはありません",
            "電車の遅れはなさそう",
            "体調悪くても参加できますか",
            "仕事休みなので早めに入ります",
        ),
    ],
)
@pytest.mark.parametrize("moment", [MORNING, BEGUN])
def test_who_comes_all_the_same_is_not_noted_as_absent(text, moment):
    assert not {"absent", "late"} & {*noted(on(moment, text))}


@pytest.mark.parametrize("text", ["声がかすれてて", "ぴよぴよ", "いいえ"])
def test_who_is_not_understood_on_the_day_is_asked_with_words_that_staff_are_told_of(text):
    talk = on(MORNING, text)
    assert {"今日は行けません", "遅れます", "Zoomに入れません"} <= {*talk.buttons()}
    assert noted(talk) == []
    assert noted(talk.taps("今日は行けません")) == ["absent"]


@pytest.mark.parametrize("label", ["遅れます", "Zoomに入れません"])
def test_each_of_these_words_is_noted(label):
    assert len(noted(on(MORNING, "ぴよぴよ").taps(label))) == 1


@pytest.mark.parametrize("text", ["今日はすみません", "昨日はすみませんでした", "今日のこと本当にごめんなさい"])
def test_who_is_sorry_after_the_day_gets_a_human_answer(text):
    talk = on(OVER, text)
    assert "こちらこそ" not in talk.bot[-1]
    assert "職員がお電話でうかがいます" in talk.bot[-1]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "妹が入院して、でも相談は出ます",
            "弟がコロナだけど私は元気です",
            "娘が熱を出しましたが、夫がみるので参加できます",
        ),
        *("先週の相談は体調不良で休みました", "昨日の面接は遅刻しました", "昨日は電車が遅れて大変でした"),
        *("熱が下がらなかったら休みます", "もし電車が止まったら遅れます", "間に合わなかったら連絡します"),
        *("午前中会議が入りましたが14時には間に合います", "会社を遅刻してでも出ます", "仕事を休んで参加します"),
        *("電車が遅れてるけど間に合います", "頭が痛いけど薬を飲んで出ます", "今日は仕事休みます。相談には出ます"),
    ],
)
def test_what_is_of_others_of_another_time_or_keeps_nobody_away_is_not_noted(text):
    talk = on(MORNING, text)
    assert noted(talk) == []
    assert "うまく読み取れません" not in "".join(talk.bot)


@pytest.mark.parametrize(
    "text",
    [
        *("起きたら熱が38度あって今日は休みます", "昨日から熱があって今日は休みます", "病院に行きます。今日は欠席で"),
        *(
            "熱があるので病院に行きます",
            "今日行けない、電話つながらん",
            "38.5度",
            "今日なしで",
            "来週なら行けます。今日は無理です",
        ),
    ],
)
def test_what_keeps_somebody_away_today_is_noted_whatever_stands_before_it(text):
    assert noted(on(MORNING, text)) == ["absent"]


@pytest.mark.parametrize(
    "text",
    [
        "入れないかと思ったけど入れました",
        "最初入れなかったけど今入れてます",
        "さっきまで固まってたけど大丈夫になりました",
    ],
)
def test_a_trouble_that_is_over_is_not_noted(text):
    assert noted(on(BEGUN, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "やっぱり行けません。体調は大丈夫です",
            "先週から咳が続いていて今日は休みます",
            "会社に行きますので相談は休みます",
        ),
        *("仕事抜けられなくて今日は不参加で",),
    ],
)
def test_an_absence_beside_words_of_coming_or_of_being_well_is_noted(text):
    assert noted(on(MORNING, text)) == ["absent"]


@pytest.mark.parametrize("text", ["入れたけど音が出ません", "入れたのに切れました", "さっき入れたけど今は入れません"])
def test_a_trouble_that_comes_after_coming_in_is_noted(text):
    assert noted(on(BEGUN, text)) == ["trouble"]
