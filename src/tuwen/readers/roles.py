"""What the columns of a table are for: guessed from their names, then from what they hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.errors import UnknownName
from tuwen.core.suggest import closest
from tuwen.readers.cells import listed
from tuwen.readers.times import parse_time

# What a column may be. "text", "title" and "summary" become fields under these names.
ROLES = (
    "id", "title", "summary", "text", "field", "image", "label", "labels", "time", "place",
    "group", "split", "tokens", "tags", "entities", "target", "meta",
)  # fmt: skip

# Names that say what a column is, best first; compared in lower case without spaces.
_NAMES: dict[str, str] = {
    "id": "id _id item_id doc_id post_id tweet_id sent_id uuid guid uid 编号 序号 文章编号 唯一标识",
    "title": "title headline 标题 题目 题名 新闻标题 文章标题 名称 商品名称",
    "text": "text body content document doc article review comment tweet sentence statement "
    "message post passage utterance caption description review_text full_text 正文 内容 文本 评论 "
    "评论内容 评价 全文 文章 文章内容 新闻内容 句子 微博 微博正文 描述 商品描述 图片描述 留言",
    "summary": "summary abstract lead excerpt subtitle highlights description 摘要 简介 概要 导语 "
    "内容摘要 副标题",
    "image": "images image file_name image_path image_file image_name img picture pictures photo "
    "photos filename file thumbnail 图片 图 图像 照片 配图 图片路径 图片文件 图片名 文件名",
    "label": "label_name label_text label_desc label category class class_name sentiment topic "
    "section genre target_label polarity discipline subject department 学科 标签 类别 分类 标注 类别名称 情感 情感倾向 栏目 版块 频道",
    "labels": "labels classes categories tags 多标签",
    "keywords": "keywords keyword key_words 关键词 关键字",
    "time": "time date datetime timestamp created_at published published_at publish_time pubdate "
    "publish_date post_time date_time created created_time 时间 日期 发布时间 发布日期 发表时间 "
    "发表日期 出版日期 创建时间 评论时间",
    "place": "place location city region 地点 地区 城市 位置 所在地 省份",
    "group": "group group_id event event_id thread_id 分组 组 组别 事件",
    "split": "split subset fold_name 划分 数据集划分",
    "tokens": "tokens words 词 分词",
    "tags": "tags ner_tags upos xpos pos pos_tags ner bio 标注序列",
    "entities": "entities spans ents 实体",
    "target": "target translation reference target_text 译文 目标文本 参考摘要",
}
_BY_NAME = {
    role: {name: rank for rank, name in enumerate(names.split())} for role, names in _NAMES.items()
}
# ISO 639-1 codes that stand as a column's name or its suffix: en, zh, text_zh, title-en.
LANGUAGES = frozenset(
    "ar bg bn cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk "
    "sl sr sv sw ta te th tr uk ur vi zh zh-hans zh-hant zh-cn zh-tw zh-hk".split()
)
_SUFFIX = re.compile(r"(.+?)[_\-.](" + "|".join(sorted(LANGUAGES, key=len, reverse=True)) + ")")
_WORDS_OF_LANGUAGE = {"中文": "zh", "英文": "en", "chinese": "zh", "english": "en"}
PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .png .webp .gif .bmp .tif .tiff .heic .heif .avif .jfif".split()
)
_SPLITS = {
    "train": "train", "training": "train", "dev": "dev", "valid": "dev", "val": "dev",
    "validation": "dev", "test": "test", "testing": "test",
    "训练": "train", "训练集": "train", "验证": "dev", "验证集": "dev", "测试": "test", "测试集": "test",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a column becomes: its role, the name it gets in the item, and its language if known."""

    role: str
    name: str
    language: str = ""


def split_name(word: str) -> str:
    """ "train", "dev" or "test" where `word` names a split, else ""."""
    return _SPLITS.get(word.lower(), "")


