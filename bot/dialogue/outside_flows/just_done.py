"""What a seeker has just done himself, held until something else begins: no word undoes it, but there is a way back."""

import re
from datetime import datetime

from bot.booking.model import State
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import BOOK, PHONE, STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.outside_flows import free_times, welcome
from bot.dialogue.outside_flows.answers import still_possible
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Intention, Meaning, Sureness

CANCELLED, MOVED = "cancelled", "moved"  # held: which start was let go by which of them
WISHES = frozenset({Intention.CANCEL, Intention.MOVE, Intention.ABSENT})
RESTORES = re.compile(
    r"(?:元|もと|前|さっき|最初|はじめ|変更前)の?(?:日時|日にち|日程|日|時間|時刻|予約|ほう|方|やつ|まま)?"
    r"(?:[にへ](?:戻|もど)|で(?:いい|良い|お願い|大丈夫|行)|が(?:いい|良い|よか)|のまま)"
    r"|^(?:やっぱり?|やはり)?[、\s]?戻し(?:て|たい)|復活|取り消さな|(?:その|この)まま(?:で|に)"
    r"|(?:変更|取り?消し|キャンセル)(?:は|を|の)?(?:なし|無し|取り?消|撤回|やめ|間違|まちが)"
    r"|(?:変更|取り?消し|キャンセル).{0,3}したのは?(?:間違|まちが)"
    r"|^.{0,8}(?:間違え|まちがえ|間違い|まちがい)(?:まし|た|ちゃ|でし|です).{0,3}$"
)


def let_go(talk: Conversation, how: str, start: datetime) -> Conversation:
    """Hold which start a seeker just let go, beside nothing else."""
    return talk.closed().holding(how, start.astimezone(TOKYO).isoformat())


def just_let_go(talk: Conversation, how: str, facts: Facts) -> datetime | None:
    """Give the start that was let go lately, in this way; None where that is some time ago, or was over by now."""
    held, since = talk.held.get(how), talk.asked_at
    if not held or since is None or facts.now - since >= welcome.PAUSE:
        return None
    start = datetime.fromisoformat(held)
    return start if start > facts.now else None


def takes_back(text: str, meaning: Meaning) -> bool:
    """Say whether somebody does not want what is done already: 「やっぱりキャンセルしないで」, 「元に戻して」."""
    intention = meaning.intention
    if meaning.sureness is Sureness.UNSURE and meaning.candidates:
        intention = meaning.candidates[0].intention
    if intention in (Intention.KEEP, Intention.BACK) or (meaning.negated and intention in WISHES):
        return True
    return not any(char.isdecimal() for char in text) and bool(RESTORES.search(text))


def cancelled_already(start: datetime, facts: Facts) -> Say:
    """Say that it is cancelled, and offer to book it anew, or any other time."""
    when = {"when": say_when(start)}
    if start not in facts.free or facts.refused:
        return Say("lobby.cancelled_already", when, (BOOK, PHONE))
    return Say("lobby.cancelled_still_free", when, (free_times.asked_for(start, facts), BOOK, PHONE))


def moved_already(before: datetime, facts: Facts) -> Say | None:
    """Say to when it is moved already, and offer the time before; None where it stands at that time."""
    booking = facts.booking
    if not booking or booking.state is State.OFFERED or booking.start == before:
        return None
    values = {"before": say_when(before), "when": say_when(booking.start)}
    others = (STATUS, *still_possible(facts), PHONE)
    if before not in facts.for_needs(booking.answers).free:
        return Say("lobby.moved_already", values, others)
    return Say("lobby.moved_still_free", values, (free_times.asked_for(before, facts), *others))
