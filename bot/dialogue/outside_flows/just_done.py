"""What a seeker has just done himself, held until something else begins: no word undoes it, but there is a way back."""

import re
from datetime import datetime

from bot.booking.model import Booking, State
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import BOOK, CORRECT, PHONE, STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.outside_flows import free_times, welcome
from bot.dialogue.outside_flows.answers import still_possible
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Intention, Meaning, Sureness

CANCELLED, MOVED = "cancelled", "moved"  # held: which start was let go by which of them
BOOKED = "booked"  # held: which start was applied for
CORRECTED = "corrected"  # held: which contact data was changed, with commas between the fields
WISHES = frozenset({Intention.CANCEL, Intention.MOVE, Intention.ABSENT})
RESTORES = re.compile(
    r"(?:元|もと|前|さっき|最初|はじめ|変更前)の?(?:日時|日にち|日程|日|時間|時刻|予約|ほう|方|やつ|まま)?"
    r"(?:[にへ](?:戻|もど)|で(?:いい|良い|お願い|大丈夫|行)|が(?:いい|良い|よか)|のまま)"
    r"|^(?:やっぱり?|やはり)?[、\s]?戻し(?:て|たい)|復活|取り消さな|(?:その|この)まま(?:で|に)"
    r"|(?:変更|取り?消し|キャンセル)(?:は|を|の)?(?:なし|無し|取り?消|撤回|やめ|間違|まちが)"
    r"|(?:変更|取り?消し|キャンセル).{0,3}したのは?(?:間違|まちが)"
    r"|(?:さっき|いま|今|先ほど|さきほど)の[はを]?(?:なし|無し|取り?消)"
    r"|^.{0,8}(?:間違え|まちがえ|間違い|まちがい)(?:まし|た|ちゃ|でし|です).{0,3}$"
)

# Who wants back what he has just changed of his contact data: 「前の番号に戻して」, 「前のほうが正しいです」.
WANTS_THE_FORMER = re.compile(
    r"(?:元|もと|前|さっき|最初|はじめ|以前|変更前|古い)の?(?:電話|携帯|番号|メール|アドレス|名前|氏名|内容|もの|ほう|方|やつ)?(?:番号|アドレス)?"
    r"(?:[にへ](?:戻|もど|し)|で(?:いい|良い|お願い|大丈夫)|が(?:いい|良い|正し|よか)|のまま)"
)
# Who does not want to have applied, in words that can mean nothing else, and in words that mean it right after.
UNDOES_THE_REQUEST = re.compile(
    r"(?:申し?込み?|もうしこみ?)(?:は|を|の)?[^、。]{0,4}?(?:やめ|止め|しな[いく]|まな[いく]|取り?(?:消|下げ|やめ)|なし(?:に|で)|無し|なかった|撤回)"
    r"|予約(?:は|を)?(?:しな(?:い|く)|なしに|なしで|やめ)"
)
UNDOES_IT_RIGHT_AFTER = re.compile(
    r"なかったことに|(?:さっき|いま|今|先ほど|さきほど)の[はを]?(?:なし|無し|取り?消)|(?:やっぱり?|やはり)[、\s]*(?:やめ|いい(?:です)?$|いらな|要らな|なし|結構)|(?:元|もと)に(?:戻|もど)"
    r"|^(?:あっ?|すみません|すいません|ごめん(?:なさい)?)?[、。\s]*(?:間違|まちが)(?:え|い)[^、。0-9]{0,8}$"
    r"|(?:間違|まちが)って[^、。]{0,6}(?:申|予約|送|押)"
)
# Who finds the time wrong and does not say which is right.
A_WRONG_TIME = re.compile(
    r"(?:時間|時刻|日にち|日付|日時|日程|曜日|日)(?:を|が|は|も)?[、\s]*(?:間違|まちが|違い(?:ま|$)|違う|ちが)"
)


def let_go(talk: Conversation, how: str, start: datetime) -> Conversation:
    """Hold which start a seeker just let go or applied for, beside nothing else."""
    return talk.closed().holding(how, start.astimezone(TOKYO).isoformat())


def just_let_go(talk: Conversation, how: str, facts: Facts) -> datetime | None:
    """Give the start that was let go lately, in this way; None where that is some time ago, or was over by now."""
    held, since = talk.held.get(how), talk.asked_at
    if not held or since is None or facts.now - since >= welcome.PAUSE:
        return None
    start = datetime.fromisoformat(held)
    return start if start > facts.now else None


def just_corrected(talk: Conversation, facts: Facts) -> tuple[str, ...]:
    """Give the contact data that was changed lately."""
    since = talk.asked_at
    lately = since is not None and facts.now - since < welcome.PAUSE
    return tuple(filter(None, talk.held.get(CORRECTED, "").split(","))) if lately else ()


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


def applied_already(booking: Booking, facts: Facts) -> Say:
    """Say that the request is there, and how it is taken back or changed."""
    options = (*still_possible(facts), CORRECT, STATUS)
    return Say("lobby.applied_already", named(booking, facts.words), options)


def which_time_then(booking: Booking, facts: Facts) -> Say:
    """Ask for the right time of who finds the one that stands wrong."""
    return Say("lobby.which_time_then", named(booking, facts.words), (*still_possible(facts), STATUS, PHONE))