def split_of_file(stem: str) -> str:
    """The split a file name says, where exactly one of its parts does: `news.train` → train."""
    found = {split for part in re.split(r"[._\-\s]+", stem) if (split := split_name(part))}
    return found.pop() if len(found) == 1 else ""


def assign(
    columns: Sequence[str],
    sample: Sequence[Mapping[str, Any]],
    overrides: Mapping[str, str | tuple[str, ...]],
) -> dict[str, Assignment]:
    """The assignment of every column; raises UnknownName for an override that names none of them."""
    plan = _overridden(columns, overrides)
    closed = set(overrides)
    values = {
        name: [v for row in sample if (v := row.get(name)) not in (None, "", [])]
        for name in columns
    }
    for role in _ORDER:
        if role in closed or role == "tags" and "tokens" not in _roles(plan):
            continue
        best = _best(role, columns, values, plan)
        if best is not None:
            plan[best] = Assignment(role, role)
    for name in columns:
        if name not in plan:
            plan[name] = _by_content(name, values[name], plan, closed)
    _promote(columns, values, plan, closed)
    return {name: plan[name] for name in columns}


# Roles are filled in this order, so that the more telling names are taken first.
_ORDER = (
    "id", "split", "tokens", "tags", "entities", "image", "title", "text", "summary", "label",
    "labels", "target", "time", "place", "group",
)  # fmt: skip


def _overridden(
    columns: Sequence[str], overrides: Mapping[str, str | tuple[str, ...]]
) -> dict[str, Assignment]:
    plan: dict[str, Assignment] = {}
    for role, given in overrides.items():
        if role not in ROLES:
            raise UnknownName("unknown_role", role=role, near=closest(role, ROLES))
        names = (given,) if isinstance(given, str) else tuple(given)
        for place, name in enumerate(names):
            if name not in columns:
                near = closest(name, columns) if columns else ""
                raise UnknownName("unknown_column", column=name, near=near)
            own = name if place or role in ("field", "meta") else role
            plan[name] = Assignment(role, own)
    return plan


def _key(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _best(
    role: str,
    columns: Sequence[str],
    values: Mapping[str, list[Any]],
    plan: Mapping[str, Assignment],
) -> str | None:
    ranks = _BY_NAME[role]
    found = [
        (ranks[_key(name)], place, name)
        for place, name in enumerate(columns)
        if name not in plan and _key(name) in ranks
    ]
    for _, _, name in sorted(found):
        told = role == "label" and _key(name) in ("label", "标签")
        if (_no_objects if told else _FITS.get(role, _anything))(values[name]):
            return name
    return None


def _by_content(
    name: str, values: list[Any], plan: Mapping[str, Assignment], closed: set[str]
) -> Assignment:
    """A column whose name says nothing that is still free."""
    key, taken = _key(name), _roles(plan)
    code = _language(name)
    if _textual(values):
        if code:
            return Assignment("field", name, code)
        if key in _BY_NAME["text"] or key in _BY_NAME["summary"] or key in _BY_NAME["title"]:
            return Assignment("field", name)
    if key in _BY_NAME["label"] and _classes(values):
        if key == "label" and any(_key(n).startswith("label_") for n in plan):
            return Assignment("meta", "label_id")  # the number beside its name
        return Assignment("label", name)
    base = _SUFFIX.fullmatch(key)
    if (key in _BY_NAME["labels"] or (base and base[1] in _BY_NAME["labels"])) and _lists(values):
        return Assignment("labels", name)
    if "tokens" in taken and key in _BY_NAME["tags"] and _lists(values):
        return Assignment("tags", name)
    if "image" not in taken | closed and _picture_names(values):
        return Assignment("image", "image")
    if _long(values) or (base[1] if base else key) in _BY_NAME["keywords"] and _lists(values):
        return Assignment("field", name, code)
    return Assignment("meta", name)


def _promote(
    columns: Sequence[str],
    values: Mapping[str, list[Any]],
    plan: dict[str, Assignment],
    closed: set[str],
) -> None:
    """Where no column is a text by its name, the one with the longest values is."""
    if _roles(plan) & {"text", "title", "summary", "tokens", "field"} or "text" in closed:
        return
    texts = [name for name in columns if plan[name].role == "meta" and _textual(values[name])]
    texts = [name for name in texts if not _picture_names(values[name])]
    texts = [name for name in texts if not _classes(values[name])] or texts
    if texts:
        longest = max(texts, key=lambda name: _mean_length(values[name]))
        plan[longest] = Assignment("text", "text")


def _roles(plan: Mapping[str, Assignment]) -> set[str]:
    return {each.role for each in plan.values()}


def _language(name: str) -> str:
    key = _key(name).replace("_", "-") if len(name) > 3 else _key(name)
    if key in LANGUAGES:
        return key
    if key in _WORDS_OF_LANGUAGE:
        return _WORDS_OF_LANGUAGE[key]
    match = _SUFFIX.fullmatch(_key(name))
    return match[2] if match else ""


def _anything(values: list[Any]) -> bool:
    return True


def _share(values: list[Any], test: Any) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _some_text(values: list[Any]) -> bool:
    """What a telling name asks for: a column called text may hold a number here and there."""
    return not values or _share(values, lambda v: isinstance(v, str)) > 0.2


def _textual(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, str)) > 0.5


