"""What looks like an answer and is none, or is mended in the same text: a value taken back, or only asked about."""

import re
from dataclasses import replace

from bot.booking.model import INTERPRETER, Answer
from bot.booking.text import compatible
from bot.dialogue.events.at_question import (
    APPLYING,
    FINAL,
    NOTHING,
    WHEN,
    AtQuestion,
    Meant,
    beside_a_choice,
    echoed,
    shown_together,
    title_of,
    unclear,
)
from bot.dialogue.outside_flows import answers, on_the_day
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Again, Filled
from bot.dialogue.questions.named_choice import CHOICES, named_choice
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading import Value, clean, read_name
from bot.dialogue.reading.calls import cannot_call, hears_not
from bot.dialogue.reading.contact.corrected import corrected
from bot.dialogue.reading.dialect import standard
from bot.dialogue.reading.last_word import overruled
from bot.dialogue.reading.told_only import is_of_another, is_of_another_time
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Stage, understand_by_rules
from bot.dialogue.understanding.days import phrases_in
from bot.dialogue.understanding.folding import sentences_of
from bot.dialogue.understanding.scope import asks_plainly

# Who asks in these words asks for the time that he names.
ASKS_FOR_A_TIME = re.compile(
    r"空|あい|あき|いけ|行け|でき|出来|取れ|とれ|可能|大丈夫|だいじょうぶ|いい|良|よい|よろし|よか|ええ|(?i:ok)|お願い|おねがい|もらえ|いただけ"
    r"|ください|どう(?:です|でしょ|か|[?？]|$)|無理|むり|だめ|ダメ|入れ|なりま|構|かま|ある|あり|希望|たい|頼|間に合|平気|埋ま|一杯|いっぱい|満[席員杯]"
)
# Whether a day is one on which the office is closed: 「来週の月曜祝日やったっけ」.
WHETHER_CLOSED = re.compile(
    r"(?:祝日|休日|お?休み|休館日?|振替休日|営業日|連休)(?:だった|でした|やった|だ|です)?(?:っけ|よね|[かけ]な?|やろか|だろうか|でしょうか)?(?:[?？]|(?<=っけ)|(?<=よね)|(?<=か)|(?<=かな))[。!！]*$"
)
# Who makes sure of what he knows of a time: 「10時は電車が混むんですよね」; what others did or said of one.
SURELY_SO = re.compile(r"よね[。?？]*$")
OF_OTHERS_TIMES = re.compile(
    r"(?:友達|友人|知人|兄|姉|弟|妹|母|父|夫|妻|息子|娘|同僚)は?[^。]{0,16}?(?:らしい|そう)(?:です)?[。]*$"
)
# When somebody can't call, which is no day that he wishes for.
AT_PRESENT = re.compile(r"(?:今日|本日|きょう|今|いま|これから|このあと|から|は|も|の|で|、)*")
OF_THE_NUMBER = re.compile(r"番号|携帯|スマホ")
LONGEST_NAME = 12  # characters of a name that is told and corrected in one text
BRACKET = re.compile(r"[()（）]")
LEAD = re.compile(r"^(?:じゃあ?|では|それでは|それじゃあ?|それなら|あと|ちなみに|えっと|すみません)[、\s]*")
SAYS_MORE = re.compile(r"[一-龥ぁ-ん]{3}")
NOT_TO_BE_USED = re.compile(r"(?:送ら|使わ|かけ|連絡し)ない?で")

# What was done already is no purpose: 「履歴書はもう見てもらったので大丈夫です」.
DONE_ALREADY = re.compile(
    r"(?:(?:[見み]て|添削して|チェックして|直して|確認して|教えて)(?:もら(?:っ|い)|いただ[いき])"
    r"|(?:もう|すでに|既に|とっくに|先週|昨日|この前|前に)[^、。]{0,10}(?:やっ|やり|出し|提出|送っ|通っ|通り|作っ|書い|済ませ|済[みん]|終わ[っり]|終え|受け|できて))"
    r"[^、。]{0,5}?(?:ので|んで|から|し(?=、|$)|[。]|です$|ました$|ます$|た$)[、。\s]*"
    r"|(?:前回?|この前|前の時|去年|先週)は[^、。]{2,12}?(?:だった|でした|にした)(?:ので|んで|から|けれど|けど|が)[、。\s]*(?=\S)"
)
NOT_DONE = re.compile(r"な[いく]|ませ|たい|まだ|ほし")
DECLINES = re.compile(
    r"(?:もう|それは|そっちは|そちらは|今回は)?(?:大丈夫|だいじょうぶ|いい|いら|要ら|不要|結構|必要な|必要あ|いりま)|[。、です\s]*$"
)

