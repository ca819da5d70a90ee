"""Words that leave a booking as it is, or plainly end it, while it is being cancelled or moved."""

import re

from bot.dialogue.events.at_question import AtQuestion, Meant
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.route import Command
from bot.dialogue.understanding import Intention

KEEPS = re.compile(
    r"(?:その|この|今の|いまの|元の|確定の|日の)まま|やっぱり?(?:行|いき|参加|元|やめ)(?![きけか]?(?:ません|ない)|し(?:ません|ない)|でき)|(?:変更|キャンセル)するのは?や|(?:行|い)きます|(?:行|い)けます|参加します|出席します"
    r"|(?:やっぱり?|やはり)[、。]?お?(?:伺|うかが)(?:います|う|いたい)|都合がつ(?:いた(?!ら)|きました(?!ら))|(?:取り?消|消)さない|変え(?:ない|ません)|(?:変更|キャンセル)(?:は|も)?し(?:ない|ません)|(?:変更|キャンセル)じゃな|やめ(?:とく|ておき)"
)
NO = re.compile(r"(?:いいえ|いえ|いや|違います|違う|ちがいます|待って(?:ください)?)(?:です)?[。、!！\s]*")
ONE_PART = re.compile(r"(?:時間|時刻|日にち|日付|曜日|日)は(?:その|この)まま|だけ(?:変|直|かえ)")
ASKS = re.compile(r"[?？]|ますか|ですか|できる")
PLAIN = {
    "cancel": re.compile(
        r"(?:はい[、。\s]*)?(?:取り?消(?:す|します|して(?:ください)?)|キャンセル(?:する|します|してください))[。!！\s]*"
    ),
    "change": re.compile(r"(?:はい[、。\s]*)?(?:変更(?:する|します|してください)|お願いします)[。!！\s]*"),
}


def is_last_word(text: str, flow: Flow, seen: Seen) -> bool:
    """Say whether a text is plainly the last word at the open card."""
    words = PLAIN.get(flow.name)
    return bool(words and words.fullmatch(text.strip())) and flow.open_question(seen.conversation).name == "review"


def kept_or_ended(said: AtQuestion) -> Meant | None:
    """Leave the booking as it is, or do what is plainly said at the last card; None for anything else."""
    if said.flow.name not in PLAIN:
        return None
    text = said.text.strip()
    is_last = said.question.name == "review"
    if is_last and PLAIN[said.flow.name].fullmatch(text):
        return said.question.take("apply", said.seen)
    is_no = bool(NO.fullmatch(text)) and (is_last or said.flow.name == "cancel")
    denied = (
        said.meaning.negated and said.meaning.intention in (Intention.CANCEL, Intention.MOVE) and not ASKS.search(text)
    )
    keeps = bool(KEEPS.search(text)) and not ASKS.search(text) and not ONE_PART.search(text)
    keeps = keeps and (is_last or said.flow.name == "cancel" or not any(char.isdecimal() for char in text))
    return Heard(command=Command.QUIT) if is_no or denied or keeps else None
