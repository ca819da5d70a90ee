"""What is negated, asked about, quoted or heard from others is never done, however politely it is wrapped."""

from itertools import chain

import pytest

from bot.dialogue.understanding import ACTING, Intention, Stage, understand
from bot.messages.understanding import shared_lexicon

LEXICON = shared_lexicon()
# The stem of a verb, as it is written with する behind it.
DEEDS = {
    Intention.BOOK: ("予約", "予約の申し込み", "相談の予約"),
    Intention.WAIT: ("キャンセル待ち", "空き待ち", "キャンセル待ちの登録"),
    Intention.CANCEL: ("キャンセル", "予約の取り消し", "取り消し", "きゃんせる", "ｷｬﾝｾﾙ", "予約をキャンセル"),
    Intention.MOVE: ("日時の変更", "日程変更", "予約の変更", "リスケ", "延期"),
    Intention.ABSENT: ("欠席",),
    Intention.LATE: ("遅刻",),
    Intention.HIRED: ("就職",),
}
TURNED = (
    *(
        "{}しません",
        "{}はしません",
        "{}しないでください",
        "{}はしないで大丈夫です",
        "{}しなくていいです",
        "{}するつもりはないです",
    ),
    *(
        "{}じゃないです",
        "{}ではありません",
        "{}するつもりはありません",
        "{}したいわけではないです",
        "{}はやめておきます",
    ),
    *(
        "{}しないことにしました",
        "{}の必要はありません",
        "まだ{}はしない",
        "{}はしなくても結構です",
        "{}せずにお願いします",
    ),
    *("{}できますか", "{}はできますか", "{}ってできるんですか？", "{}してもいいですか", "{}することは可能ですか"),
    *(
        "{}ですか",
        "{}かな",
        "{}したほうがいいですか",
        "{}しないとだめですか",
        "{}したらどうなりますか",
        "{}って何ですか",
    ),
    *(
        "{}するか迷っています",
        "{}するかどうか考え中です",
        "もし{}する場合はどうすればいいですか",
        "{}するときはどこに言えばいいですか",
        "{}するとどうなるんでしょうか",
    ),
    *(
        "「{}」と書いてあります",
        "「{}」って何ですか",
        "『{}』というボタンがあります",
        "{}と書いてありました",
        "「{}」と出ています",
    ),
    *("友達が{}したらしいです", "{}したと聞きました", "{}すると言われました", "母が{}するって言ってました"),
)
STOPS = "{}はやめておきます"
LEFT = frozenset({Intention.BOOK, Intention.WAIT, Intention.HIRED})  # who stops these wishes to leave, which is a deed
# What is no deed, in its own words.
EVENTS = {
    Intention.ABSENT: (
        *(
            "休みません",
            "今日は休まないです",
            "今日休んでもいいですか",
            "休んだらどうなりますか",
            "体調悪いけど参加します",
        ),
        *(
            "友達が休むって言ってました",
            "お休みではありません",
            "「休みます」と書いてあります",
            "行けないわけではないです",
        ),
        *("もし行けなくなったらどうすればいいですか", "欠席しません", "休む場合は連絡が必要ですか"),
    ),
    Intention.LATE: (
        *("遅れません", "遅れないように行きます", "遅れずに参加します", "遅れたらどうなりますか", "遅れてもいいですか"),
        *(
            "返信が遅れてすみません",
            "連絡遅くなりました",
            "友達が遅れるらしいです",
            "「遅れます」と書いてある",
            "遅刻はしません",
        ),
        *("遅れる場合は電話ですか", "遅れるわけではありません"),
    ),
    Intention.TROUBLE: (
        *("入れないわけではないです", "もし入れなかったらどうすればいいですか", "音が出ない場合はどうすればいいですか"),
        *("友達がZoomに入れないと言っていました", "聞こえないわけじゃないです", "誰もいない場所で受ければいいですか"),
    ),
    Intention.HIRED: (
        *(
            "就職が決まったらどうすればいいですか",
            "まだ仕事が決まりません",
            "就職は決まっていません",
            "内定はもらっていません",
        ),
        *("友達の就職が決まったらしいです", "仕事が決まるまで相談できますか"),
    ),
    Intention.CORRECT: (
        *(
            "名前は間違っていません",
            "電話番号は変わっていません",
            "メールアドレスの変更はしません",
            "電話番号を変更できますか",
        ),
        *("名前を変更する場合はどうすればいいですか",),
    ),
    Intention.QUIT: (
        "やめません",
        "やめないでおきます",
        "やめてもいいですか",
        "やめるとどうなりますか",
        "まだやめません",
    ),
    Intention.BACK: ("戻りません", "前に戻れますか", "前の質問に戻ってもいいですか"),
    Intention.YES: (
        *(
            "同意しません",
            "同意しないとだめですか",
            "同意したらどうなりますか",
            "全部は当てはまりません",
            "大丈夫ですか",
        ),
        *(
            "はい？",
            "全部当てはまらないとだめですか",
            "申し込みません",
            "まだ申し込まないでください",
            "「同意する」って何ですか",
        ),
    ),
    Intention.EASY: ("日本語は下手じゃないです", "やさしい日本語って何ですか", "日本語は難しくないです"),
    Intention.BOOK_FOR_OTHER: ("息子の代わりに予約できますか", "母の代わりじゃないです"),
    Intention.LEAVE_LIST: ("待つのをやめません", "キャンセル待ちをやめたらどうなりますか"),
}
WRAPPED = (
    "{}",
    "すみません、{}。よろしくお願いします",
    "お世話になっております。{}😊",
    "ごめんなさい🙏{}。ありがとうございます",
)
STAGES = (
    *(Stage.LOBBY, Stage.NAME, Stage.DAY, Stage.REVIEW, Stage.REQUESTED),
    *(Stage.CONFIRMED, Stage.TODAY, Stage.BEGUN),
)
SOME = (Stage.LOBBY, Stage.REVIEW, Stage.CONFIRMED, Stage.TODAY)


