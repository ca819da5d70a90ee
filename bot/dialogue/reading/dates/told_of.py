"""What is told of a day at which nothing is wished for: why somebody comes, when he can be called, his birthday."""

import re

# What happened or will to somebody then, of which he tells as his reason: 「来月で契約が切れるので」, 「3月に辞めた」.
IN_A_REASON = re.compile(
    r"(?![はを]?やめて、?[\d月火水木金来再今明午])[^、。\d]{0,9}?(?:切れ(?=る|ま|て|た)|(?:契約|派遣|任期|雇用|期間|訓練|会社|店|工場|事業所|給付|手当|失業保険|ビザ|在留)[^、。\d]{0,5}?(?:切れ|きれ|終わ|おわ|満了|閉|なくな|終了|つぶれ|潰れ)"
    r"|(?:辞め|やめ)(?=る|ま|た(?!い)|て)|(?<!早期)退職(?=し|す|に(?:な|し)|予定|で|と(?:な|い)|だ|、|。|$)|無職|失業(?=し|す|に|中|で)|解雇|クビ|くびに|リストラ|倒産|雇い?止め|離職(?=し|す)"
    r"|卒業(?=し|す|で|予定|見込)|定年|引っ越(?=し(?:た|ま|て|で|な)|す|さ)|就職(?=し|する)|働き(?=たい|たく|始め|口)|面接(?=で|に(?:落|行った)|を受け(?:た|て|ま))|不採用)"
    r"(?!(?:た|る|し|した|する|ます|ました|になった|て|てから|中|後)?の?(?:こと|件|話|相談|場合|とき|時))"
)
# What somebody tells of a day or time at which he wishes for nothing: 「月曜に決めます」, 「12月3日生まれ」.
OF_ELSE = re.compile(
    r"(?:に|には|まで(?:に|には)?|は|も|頃に?|ごろに?)?、?(?:もう一度|もう一回|また|改めて|あらためて|ちゃんと|必ず|(?:家族|夫|妻|母|父)[とに])?、?(?:相談して)?"
    r"(?:(?:ご?連絡|ご?返事|返信)(?:を)?(?:し(?:ます|たい)|する|ください|もらえ|ほしい)|送(?:ります|る)(?!迎)|(?:お?電話|でんわ)(?:を)?(?:します|する(?:ね|わ|よ|$)|いたします|かけます|かける(?:ね|わ|$)|入れます|しときます|しておきます)(?!か)|起き(?:ます|る|て[^、。\d]{0,8}?(?:ので|から|んで))|出かけ|寝(?:ます|る))"
    r"|に(?:変え|変更し|予約し|し)た(?:覚え|記憶|つもり)(?:は|が|も)?、?(?:な|あり)|に(?:届く|届いた|配達)"
    r"|に?(?:[^、。\d]{0,6}から)?(?:電話|荷物|宅配)が(?:来|き(?:ます|た)|くる|あり|届)|(?:に|で)?生まれ|[がはも]?(?:、)?(?:私の|自分の)?誕生日|で\d{1,3}[歳才]"
    r"|(?:が(?:いい|良い|よい)|に(?:しよう|しろ|して)|なら(?:いい|空いてる))?(?:って|と)(?:言って(?:い)?(?:た|る|まし|ます)|(?:[^、。\d]{1,4}が)言う|言い張)(?:ん|の)?(?:です|だ)?(?:けど|けれど|が)、?"
    r"|(?:って|と)(?:言われ|言ってい?(?:た|まし)|聞[いき])|(?:に|で)(?:予約|申し込み?)(?:を)?(?:した|している|してる|しています|してます)(?:って|友|知|人|方|$)"
    r"|の(?:電車|バス|便|新幹線|飛行機|フェリー|船)|に(?:家|うち|自宅|会社|学校|職場|駅)[をにへから]{0,2}(?:出[まるた]|で[まる]|着|戻|帰|つ[きく])"
    r"|で、?(?:仕事|会社|契約|バイト|派遣)?[をがは]?(?:終わり(?:です|ます|ました|$)|終わる|終わった|辞め|やめ|退職)"
    r"|に(?:友達|友人|知人|知り合い|[^、。\d]{1,3}さん)が|って$"
    r"|(?:分|間|遅く|中)?(?:には?|は|の|も|だと|なら|から|以降|まで)?(?:お?電話|着信|ご?連絡|携帯)[^、。\d]{0,6}?(?:出|つなが|繋が|取れ|とれ|控え|遠慮|受け(?:ら|取)|かけな|やめ|困)"
    r"|(?:分|間|遅く|中)?[はのに]?、?ご?(?:遠慮|控え)"
)
# When somebody's interview is, for which he wants to practise before: 「来週面接なので練習したい」.
TO_PRACTISE = r"[^。\d]{0,16}?(?:練習|対策|相談(?!室)|教え|おしえ|アドバイス|見て(?:ほし|もら|くだ)|準備した)"
AN_INTERVIEW = re.compile(
    r"(?:[にのは、]|の(?:会社|企業)の|に(?:会社|企業)の)?(?:[一二三]次|最終|WEB|本番の|大事な)?(?:面接|選考|試験)"
    rf"(?:が(?:ある|あり|あって|入っ|決ま)|を(?:控え|受け)|な(?:の|ん)|だ(?:から|し)|で(?:す(?:[。、し]|ので|けど|が|$)|、)){TO_PRACTISE}"
)
INTERVIEW = re.compile(r"(?:面接|選考|試験)[がは]、?$")
IS_THEN = re.compile(
    rf"に?(?:ある|あり|あって|控え|な(?:ので|んで|んです)|だから|です(?:し|ので|から)){TO_PRACTISE}"
    r"|なん(?:です|だ)?(?:けど|が|よ)?[。]?$"
)
# When somebody will choose; behind a date or a time it is what he chooses.
DECIDES = re.compile(r"(?:に|には|まで(?:に|には)?)?、?[^、。\d]{0,6}?(?:決め(?:ます|る)|決ま(?:ります|る))")
BIRTHDAY = re.compile(r"(?:誕生日|生年月日)[はが]$")
# When somebody wishes to be called: 「電話は午後にお願いします」.
TO_BE_CALLED = re.compile(r"(?:お?電話|ご?連絡|着信|折り返し)(?:は|を|が)、?(?:できれば|なるべく|できるだけ)?、?$")
FROM_OR_TO = re.compile(r"から|まで|です")
IT_IS_NOW = re.compile(r"(?:^|[、。])(?:いま|今|現在|もう)は?$")
IS = re.compile(r"(?:です|だ|過ぎ|すぎ)?(?:ね|よ|けど|が)?[。]?$")
CLOCK = re.compile(r"[時:じ]|午[前後]")
# What somebody did on a day that is over: 「昨日電話したんですけど」.
DONE_BEFORE = re.compile(
    r"(?:昨日|きのう|おととい|一昨[日年]|先週|先日|先月|去年|昨年|今朝|けさ|昨夜|昨晩)(?!分)[^。\d]{0,16}?"
    r"(?:まし[たて]|(?:[っしいきみけれてで]た|んだ)(?=ん|の|が|けど|から|者|もの|[、。?？]|$))(?:ん|の|者|もの)?(?:です|だ)?(?:けれ?ど|が|から|ので|のに)?[、。]?"
)
# When somebody comes to see him: 「姉が4日に来るので5日以降で」.
SOMEBODY = re.compile(
    r"(?:友達|友人|姉|兄|妹|弟|母|父|親|孫|息子|娘|夫|妻|祖母|祖父|客|お客さん|業者|大家|家族)(?:さん)?[がはも]、?$"
)
COMES = re.compile(
    r"に(?:は)?、?(?:遊びに|泊まりに|うちに|家に)?(?:来|く|帰って[来く]|泊ま)(?:る|ます|った)?(?:ので|から|んで|けど|し|ため)、?"
)
# When it was the time before: 「前は14時だったけど今回は11時」.
LAST_TIME = re.compile(r"(?:前回?|この前|前の時|先週|去年|昔)は、?$")
IT_WAS = re.compile(r"(?:だった|でした)(?:ん(?:です|だ)?)?(?:けど|けれど|が|から|ので)、?")
EMPTY = re.compile("")


def told_of(plain: str, start: int, end: int) -> re.Match[str] | None:
    """Give what is told of a phrase that is not wished for, from its end on; a time of the day is in no reason."""
    before, is_time = plain[:start], bool(CLOCK.search(plain, start, end))
    of_calls = TO_BE_CALLED.search(before) and not FROM_OR_TO.match(plain, end)
    if BIRTHDAY.search(before) or of_calls or (is_time and IT_IS_NOW.search(before) and IS.match(plain, end)):
        return EMPTY.match(plain, end)
    if SOMEBODY.search(before) and (comes := COMES.match(plain, end)):
        return comes
    if LAST_TIME.search(before) and (was := IT_WAS.match(plain, end)):
        return was
    practises = None if is_time else AN_INTERVIEW.match(plain, end)
    practises = practises or (IS_THEN.match(plain, end) if INTERVIEW.search(before) else None)
    if practises:
        return EMPTY.match(plain, end)
    decides = None if re.search(r"\d", plain[start:end]) else DECIDES.match(plain, end)
    return OF_ELSE.match(plain, end) or decides or (None if is_time else IN_A_REASON.match(plain, end))
