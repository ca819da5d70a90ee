"""What is said at the card that applies of a line, by its place or by whose number it is to be, or of all of it."""

import re

from bot.dialogue.events.at_question import APPLYING, AtQuestion, Meant
from bot.dialogue.events.other_data import ask_anew
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again
from bot.dialogue.reading import clean
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention
from bot.dialogue.understanding.folding import BLANK

KANJI = "一二三四五六七八九"
LEAD = (
    r"(?:(?:あっ?|えっ?と|す[みい]ません|ごめん(?:なさい)?|やっぱり?|やはり|あの|カードの|この(?:中の)?)[、。]?){0,3}"
)
# A line by its place from an end; one that is only counted may be the number of a button, too.
A_LINE = re.compile(
    rf"{LEAD}(?:(?:一番|いちばん|1番)(?P<edge>上|下|うえ|した)|(?P<end>上|下)から(?P<count>[1-9{KANJI}])(?:番目?|つ目|つめ|個目|行目|段目|目))"
    r"(?:の?(?:やつ|もの|項目|行|欄|ところ|とこ|所|内容|の))?(?:を|が|は|も|だけ)?、?"
    r"(?:間違|まちが|違|ちが|変更|変え|かえ|直|なお|訂正|修正)[^、。?？0-9]{0,10}[。!！]*"
)
# Several lines, by what they are: 「名前と電話番号間違ってました」.
LABELS = {
    "name": r"お?名前|氏名",
    "number": r"求職番号",
    "telephone": r"電話(?:番号)?|携帯(?:番号)?",
    "email": r"メール(?:アドレス)?|メアド|アドレス",
    "purpose": r"相談内容",
    "support": r"通訳|介助",
    "time": r"日時|日にち|時間",
}
A_LABEL = rf"(?:{'|'.join(LABELS.values())})"
SEVERAL_LINES = re.compile(
    rf"{LEAD}(?P<lines>{A_LABEL}(?:(?:と|、|・|も){A_LABEL}){{1,3}})(?:の?(?:両方|2つ|二つ|ふたつ))?(?:とも|が|を|は|も)?"
    r"(?:間違|まちが|違|ちが|変更|変え|かえ|直|なお|訂正|修正)[^、。?？0-9]{0,10}[。!！]*"
)
RIGHT = re.compile(r"な[いく]|ませ|ず|ん$")
# All is to be as it is, or was: nothing is put in its place.
THE_SAME = re.compile(
    rf"{LEAD}(?:これ|それ)?(?:は|も)?(?:全部|ぜんぶ|すべて)?(?:さっき|先ほど|さきほど|前回?|以前|今|いま|最初|はじめ|元|もと)の?(?:(?:番号|名前|内容|時間|日時|やつ|の|もの))?(?:と|に?)"
    r"(?:同じ|おなじ|一緒|いっしょ)(?:番号|名前|内容|時間|日時|やつ|もの)?(?:で(?:いい|良い|大丈夫|お願いします)?|に(?:して(?:ください)?|します)?)?(?:です)?[。!！]*"
)
# Whose telephone, or which, is to be called.
WHOSE = (
    r"(?:(?:お|ご)?(?:母|父|親|兄|弟|姉|妹|夫|妻|嫁|主人|旦那|息子|娘|家族|祖母|祖父|実家|自宅|家|うち|会社|職場|勤め先|彼氏|彼女|友達)(?:さん|の人)?"
    r"|ばあちゃん|じいちゃん|おかん|おとん|ママ|パパ|かあさん|とうさん|スマホ)"
)
A_KIND = r"(?:固定|家電|いえでん|携帯|ケータイ|けいたい)"
CALLED = r"(?:電話番号|携帯番号|番号|電話|携帯|ケータイ|スマホ|ほう|方|やつ|の)"
TO_BE = r"(?:に|へ)(?:変更|変え|かえ|直|なお|訂正|し(?:て|たい|ます|とい|てく)|お願い)"
ANOTHER_TELEPHONE = re.compile(
    rf"(?<![一-龥])(?:{WHOSE}の?{CALLED}{{1,2}}|{A_KIND}の?{CALLED}{{0,2}}){TO_BE}|(?:電話|番号|連絡先)(?:を|は){WHOSE}の?{CALLED}?{TO_BE}"
)
# Another address, of which only the provider is named: 「gmailじゃなくてyahooでした」.
PROVIDER = (
    r"(?:(?i:gmail|yahoo|icloud|docomo|ezweb|softbank|outlook|hotmail|au)"
    r"|[gG]メール|ヤフー|ドコモ|アイクラウド|ソフトバンク|ジーメール)(?:メール)?"
)
MAIL = r"(?:メール|メアド|アドレス)"
ANOTHER_ADDRESS = re.compile(
    rf"{PROVIDER}の?(?:ほう|方|やつ|{MAIL})?(?:じゃ|では|で|や)なく?て?[、。]?{PROVIDER}"
    rf"|{PROVIDER}の?(?:ほう|方|やつ|{MAIL})?{TO_BE}|(?:会社|仕事|自分|個人|息子|娘|夫|妻|母|別|ほか|他|違う)(?:用)?の{MAIL}{TO_BE}"
)
OF_ELSE = re.compile(
    r"パソコン|(?i:pc)|タブレット|カメラ|zoom|ズーム|メール|メアド|アドレス|求職|名前|氏名|かけて|電話し|相談[をは]"
)
NOT_SO = re.compile(r"(?:し|変え|かえ|直さ)?ない(?:で|です)?$|ません|たら|れば|[?？]")
# A polite end, which names no line: 「以上です。ありがとうございました」.
AN_END = re.compile(r"(?:これで|それでは|では|私からは)?[、]?以上(?=で|と|に[なて]|[、。!！\s]|$)")
A_NUMBER = re.compile(r"[0-9]{6}|[0-9]-[0-9]")


