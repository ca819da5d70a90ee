"""What the talk has just asked beside the open question: a yes or a no answers that, and nothing before it.

Held until the next turn: the words or the button that a yes stands for, and those that a no stands for.
"""

import json
import re
from dataclasses import astuple, dataclass
from enum import StrEnum

from bot.booking.text import compatible
from bot.dialogue.common_buttons import PHONE, QUIT, RESUME, STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Tap
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.named_choice import CHOICES, named_choice
from bot.dialogue.turn import Option, Say, Send, Turn
from bot.dialogue.understanding import Intention, Meaning, Stage, understand_by_rules
from bot.dialogue.understanding.scope import is_question

HELD = "what_was_asked"  # held: an AskedBack, as JSON
LOAD = "c="  # begins a button's load
STOP, REFUSED, FREE = "heard.stop", "heard.sure.disagree", "lobby.free_at"
# Asked with one button that a yes presses.
OF_ONE = frozenset({"lobby.which", FREE, "lobby.moved_still_free", "lobby.cancelled_still_free"})
# Asked which of several: a yes answers nothing, and brings the question back.
STOP_OR_CANCEL = frozenset({"heard.stop_or_cancel", "staff_message.stop_or_cancel"})
OF_SEVERAL = STOP_OR_CANCEL | {"heard.correct_what", "heard.which_number", "heard.which", "lobby.resume"}
LEAVE_LIST = "wait.leave_ask"  # asked with the button that leaves, and others
USE_IT = "heard.use_it"  # asked of a value whose writer asked whether it will do
OTHER_TIMES = "heard.to_take_it"  # told beside the card, behind what is free
REASONS = frozenset({Intention.ANSWER, Intention.HIRED})  # why somebody stops, and no word on whether he does
LONGEST = 24  # characters of an answer; a longer text says something else
GOES_ON = re.compile(
    r"続け|つづけ|続き|やめ(?:な(?:い|く)|ませ|ずに|んで)|(?:消|け)さな|(?:消|け)さずに|(?:その|この|今の|いまの)まま|(?:間違|まちが)え|困[るり]"
)
STOPS = re.compile(
    r"やめ(?:る|ます|て|た[いく]|とく|とき|よう)|止め(?:る|ます|て|たい)|中止|終わ[りるっ]|取り?消|(?i:キャンセル)"
    r"|(?:消|け)(?:し|す(?!か))|なしで"
)
STAYS = re.compile(
    r"待(?:ちます|ってい?ます|つ(?!の)|ちたい)|やめるの[はを]?、?(?:やめ|なし|取り?消)"
)  # on the waiting list
APPLIES = re.compile(r"申し?込|送信|予約")
REFUSES = re.compile(r"いいえ|いえ|いや|ううん|(?i:no)")
ACCEPTS = re.compile(r"はい|うん|ええ|(?i:ok|yes)")
TAKES = re.compile(
    r"(?:[そこ]っち|[そこ]ちら|[そこ]れ|そこ|[そこ]の(?:日時?|時間|日にち|時刻|枠))(?:の?(?:ほう|方))?"
    r"(?:に|で(?!な)|が(?:いい|良い|よい)|を|へ|お願い)"
)
CAN_NOT = re.compile(r"(?:[いゆ行]け|[で出]き|出来|[来こ]られ)(?:な|ま[せす])|無理|むり")
NAMES_WHEN = re.compile(r"\d|日(?!時|に)|曜|午[前後]|週|朝|昼|夕")
LEAVES = re.compile(
    r"(?:元|もと|前|さっき|最初|はじめ|いま|今)の|変え(?:な(?!け)|ませ|ず)|変更(?:し(?:な|ませ)|なし|やめ)|だめ|無理|やめ"
)
OF_THE_BOOKING = re.compile(r"予約|取り?消")
UNDECIDED = re.compile(r"迷|悩|かも|考え|あとで|後で|待って|どう")
# Kinds of a yes: 「大丈夫です」 may accept or decline.
PLAIN = frozenset({"", "request", "review"})
VAGUE = frozenset({"fine", "good", "agree", "review"})
DO_SO = re.compile(r"お願い|おねがい|して(?:ください)?$")
SO_BE_IT = re.compile(r"それで|そう|そのように|はい|うん|ええ|お願い|おねがい")


