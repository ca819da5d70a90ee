"""A wish that is taken back in the same text: 「取り消そうかと思いましたが、やはりそのまま受けます」."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.folding import Sentence, fold_kana
from bot.dialogue.understanding.hits import Hit
from bot.dialogue.understanding.in_the_end.coming import coming
from bot.dialogue.understanding.intentions import ASKING, ON_THE_DAY, Intention, Stage
from bot.dialogue.understanding.meaning import Meaning


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(fold_kana(source))


# What changes a booking that stands, and what begins one.
CHANGES = frozenset({Intention.CANCEL, Intention.MOVE, Intention.QUIT, Intention.ABSENT, Intention.LEAVE_LIST})
BEGINS = frozenset({Intention.BOOK, Intention.WAIT})
NOTHING_MORE = frozenset({Intention.KEEP, Intention.IN_TIME, Intention.QUIT, Intention.THANKS, Intention.GREETING})
# Between the wish and what overrules it.
THOUGHT = (
    r"[^。]{0,14}?(?:と?思(?:い|っ|う(?:て|と|た))|おも(?:い|っ)|おもた|考え|迷|悩|つもり|予定(?!通り|どおり)|しようと|たかった|と言|って言|と伝え|と送|送り|押し|頼も|お願いした)"
    r"[^。]{0,9}?(?:けど|けれど|けん|が|のに|ばってん|ども|。)"
)
OVERRULED = (
    r"[^。]{0,14}?(?:[。、]?(?:あ[っ、]*|え[っー、]*|いや、?)*(?:やっぱ(?:り|し)?|やはり)"
    r"|[。、](?:あ[っ、]*)?いや(?:いや)?(?=[、。])|[。、](?:で?も|けど|ただ)(?=、?(?:そのまま|このまま|取消さ|変更し)))"
)
TURN = _pattern(f"(?:{THOUGHT}|{OVERRULED})")
KEEPS = (
    r"(?<!時間は)(?<!時刻は)(?<!日は)(?<!日にちは)(?<!曜日は)(?<!日付は)(?<!場所は)(?<!内容は)(?:そのまま|このまま|今のまま|いまのまま|元のまま|もとのまま|元の(?:日時|時間|日|予約|とおり|通り)|予(?:定|約)(?:通り|どおり|どうり))"
    r"|(?:変更|キャンセル|取消)(?:は|を|も|の(?:話|件|連絡)は)?(?:なし|しな(?!い場合|いと)|しませ|せず|せん|やめ|いらな|いりませ|不要|必要(?:な|あ)|けっこう|結構|忘れて|撤回)|(?:取消|消)さ(?:な|ず|ん)|変え(?:な|ませ|ず)|かえ(?:な|ませ|ず)"
    r"|やめ(?:て|と)(?:お[きく]|き|く)|やめ(?:ます|ました|る|ない|ません|とき|とく|よう)|取りやめ|思い直|考え直し(?:て|まし)|(?:必要|用|その必要)(?:が|は)?な(?:くな|い)|残して|残し(?:と|てお)|続け(?:ます|たい|る)|大丈夫にな|行けるように|都合がつき"
)
GOES = (
    r"(?<![にへ])(?:受け(?:ます|る|させ|たい)|うけ(?:ます|る|たい)|行き(?:ます|たい)|いき(?:ます|たい)|行(?:く|け(?:ます|る|そう(?!に)))|い(?:く(?!ら|つ)|け(?:ます|る|そう(?!に)))|参加(?:し|で|さ)|出席(?:し|で|さ)|[出で]ます|伺)"
    r"|(?:もう)?(?:いい|よか|ええ|よろしい)(?:です|わ|や|よ|ばい|$)|けっこうです|結構です|大丈夫(?:です|$)|なし(?:で|に|$)"
)
STAYS = _pattern(f"(?:{KEEPS}|{GOES})")
STOPS = _pattern(
    r"やめ(?:て|と|ま|る|よう)|いい(?:です|わ|や|よ|$)|ええ(?:です|わ|$)|よかです|結構です|けっこうです|大丈夫(?:です|$)|なし(?:で|に|$)|見送|必要なくな|いらな|いりませ"
)
# Who names a day, a condition or another wish behind it takes nothing back.
GOES_ON = _pattern(
    r"[0-9]|なら|たら|れば|だけ|別の|べつの|他の|ほかの|違う|ちがう|来週|再来週|明日|あした|曜|午前|午後|消して|空き|無理|むり|だめ|行けな|行けま(?!す)|いけな|いけません|方法|やり方|わから|わかりま|電話|窓口|そうにな|(?:です|ます|ません|でしょう)か|かな|どう"
)


def without_taken_back(
    hits: Sequence[Hit], sentences: Sequence[Sentence], stage: Stage
) -> tuple[list[Hit], Meaning | None]:
    """Leave out a wish that is taken back behind it, and give what follows: that all stays as it is."""
    first = next((one for one in _in_order(hits, sentences) if one.meant.intention in CHANGES | BEGINS), None)
    if stage in ON_THE_DAY | ASKING or first is None or sentences[-1].has_mark:
        return [*hits], None
    said, end = "。".join(one.said for one in sentences), place_of(first, sentences)[1]
    found = TURN.match(said, end)
    if not found:
        return [*hits], None
    rest, begin = said[found.end() :], found.end()
    stays = (STOPS if first.meant.intention in BEGINS else STAYS).search(rest)
    behind = [one for one in hits if place_of(one, sentences)[0] >= begin and one.live]
    if not stays or GOES_ON.search(rest) or any(one.meant.intention not in NOTHING_MORE for one in behind):
        return [*hits], None
    left = [one for one in hits if one.meant.intention is Intention.IN_TIME]
    return left, None if coming(sentences, stage) else Meaning(Intention.KEEP)


def place_of(hit: Hit, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Give where a hit begins and ends in the whole text, its sentences joined by a stop each."""
    before = sum(len(one.said) + 1 for one in sentences[: sentences.index(hit.sentence)])
    return before + min(start for start, _ in hit.spans), before + max(end for _, end in hit.spans)


def _in_order(hits: Sequence[Hit], sentences: Sequence[Sentence]) -> list[Hit]:
    return sorted(hits, key=lambda hit: place_of(hit, sentences))