A_LANGUAGE = re.compile(
    r"(?!日本)[ァ-ヶー一-龥]{1,8}[語ご](?:(?:と|か|・|、|または)[ァ-ヶー一-龥]{1,8}[語ご])?[\sを、でが]*+"
    r"(?:(?:お願い|おねがい)(?:し(?:ます|たい))?(?:です)?|希望(?:です|します)?|です)?[。！!]*"
)
IN_A_LANGUAGE = re.compile(r"(?<!日本)(?<!本)(?<!敬)[語ご]で(?:の)?(?:ご?相談|話|はな|お願い|おねがい)")
HELP = re.compile(
    r"手話(?:の?通訳)?|要約筆記|筆談|筆記|字幕|通訳(?:の方|さん|者)?|付き添い?|つきそい?|介助(?:者)?|ヘルパー"
)
NO_HELP = "none"
NOT_THAT = re.compile(
    r"[^、。]{1,8}?[はも](?:もう|別に|特に)?(?:(?:得意|平気|慣れて(?:い)?る|できる|自信(?:が|は)?ある)(?:な|です|だ)?(?:ので|んで|から|けど|けれど|が)、?)?"
    r"(?:いい|大丈夫|いらない|要らない|結構|不要|得意|平気|慣れて(?:い)?る|できる|問題ない)(?:です|な|だ)?(?:ので|んで|から|けれど|けど|が(?!いい)|、)"
)
# What others told him to take, before what he wants himself: 「先生には面接練習と言われたけど、本当は…」.
TOLD_TO = re.compile(
    r"^[^。]{1,24}?(?:と|って)(?:言われ|いわれ|勧められ|すすめられ|言う|言って)[^、。]{0,8}?(?:けれど|けど|が|のに)も?、?(?=\S)"
)
NEEDS_NONE = re.compile(r"大丈夫|だいじょうぶ|いら[なん]|いりませ|必要な|必要あ|不要")
# What staff should know of somebody, and no kind of help that is asked for.
CARE = re.compile(
    r"ゆっくり|うつ|鬱|吃音|どもり|どもる|発達|自閉|パニック|精神|障害|障がい|男の人|男性|女性|怖|こわい|人見知り|車椅子|車いす|弱視|視覚|目が|色弱"
    r"|読みにく|持病|病気|妊娠|休憩|大きな(?:声|字)|緊張"
)


# How staff are to speak, and none of the helps: 「耳が遠いので大きな声で」.
SPOKEN_SO = re.compile(r"大きな?(?:声|字)|(?:声|字)を?大きく|ゆっくり(?:話|しゃべ|はな|お願い)")


ALL_RIGHT = re.compile(
    r"(?:けど|けれど|が|ても|でも)、?(?:たぶん|多分|何とか|なんとか)?(?:大丈夫|だいじょうぶ|平気|問題な(?:い|し))(?:です|かな)?[。!！]*$"
)
BEFORE_SUPPORT = frozenset({"name", "number", "telephone", "email", "purpose"})
WISHES_HELP = re.compile(
    r"(?:手話|筆談|要約筆記|通訳|付き添い|介助)(?:通訳)?(?:の?(?:人|方|者))?[がはをでも]?、?(?:必要|お願い|おねがい|希望|い[るり](?:ます|んです)?$|要[りる]|ほし|欲し|つけて|付けて)"
    r"|^(?:手話(?:通訳)?|筆談|要約筆記|通訳|付き添い|介助)(?:の?(?:人|方|者))?(?:も|あり|ありで|で|です|ありです)$"
)
NOT_WISHED = r"[?？]|不要|いらない|いりません|必要な[いく]|必要ありま"
WITH_IT_AS_WORK = re.compile(
    rf"(?:{HELP.pattern})(?:[のをに]|として)?(?:使|関|仕事|職|資格|求人|勉強|学校|なりたい|働)|{NOT_WISHED}"
)
OF_WORK = re.compile(rf"仕事|資格|求人|働|なりたい|勉強|練習|{NOT_WISHED}")


