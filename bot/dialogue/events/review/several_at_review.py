"""Several things told at once at the card that applies: each is taken by itself, so that none of them is dropped."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.booking.model import Answer
from bot.dialogue.events.at_question import APPLYING, AtQuestion, Meant, title_of
from bot.dialogue.flows.flow import Flow
from bot.dialogue.questions.kinds import Filled, Finish, Result, Seen, Switch
from bot.dialogue.turn import Say

Reader = Callable[[str, Flow, Seen], Meant | None]
LABELLED = r"(?=[おご]?(?:電話|携帯|けいたい|名前|氏名|メール|時間|時刻|日にち|日付|日時|求職番号|相談内容|通訳))"
ANOTHER = r"(?=(?!下さ|欲し|頂|貰|置|良|構)[一-龥ァ-ヶ0-9])"  # begins another wish behind 「…にして」
CLAUSES = re.compile(
    rf"[。\n!！]+|(?<!相談内容)(?<!番号)(?<!アドレス)(?<!メール)(?<!名前)(?<!氏名)(?<!時間)(?<!日時)、+|\s*(?:あと|それと|それから|ついでに)は?\s*(?=\S)|(?:で|(?<=[すいたい])){LABELLED}|\s+{LABELLED}"
    rf"|(?:(?<=[にへ]して)|(?<=[にへ](?:変更|訂正|修正)して)|(?<=[にへ](?:変え|かえ|直し)て)){ANOTHER}"
    r"|(?:(?<=[0-9０-９][日時分])|(?<=時半))[ \u3000]+(?=(?![午朝昼夕夜])[一-龥ァ-ヶ])"
)
TAIL = re.compile(
    r"(?<=[いうくすつぬむるた])(?:のと|し|(?:ん|の)です(?:が|けど)|けど)$"
)  # of a clause with another behind it
LEAD = re.compile(r"^(?:でも|ただし?|やっぱり?|やはり|では|じゃあ)\s*")
FEWEST, MOST_CLAUSES = 2, 6  # of the first, one may be a yes
SHOWN_WITH_TIME = frozenset({"day"})  # has no line of its own on the card


def several_at_review(said: AtQuestion, read: Reader) -> Meant | None:
    """Take each of several values; None where only one is told, or anything else is said."""
    clauses = tuple(filter(None, (TAIL.sub("", LEAD.sub("", one.strip())) for one in CLAUSES.split(said.text))))
    if said.question.name != "review" or said.flow.name not in APPLYING or not 1 < len(clauses) <= MOST_CLAUSES:
        return None
    told, answers, seen, pending = list[Meant | None](), dict[str, Answer](), said.seen, None
    for clause in clauses:
        result = _of_one(clause, said.flow, seen, read)
        told.append(result)
        if isinstance(result, Switch) and result.again:  # what can't be had is said when all others are read
            pending = result
        elif isinstance(result, Filled | Switch):
            answers |= result.answers
            drop = result.drop if isinstance(result, Switch) else ()
            seen = replace(seen, conversation=seen.conversation.answered(result.answers, drop))
    if sum(isinstance(one, Filled | Switch | Finish) for one in told) < FEWEST:
        return None
    if pending:
        return replace(pending, answers={**answers, **pending.answers})
    return _all_of(said, answers, seen) if answers else None


def _of_one(clause: str, flow: Flow, seen: Seen, read: Reader) -> Meant | None:
    """Read one clause; a time behind a day that is not free at the old time is read on that day."""
    time = flow.question("time")
    if time and "time" not in seen.conversation.answers:
        result: Result | None = time.read(clause, seen)
        return result if isinstance(result, Filled) else None
    return read(clause, flow, seen) or (flow.several.read(clause, seen, fewest=1) if flow.several else None)


def _all_of(said: AtQuestion, answers: dict[str, Answer], seen: Seen) -> Result:
    items = "、".join(_items(said, answers, seen))
    echo = Say("heard.changed_all", {"items": items}) if items else None
    missing = "time" not in seen.conversation.answers
    return Switch(said.flow.name, answers, drop=("time",)) if missing else Filled(answers, echo)


def _items(said: AtQuestion, answers: dict[str, Answer], seen: Seen) -> Iterator[str]:
    before = said.seen.conversation.answers
    changed = [one for one, answer in answers.items() if one not in before or before[one].value != answer.value]
    for name in [one for one in changed if one not in SHOWN_WITH_TIME]:
        asked = said.flow.question(name)
        row = asked.row(seen) if asked else None
        if asked and row:
            yield f"{title_of(asked, seen)}「{row}」"
