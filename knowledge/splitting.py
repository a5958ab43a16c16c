"""Splitting: a text that asks several things, as questions that can be answered one by one.

Sentences, clauses that each ask (몇 명이고 언제야), things asked for together (개관일이랑 면적, 위치 면적) and campuses asked
about together. What the first part is about is handed to the later ones; where it is not certain that it is meant,
a part has several meanings, the likeliest first.
"""

import re

from knowledge.campuses import CampusFinder
from knowledge.joining import ASKING_TAIL, MAX_PARTS, PARTICLE, QUESTION_WORD, together
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key
from knowledge.question import spelled

MIN_PART_CHARS = 3
"""Letters; shorter pieces (정말?, 2.0은?) ask nothing by themselves."""
MAX_TOPIC_WORDS = 4

_ENDS_ASKING = re.compile(
    r"[?？]|[는은인ㄴ]지(?:도|랑|하고)?$|나요$|까요$|가요$|(?:되|있|없|주|하)나$|(?:죠|지요|냐)$|[가-힣]도요?$"
)
_STARTS_ASKING = re.compile(r"^(?:is|are|do|does|did|can|could|will|would|was|were|must|should)\b")
_TOLD = re.compile(r"모르|고민|생각|들었|봤|같은데|찾아|하던데|다는데|라는데")
"""What somebody says of himself before he asks: 뭐 할지 모르겠는데."""
_OF_ONESELF = re.compile("^(?:나|난|저|전|제가|내가|저는|나는) ")
_JOINT = re.compile(
    r"([가-힣](?:고|며|는데|[는은인]지(?:도)?)요?|랑|하고|\band|[,/&;]|[가-힣]요)(?:\s*(?:그리고|글고|또|and|&))?[\s,/]+"
    r"|([가-힣]고)(?=\d)"
)
_SENTENCE = re.compile(r"(?<=[?？!])\s*(?=\S)")
_OPENING = re.compile(r"^(?:아 |참 )?(?:그리고|글고|그럼|또한|또|혹시|and|also)\s+")
_TOPIC = re.compile(
    r"(?<!에)(?<!에서)(?<!까지)(?<!부터)(?<!있)(?<!하)(?<!되)(?<!받)(?<!듣)(?<!나오)(?<!만드)(?<!다니)(?<=[가-힣a-z\d])[은는]요?$"
)
_NO_MORE = re.compile(r"^(?:은|는|도|이|요|여|캠퍼스|캠|새싹|and|what about|how about|the|campus|\s|[?!.~,])*$")
"""What is left of a part that only names something: 강서는요?"""
_POINTS_BACK = re.compile("그래|그렇|그건|그게|그거|그걸|왜")
_PRONOUN = re.compile(r"\b(?:it|they|there)\b", re.IGNORECASE)
_WHICH = re.compile(r"\bwhich (?!one\b)([a-z]+)", re.IGNORECASE)