def done_already(said: AtQuestion) -> Meant | None:
    """Choose nothing that was done already; what is named behind it is meant."""
    plain = standard(said.text)
    done = DONE_ALREADY.search(plain) if said.question.name == "purpose" and not said.asks else None
    if not done or NOT_DONE.search(done.group()):
        return None
    value = named_choice(plain[done.end() :], said.question.name, said.seen.facts.lexicon)
    if value:
        label = said.seen.facts.words(f"{said.question.key}.option.{value}")
        return echoed(said, said.question.take(value, said.seen), label)
    return unclear(said) if DECLINES.match(plain, done.end()) else None


def other_purpose(said: AtQuestion) -> Meant | None:
    """Choose what is named behind a purpose that is declined: 「面接はいいので書類」."""
    is_asked = said.question.name == "purpose" and not said.asks
    declined = (NOT_THAT.match(said.text) or TOLD_TO.match(said.text)) if is_asked else None
    if not declined:
        return None
    value = named_choice(said.text[declined.end() :], "purpose", said.seen.facts.lexicon)
    label = said.seen.facts.words(f"{said.question.key}.option.{value}") if value else ""
    return echoed(said, said.question.take(value, said.seen), label) if value else None


def a_language(said: AtQuestion) -> Meant | None:
    """Take a language, or two, for the wish to have an interpreter: 「ベトナム語 おねがいします」."""
    if said.question.name != "support" or said.asks or not A_LANGUAGE.fullmatch(said.text.strip()):
        return None
    told = {"support": Answer(INTERPRETER), **beside_a_choice(said, INTERPRETER)}
    return Filled(told, Say("heard.kept_all", {"items": shown_together(said, told)}))


def help_told_early(said: AtQuestion) -> Meant | None:
    """Keep a help that is wished for before it is asked about, and the purpose beside it: 「手話で面接の練習」.

    Who hears badly reads that it is asked later.
    """
    asked, of_purpose = said.flow.question("support"), said.question.name == "purpose"
    beside = {"support", "purpose"} if of_purpose else {"support"}
    may_be = asked and said.question.name in BEFORE_SUPPORT and not said.asks
    if not asked or not may_be or "support" in said.seen.conversation.answers or said.pieces.found.keys() - beside:
        return None
    if hears_not(said.text):
        return Heard((Say("heard.asked_later", {"title": title_of(asked, said.seen)}),))
    value = _help_wished(said, of_purpose=of_purpose)
    if value in ("", NO_HELP):
        return None
    told = {"support": Answer(value), **beside_a_choice(said, value)}
    purpose = named_choice(HELP.sub("", said.text), "purpose", said.seen.facts.lexicon) if of_purpose else ""
    taken = said.question.take(purpose, said.seen) if purpose else None
    answers = {**taken.answers, **told} if isinstance(taken, Filled) else told
    return Filled(answers, Say("heard.kept_all", {"items": shown_together(said, answers)}))


def _help_wished(said: AtQuestion, *, of_purpose: bool) -> str:
    """Give the help that a text wishes for; where the purpose is asked it may be named alone: 「ベトナム語の通訳」."""
    if is_of_another_time(said.text):
        return ""
    if of_purpose and IN_A_LANGUAGE.search(said.text):
        return INTERPRETER
    not_wished = WITH_IT_AS_WORK if of_purpose else OF_WORK
    if not_wished.search(said.text) or not (of_purpose or WISHES_HELP.search(said.text)):
        return ""
    return named_choice(said.text, "support", said.seen.facts.lexicon)


def needs_care(said: AtQuestion) -> Filled | Heard | None:
    """Say how staff are told of what they should know and no button names: 「ゆっくり話してほしい」."""
    if said.question.name != "support" or said.asks or not (CARE.search(said.text) or ALL_RIGHT.search(said.text)):
        return None
    so = SPOKEN_SO.search(said.text) and not HELP.search(said.text)
    so = so or (hears_not(said.text) and ALL_RIGHT.search(said.text) and not HELP.search(said.text))
    named = (not so and said.meaning.intention in (Intention.ANSWER, Intention.NONE)) or NEEDS_NONE.search(said.text)
    declines = (said.meaning.intention is Intention.NONE and said.meaning.live) or NEEDS_NONE.search(said.text)
    none = said.question.take(NO_HELP, said.seen) if so and declines else None
    if isinstance(none, Filled):
        return replace(none, echo=Say("heard.care_later"))
    chosen = not so and named_choice(said.text, "support", said.seen.facts.lexicon)
    return None if named or chosen else Heard((Say("heard.care"),))


