"""Who takes back at the final word what he wished to change in the same text: 「やっぱり3時、いや2時のままで」."""

import re

from bot.dialogue.events.at_question import FINAL, LAST_CARDS, AtQuestion, Meant
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.offered_times import is_named_by
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.reading import clean
from bot.dialogue.turn import Say
from bot.dialogue.understanding.folding import BLANK

OVERRULES = re.compile(r"やっぱ(?:り|し)?|やはり|いや|けど|けれど|ますが|ですが|たが|ども|ばってん")
LEAVES = re.compile(
    r"[、。…]{0,3}(?P<what>[^、。…はをがも]{0,10}?)の?"
    r"(?:(?:そ|こ)のまんま|まま|まんま|(?:元|もと|最初|はじめ|さっき|前)の(?:日時|日にち|日|時間|時刻|内容|ほう|方|やつ)?[でがに]"
    r"|(?P<nothing>変更[はを]?(?:なし|しな|しませ|やめ|いりませ|いらな|不要)|(?:変え|かえ|直さ)(?:な|ませ|ず)|やめ(?:と[きく]|てお[きく])))"
)
SAME = frozenset(
    {
        *("", "そ", "こ", "その", "この", "今", "いま", "今の", "いまの"),
        *("元", "もと", "最初", "元の", "もとの", "元の時間", "元の日時", "元の日"),
    }
)
MORE = re.compile(r"[0-9?？]|に(?:変|かえ|直|なお)|変えて|かえて|変更し[てた]|(?<!よ)かな?$|だけ")
# What may be left undone: a change, not the application.
A_CHANGE = re.compile(r"[0-9]|変|かえ|直|なお|曜|午[前後]|時|やめ")
APPLIES = re.compile(r"申し?込|予約")


def left_as_it_stands(said: AtQuestion) -> Meant | None:
    """Change nothing, and show the card again; None for who takes nothing back."""
    if said.question.name not in FINAL or said.flow.name in LAST_CARDS:
        return None
    text = BLANK.sub("", clean(said.text))
    turns = [*OVERRULES.finditer(text)]
    found = LEAVES.match(text, turns[-1].end()) if turns else None
    if not found or MORE.search(text, found.end()):
        return None
    before, what = text[: turns[-1].start()], found["what"]
    if found["nothing"] and APPLIES.search(before):
        return None
    taken_back = A_CHANGE.search(before) if what in SAME else _stands(what, said)
    return Heard((Say("lobby.kept"),)) if taken_back else None


def _stands(what: str, said: AtQuestion) -> bool:
    """Say whether words name what stands on the card."""
    answers = said.seen.conversation.answers
    name, chosen = answers.get("name"), answers.get("time")
    is_name = name is not None and what in {*name.value.split(), BLANK.sub("", name.value)}
    return is_name or (chosen is not None and is_named_by(what, chosen_start(chosen), said.seen.facts))