def _lists(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, (list, tuple, str))) > 0.9


def _token_lists(values: list[Any]) -> bool:
    return bool(values) and _share(values, lambda v: isinstance(v, (list, tuple))) > 0.9


def _ids(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, (str, int)) and len(str(v)) <= 200) > 0.99 and (
        len({str(v) for v in values}) > 0.98 * len(values)
    )


def _no_objects(values: list[Any]) -> bool:
    return not any(isinstance(v, dict) for v in values)


def _scalars(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, (str, int, bool, float))) >= 0.9


def _classes(values: list[Any]) -> bool:
    if not values or not _scalars(values):
        return not values
    kinds = len({str(v) for v in values})
    short = _share(values, lambda v: len(str(v)) <= 60) > 0.95
    return short and kinds <= max(20, len(values) // 2)


def _times(values: list[Any]) -> bool:
    return not values or _share(values[:100], lambda v: bool(parse_time(str(v)).iso)) > 0.5


def _picture_name(value: Any) -> bool:
    if isinstance(value, dict):
        return "bytes" in value
    if isinstance(value, (list, tuple)):
        return bool(value) and _picture_name(value[0])
    if isinstance(value, bytes):
        return True
    head = str(next(iter(listed(str(value))), "")).strip().lower()
    return PurePosixPath(head).suffix in PICTURE_SUFFIXES and "://" not in head


def _picture_names(values: list[Any]) -> bool:
    return bool(values) and _share(values, _picture_name) > 0.8


def _mean_length(values: list[Any]) -> float:
    return sum(_weight(v) for v in values) / len(values) if values else 0.0


def _weight(value: Any) -> float:
    """Length in Latin letters; a Han character says about as much as two and a half of them."""
    if not isinstance(value, str):
        return 0.0
    return len(value) + 1.5 * sum("\u3040" <= c <= "\u9fff" for c in value[:200])


def _long(values: list[Any]) -> bool:
    """Running text: long, with words apart (or Han), and not the same few values again."""
    if _share(values[:200], lambda v: " " in str(v) or _weight(v) > len(str(v))) < 0.5:
        return False
    return _textual(values) and _mean_length(values) >= 45 and not _classes(values)


_FITS = {
    "id": _ids, "tokens": _token_lists, "tags": _lists, "image": _picture_names,
    "text": _some_text, "title": _textual, "summary": _textual, "label": _classes, "labels": _lists,
    "time": _times, "place": _textual, "target": _textual,
}  # fmt: skip


def is_known_name(name: str) -> bool:
    """Whether `name` is one of the column names this module knows, or a language."""
    key = _key(name)
    return any(key in names for names in _BY_NAME.values()) or bool(_language(name))
