"""What a password must be: long, and none that is tried first.

No rule about kinds of characters: it makes passwords that people write down (NIST SP 800-63B, 3.1.1).
"""

import itertools
import re
import secrets
import unicodedata

from api.common_passwords import COMMON

MIN_CHARS = 12
MAX_CHARS = 256
"""More is no safer, and a very long one would keep the computer busy."""
MIN_DISTINCT = 5
MIN_BESIDE_NAME = 8
"""Characters that a password must have beside its owner's name."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look alike: a generated password is typed once from a screen."""
_GROUPS, _GROUP_CHARS = 4, 5


def normalised(password: str) -> str:
    """The same password whatever keyboard composed its Hangul."""
    return unicodedata.normalize("NFC", password)


def fault_of(password: str, name: str) -> str | None:
    """Why a password will not do, as a sentence; None where it will."""
    folded = normalised(password).casefold()
    if len(folded) < MIN_CHARS:
        return f"비밀번호는 {MIN_CHARS}자 이상이어야 합니다. (at least {MIN_CHARS} characters)"
    if len(folded) > MAX_CHARS:
        return f"비밀번호는 {MAX_CHARS}자 이하여야 합니다. (at most {MAX_CHARS} characters)"
    if len(folded.replace(name.casefold(), "")) < min(len(folded), MIN_BESIDE_NAME):
        return "이름과 너무 비슷합니다. 다른 비밀번호를 정하세요. (too near the name)"
    if len(set(folded)) < MIN_DISTINCT or folded.isdecimal() or _cores(folded) & COMMON:
        return "너무 흔하거나 알아내기 쉬운 비밀번호입니다. 다른 것을 정하세요. (too common)"
    return None


def _cores(folded: str) -> set[str]:
    """What is left of a password without the usual additions: digits and marks at its ends, repetition."""
    letters = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    bare = re.sub(r"[\W_]+", "", folded)
    return {core for form in (folded, bare, letters, re.sub(r"[\W\d_]+", "", folded)) for core in (form, _unit(form))}


def _unit(text: str) -> str:
    """The shortest piece that makes a text when it is repeated, the last time perhaps not to its end."""
    for length in range(1, len(text) // 2 + 1):
        piece = text[:length]
        if all(a == b for a, b in zip(text, itertools.cycle(piece), strict=False)):
            return piece
    return text


def generated() -> str:
    """A password of about 99 random bits, in groups that can be typed."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_CHARS)) for _ in range(_GROUPS)]
    return "-".join(groups)
