"""The flow that moves a booking: the new time is taken and the old one let go in one commit."""

from bot.booking.lifecycle import is_booked_for, move
from bot.dialogue.common_buttons import BOOK, KEEP, PHONE, STATUS
from bot.dialogue.common_buttons import CHANGE as OTHER_TIME
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.book import DAY, TIME
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.booking_card import booking_card, named
from bot.dialogue.outside_flows.just_done import MOVED, let_go
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.start_times import chosen_start, not_free
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, Move, Say, Turn

QUESTIONS = (DAY, TIME)


def finish(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Move the booking, or offer the nearest when the time has gone; to its own time nothing is moved."""
    booking, start = facts.booking, chosen_start(conversation.answers["time"])
    if not booking:
        return Turn(conversation.closed(), (Say("lobby.no_booking", options=(BOOK,)),))
    if is_booked_for(booking, start):
        same = Say("change.same", named(booking, facts.words), (STATUS, OTHER_TIME, PHONE))
        return Turn(conversation.closed(), (same,))
    if start not in facts.for_needs(conversation.answers).free:
        gone = not_free(start, Seen(conversation, incoming, facts), "time")
        return Turn(conversation.without("time"), (gone.say,))
    moved = facts.with_counsellor(move(booking, start, facts.office, facts.now), conversation.answers)
    numbers = "again" if booking.room_version else "first"  # nobody who had none is told that they are void
    values = {"before": say_when(booking.start), "numbers": facts.words(f"card.numbers.{numbers}")}
    receipt = booking_card("change.receipt", "moved", moved, facts.office, facts.now, values=values)
    return Turn(let_go(conversation, MOVED, booking.start), (receipt,), Move(moved))


CHANGE = Flow("change", (*QUESTIONS, Review("change.review", QUESTIONS, KEEP)), finish)