def places(wrapped: str) -> tuple[Stage, ...]:
    """Give where a text is tried: everywhere as it is, and in some places with polite words around it."""
    return (*STAGES, Stage.ELIGIBLE, Stage.CONSENT, Stage.WAITING) if wrapped == "{}" else SOME


def acting(text: str, stages: tuple[Stage, ...] = STAGES) -> set[tuple[Stage, Intention]]:
    """Give what a text begins or notes, and where."""
    found = {stage: understand(text, stage, LEXICON) for stage in stages}
    every = ((stage, one) for stage, meaning in found.items() for one in (meaning, *meaning.also))
    return {(stage, one.intention) for stage, one in every if one.acts}


def test_every_acting_intention_is_tried():
    assert {*DEEDS, *EVENTS} == ACTING


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("intention", DEEDS)
def test_no_deed_that_is_negated_asked_or_quoted_is_done(intention, wrapped):
    texts = [
        wrapped.format(turned.format(stem))
        for stem in DEEDS[intention]
        for turned in TURNED
        if intention not in LEFT or turned != STOPS
    ]
    assert [(text, found) for text in texts for found in acting(text, places(wrapped))] == []


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("intention", EVENTS)
def test_nothing_that_did_not_happen_is_noted(intention, wrapped):
    texts = [wrapped.format(text) for text in EVENTS[intention]]
    assert [(text, found) for text in texts for found in acting(text, places(wrapped))] == []


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize(
    ("stage", "text", "intention"),
    [
        *((Stage.CONFIRMED, f"{stem}お願いします", Intention.CANCEL) for stem in DEEDS[Intention.CANCEL]),
        *((Stage.CONFIRMED, f"{stem}をお願いします", Intention.MOVE) for stem in DEEDS[Intention.MOVE]),
        (Stage.LOBBY, "予約したいです", Intention.BOOK),
        (Stage.TODAY, "今日は休みます", Intention.ABSENT),
        (Stage.TODAY, "10分遅れます", Intention.LATE),
        (Stage.BEGUN, "音が聞こえません", Intention.TROUBLE),
    ],
)
def test_politeness_swallows_nothing(stage, text, intention, wrapped):
    meaning = understand(wrapped.format(text), stage, LEXICON)
    assert (meaning.intention, meaning.acts) == (intention, True)


def test_the_same_deeds_are_done_when_they_are_meant():
    texts = list(chain(*([f"{stem}したいです" for stem in DEEDS[one]] for one in (Intention.CANCEL, Intention.WAIT))))
    assert all(acting(text) for text in texts)
