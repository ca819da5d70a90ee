"""Makes what is sealed shorter: raw deflate with a dictionary of the names and values that stand in most records.

The dictionary belongs to the spelling: another one is another mark, and this one stays for what was written with it.
Nothing in it is of a person.
"""

import zlib
from functools import cache

MARK = "1."  # stands before a value that is spelt so
LONGEST = 8_000_000  # bytes; what is longer is never shortened, and never comes out
LEVEL, WINDOW, MEMORY = 1, -13, 5  # of zlib: the quickest, 8 KiB of window, little to copy for each value

# The most usual stands last, where a reference to it is shortest.
_USUAL = (
    '"meeting_id":"","passcode":"","join_url":"https://zoom.us/j/","version":2},"before":{"state":"requested","start":"20',
    '"hosting":[{"host":"","start":"20","end":"20","meeting":"9',
    '{"type":"flex","altText":"","contents":{"type":"bubble","header":{"type":"box","layout":"vertical","contents":[',
    '"quickReply":{"items":[{"type":"action","action":{"type":"datetimepicker","label":"","data":"","mode":"date",',
    '{"type":"uri","label":"","uri":"https://',
    '"flex":5},{"type":"text","text":"変更","scaling":true,"size":"md","color":"#06703A","align":"end",',
    '"gravity":"center","decoration":"underline","flex":2,"action":{"type":"postback","label":"を変更","data":"c=',
    '&q=review&v=change%3A","displayText":"を変更"}}],"spacing":"sm"},{"type":"separator"},{"type":"box",',
    '"layout":"horizontal","contents":[{"type":"box","layout":"vertical","contents":[{"type":"text","text":"',
    '","wrap":true,"scaling":true,"size":"sm","color":"#5F6368"},{"type":"text","text":"',
    '","wrap":true,"scaling":true,"size":"md"}],"spacing":"md"},"footer":{"type":"box","layout":"vertical","contents":[',
    '{"type":"button","action":{"type":"postback","label":"","data":"c=","displayText":"',
    '"},"height":"sm","scaling":true,"adjustMode":"shrink-to-fit","style":"primary","color":"#06703A"},',
    '"style":"secondary"},{"type":"button","action":{"type":"message","label":"やめる","text":"やめる"},"height":"sm",',
    '"scaling":true,"adjustMode":"shrink-to-fit","style":"link","color":"#06703A"}],"spacing":"sm"}],"spacing":"sm"}}}],',
    '"due":"20","retry_key":"","token":"","messages":[{"type":"text","text":"',
    "求職番号電話番号メールアドレス相談内容職業相談通訳・介助必要ない希望日時申し込む確認キャンセル変更戻るやめる",
    "年月日（月）（火）（水）（木）（金）午前午後時分番号を送ってください。お選びください。",
    "（月曜日）（火曜日）（水曜日）（木曜日）（金曜日）1月2月3月4月5月6月7月8月9月10月11月12月",
    '"shown":[["c=&q=eligible&v=all&d=","はい、すべて"],["c=&q=eligible&v=some&d=","当てはまらないものがある"]],"also":[["',
    '&q=consent&v=agree&d=","同意する"],["c=&q=number&v=unknown&d=","わからない"],["c=&q=purpose&v=&q=support&v=&q=time&v=',
    '&q=day&v=2026-11-2026-12-2027-01-2027-02-2027-03-&d=","',
    '"past":[{"sort":"postback","event_id":"","at":"20","data":"c=","text":"","message_id":"","key":"+81070080090"},',
    '{"sort":"text","event_id":"01","at":"2026-","text":"","message_id":"5"}],"base":{"id":"","flow":"book",',
    '"settled":"2026-","newest":"2026-","begun":"2026-","asked_at":"2026-',
    '{"id":"","flow":"book","answers":{"eligible":{"value":"all","message_id":"5"},',
    '"consent":{"value":"agree","message_id":"5"},"consent":{"version":"2026-","sha256":"","at":"2026-","event_id":"01',
    '{"user":"U","answers":{"name":{"value":"","key":"","message_id":"5"},"number":{"value":"13010-0","key":"13010","message_id":"5',
    '"},"telephone":{"value":"090-080-070-","key":"+8190+8180+8170","message_id":"5"},"email":{"value":"@gmail.com@icloud.com',
    '@docomo.ne.jp@ezweb.ne.jp@yahoo.co.jp@example.com","key":"@gmail.com","message_id":"5',
    '"},"purpose":{"value":"interview","value":"documents","value":"other","value":"consultation","message_id":"5',
    '"},"support":{"value":"none","message_id":"5',
    '"}},"room":{"meeting_id":"9","passcode":"","join_url":"https://zoom.us/j/9?pwd="},',
    '"sha256 of the readable part":"',
)
DICTIONARY = "".join(_USUAL).encode()


def shortened(clear: bytes) -> bytes:
    """Give bytes shorter than most were."""
    maker = _primed().copy()
    return maker.compress(clear) + maker.flush()


def lengthened(short: bytes) -> bytes:
    """Give the bytes again; ValueError where that is not what they are, or they would be longer than any."""
    reader = zlib.decompressobj(WINDOW, DICTIONARY)
    try:
        clear = reader.decompress(short, LONGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not reader.eof or reader.unused_data:
        raise ValueError("cut short, too long, or something follows")
    return clear


@cache
def _primed() -> "zlib._Compress":
    return zlib.compressobj(LEVEL, zlib.DEFLATED, WINDOW, MEMORY, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
