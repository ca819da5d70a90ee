"""A time that is named together with the one that stands, in whose place it is wished for: 「14時を15時に」."""

import re
from datetime import datetime

from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.offered_times import is_named_by
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.turn import Facts

BETWEEN = re.compile(
    r"(?:の?ご?(?:予約|相談|面談|約束|分|枠|やつ|もの))?(?:を|から|より|→|⇒|では?なく(?:て)?|じゃなく(?:て)?)[、\s]*"
)
TO_BE = re.compile(
    r"[にへ](?:変|かえ|移|ずら|して|し(?:たい|ます|てください)|お願い|できま|でき(?:る|ます)|なり|[。、!！?？\s]|$)"
)


def standing_start(seen: Seen) -> datetime | None:
    """Give the time that is chosen, or that of the booking that moves."""
    answers, booking = seen.conversation.answers, seen.facts.booking
    if "time" in answers:
        return chosen_start(answers["time"])
    return booking.start if booking and seen.conversation.flow == "change" else None


def without_the_former(text: str, start: datetime | None, facts: Facts) -> str:
    """Leave what is to stand in place of a start where a text names both, and says that one becomes the other."""
    if start is None or not TO_BE.search(text):
        return text
    for found in BETWEEN.finditer(text):
        behind = text[found.end() :]
        former, other = (said_of_days(one, facts) for one in (text[: found.start()], behind))
        if former.keys() != {"when"} or "when" not in other or not TO_BE.search(behind):
            continue
        if all(is_named_by(one, start, facts) for one in former["when"].split("、")):
            return behind
    return text
