"""What the machine says when a file or an address can't be had, in Japanese."""

import errno

WORDS = {
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EFBIG: "ファイルの大きさの上限（ulimit -f）を超えます",
    errno.EDQUOT: "この利用者に許されたディスクの量を超えます",
    errno.EACCES: "この利用者に権限がありません",
    errno.EPERM: "この利用者に権限がありません",
    errno.EROFS: "読むだけのディスクです",
    errno.ENOENT: "その場所がありません",
    errno.ENOTDIR: "道の途中がフォルダーではありません",
    errno.EISDIR: "フォルダーです",
    errno.EEXIST: "もうあります",
    errno.EIO: "ディスクが壊れているかもしれません",
    errno.ENAMETOOLONG: "名前が長すぎます",
}


def why(error: OSError) -> str:
    """Say it; the machine's own words where we have none."""
    return WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
