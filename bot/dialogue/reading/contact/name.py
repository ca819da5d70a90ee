"""氏名: kept just as it was typed, for no form of normalising leaves every real name whole."""

import re
import unicodedata

from bot.booking.text import compatible
from bot.booking.web_address import has_web_address
from bot.dialogue.reading.contact.around_a_name import name_amid
from bot.dialogue.reading.contact.sentence import is_never_a_name, looks_like_a_sentence
from bot.dialogue.reading.dialect import standard
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import LATER_KANJI, clean, half_width, visible, without_emoji

LONGEST_NAME = 60
QUOTES = "「」『』“”‘’〝〟\"'＂＇ 　"
LABELS = (
    "名字",
    "苗字",
    "名前",
    "なまえ",
    "氏名",
    "姓名",
    "フルネーム",
    "本名",
    "名",
    "name",
    "full name",
    "私",
    "わたし",
)
NEVER_TAKEN = frozenset({"looks_like_mail", "looks_like_url", "not_a_name"})  # not even when they are typed twice
LABEL_ALONE = re.compile(r"[【「［\[]?お?(?:名前|なまえ|氏名|姓名|フルネーム)[】」］\]]?\s*[はが:：=＝]?")
FORMER = re.compile(r"[(（〈＜【][^()（）旧]{0,10}旧(?:姓|氏)[^()（）]{0,40}[)）〉＞】]|[\s、,]旧姓.{0,40}$")
# Faces, what stands for an emoji, and LINE's own emoji as they are written where they can't be shown: 「(moon grin)」.
FACE = re.compile(
    r"[(（][^()（）\w]{1,8}[)）]|[(（](?!(?:at|dot)[)）])(?:[爆苦]?笑い?|汗|泣|涙|怒|照れ?|焦|嬉|喜|悲|礼|(?:(?:ぺこ|ペコ|にこ|ニコ)[っりーッリー]*){1,3}|ハート(?:マーク)?|キラキラ"
    r"|きらきら|星|音符|拍手|絵文字|スタンプ|[a-z][a-z' _!-]{1,30})[)）]|(?<=[ぁ-んァ-ヶ一-龥])[wｗ]{1,5}$"
)
# What is said about a name, asked or wanted; found in no name.
SAID = re.compile(
    r"大丈夫|だいじょうぶ|おかし[いくな]|^[変へ]ん?$|違[いうっ]|ちがい(?:ま|です)|間違|まちがえ|変え[てたま]|変更|訂正|修正|わか[りらん]|分か[りらん]|教え|下さ[いる]|くださ[いる]"
    r"|ません|(?:です|ます|でしょう|のです|んです)(?:か|けど|が)|したい|欲しい|ほしいです|必要|待って|後で|あとで|そのまま|漢字|同じです"
    r"|代わりに|代理で|(?:送|言|伝え|教え|書い|入れ)っ?[ただ](?:名前|氏名|とおり|通り|やつ|の)|です、|[てで]ます|[一-龥]から[一-龥]|[?？]\s*$|じゃな[いく]|ではな[いく]|[^\s]を[^\s]"
)
SENTENCE = re.compile(
    r"[、\s](?:息子|娘|母|父|夫|妻|主人|兄|弟|姉|妹|孫|友達|友人|家族|本人)の(?:代わり|かわり|代理)(?:で)?$|[」』]と|らしい|と書い|なくてい|つもり"
    r"|ので|けど|のに|[てでっ]い[るたまな]|[てで]いて$|たくな[いか]|(?:[すいあなれめえわ]る|した)のか$|[。！？!?]\s*[^\s。！？!?]|なかった|でした|しました|ました[。]?$|(?:ん|もの|こと)だ$|[ぁ-んァ-ヶ一-龥\s](?:です|ます)[\s、。〜~～…!！]+[^\s、。〜~～…!！]"
)
YES_AND_NO = re.compile(r"(?:はい|いいえ|いえ|うん|ok|yes|no|なし|無し|ない|ないです|特に(?:なし|ない))", re.IGNORECASE)
TWO_LABELS = re.compile(r"[^\s:：][:：][^:：]")  # of two persons, or of two ways to write it
DIGITS = re.compile(r"\d(?:[-ー\s]?\d){2}")  # of a telephone or another number


