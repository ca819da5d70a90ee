"""What stood on the final card and is asked for again: held until the card is back, so that it can be left."""

import json
import re
from collections.abc import Sequence
from dataclasses import astuple

from bot.booking.model import Answer
from bot.dialogue.common_buttons import STAY
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.reading import clean
from bot.dialogue.route import Command
from bot.dialogue.turn import Option
from bot.dialogue.understanding.folding import BLANK

ON_THE_CARD = "on_the_card"  # held: the answers by question, as JSON
LEFT_AS_IT_IS = frozenset({"change", "cancel", "correct", "erase"})  # flows whose end changes nothing
BACK_THERE = frozenset({Command.BACK, Command.RESUME})
LEAD = re.compile(r"(?:やっぱ[りし]?|やはり|いや|いい?え|あ|え|す[みい]ません|ごめんなさい|じゃあ?|では|もう)[、。…]*")
THING = (
    r"(?:(?:電話|携帯|求職)?番号|電話|携帯|お?名前|氏名|(?:メール)?アドレス|メール|(?:相談)?内容"
    r"|日時|時間|日にち|もの|やつ|の)"
)
GOOD = r"(?:(?:いい|良い|よい|大丈夫|だいじょうぶ|結構|けっこう|構いません|かまいません|オーケー|(?i:ok))(?:です|だ)?)"
STAYS = re.compile(
    r"(?:[^、。0-9]{1,8}[はを]、?)?(?:"
    rf"(?:(?:[そこ]の|(?:今|いま|元|もと|前|さっき)の{THING}?の?)(?:まま|まんま)|(?:今|いま|元|もと|さっき)の{THING}?|同じ|おなじ)"
    rf"(?:で|に|が)?(?:{GOOD}|お願い(?:します|いたします)?|(?:して(?:おい)?|しといて)(?:ください)?|する|します|しておきます|戻して(?:ください)?)?(?:です)?"
    rf"|(?:変え|かえ|直さ|なおさ|変更(?:は|を)?し)(?:ない(?:です|で(?:ください)?|でおきます)?|ません|なくて(?:も)?{GOOD}|ずに(?:おきます|いきます))"
    rf"|変更(?:は|を)?(?:なし|無し|やめ(?:る|ます|ておきます|て(?:ください)?)|いりません|いらない|不要|不要です|なしで(?:{GOOD})?)"
    r"|(?:間違え|まちがえ|間違っ|まちがっ)て?(?:ボタンを)?(?:押しま(?:した)|押した|押しちゃった|押しちゃいました|押してしまいました|ました)"
    r"|押し間違え(?:ました|た|です)?"
    r"|申し?込(?:む|みます|みたい(?:です)?)|(?:元|もと|カード|確認)に戻(?:る|して(?:ください)?|ります|りたい(?:です)?)"
    r")[。!！ー〜~…]*"
)
# Beside the choice of a help it may say that none is needed.
NEVER_MIND = re.compile(
    r"やっぱ(?:り|し)?[、。…]*(?:いい|大丈夫|だいじょうぶ|やめ(?:る|ます|た|ました|とく))(?:です|や|わ)?[。!！]*"
)


def asked_anew(talk: Conversation, flow: Flow, names: Sequence[str]) -> Conversation:
    """Forget answers that are asked for again; those of a card that applies are held."""
    stood = _stood(talk)
    at_card = flow.open_question(talk) is flow.questions[-1] and flow.name not in LEFT_AS_IT_IS
    left = talk.without(*names)
    if not at_card and not stood:
        return left
    stood |= {name: talk.answers[name] for name in names if name in talk.answers}
    told = {name: astuple(answer) for name, answer in stood.items()}
    return left.holding(ON_THE_CARD, json.dumps(told, ensure_ascii=False)) if stood else left


def without_what_stood(talk: Conversation, flow: Flow) -> Conversation:
    """Hold nothing any more where the card is back."""
    return talk.not_holding(ON_THE_CARD) if flow.open_question(talk) is flow.questions[-1] else talk


def may_stay(talk: Conversation, flow: Flow) -> tuple[Option, ...]:
    """Give the button that leaves the answer as it stood, where what is asked stood on the card and is untouched."""
    group = _asked_anew(talk, flow)
    return (STAY,) if group and not group & talk.answers.keys() else ()


def back_to_the_card(talk: Conversation, flow: Flow, text: str, command: Command | None) -> Conversation | None:
    """Put back what stood, for who leaves it so; None for a text that says anything else.

    A step back from the second of two questions that belong together asks the first of them again.
    """
    group = _asked_anew(talk, flow)
    if not group:
        return None
    if command is Command.BACK and group & talk.answers.keys():
        return talk.without(*group)
    said, asked = BLANK.sub("", clean(text)), flow.open_question(talk).name
    never_mind = asked != "support" and NEVER_MIND.fullmatch(said)
    while lead := LEAD.match(said):
        said = said[lead.end() :]
    leaves = command in BACK_THERE or never_mind or STAYS.fullmatch(said)
    stood = _stood(talk)
    return talk.answered({name: stood[name] for name in group if name in stood}, tuple(group)) if leaves else None


def _stood(talk: Conversation) -> dict[str, Answer]:
    held = talk.held.get(ON_THE_CARD)
    return {name: Answer(*told) for name, told in json.loads(held).items()} if held else {}


def _asked_anew(talk: Conversation, flow: Flow) -> frozenset[str]:
    """Give the names of the open question, and of what belongs to it, where they stood on the card."""
    stood = _stood(talk)
    if not stood:
        return frozenset()
    asked = flow.open_question(talk).name
    group = next((names for names in CHANGES.values() if asked in names), (asked,))
    return frozenset(group) if stood.keys() & {*group} else frozenset()
