"""A name amid what is said of how it is written, and who writes: 「漢字が出ないのでひらがなで、やまだたろう」."""

import re

from bot.dialogue.reading.contact.name_in_text import NO_NAME, NOT_A_NAME

KANA = r"(?:[ぁ-んァ-ヶー]{2,12}?(?:[\s\u3000・][ぁ-んァ-ヶー]{1,12}?){0,3}|[A-Za-z][A-Za-z .'-]{2,40}?)"
SCRIPT = r"(?:ひらがな|平仮名|カタカナ|片仮名|かたかな|カナ|ローマ字)"
SORRY = r"(?:す[みい]ません|ごめん(?:なさい|ね)?|失礼(?:します|しました)?)"
IN_SCRIPT = (
    rf"{SCRIPT}(?:で|に|だけど|です(?:が|けど)?|だけ)?(?:{SORRY}|も(?:いい|よか|ええ|大丈夫)(?:です)?か[?？]?|書(?:きます|く)|打(?:ちます|つ)|送(?:ります|る)|入れ(?:ます|る)|します|する|お願いします)?"
    r"(?:が|けど|ね)?[、。:：!！\s\u3000]{1,4}"
)
CAN_NOT_WRITE = (
    r"(?:漢字|かんじ|変換|この字|字)(?:変換)?(?:が|は|を|の|に|も)?(?:うまく|ちゃんと|どうしても)?(?:変換|入力|出し方)?(?:が|を|に)?"
    r"(?:出(?:な|ま|せ|てこ|て来)|で(?:な|ま|て?こ|き)|打て|うて|書け|かけ|わから|分から|見つから|なく|し方)[^、。\s\u3000]{0,6}?"
)
BECAUSE = r"(?:ので|んで|から|けん|ため|くて)[、。\s\u3000]{0,4}"
POLITE = r"(?:です|と(?:申し|いい|言い)ます)?"
# The name in kana behind, or before, why it stands so.
BEHIND_WHY = re.compile(
    rf"^(?:{SORRY}[、。\s]{{0,4}})?(?:{CAN_NOT_WRITE}(?:{BECAUSE}|[いん]?(?:です)?[、。\s\u3000]{{1,4}})(?:{IN_SCRIPT})?|{IN_SCRIPT})"
    rf"(?P<name>{KANA}){POLITE}[。！!\s]{{0,4}}$"
)
BEFORE_WHY = re.compile(
    rf"^(?P<name>{KANA}){POLITE}[、。(（\s\u3000]{{1,4}}(?:{CAN_NOT_WRITE}(?:です)?|{SCRIPT}(?:で|に|です)?(?:{SORRY})?)[)）。！!\s]{{0,4}}$"
)
# A name that somebody has now: 「結婚して佐藤になりました」.
NOW = re.compile(
    r"^(?:(?:最近|先月|先週|今月|今年|去年|昨年|この前|この間)[、に]?)?(?:結婚|離婚|入籍|再婚|養子縁組)(?:し|をし)?(?:て|まして|たので|たんで|ました[、。])[、\s]{0,4}"
    r"(?:(?:お?名前|名字|苗字|みょうじ|姓)(?:が|は)(?:変わって|かわって)?[、\s]{0,4})?(?:今は|いまは|新しく)?[、\s]{0,4}"
    r"(?P<name>[一-龥々ヶ]{1,4}(?:[ \u3000]?[一-龥々ぁ-んァ-ヶ]{1,4})?)"
    r"に(?:なりました|なった|変わりました|変わった|なって(?:い)?ます)(?:[。！!]|ので|んです|から|けど|が)*$"
)
NAME = r"(?P<name>[^\s\u3000、。]{1,8}?(?:[ \u3000][^\s\u3000、。]{1,8}?)?)"
IS = r"[\s\u3000]{0,4}(?:です|と申します|といいます|と言います)"
WRITTEN = (
    r"[^。?？]{0,16}?(?:と書(?:きます|く(?:ほう|方)?)|と読みます|(?:難し|むずかし)い(?:ほう|方|字|やつ)|簡単な(?:ほう|方|字)|旧字体?|新字体?|(?:はしご|梯子)の?[一-龥]?"
    r"|(?:の|る|い)(?:ほう|方|字)の?[一-龥]?)(?:です)?"
)
KIN = r"(?:むすめ|娘|息子|むすこ|母|母親|父|父親|妻|嫁|夫|主人|本人|孫|兄|姉|弟|妹)"
# What follows a name: how it is written, a former name, or who writes.
REMARK = (
    rf"(?:{WRITTEN}|[^、。?？]{{1,10}}の(?P=name)|(?:旧姓|前の(?:姓|名字|苗字)|結婚前)[^。?？]{{0,40}}"
    rf"|(?:私は)?{KIN}(?:(?:です)?|の(?:ほう|方|分|名前)です|が(?:代わりに|かわりに|代理で)?(?:入力|打って|書いて|送って)[^、。?？]{{0,8}}))"
)
WITH_A_REMARK = re.compile(
    rf"^{NAME}{IS}(?:[。、！!\s\u3000]{{1,4}}|けれど|けど|が)[、\s]{{0,4}}{REMARK}[。！!\s]{{0,4}}$"
)
IN_BRACKETS = re.compile(
    rf"^{NAME}(?:です)?[（(][^()（）?？]{{0,20}}(?:じゃな|ではな|でな|漢字|の(?:ほう|方|字)|と書|旧字|新字|はしご|読み)[^()（）?？]{{0,12}}[)）](?:です)?[。！!]?$"
)
# Who sends his name once more as he wrote it wrongly.
PUT_RIGHT = re.compile(
    rf"^(?:{SORRY}[、。\s]{{0,4}})?"
    rf"(?:(?:さっきの|今の)?(?:お?名前|氏名|漢字|字)(?:の(?:漢字|字))?|さっきの?(?:(?:書い|打っ|送っ|入れ)た)?(?:の|やつ|名前)?|先ほどの?|今の(?:やつ)?)(?:が|を|は|、)?"
    rf"(?:間違|まちが|違|ちが)[^、。\s]{{1,8}}[、。\s\u3000]{{1,4}}(?:正しくは|ほんとは|本当は)?、?"
    rf"{NAME}(?:です|でした)?[。！!\s]{{0,4}}$"
)
AFTER_KIN = re.compile(
    rf"^(?:私は)?{KIN}(?:です(?:が|けど)?|の(?:分|代理)です|が(?:代わりに|かわりに)?(?:入力|打って|書いて|送って)[^、。?？]{{0,8}})"
    rf"[、。\s\u3000]{{1,4}}{NAME}(?:の(?:件|分|代理|予約)(?:で)?)?(?:です)?[。！!\s]{{0,4}}$"
)
# Told with which sign it is written: 「藤田春樹、ハルキのキは樹木の樹」.
WITH_A_SIGN = re.compile(
    r"^(?P<name>[一-龥々]{2,4}[ \u3000]?[一-龥々ぁ-んァ-ヶ]{0,4}?)(?:です)?[、。\s\u3000]{1,4}"
    r"[ぁ-んァ-ヶ一-龥]{1,6}(?:の[ぁ-んァ-ヶ一-龥]{1,3})?は[^、。?？]{1,10}の[一-龥](?:です)?[。！!]?$"
)
# A half of the name with how it is written, and then the whole: 「渡邊のなべは難しいほうです、渡邊裕子」.
AND_WHOLE = re.compile(
    rf"^(?P<half>[一-龥々]{{1,3}})(?:の|は){WRITTEN}[、。\s\u3000]{{1,4}}"
    r"(?P<name>(?P=half)[ \u3000]?[一-龥々ぁ-んァ-ヶ]{1,5}?)(?:です)?[。！!]{0,4}$"
)
WAYS = (BEHIND_WHY, BEFORE_WHY, NOW, WITH_A_REMARK, IN_BRACKETS, PUT_RIGHT, WITH_A_SIGN, AFTER_KIN, AND_WHOLE)
# Begins what looks like a name there, and is none.
NO_START = re.compile(
    rf"^(?:{KIN}|{SCRIPT}|漢字|かんじ|はじめて|初めて|わたし|私)$|でき|わから|すみません|ありがとう|おねがい|お願い|家庭|主婦|主夫|夫婦|世帯|独身|[二三四五]人"
    r"|[ぁ-ん]です"
)


def name_amid(text: str) -> str:
    """Give the name that stands amid such remarks, "" where there are none or it is not certain."""
    plain = text.strip()
    found = next(filter(None, (way.match(plain) for way in WAYS)), None)
    name = found["name"].strip() if found else ""
    return "" if is_no_name(name) else name


def is_no_name(told: str) -> bool:
    """Say whether what stands in the place of a name is none: 「母子家庭」."""
    return not told or bool(NO_START.search(told) or NO_NAME & {*told} or NOT_A_NAME.search(told))
