"""The flow that erases all that is held of a seeker; an open booking is cancelled first."""

import re
from dataclasses import dataclass

from bot.booking.lifecycle import Step, cancel_until, step
from bot.dialogue.common_buttons import KEEP, PHONE, call_button
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.questions.kinds import Again, Finish, KeyedQuestion, Leave, Result, Seen
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Erase, Facts, NoteTry, Say, Turn

# What is erased can't be brought back: whatever speaks against it leaves all as it is.
KEEPS = re.compile(
    r"(?:消|け)[さし](?:な(?!いと)|ず|たくな|んで|ません)|し(?:ない|なく|ません)|やめ|止め|中止|残し|のこし|(?:その|この|今の|いまの)まま"
    r"|^(?:いいえ|いえ|いや|(?i:no))(?![一-龠])|なし[でに]|待って|まだ|間違|まちが"
    r"|(?:やっぱ|やっぱり|やはり)、?(?:いい|なし|大丈夫|結構)|^(?:いい|大丈夫|結構)(?:です)?$"
)
ERASES = re.compile(r"消して|消去し(?:て|ます)|全部消|すべて消|やめるなら|やめたら|ないと|ないなら")


@dataclass(frozen=True)
class Sure(KeyedQuestion):
    """Asks for the final word."""

    def ask(self, seen: Seen) -> Say:
        """Say what is erased, and that a booking ends with it."""
        booking = seen.facts.booking
        values = named(booking, seen.facts.words) if booking else {}
        key = f"{self.key}.ask_with_booking" if booking else f"{self.key}.ask"
        options = (
            seen.option(self.name, "apply", f"{self.key}.option.apply"),
            KEEP,
        )
        return Say(key, values, options, look="card", numbered=True, undoes=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Finish."""
        return Finish() if value == "apply" else self.read("", seen)

    def read(self, text: str, seen: Seen) -> Result:
        """Leave all as it is for who does not want it after all; ask anybody else to choose."""
        if KEEPS.search(text) and not ERASES.search(text):
            return Leave(Say("lobby.kept"))
        return Again(Say(f"{self.key}.retry.unclear"), counts=False)


def finish(conversation: Conversation, _: Incoming, facts: Facts) -> Turn:
    """Have all erased; on the day of the consultation its end comes first, or a call."""
    booking = facts.booking
    if facts.erasing:
        return Turn(conversation.closed(), (going_on(),))
    if not booking:
        return Turn(conversation.closed(), (Say("erase.receipt", options=(PHONE,)),), Erase())
    if closed := closed_today(facts):
        return Turn(conversation.closed(), (closed,), NoteTry(booking, "erase"))
    cancelled = step(booking, Step.CANCEL_BY_SEEKER, facts.office, facts.now, reason="untold")
    values = named(booking, facts.words)
    return Turn(conversation.closed(), (Say("erase.receipt_with_booking", values, (PHONE,)),), Erase(cancelled))


def closed_today(facts: Facts) -> Say | None:
    """Say on the day of the consultation that its end comes first, or a call; None where the talk may erase."""
    booking = facts.booking
    if not booking or facts.now < cancel_until(booking):
        return None
    return Say("erase.today", {"when": say_when(booking.start)}, (call_button(facts.office),), look="card")


def going_on() -> Say:
    """Say that what was asked for before is being erased."""
    return Say("erase.going_on", options=(PHONE,))


ERASE = Flow("erase", (Sure("erase.sure"),), finish)
