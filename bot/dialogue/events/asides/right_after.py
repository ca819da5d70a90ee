"""What is said right after something was done: each way back is offered, and nothing is undone by words alone."""

import re

from bot.booking.model import Answer, State
from bot.booking.schedule.opening import TOKYO
from bot.booking.text import compatible
from bot.dialogue.events.asides.day_meanwhile import BESIDE_A_WISH
from bot.dialogue.events.command import on_command
from bot.dialogue.events.named_time import with_the_time
from bot.dialogue.events.open_question import asking, open_flow
from bot.dialogue.flows import correct
from bot.dialogue.outside_flows import just_done, welcome
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.offered_times import days_beside
from bot.dialogue.questions.when_said.days_said import names_a_date, said_of_days
from bot.dialogue.reading.whole_message import pieces_in
from bot.dialogue.route import Command
from bot.dialogue.turn import Say, Turn
from bot.dialogue.understanding import Intention, Meaning, Stage
from bot.dialogue.understanding.scope import is_question
from bot.dialogue.understanding.shifts import tells_a_shift

LONGEST = 30  # characters; a longer text tells more than that something is to be undone
HOUR = re.compile(r"[時:じ]")
# Said of a booking that one cancelled oneself.
WANTS_BACK = re.compile(
    r"(?:やっぱり?|やはり).{0,6}(?:行|い|参加|戻|受け)|戻|もど[しせ]|(?:取り?消|消)せ(?:た|て|まし)|取り?消(?:され|しになっ|し(?:は)?でき)|復活"
    r"|(?:間違|まちが).{0,6}(?:取り?消|キャンセル|消)|(?:取り?消し?|キャンセル)(?:を|は)?(?:なし|取り?消|やめ|撤回|でき(?:た|て|まし))"
    r"|(?:本当|ほんと|ほんとう|ちゃんと)に?[^、。]{0,4}?(?:消え|取り?消|キャンセル)|なかったことに"
    r"|(?:同じ|おなじ)(?:日時|日|時間|時刻|とこ|枠)[^、。]{0,8}?(?:取[れりる直]|とれ|予約|空い|あい)"
)
# What may stand before a time that takes the place of the one that stands.
BUT = re.compile(r"^(?:いや|いえ|いいえ|違う|違います|あっ?|やっぱり?|やはり|間違え(?:た|ました)|すみません|[、。\s])*")


def right_after(seen: Seen, meaning: Meaning) -> Turn | None:
    """Answer who takes back what he has just done; nothing of it is undone by these words."""
    if open_flow(seen) or len(seen.incoming.text) > LONGEST:
        return None
    return _cancelled(seen, meaning) or _moved(seen, meaning) or _corrected(seen, meaning) or _applied(seen, meaning)


def _cancelled(seen: Seen, meaning: Meaning) -> Turn | None:
    """Say that a cancelling is done and stays so, to who asks for it or wants the booking back."""
    talk, facts, known = seen.conversation, seen.facts, seen.facts.known
    if facts.booking or facts.wish:
        return None
    was_here = known is not None and known.state is State.CANCELLED_BY_SEEKER and known.start > facts.now
    start = known.start if known and was_here else just_done.just_let_go(talk, just_done.CANCELLED, facts)
    if not start or meaning.intention is Intention.BOOK:
        return None
    if not WANTS_BACK.search(seen.incoming.text) and not just_done.takes_back(seen.incoming.text, meaning):
        return None
    return Turn(talk, (just_done.cancelled_already(start, facts),))


def _moved(seen: Seen, meaning: Meaning) -> Turn | None:
    """Say that a move is done, to who takes it back now."""
    before = just_done.just_let_go(seen.conversation, just_done.MOVED, seen.facts)
    if not before or not just_done.takes_back(seen.incoming.text, meaning):
        return None
    said = just_done.moved_already(before, seen.facts)
    return Turn(seen.conversation, (said,)) if said else None


def _corrected(seen: Seen, meaning: Meaning) -> Turn | None:
    """Ask for the former contact data of who wants it back: it is kept no longer."""
    fields, text = just_done.just_corrected(seen.conversation, seen.facts), seen.incoming.text
    if not fields or not correct.target_of(seen.facts) or pieces_in(text).found:
        return None
    if not just_done.WANTS_THE_FORMER.search(text) and not just_done.takes_back(text, meaning):
        return None
    fresh = seen.conversation.opened(correct.CORRECT.name, welcome.conversation_id(seen.incoming))
    begun = fresh.answered({correct.WHICH.name: Answer(",".join(fields), message_id=seen.incoming.message_id)})
    said = Say("lobby.corrected_already", {"fields": correct.titles(fields, seen.facts)})
    return asking(seen, begun, correct.CORRECT, said)


def _applied(seen: Seen, meaning: Meaning) -> Turn | None:
    """Say that a request is there already, to who does not want it; ask for the right time of who told a wrong one."""
    facts, text, booking = seen.facts, seen.incoming.text, seen.facts.booking
    if not booking or stage_of(facts) not in (Stage.REQUESTED, Stage.CONFIRMED) or _asks(seen):
        return None
    is_live_cancel = meaning.intention is Intention.CANCEL and meaning.live
    lately = just_done.just_let_go(seen.conversation, just_done.BOOKED, facts)
    undoes = just_done.UNDOES_THE_REQUEST.search(text) and booking.state is State.REQUESTED
    if not is_live_cancel and (undoes or (lately and just_done.UNDOES_IT_RIGHT_AFTER.search(text))):
        return Turn(seen.conversation, (just_done.applied_already(booking, facts),))
    if just_done.A_WRONG_TIME.search(text) and not said_of_days(text, facts):
        if not welcome.may(Command.CHANGE, booking, facts):
            return None
        talk = just_done.let_go(seen.conversation, just_done.BOOKED, booking.start)
        return Turn(talk, (just_done.which_time_then(booking, facts),))
    return None


def another_time_right_after(seen: Seen, meaning: Meaning) -> Turn | None:
    """Begin to move to the time that is named right after applying or moving: 「3時です」, 「いや、その前の日で」."""
    talk, facts, text, booking = seen.conversation, seen.facts, seen.incoming.text, seen.facts.booking
    lately = any(just_done.just_let_go(talk, how, facts) for how in (just_done.BOOKED, just_done.MOVED))
    if not booking or not lately or open_flow(seen) or len(text) > LONGEST or _asks(seen) or meaning.negated:
        return None
    if stage_of(facts) not in (Stage.REQUESTED, Stage.CONFIRMED) or not welcome.may(Command.CHANGE, booking, facts):
        return None
    if tells_a_shift(text):
        return with_the_time(seen, on_command(seen, Command.CHANGE), "")
    told = said_of_days(text, facts)
    when = days_beside(told.get("when", ""), booking.start, facts)
    if told.keys() != {"when"} or not when or "、" in when:
        return None
    rest = BUT.sub("", compatible(text)).replace(when, "", 1)
    if BESIDE_A_WISH.sub("", rest):
        return None
    here = booking.start.astimezone(TOKYO)
    if not HOUR.search(when) and names_a_date(when, facts):
        when = f"{when}の{here:%H:%M}"
    elif not names_a_date(when, facts) and HOUR.search(when):
        when = f"{here.month}月{here.day}日の{when}"
    return with_the_time(seen, on_command(seen, Command.CHANGE), when)


def _asks(seen: Seen) -> bool:
    return is_question(seen.incoming.text, seen.facts.lexicon.spelling)
