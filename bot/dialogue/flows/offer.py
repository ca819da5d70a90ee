"""The flow in which a seeker takes one of the times that staff offered, or wants none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Answer, Booking
from bot.booking.offers import open_offers, refuse_offer, take_offer
from bot.booking.schedule.opening import TOKYO, nearest
from bot.dialogue.common_buttons import BOOK, CANCEL, KEEP, PHONE
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.booking_card import booking_card
from bot.dialogue.outside_flows.offer_buttons import (
    NONE,
    offer_card,
    offer_id,
    offer_options,
    said,
    this_option,
    until_when,
)
from bot.dialogue.questions.kinds import Again, Finish, KeyedQuestion, Result, Seen
from bot.dialogue.questions.offered_times import (
    asked_about,
    at_an_edge,
    is_plain_yes,
    said_of,
    says_that_he_cannot,
    says_that_none_fits,
)
from bot.dialogue.questions.start_times import start_or_none, time_option
from bot.dialogue.questions.when_said.days_said import bare_number
from bot.dialogue.reading import say_when
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, Option, RefuseOffer, Say, Send, TakeOffer, Turn
from bot.errors import RefusedError

NONE_SURE = "offer.pick.option.none_sure"
KNOWN = "offer_known"  # held: the offer that stood when the open question was asked last


@dataclass(frozen=True)
class Pick(KeyedQuestion):
    """Which of the offered times. The answer is the final word: there is nothing to review."""

    def ask(self, seen: Seen) -> Say:
        """Show every offered time that can still be taken."""
        booking = seen.facts.booking
        if not booking:
            return Say("lobby.no_booking", options=(BOOK,))
        times = open_offers(booking, seen.facts.office, seen.facts.now)
        return offer_card(f"{self.key}.ask", booking, times, seen.facts.words)

    def take(self, value: str, seen: Seen) -> Result:
        """Take a time, or none; who types that none fits is asked first, for the places go with it."""
        if value == NONE and _is_said_in_words(seen) and not _asked_whether_none(seen):
            return self._none_sure(seen)
        return Finish({self.name: Answer(value)})

    def _none_sure(self, seen: Seen) -> Again:
        """Ask whether all times are to be let go."""
        booking = seen.facts.booking
        times = open_offers(booking, seen.facts.office, seen.facts.now) if booking else ()
        some = offer_options(booking, times)[:-1] if booking else ()
        none = (Option(NONE_SURE, Tap(offer_id(booking), self.name, NONE)),) if booking else ()
        return Again(
            Say(f"{self.key}.retry.none_sure", options=(*some, *none), look="card", numbered=True), counts=False
        )

    def read(self, text: str, seen: Seen) -> Result:
        """Take a plain choice; a doubt, a question or a day that is ruled out is answered with buttons."""
        facts = seen.facts
        times = open_offers(facts.booking, facts.office, facts.now) if facts.booking else ()
        if asked := asked_about(text, facts):
            return self._told(asked, times, seen)
        return self._chosen(text, times, seen)

    def _told(self, asked: str, times: Sequence[datetime], seen: Seen) -> Result:
        """Answer what is asked about the offer, and come back to it."""
        booking = seen.facts.booking
        until = until_when(booking, seen.facts.words) if booking else ""
        when = say_when(booking.start) if booking else ""
        return self._again(asked, {"until": until, "when": when}, seen, times)

    def _chosen(self, text: str, times: Sequence[datetime], seen: Seen) -> Result:
        facts, told = seen.facts, said_of(times, text, seen.facts)
        if says_that_none_fits(text, facts) or (_asked_whether_none(seen) and is_plain_yes(text, facts)):
            return self.take(NONE, seen)
        if told.is_plain:
            return self.take(told.meant[0].astimezone(TOKYO).isoformat(), seen)
        pending = _asked_about(seen)
        if pending and is_plain_yes(text, facts):
            return self.take(pending, seen)
        left = tuple(start for start in times if start not in told.ruled_out)
        if told.ruled_out and left:
            return self._again("others", {"times": said(left)}, seen, left)
        edge = at_an_edge(times, text, facts)
        if edge or len(told.meant) == 1:
            return self._sure(edge or told.meant[0], times, seen)
        if told.meant and not told.ruled_out:
            return self._again("others", {"times": said(told.meant)}, seen, told.meant)
        if told.ruled_out or says_that_he_cannot(text, facts):
            return self._again("none", {}, seen, times, CANCEL)
        return replace(self._again("unclear", {}, seen, times), counts=True)

    def _sure(self, start: datetime, times: Sequence[datetime], seen: Seen) -> Result:
        """Ask whether a time is chosen."""
        booking = seen.facts.booking
        others = tuple(one for one in times if one != start)
        first = (this_option(booking, start),) if booking else ()
        return self._again("sure", {"when": say_when(start.astimezone(TOKYO))}, seen, others, first=first)

    def _again(
        self,
        reason: str,
        values: Mapping[str, str],
        seen: Seen,
        times: Sequence[datetime],
        *more: Option,
        first: tuple[Option, ...] = (),
    ) -> Again:
        """Come back to the times, with their buttons."""
        booking = seen.facts.booking
        options = (*first, *(offer_options(booking, times) if booking else ()), *more)
        return Again(Say(f"{self.key}.retry.{reason}", values, options, look="card", numbered=True), counts=False)


def _asked_about(seen: Seen) -> str:
    """Give the time of which was asked last whether it is chosen, "" for none."""
    labels = seen.facts.words.both("offer.pick.option.this")
    return next((Tap.decode(load).value for load, label in seen.conversation.labels if label in labels), "")


def _is_said_in_words(seen: Seen) -> bool:
    """Say whether something is typed, and is not the number of a button."""
    return not seen.incoming.tap and not bare_number(seen.incoming.text)


def _asked_whether_none(seen: Seen) -> bool:
    """Say whether it was asked last whether none of them fits."""
    labels = seen.facts.words.both(NONE_SURE)
    return any(label in labels for _, label in seen.conversation.labels)


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


def chooses(text: str, facts: Facts) -> bool:
    """Say whether a text plainly chooses one of the offered times."""
    booking = facts.booking
    return booking is not None and said_of(open_offers(booking, facts.office, facts.now), text, facts).is_plain


def name_of(facts: Facts) -> str:
    """Name the offer of which a time can be taken now, "" when there is none."""
    booking = facts.booking
    return offer_id(booking) if booking and open_offers(booking, facts.office, facts.now) else ""


OFFER = Flow("offer", (PICK,), finish)
