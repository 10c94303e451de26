"""Letters to the editor in encodings that cannot be told for sure."""

from pathlib import Path

from tuwen.core import files
from tuwen.sample.planted import Planted

_LETTERS = (
    "编辑先生：河边的路灯又坏了一盏，请派人看看。住在鼓楼路的读者",
    "贵报上期的灯谜我猜中了，谜底是影子。请把汤圆留给我的孙女。",
    "想请问秋天的长跑还收不收七十岁的人。我每天走到渡口再走回来。",
)
_ENGLISH = "— café „Teahouse“, Drum Tower Road, naïve but sincere\n"


def letters(folder: Path, n: int, seed: int) -> list[Planted]:
    """Write the letters: each joined from two encodings, as files that two programs saved."""
    done = []
    (folder / "letters").mkdir(exist_ok=True)
    for place in range(min(len(_LETTERS), max(1, n // 100))):
        text = _LETTERS[(place + seed) % len(_LETTERS)]
        first, second = (("gb18030", "utf-8"), ("utf-8", "gb18030"))[place % 2]
        data = f"{text}\n".encode(first) + f"{text[::-1]}\n".encode(second)
        name = f"letters/letter-{place + 1}.txt"
        files.write_bytes(folder / name, data + _ENGLISH.encode("cp1252"))
        done.append(Planted(kind="encoding_doubt", id=name, also=("unreadable", "mojibake")))
    return done
