"""What was only feared, or is over: what stands behind it says that nothing came of it, and staff hear of nothing."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.folding import Sentence, fold_kana
from bot.dialogue.understanding.hits import Hit
from bot.dialogue.understanding.intentions import EVENTS, ON_THE_DAY, Intention, Stage


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(fold_kana(source))


NOT_SO = (
    r"(?![^、。]{0,3}(?:じゃ|では|で|が|は|も)?(?:な[いくか]|ありませ|ねえ)|[^、。]{0,9}(?:でき|いけ|行け|行か|いか|参加し|入れ|はいれ|出れ|出られ|始め|進ま)[^、。]{0,4}?(?:な[いくか]|ませ|ず|んで|ん$)"
    r"|(?:で|なのに|に|だけど)?、?(?:おくれ|ちこく|おそ|むり|だめ|やすみ|欠席)|(?:です|でしょう|ます|だ|な|ん|の)*か(?!ら)|[^、。]{0,2}(?:なら|たら|れば|ても|場合|とき)|[^、。]{0,3}と思っ[たて]|かも)"
)
OVER = r"(?:た(?!ら|り|くな)|て(?:る|ます|い(?:る|ま)|き(?:た|ま)|た(?!ら)|、)|ました(?!ら)|たん|んだ)"
NOT_IF = r"(?!のに|[^、。]{0,4}(?:たら|なら|場合|かも)|[^、。]{0,3}と思っ[たて]|か$|かな)"
WELL = (
    r"(?:関係|かんけい|影響|支障|問題|もんだい|心配|異常|別状)(?:は|が|も|とか|に)?(?:特に|全然|ぜんぜん|全く|まったく|もう)?(?:な(?:い|く(?!な)|し|かった|さそう)|ありませ|ねえ|ねー)"
    r"(?!(?:です|ん|の|でしょう)*か|[^、。]{0,4}(?:なら|たら|れば|場合|かも)|[^、。]{0,3}と思っ[たて])"
    r"|(?:(?:予定|時間|定刻)(?:通り|どおり|どうり)|余裕|よゆう|だいじょうぶ|平気|へいき|へっちゃら|なんともな|何ともな|(?<![a-z])ok(?![a-z]))"
    + NOT_SO
    + r"|せーふ(?!か)|(?<!それ)だけ(?:でした|だった)|(?:気のせい|勘違い|かんちがい|取り越し苦労|杞憂|夢|冗談|嘘|うそ"
    r"|(?:打ち|うち|押し|読み|見|聞き)?(?:間違い|まちがい))(?:です|でした|だ|や)"
)
IN_TIME = (
    rf"まにあい(?:ま(?!せ)|そう(?!に|も))|まにあ(?:った(?!ら)|って|う(?!か|よう|た))|(?:着い|つい|抜け|ぬけ){OVER}|着きました|つきました|(?:動い|うごい|再開し|復旧し|動き(?:出|始め){{1,2}}し?){OVER}"
    rf"|動きました|早く?終わ(?:っ|り){OVER}|もう(?:家|うち|自宅)|(?:家|うち|自宅|在宅)(?:に(?:い|お)|なので|だから|やから|じゃから)|(?:ちゃんと|もう)起きて(?:る|ま|い)"
)
WELL_AGAIN = (
    rf"(?:治|なお|下が|さが|おさま|収ま|落ち着|引い|ひい)(?:っ|い)?{OVER}|(?:治|なお|下が|さが|おさま|収ま)りました|落ち着きました|平熱|元気|(?:よく|ましに|楽に|らくに)な(?:っ{OVER}|りま(?!せ))|回復し"
    rf"|(?:なくな|中止にな|延期にな|流れ|なしにな)(?:っ|り)?{OVER}|断(?:っ|り){OVER}|(?:かわって|ずらして|休ませて|調整して|延期して)もら(?:っ|い|え){OVER}"
)
WORKS = (
    rf"(?:直|治|なお|つなが|映|うつ|戻|もど)(?:っ{OVER}|りました)|(?:解決|復活|復旧|回復|充電|再起動)(?:し|でき){OVER}|(?:入れ|はいれ|きこえ|みえ|出られ){OVER}|(?:音|声|画面|映像)(?:が|も)?(?:出|で){OVER}"
    r"|(?:入り直|はいり直|戻|もど)(?:せ|し|れ)(?:た(?!ら|い)|ました)|充電器(?:が|は|も)?あ(?:っ|り)|(?:聞こえ|はいれ|見え|映)るように"
)
ALL_WELL = _pattern(WELL)
BETTER = {
    Intention.LATE: _pattern(f"(?:{WELL}|{IN_TIME}){NOT_IF}"),
    Intention.EXCUSE: _pattern(f"(?:{WELL}|{IN_TIME}){NOT_IF}"),
    Intention.ABSENT: _pattern(f"(?:{WELL}|{WELL_AGAIN}){NOT_IF}"),
    Intention.TROUBLE: _pattern(f"(?:{WELL}|{WORKS}){NOT_IF}"),
}
# What was only thought: 「寝坊したと思ったけど」, 「入れないかと焦ったら」.
THOUGHT = _pattern(
    r"[^、。]{0,10}?(?:(?<!よう)(?<!おう)(?<!もう)か?と?(?:思(?:っ(?:た|て(?:い)?(?:た|まし))|いました)|おもた|おもっ(?:た|て(?:た|まし))|焦(?:っ|り)|あせ(?:っ|り)|勘違い)[^、。]{0,6}?(?:けど|が|のに|ら(?!い))|夢(?:を|見|みた))"
)
# What somebody says plainly of himself is not over by 「大丈夫です」, unless it was said or meant earlier.
DECIDED = _pattern(
    r"(?:やすみます|やすませ|欠席し|欠席さ|欠席で|不参加|やめとき|やめておき|おくれます|(?:分|時間)[^、。]{0,5}おくれ(?:る|そう(?:です|$|、))|ちこくします|いけませ|いけない(?:です)?(?:$|、|ので|から))"
)
TAKEN_BACK = _pattern(
    r"[^、。]{0,6}?(?:と思|と言|って言|と送|って送|と伝え|と連絡|つもりだ|つもりで|予定だ|予定でし|かと|そうでし|そうだっ|そうやっ)"
)
FRIGHT = _pattern(r"[^、。]{0,8}?(?:焦|あせ|びっくり|ひやひや|ひやっ|冷や|慌て|あわて|どきどき|心配し)(?:り|っ|し|て)")
BEFORE = _pattern(r"^(?:さっき|先ほど|さきほど|最初|はじめ|朝|今朝)(?:は|まで)?、?.*(?:た|でした|ました|たです)$")
# What is feared in these words alone, which mean nothing by themselves: 「ぎりぎりになりそうでしたが」.
FEARED = _pattern(
    r"(?:おくれ|おそく|ちこく|まにあわ|ぎりぎり|熱|風邪|体調|具合|痛|電車|バス|渋滞|充電|電池|電波|ねっと|wi-?fi|音|画面|雪|台風|頭|腹)[^。]*?(?:けど|けれど|(?<=[たすいだ])が、?|ので|から|、|けども)"
)
UNSURE = _pattern(r"(?:か|かな|かね|かも|でしょう|だろう)$")
MAY_BE_OVER = EVENTS & {*BETTER}


def without_overtaken(hits: Sequence[Hit], sentences: Sequence[Sentence], stage: Stage) -> tuple[list[Hit], str]:
    """Leave out what nothing came of; tell what follows, as `coming` does: "coming", "entered" or ""."""
    if stage not in ON_THE_DAY:
        return [*hits], ""
    gone = [one for one in hits if _is_over(one, sentences)]
    left = [one for one in hits if one not in gone]
    if not gone and not hits:
        return left, "coming" if _was_feared(sentences) else ""
    if not any(one.meant.intention in MAY_BE_OVER for one in gone):
        return left, ""
    return left, "entered" if any(one.meant.intention is Intention.TROUBLE for one in gone) else "coming"


def _is_over(hit: Hit, sentences: Sequence[Sentence]) -> bool:
    intention, said, end = hit.meant.intention, hit.sentence.said, max(end for _, end in hit.spans)
    if intention not in MAY_BE_OVER | {Intention.IN_TIME}:
        return False
    if THOUGHT.match(said, end):
        return True
    if intention is Intention.IN_TIME:
        return False
    better, place = BETTER[intention], sentences.index(hit.sentence)
    behind = _is_better(better, hit.sentence, end) or any(_is_better(better, one) for one in sentences[place + 1 :])
    if not behind:
        is_past = FRIGHT.match(said, end) or BEFORE.search(said)
        return bool(is_past) and any(_is_better(better, one) for one in sentences if one != hit.sentence)
    decided = DECIDED.search(said, min(start for start, _ in hit.spans))
    return not decided or bool(TAKEN_BACK.match(said, decided.end()))


def _was_feared(sentences: Sequence[Sentence]) -> bool:
    """Say whether something is feared, in words that mean nothing alone, and is well in the end."""
    found = FEARED.search(sentences[0].said)
    better = ALL_WELL
    behind = found and _is_better(better, sentences[0], found.end())
    return bool(behind) or (bool(found) and any(_is_better(better, one) for one in sentences[1:]))


def _is_better(better: re.Pattern[str], sentence: Sentence, start: int = 0) -> bool:
    """Say whether a sentence says from a place on that all is well, and does not ask."""
    return not sentence.has_mark and not UNSURE.search(sentence.said) and bool(better.search(sentence.said, start))
