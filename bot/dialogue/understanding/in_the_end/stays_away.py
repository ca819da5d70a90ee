"""Who stays away in the end, and says why before: 「電車が止まっているので、今日は休みます」 is no lateness."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.folding import Sentence, fold_kana
from bot.dialogue.understanding.hits import Hit
from bot.dialogue.understanding.in_the_end.taken_back import place_of
from bot.dialogue.understanding.intentions import ON_THE_DAY, Intention, Stage

AWAY = frozenset({Intention.ABSENT, Intention.CANCEL})
REASONS = frozenset({Intention.LATE, Intention.TROUBLE})
# Words by which somebody decides; 「参加できません」 for want of sound is trouble all the same.
DECIDES = re.compile(
    fold_kana(
        r"やす(?:み|む|ま|もう)|休|欠席|不参加|キャンセル|取消|取りやめ|やめ|見送|見合わせ|辞退|遠慮|なし(?:に|で)|パス|飛ばし|とばし|また今度|日を改め"
    )
)


def without_their_reasons(hits: Sequence[Hit], sentences: Sequence[Sentence], stage: Stage) -> list[Hit]:
    """Leave out the lateness or trouble before which somebody stays away in the end."""
    if stage not in ON_THE_DAY:
        return [*hits]
    ends = [place_of(one, sentences) for one in hits if one.live and one.meant.intention in AWAY and _decides(one)]
    plain = [place_of(one, sentences) for one in hits if one.live and one.meant.intention is Intention.ABSENT]
    last = {Intention.TROUBLE: ends, Intention.LATE: ends + plain}
    return [
        one
        for one in hits
        if one.meant.intention not in REASONS
        or not any(place_of(one, sentences)[1] <= begin for begin, _ in last[one.meant.intention])
    ]


def _decides(hit: Hit) -> bool:
    return bool(DECIDES.search(hit.sentence.said, min(start for start, _ in hit.spans)))
