"""The conditions of use: all of them hold, or one is named that does not, which ends at who can be turned to."""

from dataclasses import dataclass
from urllib.parse import quote

from bot.dialogue.common_buttons import QUIT, call_button
from bot.dialogue.questions.kinds import Again, OneOf, Result, Seen
from bot.dialogue.turn import Open, Option, Say

SOME = "some"
MAP = "https://www.google.com/maps/search/?api=1&query={}"


@dataclass(frozen=True)
class Conditions(OneOf):
    """A yes to all; behind the other button the conditions stand by name."""

    def ask(self, seen: Seen) -> Say:
        """Show the conditions above both answers."""
        values = (*self.values, SOME)
        options = tuple(seen.option(self.name, value, f"{self.key}.option.{value}") for value in values)
        return Say(f"{self.key}.ask", options=options, look=self.look, numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Ask which one does not hold, or say where to turn without it."""
        if value == SOME:
            names = (*self.stops, *self.values)
            options = tuple(seen.option(self.name, one, f"{self.key}.option.{one}") for one in names)
            say = Say(f"{self.key}.which", options=options, look=self.look, numbered=True, quiet=True)
            return Again(say, counts=False)
        if value in self.stops:
            say = Say(f"{self.key}.stop.{value}", options=self._ways_on(seen), look=self.look, quiet=True)
            return Again(say, counts=False)
        return super().take(value, seen)

    def _ways_on(self, seen: Seen) -> tuple[Option, ...]:
        office = seen.facts.office
        call = call_button(office)
        way = Option("common.option.map", Open(MAP.format(quote(office.address))))
        return (*(seen.option(self.name, one, f"{self.key}.option.{one}") for one in self.values), call, way, QUIT)
