"""Text as it is shown and text as it is searched.

Shown text is NFC without invisible characters. The search key folds more (full-width, circled digits, ㈜, ㎡,
letter case), but never compatibility jamo: raw NFKC turns the ㅎㅇ that people type into conjoining jamo that
match nothing.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_MARKS_IN_A_ROW = re.compile(f"({_MARK}{{4}}){_MARK}+")
_FOLDED = re.compile("[^\u0000-\u007f\u3131-\u318e\uac00-\ud7a3]")
"""Everything but ASCII, compatibility jamo and Hangul syllables may fold to something plainer."""


def shown(text: str) -> str:
    """NFC, without control, zero-width, bidirectional and tag characters, spaces joined."""
    text = _SURROGATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _MARKS_IN_A_ROW.sub(r"\1", text)
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()


def search_key(text: str) -> str:
    """`shown` text in lower case with width, circled and squared forms folded to plain letters and digits."""
    text = shown(text)
    if text.isascii():
        return text.lower()
    return shown(_FOLDED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text).lower())


def compact(text: str) -> str:
    """The search key without spaces and punctuation: how people type names in a hurry."""
    return re.sub(r"[\W_]+", "", search_key(text))


def language_of(text: str) -> str:
    """`ko` where there is any Hangul, `en` where Latin letters stand alone, `ko` for everything else."""
    if re.search("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]", text):
        return "ko"
    return "en" if re.search("[A-Za-z]{2}", text) else "ko"