class YesOrNo(StrEnum):
    """What a text says to what was asked back."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class AskedBack:
    """What was asked: the key of its words, what a yes and a no stand for, "" for nothing, and what led to it."""

    key: str
    yes: str
    no: str
    led_here: str

    @classmethod
    def held_in(cls, talk: Conversation) -> "AskedBack | None":
        """Give what was asked in the last turn, None where that was the open question itself."""
        held = talk.held.get(HELD)
        return cls(*json.loads(held)) if held else None

    def answered_by(self, seen: Seen) -> YesOrNo | None:
        """Tell what a text says to it; None for a text that says something else."""
        text = compatible(seen.incoming.text)
        if len(text) > LONGEST or is_question(text, seen.facts.lexicon.spelling):
            return None
        lexicon = seen.facts.lexicon
        answer = self._told(text, understand_by_rules(text, Stage.KNOWN, lexicon))
        if answer or self.key not in STOP_OR_CANCEL | {STOP}:
            return answer
        why = understand_by_rules(text, Stage.REASON, lexicon)
        return YesOrNo.UNCLEAR if why.live and why.intention in REASONS and not _answers(text, seen) else None

    def _told(self, text: str, meaning: Meaning) -> YesOrNo | None:
        kinds, says_yes = {*meaning.about.split("|")}, meaning.live and meaning.intention is Intention.YES
        says_no = meaning.live and meaning.intention in (Intention.NO, Intention.NONE)
        if self.key == REFUSED and says_no:  # 「いいえ」 may say that he does, or once more that he does not
            return YesOrNo.UNCLEAR
        own = None if UNDECIDED.search(text) else self._in_own_words(text)
        if own or (self.key == STOP and APPLIES.search(text)):
            return own
        if self.key in STOP_OR_CANCEL and (says_yes or says_no):
            return YesOrNo.UNCLEAR
        if self.key == STOP:
            return _to_stopping(text, meaning, kinds)
        if says_no:
            return YesOrNo.NO if self.no else None
        if says_yes and (self.key == USE_IT or kinds <= PLAIN):
            return YesOrNo.YES
        return YesOrNo.UNCLEAR if says_yes and self.key in (OTHER_TIMES, LEAVE_LIST) else None

    def _in_own_words(self, text: str) -> YesOrNo | None:
        """Tell what is said by naming what is to be done."""
        if self.key in STOP_OR_CANCEL:
            if OF_THE_BOOKING.search(text) and not GOES_ON.search(text):
                return YesOrNo.YES
            return YesOrNo.NO if STOPS.search(text) and not text.casefold().startswith("キャンセル") else None
        if self.key == FREE:
            return YesOrNo.YES if takes_it(text) else None
        if self.key == OTHER_TIMES:
            leaves = GOES_ON.search(text) or LEAVES.search(text)
            return YesOrNo.NO if leaves else YesOrNo.YES if TAKES.search(text) else None
        if self.key == LEAVE_LIST and STAYS.search(text):
            return YesOrNo.NO
        return _in_words_of_stopping(text) if self.key in (STOP, LEAVE_LIST) else None


def _answers(text: str, seen: Seen) -> bool:
    """Say whether a text is what a button that is shown says, or names a choice."""
    if any(label == text.strip() for _, label in seen.conversation.labels):
        return True
    named = (named_choice(text, question, seen.facts.lexicon) for question in CHOICES)
    return not CAN_NOT.search(text) and any(named)


def _in_words_of_stopping(text: str) -> YesOrNo | None:
    if GOES_ON.search(text):
        return YesOrNo.NO
    if APPLIES.search(text):
        return YesOrNo.UNCLEAR if ACCEPTS.match(text) else None
    if STOPS.search(text):
        return YesOrNo.UNCLEAR if REFUSES.match(text) else YesOrNo.YES
    return None


def takes_it(text: str) -> bool:
    """Say whether what was just told to be free is taken by a word that points at it: 「そっちに変えて」."""
    plain = compatible(text)
    rest = TAKES.sub("", plain)
    return rest != plain and not any(says.search(rest) for says in (NAMES_WHEN, LEAVES, UNDECIDED))


def _to_stopping(text: str, meaning: Meaning, kinds: set[str]) -> YesOrNo | None:
    """Tell a yes or no to whether to stop; "none" may answer the open question, and praise the card."""
    if not meaning.live or meaning.intention not in (Intention.YES, Intention.NO):
        return YesOrNo.YES if SO_BE_IT.match(text) and DO_SO.search(text) else None
    if meaning.intention is Intention.NO:
        return YesOrNo.NO
    if kinds <= PLAIN and SO_BE_IT.match(text):
        return YesOrNo.YES
    return YesOrNo.YES if kinds == {""} else YesOrNo.UNCLEAR


def noting(talk: Conversation, turn: Turn, text: str, before: Conversation) -> Conversation:
    """Hold what this turn asked back, in place of what the one before asked."""
    asked = next(filter(None, (_asked(say, text, is_last=say is turn.says[-1]) for say in turn.says)), None)
    last = AskedBack.held_in(before)
    told_again = last and last.key == OTHER_TIMES and not NAMES_WHEN.search(compatible(text))
    asked = _other_time(turn, last.led_here if last and told_again else text) or asked
    if asked and last and last.key == asked.key and asked.key in OF_SEVERAL | {STOP, REFUSED}:
        asked = last  # what led to it, and not the yes that brought it back
    left = talk.not_holding(HELD)
    return left.holding(HELD, json.dumps(astuple(asked), ensure_ascii=False)) if asked else left


def _other_time(turn: Turn, text: str) -> AskedBack | None:
    """Take a yes behind another time that was told to be free for that one, and for no word to the card below it."""
    if all(say.key != OTHER_TIMES for say in turn.says):
        return None
    led_here = " ".join(text.split())
    free = next((str(say.values["when"]) for say in turn.says if say.key == FREE), "")
    return AskedBack(OTHER_TIMES, f"{free}に変更" if free else led_here, _words(RESUME), led_here)


def _asked(say: Say, text: str, *, is_last: bool) -> AskedBack | None:
    led_here = " ".join(text.split())
    if say.key == STOP:
        return AskedBack(STOP, _words(QUIT), _words(RESUME), led_here)
    if say.key in STOP_OR_CANCEL:
        stop, cancel = (_words(one) for one in say.options)
        return AskedBack(say.key, cancel, stop, led_here)
    if say.key == REFUSED:
        disagree = next(one for one in say.options if isinstance(one.action, Tap) and one.action.value == "disagree")
        return AskedBack(REFUSED, _words(disagree), _words(RESUME), led_here)
    if say.key == "lobby.resume":
        return AskedBack(say.key, _words(RESUME), led_here, led_here)
    if say.key in (LEAVE_LIST, USE_IT):
        stays = _words(STATUS if say.key == LEAVE_LIST else RESUME)
        return AskedBack(say.key, _words(say.options[0]), stays, led_here)
    if say.key in OF_SEVERAL:
        return AskedBack(say.key, led_here, _words(RESUME), led_here)
    if say.key not in OF_ONE or not is_last:
        return None
    own = [one for one in say.options if say.key != "lobby.which" or one != PHONE]
    is_one = own and (len(own) == 1 or say.key != "lobby.which")
    return AskedBack(say.key, _words(own[0]), "", led_here) if is_one else None


def _words(option: Option) -> str:
    """Give what a button sends, or its load."""
    match option.action:
        case Send(text):
            return text
        case Tap() as tap:
            return tap.encode()
        case _:
            return ""