# What stands before and behind a name in a sentence that tells it.
GREETING = re.compile(
    r"^(?:(?:お疲れ様|お疲れさま|おつかれさま|おはようございま|お世話になりま|失礼しま)(?:です|す)|お世話になっております"
    r"|こんにちは|こんばんは|はじめまして|初めまして|す[いみ]ません|もしもし)[。、,！!\s]*"
    r"|^(?:(?:私|わたし|僕|俺|自分)の)?お?(?:名前|なまえ|氏名)(?:って|は)?[?？][\s]*(?=[^\s])"
    r"|^お?(?:名前|なまえ|氏名)(?:です|でしょう)?か[、。?？…\s]+(?=[^\s])"
)
BEFORE_NAME = re.compile(
    r"^(?:うち|俺|おれ|オレ|僕|ぼく|ボク|わし|ワシ|自分|あたし|わたくし|当方|こちら|私|わたし)"
    r"(?:の(?:お?名前|氏名|フルネーム)(?:は|が|、|[:：])?|は|、|？|\?)\s*"
    r"|^わたくし、?(?=[一-龥々ァ-ヶ]{2})|^(?:わたし|あたし)(?=[一-龥々]{2})"
    r"|^(?:わしゃ|うちゃ|おりゃ|あたしゃ)[あぁー]?[、\s]*(?=[^\s]{2})|^(?:おい|おら|わて|わい)は、?\s*(?=[一-龥ァ-ヶ])"
    r"|^(?:えっと|えーっと|えーと|ええと|あのう?|えー|はい)[、ー\s]*(?=[一-龥ァ-ヶ])"
    r"|^(?:my name is|my name's|i am|i'm|this is|(?:watashi|boku)(?: ?no ?namae)? ?wa|namae ?wa)\s+"
    r"|^(?:たぶん|多分|おそらく|確か|たしか|一応)[、\s]*(?=[^\s]{2})"
    r"|^(?:先ほど|さきほど|さっき|先日|昨日|前回|以前)?、?(?:お?電話|ご?予約|ご?相談|メール|連絡)(?:を|で)?"
    r"(?:した|しました|いたしました|して(?:い|お)(?:る|ります|ました|た)|させていただいた)"
    r"|^(?:あっ?|えっ?|んー?|お)[、。…]\s?(?=[^\s]{2})"
    r"|^(?:[0-9]{1,3}\s?[歳才]の?\s?)?(?:男性?|女性?)(?:です)?[\s、,。・/]+(?:[0-9]{1,3}\s?[歳才]?(?:です)?[\s、,。・/]+)?(?=[^\s])"
    r"|^(?:(?:大|高校|専門|短大|中)?学生|高校生|短大生|新卒|既卒|会社員|主婦|主夫|無職|フリーター|(?:大学|高校|短大)?[1-4一二三四]年生?|[1-9]0代)の(?=[^\s]{2})"
    r"|^(?:息子|娘|母|父|夫|妻|主人|兄|弟|姉|妹|孫|祖母|祖父|長男|次男|長女|次女)の(?=[^\s]{2})"
    r"|^(?:(?:[(（]株[)）]|株式会社|有限会社)[^\s、。の]{1,12}|[^\s、。の]{1,12}(?:[(（]株[)）]|株式会社|商事|商店|工業|建設))の(?=[^\s]{2})"
    r"|^[^、。\s]{1,8}?(?:さん|先生|様)(?:に|から)(?:ご?紹介|すすめ|勧め|教え)(?:され|られ|を受け|てもらっ|いただい)(?:た|まして|て)、?(?=[^\s]{2})",
    re.IGNORECASE,
)
BEHIND_NAME = re.compile(
    r"(?<=[^\s])(?:\s*(?:様|さま|殿)|と(?:申す|いう)(?:者|もの)?(?:です)?|(?:と(?:申し|もうし|いい|言い)ます|です)(?:が|けど|けれど)|っす|で[ー～〜~]{1,5}す|です[ぁぃぅぇぉー～〜~]{1,4}|だよ|(?<=[一-龥々ァ-ヶー])(?:で|だ|さん))$"
    r"|(?<=[一-龥々ァ-ヶー])(?:やけん|じゃけん|じゃけえ|ばい|やで|やわ|やねん|じゃ|だけど|だよ)$|(?<=[一-龥]{4})や$"
    r"|(?:です|ます)(?:けん|ばい|わ)$|(?<=[ぁ-ん]{3})(?:やけん|じゃけん|じゃけえ|やねん)$"
    r"|(?<=[一-龥々ァ-ヶー])(?:だ?っちゃ|やけど|やけんど|やけ|じゃけど)$"
    r"|(?<=[^\s])(?:と|って|っち|ち|て)(?:いい|言い|もうし|申し|言う|いう|ゆう)(?:ます|もの?ん?|者)?(?:です)?(?:け|けん|けど|が|ばい|わ|ちゃ|たい)?$"
    r"|って(?:いい|言い)ます$|(?:と|って)(?:申し|もうし|いい|言い)ます(?:ので|から|けど|けん|ばい)?$|っちゅう(?:もん|者)(?:です)?$|(?<=[A-Za-z]{4})\.$"
    r"|(?<=[^\s])(?:(?:だ|だった)?と思います(?:けど|が)?|(?:の|だった)はず(?:です)?|で(?:登録|申請)(?:して|され|し)[^\s]{0,10})$"
    r"|(?<=[A-Za-z])\s+(?:desu|de su|to iimasu|to moushimasu|to mousimasu)\.?$"
    r"|(?<![\s\u3000])[\s\u3000]{1,3}(?:と|って)[\s\u3000]{0,3}(?:いい|言い|もうし|申し)[\s\u3000]{0,3}ます$"
    r"|(?<=[ァ-ヶー]{3})(?<!ルセ)(?:デス|ト(?:モウシ|イイ)マス)$"
    r"|(?<![\s、,・/])[\s、,・/]+(?:(?:大|高校|専門|短大|中)?学生|高校生|(?:会社|公務)員|主[婦夫]|無職|フリーター|パート|自営業)$"
    r"|(?<!\s)\s+(?:男性?|女性?|[0-9]{1,3})$|(?<![\s、,・/])[\s、,・/]*[0-9]{1,3}\s?(?:[歳才]|さい)$|(?<![\s、,・/])[\s、,・/]+(?:日本|外国|中国|韓国|台湾|[ァ-ヶー]{2,10})(?:人|じん)$|[、,・/]\s*(?:男性?|女性?)$"
    r"|(?<![\s、,・])[\s、,・]*(?:昭和|平成|令和|[SHsh]|19|20)\s?[0-9元]{1,2}\s?年?[^ぁ-ん]{0,8}(?:生まれ|生)$"
    r"|(?:(?<=[一-龥々]{3})|(?<=[ァ-ヶー]{3})|(?<=[一-龥][ぁ-ん]{2})|(?<=[一-龥][ぁ-ん]{3})|(?<=[一-龥][ぁ-ん]{4})|(?<=[ぁ-ん]{5}))"
    r"(?:やで|だわけ|だべさ?|だっぺ|だがね|だがや|だに|だら|ずら|じゃき|やき|どす|だす|ですたい|でごわす|やさかい|じゃのう|だよー?|っす)$"
    r"|(?<=[一-龥々ァ-ヶー])の(?:分|ぶん|件|代理|名前|予約|まま(?:で)?|ほう|方)$|(?<=[一-龥々ァ-ヶー])(?:[言い]い|申し)ます$"
    r"|(?:と|って|っち|ち|て)(?:言い|いい|申し|もうし|言う|いう|ゆう)(?:ます|んです|んだ|もんです|者です)?(?:けれど|けど|けんど|が)も?$"
    r"|(?:です|だ)(?:けれど|けど|けんど)も?$|(?<=[^\s])(?:と|って)(?:言う|いう|ゆう)ん$"
    r"|(?<!\s)[\s、,・/]+(?:(?:昭和|平成|令和|[SHRshr])\s?\d{1,2}|(?:19|20)\d\d)\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}日?(?:生まれ|生)?$"
    r"|[(（]\s*(?:(?:男性?|女性?|[0-9]{1,3}[歳才]?|本人|母|父|夫|妻|長男|長女|代理)[\s、,・/]*){1,3}[)）]$"
)
# The name told once more, whole: 「永田だけど、永田亮太ね」; or behind what was said about it.
AT_LAST = re.compile(
    r"^([一-龥々]{1,3})[^一-龥々、。][^、。]{0,8}[、。]\s*(\1[一-龥々ぁ-んァ-ヶ]{1,5}?)(?:です|でした|だよ|ね|と申します)?[。！!]*$"
    r"|[。]\s*([ァ-ヶー]{2,12}(?:[・＝\s\u3000][ァ-ヶー]{1,12}){1,5})\s?(?:です|でした|と申します|といいます)?[。！!]*$"
)
FOR_BOOKING = re.compile(r"で、?(?:の)?(?:ご?予約|申し?込)[^\s]{0,20}$")
# What somebody adds about who he is: 「グエン・ティ・ランです。ベトナムから来ました」.
ADDED = re.compile(
    r"(?:です|と(?:申し|もうし|いい|言い)ます)[。！!]\s*(?:(?:今回|今日|この窓口)?[はが]?、?(?:はじめて|初めて)(?:です|の?利用|で[^。]|使|予約|相談)"
    r"|(?:[ァ-ヶー]{2,10}|日本|中国|韓国|台湾|[一-龥]{1,4}[都道府県市区町村])(?:から(?:来|き|です)|の?出身|に住|在住|の者|人(?=で|だ)))"
    r"[^。、か?？]{0,20}[。！!]?$"
)
# Who says his name so, and then something of himself: 「山田太郎と申します。年は六十二でございます」.
INTRODUCED = re.compile(
    r"^(?:私|わたし|わたくし|僕|俺)?(?:は|、)?\s?(?P<name>[^、。\s][^、。]{0,20}?)と(?:申し|もうし)ます[。！!\s][^?？。]{2,40}。?$"
)
IN_KANJI = re.compile(
    r"(?:漢字|かんじ)(?:で|だと|では|表記)?は?[:：、]?\s?([一-龥々ヶ]{2,8}(?:[ \u3000][一-龥々ヶ]{1,4})?)"
    r"(?:です|と書きます)?[。！!]?$"
)
# The reading before the name: 「やまだたろう（山田太郎）」.
READING_FIRST = re.compile(
    r"[ぁ-んァ-ヶー\s\u3000]{2,30}[(（]([一-龥々ヶ\s\u3000]{2,12})[)）](?:です|と申します)?[。！!]?"
)
BOTH_NAMED = re.compile(
    r"^([一-龥々ヶァ-ヶー]{1,6})(?:です|と申します)[、。\s]*下の名前[はが]\s?([^\s、。はがです]{1,8})(?:です|と申します|といいます)?$|"
    r"(?:姓|名字|苗字|せい)\s*[:：は]\s*([^\s、,:：]{1,12})[\s、,]*(?:名前?|めい)\s*[:：は]\s*([^\s、,:：]{1,12})$"
    r"|^(?:姓|名字|苗字|みょうじ|せい)[\s:：は]+([^\s、,:：は]{1,12})[\s、,]+(?:名前?|なまえ|めい)[\s:：は]+([^\s、,:：は]{1,12})$"
)
# Who asks whether his name will do: 「山田花子と申しますがよろしいでしょうか」.
WILL_IT_DO = re.compile(
    r"(?:と(?:申し|もうし|いい|言い)ます|です)(?:が|けれど|けど)も?、?(?:よろしい|宜しい|いい|良い|大丈夫|かまいません|構いません)"
    r"(?:でしょう|です)?か[?？。]*$"
)
# Words that answer, ask or tell who writes, and days; no name as a whole.
NO_NAME = re.compile(
    r"(?:わたし|私|あたし|わたくし|僕|ぼく|俺|おれ|自分|本人)(?:の)?|(?:母|父|夫|妻|主人|息子|娘|兄|弟|姉|妹|孫)の|"
    r"はじめて|初めて|初回|(?:母|父|夫|妻|息子|娘|兄|弟|姉|妹|孫|祖母|祖父|親|家族|友達|友人|知人)(?:です)?|(?:ご?本人|子ども|子供|息子|娘|夫|妻)の(?:母|父|親|夫|妻|姉|兄|弟|妹|祖母|祖父|家族|代理)(?:です)?|ご?本人(?:です)?|代理人?(?:です)?|代わりの者|同上|同じ"
    r"|[^\s、。]{1,8}の(?:代わり|かわり|妻|夫|嫁|母親?|父親?|息子|娘|兄|弟|姉|妹|家族|身内|支援者|付き添い)(?:なん)?(?:です)?"
    r"|(?:いま|今|ただいま)、?(?:電車|バス|車|外|会社|仕事|学校|授業|病院|食事|お?風呂|トイレ)(?:の中)?(?:です|にいます?)?"
    r"|ほげ+|ふが|ぴよ|もげ|はげ|foo|bar|hoge|fuga|piyo|asdf|qwerty|dummy|ダミー|サンプル|名前|なまえ|氏名|([ぁ-んァ-ヶa-z])\1{2,9}|[ぁぃぅぇぉあ]{2,9}|んん+|[ー〜~。、.!?]+|(?:さっき|先ほど|さきほど|前|前回|上)(?:の|と)(?:とおり|通り|同じ|もの)?.*|いつ|どこ|だれ|誰|なに|何|なぜ|どれ|どう|ひみつ|秘密|ないしょ|内緒|(?:匿名|名無し|ななし|仮名|偽名)(?:で|希望)?[^\s]{0,8}|スキップ|パス|あとで|未定|不明|テスト|test"
    r"|[0-9]{1,2}(?:月|日|時|/).*|[0-9〇一二三四五六七八九十]{1,3}(?:歳|才|代)(?:の.{1,4})?|(?:男|女)(?:性|の人|の子)?"
    r"|(?:会社|公務|銀行|団体職|派遣社|正社|契約社)員|主[婦夫]|無職|フリーター|ニート|(?:大|高校|専門|中)?学生|高校生|専門学校生|パート|アルバイト|自営業"
    r"|(?:日本|外国|中国|韓国|台湾|[ァ-ヶー]{2,10})人|.{1,8}(?:在住|出身)|(?:いま|今|ただいま)?、?(?:求職|失業|在職|休職|育休|産休|運転|移動|外出|食事|休憩"
    r"|授業|勤務|会議|仕事|入力|確認|考え|検討|電車|バス)中|お?(?:昼|昼休み|朝|夜|休憩)|もう一[度回].*|もっかい"
    r"|う+[ーん]*|え+[ーっ]*と?|あ[ーれらっ]*|お+[ーっ]*|は[ーいぁ]*|へ[ーえぇ]*|ほ[ーう]*|ふ[ーう]*ん|わ[ーぁ]+|やば[いー]*|つかれた|ねむい|しんどい|だるい"
    r"|(?:し[らり]|知[らり])(?:ん|ね[えー]?|ない|ません|ぬ)(?:[がわよで].{0,4})?|いや(?:です|だ|や|じゃ)?(?:よ|ね)?|やだ(?:よ|ね)?|む[りー]+|無理(?:です)?|(?:言|い)[いわ](?:ない|たくない|ません|ん)|教え(?:ない|たくない|ません|ん)"
    r"|(?:もう|さっき|先ほど|さきほど|前に|前も|何度も|すでに|今)、?(?:も|に|から)?(?:言|い|書|送|伝え|入れ|打|答え|入力し)[っいちし]?[ただ].{0,5}|(?:見|み|読|よ|聞|き)[れめけ]ば?.{0,3}[わ分]かる.{0,5}|.{1,12}でしょ[うー]?(?:が|よ)?"
    r"|(?:本名|戸籍|免許証?|マイナンバーカード|受付票|カード|登録)(?:の(?:名前|とおり|通り|まま))?(?:と同じ|で)?"
    r"|(?:ちょっと|ちょい|少し|すこし|すごく|すごい|めっちゃ|かなり|とても|まだ|なんか|なんだか|やっぱり?|もう)?、?"
    r"(?:(?:不安|心配|緊張|不満)(?:な(?:ん|の)?|し(?:て(?:い?ます|る)?|た|ます|ました)|だ|で|かも)?"
    r"|(?:恥ずかし|はずかし|怖|こわ|恐|つら|辛|苦し|くるし|悲し|かなし|さみし|さびし|寂し|淋し|うれし|嬉し|しんど|きつ)(?:いかも|いん?|く(?:て|ない)))"
    r"(?:よ|ね|なあ?|けど|です)?"
    r"|まじ(?:か|で)?|なるほど|そうなん(?:だ|です)|くそ|ばか|あほ|どうしよ[うー]*",
    re.IGNORECASE,
)


