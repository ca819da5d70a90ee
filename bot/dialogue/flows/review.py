"""The last step of a flow: all answers on one card, each changed with one tap, and the button that means it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.booking.schedule.opening import TOKYO
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.booking_card import grouped, named
from bot.dialogue.outside_flows.into_the_room import has_room
from bot.dialogue.questions.kinds import Again, Finish, KeyedQuestion, Question, Result, Seen
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Option, Row, Say
from bot.dialogue.words import Said


@dataclass(frozen=True)
class Review(KeyedQuestion):
    """Asks for the final word. Its button carries a digest of the answers shown beside it.

    keep    the button that leaves all as it is
    undoes  what is agreed to takes something away
    """

    questions: Sequence[Question]
    keep: Option | None = None
    undoes: bool = False

    def ask(self, seen: Seen) -> Say:
        """Show every answer with its change button, and 申し込む."""
        apply = seen.option(self.name, "apply", f"{self.key}.option.apply")
        final = replace(apply, action=Tap(seen.conversation.id, self.name, "apply", digest(seen.conversation)))
        options = (final, self.keep) if self.keep else (final,)
        rows = tuple(self._rows(seen))
        return Say(f"{self.key}.ask", _about(seen), options, rows, look="card", numbered=True, undoes=self.undoes)

    def take(self, value: str, seen: Seen) -> Result:
        """Finish, or take one answer back."""
        if value == "apply":
            return Finish() if self._is_meant(seen) else Again(self.ask(seen), counts=False)
        changed = value.removeprefix("change:")
        return Again(Say(f"{self.key}.retry.unclear"), counts=False, drop=CHANGES.get(changed, (changed,)))

    def _is_meant(self, seen: Seen) -> bool:
        tap = seen.incoming.tap
        return tap is None or tap.digest == digest(seen.conversation)

    def _rows(self, seen: Seen) -> list[Row]:
        rows = []
        for question in self.questions:
            value = question.row(seen)
            if value is not None:
                change = seen.option(self.name, f"change:{question.name}", f"{question.key}.option.change")
                rows.append(Row(f"{question.key}.title", value, change))
        return rows


def _about(seen: Seen) -> dict[str, str]:
    """Name the booking that is spoken of, where there is one."""
    booking = seen.facts.booking
    if not booking:
        return {}
    values = named(booking, seen.facts.words)
    room = booking.room if has_room(booking) else None
    values["meeting_id"] = grouped(room.meeting_id) if room else ""
    held = Said.joined((say_when(one.astimezone(TOKYO)) for one in booking.places), "、")
    if not held:
        return {**values, "lost": seen.facts.words("card.lost.nothing")}
    lost = "room" if room else "earlier" if booking.room_version and seen.conversation.flow == "change" else "place"
    return {**values, "lost": seen.facts.words(f"card.lost.{lost}", {**values, "when": held})}


CHANGES = {"time": ("day", "time"), "support": ("support", "language")}


def digest(conversation: Conversation) -> str:
    """Give a short fingerprint of the answers."""
    told = "\x1f".join(f"{name}={answer.value}" for name, answer in sorted(conversation.answers.items()))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]
