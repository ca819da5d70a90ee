"""Who tells what keeps him busy, or how he feels, and says nothing yet of staying away: 「親が入院していて大変で」."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.folding import Sentence, fold_kana
from bot.dialogue.understanding.scope import asks_plainly

# By which somebody says that he does not come, or what makes it impossible.
SAYS_SO = re.compile(
    fold_kana(
        r"無理|むり|だめ|ダメ|駄目|あかん|きつ|厳し|きびし|難し|むずかし|都合|急用|急な用|やす(?:み|む|ま|もう)|休|欠席|不参加|キャンセル|取り?消"
        r"|やめ|見送|見合わせ|辞退|遠慮|パス|な[しく](?:に|で)|また今度|変[えわ]|ずら|延期|日を改|次の|別の"
        r"|[けきれえせげべめ](?:な[いくさ]|ませ|ん(?!で)|へん|そうに|そうも)|られな|たいところ|いかな|行かな"
    )
)
THAT_DAY = re.compile(fold_kana(r"(?:その|この|あの)日|当日|[一二三四五六七八九十0-9]日"))
# How one is, and what befell one's family.
OF_HEALTH = re.compile(
    fold_kana(
        r"熱|体調|具合|気分|病気|入院|怪我|けが|骨折|事故|風邪|かぜ|インフル|コロナ|痛|嘔吐|吐い|吐き|めまい|ぎっくり|救急|寝込|不幸|亡くな|倒れ|介護|看病"
    )
)
FAMILY = re.compile(
    fold_kana(r"身内|親戚|祖母|祖父|ばあ|じい|親|母|父|家族|子(?!会)|こども|娘|息子|兄|姉|弟|妹|夫|妻|主人|旦那|嫁|孫")
)
FEARED = re.compile(fold_kana(r"(?:入り|はいり|でき|なり|かぶり|被り|重なり)そう"))
FEARED_AT_LAST = re.compile(
    FEARED.pattern
    + fold_kana(
        r"(?:です|なんです|なの|だ|で)?(?:けど|が|よ)?(?:、?(?:まだ)?(?:はっきり)?(?:わから|わかりま|分から|未定|しな)[^、。]{0,6})?[。、]?$"
    )
)
MILD = re.compile(fold_kana(r"ちょっと|ちょい|少し|すこし|やや|なんとなく|気がする|気がし|っぽ|微熱"))
COPES = re.compile(
    fold_kana(r"(?:なん|何)とか(?:し|な|でき|頑張|がんば)|頑張(?:り|って)|がんば(?:り|って)|様子を?[見み]")
)


def is_not_decided(sentences: Sequence[Sentence], told_in: Sentence, *, today: bool) -> bool:
    """Say whether it stays open whether somebody comes; on the day one's own illness is word enough."""
    feared = FEARED_AT_LAST.search(sentences[-1].said) if not today else None
    if any(SAYS_SO.search(one.said) or (THAT_DAY.search(one.said) and not feared) for one in sentences):
        return False
    if today and MILD.search(told_in.said) and OF_HEALTH.search(told_in.said):
        return True
    if today:
        return bool(
            COPES.search(sentences[-1].said) or (FAMILY.search(told_in.said) and OF_HEALTH.search(told_in.said))
        )
    asks = asks_plainly(sentences[-1])
    return asks or any(one.search(told_in.said) for one in (OF_HEALTH, FEARED))