def read_name(text: str) -> Value | Retry:
    """Read a person's name: the value as typed, the key folded in width and case, without spaces."""
    name = _told(FACE.sub(" ", FORMER.sub("", without_emoji(visible(text))))).strip(QUOTES)
    reason = _why_not(name)
    return Retry(reason, final=reason in NEVER_TAKEN) if reason else Value(name, _key(name))


# The reading of a part amid the name: 「高橋(たかはし)ゆうこ」.
READING_AMID = re.compile(r"(?<=[一-龥々])[(（][ぁ-んァ-ヶー]{1,12}[)）](?=[\s\u3000]?[一-龥々ぁ-んァ-ヶー])")
COMMAS = re.compile(r"^[、,\s]++")
A_DAY = re.compile(r"[月火水木金土日]曜|^(?:今|来|再来)(?:週|月)")


def _told(text: str) -> str:
    """Give the name that a sentence tells; never nothing where there is something."""
    if amid := name_amid(clean(text, *LABELS)) or name_amid(text):
        return amid
    named = BOTH_NAMED.search(clean(text)) or IN_KANJI.search(text)
    if named and not SAID.search("".join(filter(None, named.groups()))):
        return " ".join(filter(None, named.groups()))
    reading = READING_FIRST.fullmatch(text.strip())
    if reading:
        return reading[1].strip()
    introduced = INTRODUCED.match(text.strip())
    if introduced:
        return introduced["name"]
    last = AT_LAST.search(text)
    if last:
        return last[2] or last[3]
    text = READING_AMID.sub("", WILL_IT_DO.sub("です", text))
    name = COMMAS.sub("", clean(GREETING.sub("", ADDED.sub("です", FOR_BOOKING.sub("", text))), *LABELS))
    while True:
        bare = BEHIND_NAME.sub("", BEFORE_NAME.sub("", name.rstrip("〜～♪"))).strip()
        shorter = COMMAS.sub("", clean(bare, *LABELS))
        if not shorter or shorter == name:
            return name
        name = shorter


def _why_not(name: str) -> str:
    if not name or LABEL_ALONE.fullmatch(name):
        return "empty"
    if "@" in compatible(name):
        return "looks_like_mail"
    if has_web_address(name):
        return "looks_like_url"
    if SAID.search(name) or YES_AND_NO.fullmatch(name) or NO_NAME.fullmatch(compatible(name)) or A_DAY.search(name):
        return "not_a_name"
    if is_never_a_name(name) or (DIGITS.search(name) and any(map(_is_letter, name))):
        return "not_a_name"
    if (
        TWO_LABELS.search(name)
        or looks_like_a_sentence(name)
        or SENTENCE.search(name)
        or SENTENCE.search(standard(name))
    ):
        return "maybe_no_name"
    if len(name) > LONGEST_NAME:
        return "too_long"
    return "" if any(map(_is_letter, name)) else "no_letter"


def _is_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L") or ord(char) in LATER_KANJI


def _key(name: str) -> str:
    return "".join(visible(half_width(name)).split()).casefold()
