"""Who wants to talk at once or today, where no booking is: he is told whether that can be, and what is nearest."""

import re

from bot.booking.text import compatible
from bot.dialogue.outside_flows import free_times
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Intention, Meaning

TODAY = r"(?:今日|本日|きょう)"
TALKS = r"(?:話|はなし|相談|そうだん|面談|聞い|きい|受け|うけ|対応|お願い|おねがい|でき|つな|空|あい)"
AT_ONCE = re.compile(
    rf"(?:今|いま)(?:から|すぐ)(?:すぐに?)?[^。予申]{{0,10}}?{TALKS}|(?:これから|このあと|この後)、?(?:すぐ|{TODAY})[^。]{{0,10}}?{TALKS}"
    rf"|(?:これから|このあと|この後)[^。の予申]{{0,8}}?{TALKS}[^。]{{0,8}}?(?:もらえ|くれ|いただけ|できますか|できる[?？]|せますか|せる[?？]|られますか|られる[?？]|だめ|無理)"
    rf"|{TODAY}(?:中|じゅう|のうち)[^。]{{0,10}}?{TALKS}|{TODAY}、?(?:これから|このあと|この後|今から|いまから|すぐ)[^。]{{0,10}}?{TALKS}"
)
OF_ELSE = re.compile(
    r"(?:すぐ|今日|本日|今から)(?:に)?(?:じゃ|では|で)な[くい]|急が|いそが|仕事を|就活を|面接を受|返事|返信|連絡|電話|求人|これからの|これからも|今後"
)
MAY_BE = frozenset({Intention.BOOK, Intention.AVAILABILITY, Intention.DAY, Intention.UNKNOWN})


def at_once(text: str, meaning: Meaning, facts: Facts) -> Say | None:
    """Say whether today is possible, with what is nearest; None for who does not want it at once."""
    plain = compatible(text)
    if meaning.intention not in MAY_BE or meaning.negated or meaning.reported:
        return None
    wants_it = AT_ONCE.search(plain) and not OF_ELSE.search(plain)
    return free_times.told({"when": "今日"}, facts) if wants_it else None
