"""What columns, splits and languages are called, in English and Chinese."""

import re

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
    "section genre target_label polarity discipline subject department "
    "学科 标签 类别 分类 标注 类别名称 情感 情感倾向 栏目 版块 频道",
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
BY_NAME = {
    role: {name: rank for rank, name in enumerate(names.split())} for role, names in _NAMES.items()
}
# ISO 639-1 codes that stand as a column's name or its suffix: en, zh, text_zh, title-en. Not id
# and no: user_id is no Indonesian, order_no no Norwegian.
LANGUAGES = frozenset(
    "ar bg bn cs da de el en es et fa fi fr he hi hr hu it ja ko lt lv ms nl pl pt ro ru sk sl sr "
    "sv sw ta te th tr uk ur vi zh zh-hans zh-hant zh-cn zh-tw zh-hk".split()
)
NAMED_LANGUAGES = LANGUAGES | {"id", "no"}
_WORDS_TOO = frozenset("da he hi it ms ta te".split())  # alone, more likely words than codes
SUFFIX = re.compile(r"(.+?)[_\-.](" + "|".join(sorted(LANGUAGES, key=len, reverse=True)) + ")")
_WORDS_OF_LANGUAGE = {"中文": "zh", "英文": "en", "chinese": "zh", "english": "en"}
PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .png .webp .gif .bmp .tif .tiff .heic .heif .avif .jfif".split()
)
_SPLITS = {
    "train": "train", "training": "train", "dev": "dev", "valid": "dev", "val": "dev",
    "validation": "dev", "test": "test", "testing": "test",
    "训练": "train", "训练集": "train", "验证": "dev", "验证集": "dev", "测试": "test", "测试集": "test",
}  # fmt: skip


def split_name(word: str) -> str:
    """ "train", "dev" or "test" where `word` names a split, else ""."""
    return _SPLITS.get(word.lower(), "")


def split_of_file(stem: str) -> str:
    """The split a file name says, where exactly one of its parts does: `news.train` → train."""
    found = {split for part in re.split(r"[._\-\s]+", stem) if (split := split_name(part))}
    return found.pop() if len(found) == 1 else ""


def key_of(name: str) -> str:
    """A column name as it is compared."""
    return name.strip().lower().replace(" ", "_")


def language_of(name: str) -> str:
    """The language that a column name says: `en`, `text_zh`, 中文; "" where none."""
    key = key_of(name).replace("_", "-") if len(name) > 3 else key_of(name)
    if key in LANGUAGES:
        return "" if key in _WORDS_TOO else key
    if key in _WORDS_OF_LANGUAGE:
        return _WORDS_OF_LANGUAGE[key]
    match = SUFFIX.fullmatch(key_of(name))
    return match[2] if match else ""


def is_known_name(name: str) -> bool:
    """Whether `name` is one of the column names this module knows, or a language."""
    key = key_of(name)
    return any(key in names for names in BY_NAME.values()) or bool(language_of(name))
