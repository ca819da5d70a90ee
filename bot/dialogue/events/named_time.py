"""A flow that was just begun keeps the day and time that were named with the wish for it."""

import re
from dataclasses import replace

from bot.booking.opening import TOKYO
from bot.dialogue.events.answer import answered
from bot.dialogue.events.open_question import open_flow
from bot.dialogue.flows.book import DAY
from bot.dialogue.questions.days_said import time_alone
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen
from bot.dialogue.questions.shifted_time import shifted
from bot.dialogue.questions.when_in_words import read_day_and_time
from bot.dialogue.turn import Turn
from bot.dialogue.understanding.shifts import ONLY_THE_TIME, plain

THE_SAME_DAY = re.compile(r"同じ日|おなじ日|同日|(?:時間|時刻)だけ|日(?:にち|付)?は(?:その|この)まま")


def with_the_time(seen: Seen, turn: Turn, when: str) -> Turn:
    """Let a flow that was just begun keep the day and time that were named."""
    begun = replace(seen, conversation=turn.conversation)
    flow = open_flow(begun)
    if not flow or not {"day", "time"} <= {one.name for one in flow.questions}:
        return turn
    result = shifted(seen.incoming.text, begun, DAY) or _on_its_day(when, begun)
    result = result or (read_day_and_time(when, begun, DAY) if when else None)
    if result is None or (isinstance(result, Again) and result.say.key.endswith(".unclear")):
        return turn
    return answered(begun, flow, result)


def _on_its_day(when: str, seen: Seen) -> Result | None:
    """Read a time without a day as one on the day of the booking: where that is said, or where it is free then."""
    booking = seen.facts.booking
    if not booking:
        return None
    here, text = booking.start.astimezone(TOKYO), seen.incoming.text
    is_said = THE_SAME_DAY.search(text) or ONLY_THE_TIME.search(plain(text))
    alone = time_alone(when, seen.facts) if when else None
    if not is_said and alone in (None, here.time()):
        return None
    result = read_day_and_time(f"{here.month}月{here.day}日{when}", seen, DAY)
    return result if is_said or isinstance(result, Filled) else None