def corrected_number(said: AtQuestion) -> Meant | None:
    """Take a number with the end that is told once more; ask for it where that is not certain."""
    number = corrected(said.text, said.question.name)
    if number is None:
        return None
    if not number:
        return Again(Say("heard.once_more", {"title": title_of(said.question, said.seen)}), counts=False)
    return echoed(said, said.question.read(number, said.seen), number)


def last_word(said: AtQuestion) -> str:
    """Give the choice or the name that is told in the end by who corrects himself, "" where that is not certain."""
    told = overruled(said.text) if said.question.name in CHOICES | {"name"} and not said.asks else None
    if not told:
        return ""
    if said.question.name == "name":
        both = all(
            len(one.strip()) <= LONGEST_NAME and isinstance(read_name(one), Value) and not BRACKET.search(one)
            for one in told
        )
        return told[1] if both else ""
    lexicon, stage = said.seen.facts.lexicon, Stage(said.question.name)
    last = understand_by_rules(told[1], stage, lexicon)
    if isinstance(said.question.read(clean(told[1]), said.seen), Filled):
        return told[1]
    return told[1] if last.live and last.intention in (Intention.ANSWER, Intention.NONE) else ""


def not_to_be_used(said: AtQuestion) -> Heard | None:
    """Take no address or number that is told so that nobody uses it."""
    told = len(said.values) == 1 and (
        NOT_TO_BE_USED.search(said.text) or is_of_another(said.text, said.values[0], said.question.name)
    )
    return Heard((Say("heard.only_it"),)) if told else None


def without_calls(said: AtQuestion) -> Heard | None:
    """Tell who says at a list of times or at the card that he can't call that he needn't: 「今から電話できません」."""
    here = said.question.name in WHEN or (said.question.name in FINAL and said.flow.name in APPLYING)
    if not here or said.asks or not cannot_call(said.text) or OF_THE_NUMBER.search(said.text):
        return None
    if said.question.name in FINAL and hears_not(said.text):
        return None  # is asked how he wants to talk
    told, facts = said_of_days(said.text, said.seen.facts), said.seen.facts
    if not all(AT_PRESENT.fullmatch(one) for one in told.values()):
        return None
    return on_the_day.without_calls(said.seen.incoming, facts) or Heard((Say("heard.calls"),))


def asked_of_a_time(said: AtQuestion) -> Heard | None:
    """Answer what is asked about a day or time, or puts it off, and chooses none: 「14時だと混みますか」."""
    if said.question.name not in WHEN:
        return None
    if WHETHER_CLOSED.search(compatible(said.text)):
        return Heard((answers.answer_to("saturday", said.seen.facts),))
    if OF_OTHERS_TIMES.search(said.text):
        return NOTHING
    topics = [one.about for one in (said.meaning, *said.meaning.also) if one.intention is Intention.QUESTION]
    if "later" in topics and "when" not in said_of_days(said.text, said.seen.facts):
        return Heard((answers.answer_to("later", said.seen.facts),))
    says_more = _says_more_than_a_time(said)
    if "hours" not in topics and not says_more:
        return None
    read = said.question.read(said.text, said.seen)
    if "hours" in topics and isinstance(read, Again) and read.say.key.endswith(".retry.ask"):
        return Heard((answers.answer_to("hours", said.seen.facts),))
    if not says_more or not isinstance(read, Filled):
        return None
    return Heard((answers.answer_to(topics[0], said.seen.facts) if topics else Say("heard.ask_office"),))


def _says_more_than_a_time(said: AtQuestion) -> bool:
    """Say whether a question names a time, with words beside it that do not ask for that time."""
    rest, named = LEAD.sub("", compatible(said.text)), False
    sentences = sentences_of(said.text, said.seen.facts.lexicon.spelling)
    if not any(map(asks_plainly, sentences)) and not SURELY_SO.search(said.text):
        return False
    for sentence in sentences:
        for phrase in phrases_in(sentence):
            rest, named = rest.replace(phrase.text, "", 1), True
    return named and bool(SAYS_MORE.search(rest)) and not ASKS_FOR_A_TIME.search(rest)
