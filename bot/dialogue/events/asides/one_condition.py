"""What is said at the conditions of use of one of them alone: the others are still asked for."""

import re

from bot.dialogue.events.at_question import AtQuestion, Meant
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.conditions import Conditions
from bot.dialogue.reading import clean
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Sureness

REGISTERED = "registered"  # the first of the conditions, of which a bare verb is said
YES = r"(?:はい|うん|ええ|もちろん|一応|いちおう|たぶん)?[、。\s]*"
# Only that something was done, or was not: of the first condition, which asks for it.
DONE = re.compile(
    rf"{YES}(?:もう|すでに|前に|昔|ちゃんと)?(?:して(?:い)?ます|してる|しとる|しとります|しました|した|やりました|やった|済みです|済んで(?:い)?ます|終わって(?:い)?ます|あります)"
    r"(?:よ|ばい|けん|わ|で)?"
)
NOT_DONE = re.compile(
    r"(?:いえ|いいえ|ううん)?[、。\s]*(?:(?:まだ|これから|今度|来週|近いうちに?)(?:です|やけど|なんですけど|なんです)?"
    r"|(?:まだ)?(?:して(?:い)?(?:ない|ません)|しとらん|してへん|しとりません|やって(?:い)?(?:ない|ません))(?:です|んです|けど|んですけど)?"
    r"|(?:まだ)?(?:途中|とちゅう|半分)(?:まで|です)[^、。]{0,8}"
    r"|(?:これから|今度|来週|近いうちに?)(?:する|します|やる|やります|行く|行きます)(?:予定|つもり|ところ)?(?:です)?)"
)
NOT_KNOWN = re.compile(
    r"(?:登録)?したか(?:どうか)?(?:は|も)?、?(?:もう|ちょっと)?(?:覚えて(?:い)?(?:ない|ません)|おぼえて(?:い)?(?:ない|ません)|わからない|わかりません|忘れ(?:た|ました)|不明|あやしい)(?:です)?"
)
HOLDS = re.compile(
    r"(?:登録|求職(?:の)?申(?:し)?込)[^、。]{0,14}?(?:済|して(?:い)?[まる]|しとる|しました|した|やりました|やった|完了|終わ|あり|ある)"
    r"|(?:カード|受付票|求職番号)[はをがも]?(?:ちゃんと|もう)?(?:持って|もって|もっと|あり|ある|もらい|もらっ|届)"
    r"|(?:スマホ|スマートフォン|パソコン|(?i:pc)|タブレット|カメラ|ネット|(?i:wi-?fi))[^、。]{0,12}?(?:あり|ある|持って|もって|もっと|使え|つい[てと])"
    r"|遠(?:い|く|方)[^、。]{0,12}|県外[^、。]{0,10}|離島[^、。]{0,10}|(?:続けて|継続して)[^、。]{0,4}相談[^、。]{0,8}"
)
DENIED = re.compile(r"な[いく]|ませ|へん|らん|まだ|だけ|しか|途中|とちゅう|以前|切れ|期限|かも")


def one_condition(said: AtQuestion) -> Meant | None:
    """Note that one holds and ask for the others, or tell what is to be done without it."""
    question = said.question
    sure = said.meaning.sureness is Sureness.SURE and said.meaning.intention is not Intention.DAY
    text = clean(said.text).rstrip("。！!")
    unknown = NOT_KNOWN.fullmatch(text)
    if not isinstance(question, Conditions) or said.asks or (sure and not unknown):
        return None
    if unknown or NOT_DONE.fullmatch(text):
        return question.take(REGISTERED, said.seen)
    holds = DONE.fullmatch(text) or (HOLDS.search(text) and not DENIED.search(text))
    return Heard((Say("heard.one_holds"),)) if holds else None
