"""What else is wished for in the words that begin to move a booking, or to correct it: it is named, and not lost."""

import re
from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.offered_times import days_beside
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.turn import Say, Turn

# Wished for or changed, and no reason of what is wished for: 「手話の方の都合で」.
CHANGES = r"(?:変え|変更|かえ|直し|直す|訂正|なしに|消し|新し|違|\d)"
WISHED = {
    "support": re.compile(
        r"(?:手話|筆談|通訳|要約筆記|付き添い|介助)(?:通訳|の人|の方|者)?(?:を|も|が|で|は)?(?:一緒に|また|追加で)?"
        r"(?:つけ|付け|お願い|おねがい|希望|ほし|欲し|必要|要り|いり|頼|追加|にし|に変|に変え|も$)"
    ),
    "purpose": re.compile(
        r"(?:相談内容|相談(?=は)|面接(?:の?練習)?|履歴書|職務経歴書|書類)(?:の?(?:添削|練習|相談|作成))?[をもはに](?:(?!ので|から|ため|んで)[^。]){0,12}?"
        r"(?:変え|変更|かえ|直し|お願い|希望|にし|したい|練習)(?![^、。]{0,6}(?:ので|から|ため|んで))"
    ),
    "telephone": re.compile(rf"(?:電話|携帯)(?:番号)?(?:が変わ|の変更|[をもは](?:$|[^。]{{0,8}}?{CHANGES}))"),
    "email": re.compile(rf"(?:メール(?:アドレス)?|メアド)(?:が変わ|の変更|[をもは](?:$|[^。]{{0,8}}?{CHANGES}))"),
    "name": re.compile(rf"(?:名前|氏名|苗字|名字)(?:が変わ|の変更|[をも][^。]{{0,8}}?{CHANGES})"),
}
TO_THEN = re.compile(r"(?:に|へ|で)(?:変|かえ|し|ずら|移|お願い|、|。|$)")


def with_what_is_left(turn: Turn, seen: Seen, before: Conversation) -> Turn:
    """Say which wish of a text was not taken up yet, where another one of it is."""
    flow, facts, text = turn.conversation.flow, seen.facts, seen.incoming.text
    if not facts.booking or turn.effect or flow not in ("change", "correct") or not turn.says:
        return turn
    if flow == "change":
        left = [name for name, wished in WISHED.items() if wished.search(text)]
        items = "・".join(facts.words(f"book.{name}.title") for name in left)
        return replace(turn, says=(Say("heard.not_yet", {"items": items}), *turn.says)) if left else turn
    when = days_beside(said_of_days(text, facts).get("when", ""), facts.booking.start, facts)
    moves = when and before.flow != "correct" and TO_THEN.match(text.partition(when.split("、")[-1])[2])
    return replace(turn, says=(Say("heard.time_not_yet"), *turn.says)) if moves else turn
