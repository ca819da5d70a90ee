"""What is cancelled, moved or missed that is no consultation: 「病院の予約を変更したい」, 「今日バイト休み」."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.folding import fold_kana
from bot.dialogue.understanding.hits import Hit
from bot.dialogue.understanding.intentions import Intention


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(fold_kana(source))


_CHANGED = r"(?:変更|へんこう|キャンセル|取消|取りやめ|とりやめ|ずら|変え|かえ|辞退|延期|リスケ)"
_ITS = r"(?:の?(?:予約|日程|日時|日にち|日|時間|受付|手続き|申請|申し?込み?|内定|採用))?(?:を|の|は|が|も)?、?"
_THINGS = (
    r"(?:応募|求人|内定|採用|紹介状|認定日?|失業(?:保険|手当|給付)?|雇用保険|給付金?|離職票|会社説明会|説明会|訓練|ハロートレーニング"
    r"|病院|歯医者|歯科|美容院|検診|健診|保育園|ホテル|旅行|飲み会|携帯|スマホの?契約|免許|パスポート)"
)
# Of these, what follows the thing itself is meant; one that stands behind it as a reason is not.
OTHER_THING = _pattern(_THINGS + _ITS + _CHANGED)
# What only has such a word in it: 「取り消し線の入れ方がわからない」.
A_WORD_IN_IT = _pattern(r"取消(?:線|印|せん)|変更届|キャンセル(?:待ちの人|する人|した人|の人)")
# A message of a change, which came or did not.
NEWS_OF_IT = _pattern(
    rf"{_CHANGED}(?:した|された|になった)?(?:って)?(?:の|という|との)?(?:ご)?(?:連絡|れんらく|お?知らせ|通知|メール|返事|電話)[がはもを]?、?(?:まだ)?"
    r"(?:来|き(?:た|て|ま|と)|こな|こん|届|とどい|あった|ありま|もら|まだ|な[いか])"
)
# What was done by mistake is not asked for: 「間違えて取り消しました」.
BY_MISTAKE = _pattern(
    r"(?:間違え?て|まちがえ?て|うっかり|あやまって|誤って|勝手に)[^。]{0,8}(?:取消|キャンセル|変更)(?:し|を?押し|おし)(?:た|まし|ちゃ|てしま)"
)
# A time beside which one is free: 「14時より前は無理です」.
BESIDE_IT = _pattern(
    r"(?:時|時半|分|日|曜日?)(?:より(?:も)?(?:前|まえ|後|あと|早|はや|遅|おそ)|まで(?=は|だと|なら))[^。、]{0,6}(?:無理|むり|だめ|きつ|厳し|難し|行け|いけ|でき|出)"
)
# Until when one has time: 「16時には帰らなあかん」.
HAS_TO_GO = _pattern(
    r"(?:時|時半|分)(?:には|までに)[^。、]{0,10}(?:帰|かえ|出|で|戻|もど|行|い|迎え|抜け)[^。、]{0,3}?(?:なあかん|なきゃ|なくちゃ|ないと|んといけん|んといかん|なければ|なならん|ないけん|ないかん)"
)
# Who is off work is free: no absence here.
OFF_WORK = _pattern(
    r"(?:バイト|アルバイト|仕事|しごと|会社|学校|パート|シフト|勤務|職場|大学|授業)(?:が|は|も|を)?(?:お?休み|おやすみ|やすみ|休[んむみ]|休め(?:た|まし|る)|休暇)"
)


def without_other_things(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out what is said of other things than the consultation."""
    return [one for one in hits if not _is_of_another(one)]


def _is_of_another(hit: Hit) -> bool:
    said = hit.sentence.said
    if hit.meant.intention in (Intention.CANCEL, Intention.MOVE):
        return any(one.search(said) for one in (OTHER_THING, A_WORD_IN_IT, NEWS_OF_IT, BY_MISTAKE))
    return hit.meant.intention is Intention.ABSENT and misses_nothing(said)


def misses_nothing(said: str) -> bool:
    """Say whether somebody tells that he is off work, and so free, or can't come beside a time."""
    return any(one.search(said) for one in (OFF_WORK, BESIDE_IT, HAS_TO_GO))
