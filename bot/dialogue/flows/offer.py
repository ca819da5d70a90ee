"""The flow in which a seeker takes one of the times that staff offered, or wants none of them."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.booking.model import Answer, Booking
from bot.booking.offers import open_offers, refuse_offer, take_offer
from bot.booking.opening import TOKYO, nearest, start_times
from bot.dialogue.common_buttons import BOOK, CANCEL, KEEP, PHONE
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.booking_card import booking_card
from bot.dialogue.outside_flows.offer_buttons import NONE, offer_id, offer_options, said
from bot.dialogue.questions.kinds import Again, Finish, KeyedQuestion, Result, Seen
from bot.dialogue.questions.start_times import start_or_none, time_option
from bot.dialogue.reading import AskWhen, At, OnDay, read_when
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, Option, RefuseOffer, Say, Send, TakeOffer, Turn
from bot.errors import RefusedError

# What stands beside a time that is not taken, but doubted, asked about or excluded.
DOUBT = re.compile(
    r"[?？]|ちょっと|微妙|何時|なんじ|無理|むり|だめ|ダメ|駄目|難し|むずかし|厳し|きびし|都合が(?:悪|わる|つか)|用事|予定が"
    r"|仕事|じゃな|ではな|以外|より|かな|ですか|ますか|避け|だけは|(?:行|い)け(?:な|ませ)|行かれ|来られな|(?<!題)(?<!題は)ない"
)


@dataclass(frozen=True)
class Pick(KeyedQuestion):
    """Which of the offered times. The answer is the final word: there is nothing to review."""

    def ask(self, seen: Seen) -> Say:
        """Show every offered time that can still be taken."""
        booking = seen.facts.booking
        if not booking:
            return Say("lobby.no_booking", options=(BOOK,))
        times = open_offers(booking, seen.facts.office, seen.facts.now)
        values = {"number": booking.number, "times": said(times)}
        return Say(f"{self.key}.ask", values, offer_options(booking, times), look="card", numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Take a time or none."""
        return Finish({self.name: Answer(value)})

    def read(self, text: str, seen: Seen) -> Result:
        """Read an offered time as people type it; what fits no single one is asked about."""
        if DOUBT.search(text):
            return Again(Say(f"{self.key}.retry.unclear"), counts=False)
        facts = seen.facts
        times = open_offers(facts.booking, facts.office, facts.now) if facts.booking else ()
        meant = [start for start in times if _means(text, start, facts)]
        if len(meant) == 1:
            return self.take(meant[0].astimezone(TOKYO).isoformat(), seen)
        return Again(Say(f"{self.key}.retry.unclear"), counts=False)


def _means(text: str, start: datetime, facts: Facts) -> bool:
    day: date = start.astimezone(TOKYO).date()
    match read_when(text, now=facts.now.astimezone(TOKYO), starts=start_times(facts.office), day=None):
        case At(moment):
            return moment == start
        case OnDay(wanted, part=""):
            return wanted == day
        case AskWhen("which_day", (), times):
            return start.astimezone(TOKYO).time() in times and len(times) == 1
        case _:
            return False


PICK = Pick("offer.pick")


def finish(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Take the time in one commit, or let all of them go."""
    booking, value = facts.booking, conversation.answers[PICK.name].value
    try:
        if booking and value == NONE:
            return _none(conversation, refuse_offer(booking))
        start = start_or_none(value)
        if booking and start:
            taken = take_offer(booking, start, facts.office, facts.now)
            receipt = booking_card("offer.receipt", "requested", taken, facts.office, facts.now)
            return Turn(conversation.closed(), (receipt,), TakeOffer(taken))
    except RefusedError:
        pass  # it lapsed, or was answered before
    return over(conversation, incoming, facts, value)


def _none(conversation: Conversation, refused: Booking) -> Turn:
    other = Option("offer.option.other", Send("変更"))
    say = Say("offer.refused", options=(other, CANCEL, PHONE), look="card")
    return Turn(conversation.closed(), (say,), RefuseOffer(refused))


def over(conversation: Conversation, incoming: Incoming, facts: Facts, value: str) -> Turn:
    """Say that an offer is over, what holds now, and which times near it are free."""
    booking = facts.booking
    if booking and open_offers(booking, facts.office, facts.now):
        fresh = opened(conversation, offer_id(booking))
        return Turn(fresh, (Say("offer.over"), PICK.ask(Seen(fresh, incoming, facts))))
    near = nearest(facts.free, start_or_none(value) or facts.now)
    if not booking:
        key = "offer.over_free" if near else "offer.over"
        return Turn(conversation.closed(), welcome.with_menu((Say(key, {"times": said(near)}),)))
    says = (Say("offer.over"), *welcome.status(booking, facts))
    if not near or not welcome.may(Command.CHANGE, booking, facts):
        return Turn(conversation.closed(), says)
    moving = conversation.opened("change", welcome.conversation_id(incoming))
    seen = Seen(moving, incoming, facts)
    options = tuple(time_option(seen, "time", start, with_day=True) for start in near)
    return Turn(moving, (*says, Say("offer.nearest", options=(*options, KEEP), numbered=True)))


def opened(conversation: Conversation, name: str) -> Conversation:
    """Open the flow, unless it is open for this very offer."""
    return conversation if conversation.id == name else conversation.opened(OFFER.name, name)


def name_of(facts: Facts) -> str:
    """Name the offer of which a time can be taken now, "" when there is none."""
    booking = facts.booking
    return offer_id(booking) if booking and open_offers(booking, facts.office, facts.now) else ""


OFFER = Flow("offer", (PICK,), finish)