def of_a_line(said: AtQuestion) -> Meant | None:
    """Ask for one line anew, which may be left as it is; or show the card as it is again. None for anything else."""
    if said.question.name != "review" or said.flow.name not in APPLYING or said.asks:
        return None
    text = BLANK.sub("", clean(said.text))
    if (found := A_LINE.fullmatch(text)) and not RIGHT.search(text):
        return _of_its_place(said, found)
    if (several := SEVERAL_LINES.fullmatch(text)) and not RIGHT.search(text) and not on_page(said.seen.facts):
        return _of_several(said, several["lines"])
    if THE_SAME.fullmatch(text):
        return Heard((Say("lobby.kept"),))
    if ANOTHER_ADDRESS.search(text) and "@" not in text and not NOT_SO.search(text) and not on_page(said.seen.facts):
        return ask_anew(said, "email")
    names_it = ANOTHER_TELEPHONE.search(text) and not OF_ELSE.search(text) and not NOT_SO.search(text)
    if not names_it or A_NUMBER.search(said.text) or on_page(said.seen.facts):
        return None
    return ask_anew(said, "telephone") if "telephone" in said.seen.conversation.answers else None


def may_be_wrong(said: AtQuestion) -> Meant | None:
    """Offer to put that line right which somebody very likely speaks of in words that no rule knows."""
    if said.question.name != "review" or said.flow.name not in APPLYING or said.asks or on_page(said.seen.facts):
        return None
    if AN_END.match(said.text.strip()):
        return None
    likeliest = said.meaning.candidates[:1]
    named = [one.about for one in likeliest if one.intention is Intention.CORRECT]
    asked = [said.flow.question(name) for name in named if name in said.seen.conversation.answers]
    options = tuple(
        said.seen.option("review", f"change:{one.name}", f"{one.key}.option.change") for one in asked if one
    )
    return Again(Say("heard.which_line", options=options, look="card", quiet=True), counts=False) if options else None


def _of_several(said: AtQuestion, lines: str) -> Again:
    named = [name for name, label in LABELS.items() if re.search(label, lines)]
    named = named if "求職番号" in lines or "number" not in named else [name for name in named if name != "number"]
    drop = tuple(one for name in named for one in CHANGES.get(name, (name,)))
    return Again(Say(f"{said.question.key}.ask"), counts=False, drop=drop)


def _of_its_place(said: AtQuestion, found: re.Match[str]) -> Meant | None:
    changes = [row.option.action for row in said.question.ask(said.seen).rows if row.option]
    taps = [action for action in changes if isinstance(action, Tap)]
    count = found["count"]
    nth = 1 if not count else int(count) if count.isdecimal() else KANJI.index(count) + 1
    if nth > len(taps):
        return None
    from_above = (found["edge"] or found["end"]) in ("上", "うえ")
    return said.question.take((taps[nth - 1] if from_above else taps[-nth]).value, said.seen)
