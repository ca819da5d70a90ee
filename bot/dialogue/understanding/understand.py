"""The one way from a text to its meaning. Rules decide; what was learnt only informs, or offers what may be meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.booking.text import compatible
from bot.dialogue.understanding.choosing import MOST_CANDIDATES, contradicts, once, rivals, without_the_vague
from bot.dialogue.understanding.courtesy import short_answer
from bot.dialogue.understanding.days import Phrase, minutes_in, phrases_in, values_of, wished_behind
from bot.dialogue.understanding.details import CHANGES, details_in, is_of_others, name_told
from bot.dialogue.understanding.folding import Sentence, fold_kana, sentences_of
from bot.dialogue.understanding.hits import Hit, hits_in, near
from bot.dialogue.understanding.in_the_end.coming import all_the_same
from bot.dialogue.understanding.in_the_end.not_decided import is_not_decided
from bot.dialogue.understanding.in_the_end.of_another_thing import misses_nothing, without_other_things
from bot.dialogue.understanding.in_the_end.overtaken import without_overtaken
from bot.dialogue.understanding.in_the_end.stays_away import without_their_reasons
from bot.dialogue.understanding.in_the_end.taken_back import without_taken_back
from bot.dialogue.understanding.intentions import (
    ACTING,
    ASKING,
    ASKS,
    BOOKED,
    DETAILS,
    ON_THE_DAY,
    Intention,
    Stage,
    Sureness,
)
from bot.dialogue.understanding.learnt import Label
from bot.dialogue.understanding.lexicon import Lexicon
from bot.dialogue.understanding.meaning import NOT_UNDERSTOOD, Candidate, Meaning
from bot.dialogue.understanding.scope import FOR_A_CASE, asks_plainly
from bot.dialogue.understanding.shifts import tells_a_shift

LATELY = 64  # texts that are kept taken apart: several readers look at one, and many people type the same

# Probabilities by what was learnt.
CERTAIN = 0.8  # from which something is told that is likely asked for
WORTH_ASKING = 0.1  # from which something is offered
IN_ALL = 0.3  # from which some things are offered together
BESIDE_RULES = 0.9  # from which a topic is told beside what rules answer
AGAINST_RULES = 0.9  # from which an act that rules tell is asked about
DATA = re.compile(r"[0-9@]")
HALF_AN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+")
# What is answered when it is said, and no button's label.
NEVER_OFFERED = frozenset(
    {Intention.UNKNOWN, Intention.DESPAIR, Intention.YES, Intention.NO, Intention.ANSWER, Intention.IN_TIME}
)
# What only informs, and so may be told to who very likely asks for it.
INFORMS = ASKS - {Intention.AVAILABILITY}
COMES = Candidate(Intention.IN_TIME, "coming")  # before the day that is answered by words alone
OF_THE_DAY = ("今日", "本日", "きょう", "これから", "このあと", "この後", "今朝")
OTHER_DAY = re.compile(
    r"[0-9一二三四五六七八九十][月日/]|曜|[月火水木金土日]$|明|あした|あさって|週|来|月|旬|末|別|違|ちが|ほか|他|次"
)
TAKES_DAYS = frozenset(
    {Intention.MOVE, Intention.ABSENT, Intention.BOOK, Intention.AVAILABILITY, Intention.WAIT, Intention.CANCEL}
)
EXCUSES = frozenset({Intention.ABSENT, Intention.LATE, Intention.TROUBLE, Intention.IN_TIME})
NO_DAYS = DETAILS | {Stage.ELIGIBLE, Stage.CONSENT, Stage.REASON}  # where no day is wanted
REVIEWS = frozenset({Stage.REVIEW, Stage.KNOWN, Stage.MOVING})
LONGEST_BESIDE_DAY = 4  # characters beside a day that are no talk
WANTING = re.compile(
    r"お願い|おねがい|希望|つもり|と言った|って言った|がいい|が良|でいい|たい|にします|にする|にして|で頼|都合|行け|大丈夫|空|あい|ok|OK"
    r"|から|やっぱ|やはり|参加しま|出席しま|参加する|出席する|[?？]"
)
ITS_LABEL = re.compile(r"(?:ご?希望の?)?(?:日にち|日付|日時|時間|時刻)[はを]")
FREE = re.compile(
    r"(?:いけ|行け|入れ|はいれ|取れ|とれ|空|あい|可能|でき|大丈夫|だめ|無理|いい).{0,12}(?:か|かな|の|よね|でしょう)$"
)
TO_THEN = re.compile(
    r"\s?に(?:$|でき|出来|変|かえ|なり|なら|して|移|ずら|お願い|したい)"
)  # a time that is asked for to be taken
# Who says so of a day wishes for no consultation on it: 「明日やっぱ無理」.
CAN_NOT = re.compile(r"無理|むり|ムリ|だめ|ダメ|駄目|きつい|きびし|厳し|難し|むずかし|むずい|あかん")
# Nor does who knows or has something not: 「3日の持ち物わからない」; 「3日で問題ない」 does.
KNOWS_NOT = re.compile(
    r"わから|わかりま|知らな|忘れ|(?<!問題)(?<!間違い)(?<!違い)(?<!異存)(?<!かまわ)(?<!構わ)(?<!支え)な[いく]|(?<!問題あり)(?<!間違いあり)(?<!かまい)(?<!構い)(?<!支えあり)ません"
)
COMES_NOT = re.compile(
    r"(?<!以外は)(?<!以外が)(?<!以外だと)(?<!以外)(?:無理|むり|ムリ|だめ|ダメ|駄目|きつ|厳し|きびし|難し|むずかし)(?!だ?っ?た?ら|なら|(?:って|と)言)|(?:行け|行か|行き|いけ|いか|いき|来[ら得れま]|こら|これ|参加|出席|出[らま]|出れ|受け|うけ|通え|空[いか]|あ[いけか]|都合|合[わい]|つ[かきけ]|でき|出来)[^、。]{0,6}?(?:な[いくか]|ませ|ん$|ん[。です])|休|やめ|避け|外し|はずし|(?:で|に)?な[いく](?:日|ほう|方)|以外(?:に|で)"
)
AGREES_TO_A_DAY = re.compile(
    r"から|より|よろしく|宜しく|お?(?:願|ねが)い|です|ます|ました|でした|了解|承知|わか|分か|はい|大丈夫|だいじょうぶ|(?i:ok)|オッケー|相談|面談|予約"
    r"|参加|出席|出|行|入|待|伺|楽し|確認|ありがとう|すみません|間違い|問題|ござい|いたし|[ぁ-ん、。!！…\sー〜]"
)
SAYS_SOMETHING = 2  # characters left
SMALL_TALK = re.compile(r"天気|寒|暑|雨|雪|台風|誕生日|忙し|疲れ|ニュース")
WANTED = (ACTING | ASKS) - {Intention.DESPAIR, Intention.YES}
# Who says of his coming only that it is not certain: 「難しいかもしれません」, 「体調次第で」.
NOT_CERTAIN = re.compile(
    fold_kana(
        r"(?:行き|いき|出|で|参加し|受け)たくな(?:い(?:な|わ|よ|です|$)|くな)|かも|か(?:どうか)?[はも]?、?(?:まだ|ちょっと|正直)?、?わか(?:ら|りま)|未定|微妙|あやしい|怪しい|次第|発作|過呼吸|ったら(?:出|行|い[くき]|参加)"
    )
)
IF_ABLE = re.compile(
    fold_kana(
        r"(?:[いゆ行][けか]|[出で]られ?|[出で]れ|でき|出来|合っ|あっ)(?:たら|れば|れれば)、?(?:今日|本日)?(?:は|も)?(?:行|い[くきこ]|[出で][るま]|参加|うかが|伺)"
        r"|(?:都合|予定)が[、。]*$"
    )
)
LEFT_OPEN = re.compile(fold_kana(r"かも(?:しれ(?:ない|ません)|しれへん|しれん)?(?:です)?(?:けど|が)?$"))
STILL_IN_TIME = re.compile(
    fold_kana(
        r"(?:まだ|今から|いまから|これから)(?:でも|なら)?、?(?:参加が?)?(?:まにあ|だいじょうぶ|はいれ|入れ|入って|参加|受けられ|いけ|いい)"
    )
)
NODS = re.compile(r"[👌🙆👍⭕✅🆗][🏻-🏿‍♀♂\ufe0f👌🙆👍⭕✅🆗!！。]*")
# What begins nothing but questions, or is answered by words alone.
ASKS_ON = frozenset({Intention.BOOK, Intention.BOOK_FOR_OTHER, Intention.DETAIL, Intention.YES})
MINOR = frozenset({Intention.JOIN, Intention.IN_TIME, Intention.EXCUSE})


def understand(text: str, stage: Stage, lexicon: Lexicon) -> Meaning:
    """Tell what a text means where the talk stands; what it may mean but for a slip is left to be asked about."""
    return Utterance.of(text, stage, lexicon).meaning


def understand_by_rules(text: str, stage: Stage, lexicon: Lexicon) -> Meaning:
    """Tell what a text means as far as rules tell: where nobody is asked back, what it is like is of no use."""
    said = Utterance.of(text, stage, lexicon)
    return (said.certain if said.sentences else None) or NOT_UNDERSTOOD


def _but_for_a_slip(text: str, stage: Stage, lexicon: Lexicon) -> dict[Candidate, None]:
    """Give what is wanted if a word is spelt with a slip."""
    found: dict[Candidate, None] = {}
    for rewritten in lexicon.slips.rewritten(text):
        meaning = Utterance.of(rewritten, stage, lexicon).by_rules()
        if meaning and meaning.live and meaning.intention in WANTED:
            found[Candidate(meaning.intention, meaning.about)] = None
    return found


@dataclass(frozen=True)
class Utterance:
    """A text, taken apart where the talk stands; what it means is looked at as far as somebody wants to know."""

    text: str
    sentences: tuple[Sentence, ...]
    stage: Stage
    lexicon: Lexicon

    @classmethod
    @lru_cache(LATELY)
    def of(cls, text: str, stage: Stage, lexicon: Lexicon) -> "Utterance":
        """Take a text apart; nothing but pictures that nod is a yes."""
        text = "OK" if NODS.fullmatch(text.strip()) else text
        return cls(text, sentences_of(text, lexicon.spelling), stage, lexicon)

    @cached_property
    def near(self) -> frozenset[Intention]:
        """Give the intentions of which a cue may stand in the text: no rule tells another, short answers aside."""
        return near(self.sentences, self.lexicon)

    @cached_property
    def certain(self) -> Meaning | None:
        """Give what the rules tell; None where none of them applies."""
        return short_answer(self.sentences, self.lexicon.courtesy, self.stage) or self.by_rules()

    @cached_property
    def meaning(self) -> Meaning:
        """Give what it means; where no rule tells, what it is like, or may be but for a slip."""
        if not self.sentences:
            return NOT_UNDERSTOOD
        meaning = self.certain or self._by_what_was_learnt()
        if self.certain or self.stage in ASKING:
            return self._unless_it_seems_otherwise(meaning)
        slips = _but_for_a_slip(self.text, self.stage, self.lexicon)
        either = tuple(slips | dict.fromkeys(meaning.candidates))[:MOST_CANDIDATES]
        return Meaning(sureness=Sureness.UNSURE, candidates=either) if slips else meaning

    def by_rules(self) -> Meaning | None:
        """Give what the rules tell, short answers aside."""
        if not self.sentences:
            return None
        hits = without_other_things(hits_in(self.sentences, self.stage, self.lexicon))
        hits, over = without_overtaken(hits, self.sentences, self.stage)
        hits, kept = without_taken_back(hits, self.sentences, self.stage)
        if kept:
            return kept
        hits = without_their_reasons(hits, self.sentences, self.stage)
        days, details = values_of(self.sentences), dict(details_in(self.text))
        meanings = [self._of(hit, days, details) for hit in hits]
        meanings = without_the_vague(self._with_what_stands_alone(once(meanings), days, details))
        meanings = all_the_same(meanings, self.sentences, self.stage, over)
        if not meanings:
            return None
        meanings = self._agreed(meanings)
        wanted = rivals(meanings)
        if len(wanted) > 1 or (wanted and contradicts(meanings[0], hits)):
            return replace(meanings[0], sureness=Sureness.UNSURE, candidates=wanted)
        return replace(meanings[0], also=tuple(meanings[1:]))

    def _agreed(self, meanings: list[Meaning]) -> list[Meaning]:
        """Take who asks to book by the last card for one who agrees: 「これで予約してください」."""
        yes = [one for one in meanings if one.intention is Intention.YES and one.live]
        books = meanings[0].intention is Intention.BOOK and meanings[0].live
        return yes if yes and books and len(meanings) == len(yes) + 1 else meanings

    def _of(self, hit: Hit, days: Mapping[str, str], details: Mapping[str, str]) -> Meaning:
        intention, about = hit.meant.intention, hit.meant.about
        values: dict[str, str] = {"value": hit.value} if hit.value else {}
        if intention in TAKES_DAYS:
            values |= days
        if intention is Intention.ABSENT:
            about, values = self._absence(days, hit)
        if intention is Intention.MOVE and tells_a_shift(hit.sentence.typed):
            values["shift"] = "yes"
        if intention is Intention.LATE:
            values |= _some("minutes", minutes_in(hit.sentence.typed))
        if intention is Intention.CORRECT:
            values |= self._corrected(about, days, details)
        if self.stage is Stage.NO_SHOW and intention in EXCUSES:
            intention, about = Intention.EXCUSE, ""
        if intention is Intention.MOVE and self.stage in REVIEWS and not hit.negated_by:
            intention, about = Intention.CORRECT, "time"
        return Meaning(
            intention,
            about,
            values,
            negated=hit.negated_by is not None,
            asked=hit.asked and not (self._may_be_absent(hit) or self._comes_late(hit) or self._fails_now(hit)),
            reported=hit.reported,
        )

    def _may_be_absent(self, hit: Hit) -> bool:
        """Say whether somebody leaves open on the day whether he comes, and asks nothing."""
        is_absence = hit.meant.intention is Intention.ABSENT and self.stage in ON_THE_DAY
        return is_absence and not hit.sentence.has_mark and bool(LEFT_OPEN.search(hit.sentence.said))

    def _comes_late(self, hit: Hit) -> bool:
        """Say whether somebody asks whether he may still come when it has begun, and so is late."""
        return (
            hit.meant.intention is Intention.LATE
            and self.stage is Stage.BEGUN
            and bool(STILL_IN_TIME.search(hit.sentence.said))
        )

    def _fails_now(self, hit: Hit) -> bool:
        """Say whether somebody asks, while it runs, about what fails at this moment: 「声聞こえてますか」."""
        is_trouble = hit.meant.intention is Intention.TROUBLE and self.stage is Stage.BEGUN
        return is_trouble and not FOR_A_CASE.search(hit.sentence.said)

    def _absence(self, days: Mapping[str, str], hit: Hit | None = None) -> tuple[str, dict[str, str]]:
        """Tell which day somebody will miss; words of a day that he can not come name no day that is wanted."""
        named = days.get("except") or days.get("when", "")
        missed = self._named_before(hit) if hit and self.stage in ON_THE_DAY else named
        other = bool(OTHER_DAY.search(missed)) and not any(word in missed for word in OF_THE_DAY)
        today = self.stage in ON_THE_DAY and not other
        open_yet = bool(hit and LEFT_OPEN.search(hit.sentence.said) and not hit.sentence.has_mark)
        open_yet = open_yet or bool(hit and IF_ABLE.search(hit.sentence.said))
        certain = not hit or not ((today and NOT_CERTAIN.search(hit.sentence.said, hit.spans[0][0])) or open_yet)
        certain = certain and not (hit and is_not_decided(self.sentences, hit.sentence, today=today))
        wished = [one for one in days.get("when", "").split("、") if one not in missed.split("、")]
        another = today and any(OTHER_DAY.search(one) for one in wished)
        instead = ""
        if hit and not today:
            start, end = hit.spans[0]
            word, later = hit.sentence.said[start:end], self.sentences[self.sentences.index(hit.sentence) :]
            instead = wished_behind(word, later, self.lexicon.spelling.fold)
        another = another or bool(instead)
        told = {"when": instead or named, "maybe": "" if certain else "yes", "another": "yes" if another else ""}
        return "today" if today else "another_day", {name: value for name, value in told.items() if value}

    def _named_before(self, hit: Hit) -> str:
        """Give the days named before the word of an absence; one behind it is wished for: 「むり、別の日に」."""
        start, end = hit.spans[0]
        word, fold = hit.sentence.said[start:end], self.lexicon.spelling.fold
        return "、".join(one.text for one in phrases_in(hit.sentence) if word in fold(one.after))

    def _corrected(self, about: str, days: Mapping[str, str], details: Mapping[str, str]) -> dict[str, str]:
        if about == "time":
            return dict(days)
        return _some("value", name_told(self.text) if about == "name" else details.get(about, ""))

    def _with_what_stands_alone(
        self, meanings: list[Meaning], days: Mapping[str, str], details: dict[str, str]
    ) -> list[Meaning]:
        """Add the details and days that no other meaning has taken."""
        taken = {one.about for one in meanings if one.intention is Intention.CORRECT}
        kind = Intention.CORRECT if not taken and CHANGES.search(self.text) else Intention.DETAIL
        others = self.stage in BOOKED and is_of_others(self.text)
        kind = Intention.DETAIL if others else kind
        fields = [field for field in details if field not in taken]
        told = [Meaning(kind, field, {"value": details[field]}, reported=others) for field in fields]
        name = name_told(self.text) if self.stage is not Stage.NAME and "name" not in taken else ""
        told += [Meaning(kind, "name", {"value": name})] if name else []
        none = [one for one in meanings if not (told and one.intention is Intention.NONE)]
        has_day = bool(days) and not any(_holds_days(one) for one in none)
        if has_day and self.stage not in NO_DAYS and not self._is_past(none):
            none = self._with_days(none, days)
        return told + none if kind is Intention.CORRECT else none + told

    def _is_past(self, meanings: Sequence[Meaning]) -> bool:
        minor = MINOR | {Intention.YES} if self.stage in REVIEWS else MINOR
        return any(one.live and one.intention not in minor for one in meanings)

    def _with_days(self, meanings: list[Meaning], days: Mapping[str, str]) -> list[Meaning]:
        """Make a wanted day of the phrases: a question for free times, a correction, or a day that is wanted."""
        after = [(phrase, sentence) for sentence in self.sentences for phrase in phrases_in(sentence)]
        asks = any(_asks_for(phrase, sentence) for phrase, sentence in after)
        asks = asks or any(one.intention is Intention.BOOK and one.asked for one in meanings)
        if self.stage in REVIEWS and "when" in days and any(TO_THEN.match(phrase.after) for phrase, _ in after):
            return [Meaning(Intention.CORRECT, "time", days), *meanings]
        if asks and self.stage not in BOOKED:
            return [Meaning(Intention.AVAILABILITY, "", days), *meanings]
        denied = any(one.negated for one in meanings)
        if self.stage in REVIEWS and "when" in days and self._wants_a_day(days) and not denied:
            return [Meaning(Intention.CORRECT, "time", days), *meanings]
        if self.stage in BOOKED and set(days) == {"except"} and not self.sentences[-1].has_mark:
            about, values = self._absence(days)
            other = any(misses_nothing(one.said) for one in self.sentences)
            misses = not other and COMES_NOT.search(
                compatible(self.text)
            )  # no miss: 「3日じゃないんですか」, 「3日以外は無理」
            return [Meaning(Intention.ABSENT, about, values), *meanings] if misses else meanings
        if not self._wants_a_day(days) or denied:
            return meanings
        if self.stage in BOOKED:
            besides = {"besides": "yes"} if self._says_more_than(days) else {}
            return [*meanings, Meaning(Intention.DAY, "", {**days, **besides})]
        return [Meaning(Intention.DAY, "", days), *meanings]

    def _says_more_than(self, days: Mapping[str, str]) -> bool:
        """Say whether more is told, or anything is asked, of a day than that it is the day: 「14時から別の予定が」."""
        rest = compatible(self.text)
        for phrase in days.get("when", "").split("、"):
            rest = rest.replace(phrase, "")
        return any(map(asks_plainly, self.sentences)) or len(AGREES_TO_A_DAY.sub("", rest)) >= SAYS_SOMETHING

    def _wants_a_day(self, days: Mapping[str, str]) -> bool:
        """Tell a wanted day from talk in which a day is named."""
        if self.stage in ASKING - REVIEWS or set(days) - {"when"}:
            return True
        rest = compatible("".join(one.typed for one in self.sentences if phrases_in(one)))
        rest = ITS_LABEL.sub("", rest) if self.stage in REVIEWS else rest
        for phrase in days["when"].split("、"):
            rest = rest.replace(phrase, "")
        behind = "".join(phrase.after for one in self.sentences for phrase in phrases_in(one)[-1:])
        if self.stage in BOOKED and (CAN_NOT.search(behind) or KNOWS_NOT.search(behind)):
            return False
        return not SMALL_TALK.search(rest) and (len(rest.strip()) <= LONGEST_BESIDE_DAY or bool(WANTING.search(rest)))

    @cached_property
    def ranked(self) -> list[tuple[Label, float]]:
        """Give what it means by what was learnt, the likeliest first, each with its probability."""
        return self.lexicon.learnt.ranked(self.lexicon.core_of(self.sentences), self.stage)[:MOST_CANDIDATES]

    @property
    def _may_be_data(self) -> bool:
        """Say whether a text may be the name or number that is asked for, or a piece of it."""
        text = compatible(self.text).strip()
        an_address = self.stage is Stage.EMAIL and bool(HALF_AN_ADDRESS.fullmatch(text))
        holds = self.stage is Stage.NAME or an_address or (self.stage in DETAILS and bool(DATA.search(text)))
        return holds and not any(map(asks_plainly, self.sentences))

    def _by_what_was_learnt(self) -> Meaning:
        """Tell what is likely asked, offer what is perhaps meant; where any text is an answer, nothing."""
        if self.stage is Stage.MESSAGE or self._may_be_data or not self.ranked:
            return NOT_UNDERSTOOD
        label, probability = self.ranked[0]
        comes = self.stage is Stage.CONFIRMED and probability >= BESIDE_RULES and label.meant == COMES
        if (probability >= CERTAIN and _informs(label)) or (comes and not label.turned):
            return Meaning(sureness=Sureness.LIKELY, candidates=(label.meant,), asked=label.turned == "asked")
        likely = [(one, share) for one, share in self.ranked if share >= WORTH_ASKING and not one.turned]
        offered = tuple(one.meant for one, _ in likely if one.meant.intention not in NEVER_OFFERED)
        if label.meant.intention is Intention.UNKNOWN or not offered or sum(share for _, share in likely) < IN_ALL:
            return NOT_UNDERSTOOD
        return Meaning(sureness=Sureness.UNSURE, candidates=offered)

    def _unless_it_seems_otherwise(self, meaning: Meaning) -> Meaning:
        """Leave to be asked about what begins something where almost certainly something else is meant.

        What staff are told of on the day is told them all the same.
        """
        if self.stage in ASKING or meaning.sureness is not Sureness.SURE:
            return meaning
        told = (meaning, *meaning.also)
        of_the_day = self.stage in ON_THE_DAY and meaning.intention in EXCUSES
        only_asks_on = any(one.intention in ASKS_ON for one in told) or "maybe" in meaning.values
        if not meaning.acts or of_the_day or only_asks_on:
            return self._with_what_is_likely_asked(meaning)
        if not self.ranked:
            return meaning
        label, probability = self.ranked[0]
        moves = label.meant.intention is Intention.MOVE and "another" in meaning.values  # who misses it is moved, too
        same = (moves or any(one.intention is label.meant.intention for one in told)) and not label.turned
        if same or probability < AGAINST_RULES:
            return meaning
        offered = not label.turned and label.meant.intention not in NEVER_OFFERED
        candidates = (Candidate(meaning.intention, meaning.about), *((label.meant,) if offered else ()))
        return replace(meaning, sureness=Sureness.UNSURE, candidates=candidates)

    def _with_what_is_likely_asked(self, meaning: Meaning) -> Meaning:
        """Add the topic that is almost certainly asked about to what only informs; despair is answered alone."""
        told = (meaning, *meaning.also)
        informs = meaning.intention in INFORMS - {Intention.DESPAIR} or meaning.asked
        has_topic_besides = any(one.intention is Intention.QUESTION for one in meaning.also)
        if not informs or has_topic_besides or any(one.acts or one.negated for one in told) or not self.ranked:
            return meaning
        label, probability = self.ranked[0]
        is_topic = label.meant.intention is Intention.QUESTION and not label.turned
        if not is_topic or probability < BESIDE_RULES or label.meant.about == meaning.about:
            return meaning
        return replace(meaning, also=(*meaning.also, Meaning(Intention.QUESTION, label.meant.about)))


def _informs(label: Label) -> bool:
    return label.turned == "asked" or (not label.turned and label.meant.intention in INFORMS)


def _holds_days(meaning: Meaning) -> bool:
    moved = meaning.intention in TAKES_DAYS - {Intention.BOOK} or meaning.about == "time"
    return moved or (meaning.live and meaning.intention is Intention.BOOK)


def _asks_for(phrase: Phrase, sentence: Sentence) -> bool:
    """Say whether a phrase is asked for: 「今日の午後は？」, 「明日いけますか」."""
    if SMALL_TALK.search(phrase.after):
        return False
    return (sentence.has_mark and len(phrase.after) < 6) or bool(FREE.search(phrase.after))


def _some(name: str, value: str) -> dict[str, str]:
    return {name: value} if value else {}