def parts_of(text: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[tuple[str, ...]]:
    """The questions of a text that asks more than one, in their order, each with its meanings; empty where it asks
    one."""
    meant = spelled(text)
    clauses = [clause for line in meant.splitlines() for sentence in _sentences(line, analyser) for clause in sentence]
    clauses = clauses or [(meant, False)]
    found: list[tuple[str, ...]] = []
    topic = ""
    names = _names(meant, finder) if len(finder.mentions(meant).campuses) < 2 else ""
    names = names or ("SeSAC" if not re.search("[가-힣]", meant) and "sesac" in meant.lower() else "")
    if _leans_on_a_thing([clause for clause, _ in clauses], names):
        return []
    for at, (clause, same_sentence) in enumerate(clauses):
        own = _names(clause, finder)
        said, clause = clause, _whole(clause)
        meanings = (
            _meanings(clause, clauses[at - 1][0], topic, names, own, same_sentence)
            if at
            else tuple(dict.fromkeys((*_first(clause, own, names), said)))
        )
        found += together(meanings[0], finder, analyser) or [meanings]
        topic, names = (_topic(clause) or topic, own or names) if not at or own else (topic, names)
    return found[:MAX_PARTS] if len(found) > 1 else []


def _names(text: str, finder: CampusFinder) -> str:
    return " ".join(dict.fromkeys(finder.mentions(text).words))


def _sentences(line: str, analyser: MorphemeAnalyser) -> list[list[tuple[str, bool]]]:
    """The asking clauses of each asking sentence of a line, and whether each goes on the sentence of the one before."""
    found = []
    for piece in _SENTENCE.split(line):
        for sentence in analyser.sentences(piece):
            clauses = [_OPENING.sub("", clause) for clause in _clauses(_OPENING.sub("", sentence.strip()))]
            asking = [
                c
                for c in clauses
                if len(re.findall(r"[^\W\d]", c)) >= MIN_PART_CHARS and (len(clauses) > 1 or _asks(c))
            ]
            found.append([(clause, at > 0) for at, clause in enumerate(asking)])
    return found


def _asks(clause: str) -> bool:
    key = search_key(clause).strip()
    if (_TOLD.search(key) and not key.endswith("?")) or (_OF_ONESELF.match(key) and not QUESTION_WORD.search(key)):
        return False
    return bool(
        QUESTION_WORD.search(key)
        or _ENDS_ASKING.search(key)
        or _STARTS_ASKING.search(key)
        or re.search("알려|가르쳐|궁금|부탁|확인|말해|설명|tell|let me know", key)
    )


def _clauses(sentence: str) -> list[str]:
    """A sentence cut at the joints with something asked on both sides; the sentence where there is none."""
    clauses: list[str] = []
    since = 0
    for joint in _JOINT.finditer(sentence):
        end = joint.end(1) if joint[1] else joint.end(2)
        left, right = sentence[since:end], sentence[joint.end() :]
        told = joint[0].strip().endswith("데") and _TOLD.search(left)
        key = search_key(left.removesuffix("and"))
        asks = QUESTION_WORD.search(key) or _ENDS_ASKING.search(key.strip(" ,")) or _STARTS_ASKING.search(key)
        following = search_key(right).strip()
        if re.match("아니면|혹은|또는", following):
            continue
        goes_on = QUESTION_WORD.search(following) or re.search(r"[?？]$|[는은인]지", following)
        if joint[1] in (",", "and") and not _STARTS_ASKING.search(following) and not QUESTION_WORD.match(following):
            goes_on = goes_on if re.search("[가-힣]", following) and QUESTION_WORD.search(following) else None
        listed = joint[1] == "," and re.search("(?:을|를|까지|에|에서|은|는),$", left)  # 몇 군데를, 언제까지 열어요
        if asks and goes_on and not told and not listed:
            clauses.append(left.strip(" ,").removesuffix(" and"))
            since = joint.end()
    return [*clauses, sentence[since:].strip(" ,")]


def _whole(clause: str) -> str:
    """A clause that ends in the middle of a sentence as a question: 몇 명이고 as 몇 명인가요."""
    clause = re.sub(r"(?<=[는은인]지)(?:랑|하고|도)$", "", clause)
    clause = re.sub(r"(?:이고|이며|인데)요?$", "인가요", clause)
    clause = re.sub(r"(?<=뭐|디|구|마|제)고$", "인가요", clause)
    return re.sub(r"(?<=[가-힣])(?:고|며|는데)요?$", "나요", clause)


def _topic(clause: str) -> str:
    """What a clause is about: its words up to the one with 은 or 는, or before what it asks; empty where it has neither."""
    taken: list[str] = []
    for word in clause.split()[: MAX_TOPIC_WORDS + 1]:
        if QUESTION_WORD.search(word) or ASKING_TAIL.match(word):
            return " ".join(taken)
        taken.append(PARTICLE.sub("", word))
        if _TOPIC.search(word):
            return " ".join(taken)
    return ""


def _meanings(clause: str, before: str, topic: str, names: str, own: str, same_sentence: bool) -> tuple[str, ...]:
    """What a later clause may mean: about what the first one is about, or by itself."""
    if own and _NO_MORE.match(_without(clause, own)) and names:
        return (search_key(before).replace(names.split()[-1], own, 1), clause)
    if own:
        return (clause, *_same_kind(clause, before))
    if not re.search("[가-힣]", clause):
        return _english(clause, names)
    about = f"{topic} {clause}" if topic else ""
    named = f"{names} {clause}" if names else ""
    if about and not names and (_is_parallel(clause, before) or not (same_sentence or _POINTS_BACK.search(clause))):
        return tuple(dict.fromkeys((clause, about)))
    return tuple(dict.fromkeys(filter(None, (about, named, "" if names else clause))))


def _first(clause: str, own: str, names: str) -> tuple[str, ...]:
    """What the first question may mean: also about the campus that the story before it, or a later part, names."""
    if own or not names:
        return (clause,)
    return (f"{names} {clause}", clause) if re.search("[가-힣]", clause) else _english(clause, names)


def _leans_on_a_thing(clauses: list[str], names: str) -> bool:
    """Whether an English clause is about "it", which stands before it and has no name that could be put in."""
    later = any(re.search(r"\bit\b", clause) for clause in clauses[1:])
    return later and not names and not re.search(r"\bit\b", clauses[0])


def _without(clause: str, names: str) -> str:
    left = search_key(clause)
    for name in names.split():
        left = left.replace(name, " ")
    return left


def _has_topic(clause: str) -> bool:
    return any(_TOPIC.search(word.strip("?!. ")) for word in clause.split()[:MAX_TOPIC_WORDS])


def _is_parallel(clause: str, before: str) -> bool:
    """Whether two clauses ask the same of two things: 잡코디가 뭐고 매칭데이는 뭐야."""
    one, other = QUESTION_WORD.search(clause), QUESTION_WORD.search(before)
    return bool(one and other and one[0] == other[0] and _has_topic(clause))


def _same_kind(clause: str, before: str) -> tuple[str, ...]:
    """Which one is behind Mapo, after which company is behind Jongno."""
    kind = _WHICH.search(before)
    return (re.sub(r"\bwhich one\b", kind[0], clause, flags=re.IGNORECASE),) if kind and "one" in clause else ()


def _called(names: str) -> str:
    return names if names == "SeSAC" else f"the {names} campus"


def _english(clause: str, names: str) -> tuple[str, ...]:
    if not names:
        return (clause,)
    if _PRONOUN.search(clause):
        return (_PRONOUN.sub(_called(names), clause, count=1), clause)
    return (f"{clause.rstrip('?. ')} at {_called(names)}?", clause)
