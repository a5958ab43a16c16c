"""The sentences of our own that users read, Korean and English."""

from collections.abc import Mapping

from knowledge.document import Language

Texts = Mapping[Language, str]

UNKNOWN: Texts = {
    "ko": "제가 가진 자료에서는 그 내용을 찾지 못했습니다. 정확한 내용은 아래 문의처에 확인해 주세요.",
    "en": "I could not find that in the documents I have. Please ask the contact below.",
}
REFUSED: Texts = {
    "ko": "저는 청년취업사관학교(새싹)의 캠퍼스, 과정, 신청 방법을 안내하는 도우미라서 그 질문에는 답할 수 없습니다. "
    "아래와 같은 것을 물어보세요.",
    "en": "I only answer questions about Seoul's Youth Employment Academy (SeSAC): its campuses, courses and how to "
    "apply. Try one of these.",
}
CLARIFY: Texts = {
    "ko": "무엇을 알고 싶으신가요? 아래에서 고르거나 조금 더 자세히 적어 주세요.",
    "en": "What would you like to know? Choose one of these, or write a little more.",
}
EMPTY: Texts = {
    "ko": "질문을 글로 적어 주세요. 예를 들면 이런 것을 물어볼 수 있습니다.",
    "en": "Please write your question in words. You can ask things like these.",
}
WHICH_CAMPUS: Texts = {
    "ko": "어느 캠퍼스를 말씀하시나요? 구 이름을 함께 적어 주세요.",
    "en": "Which campus do you mean? Please name the district.",
}
WHICH_CAMPUS_CHOICES: Mapping[Language, tuple[str, ...]] = {
    "ko": ("마포캠퍼스는 어디에 있나요?", "강남캠퍼스는 어디에 있나요?", "캠퍼스는 모두 몇 곳인가요?"),
    "en": ("Where is the Mapo campus?", "Where is the Gangnam campus?", "How many campuses are there?"),
}
GREETING: Texts = {
    "ko": "안녕하세요. 청년취업사관학교(새싹)의 캠퍼스, 과정, 신청 방법을 자료에서 찾아 알려 드립니다. 무엇이 궁금하세요?",
    "en": "Hello. I answer questions about SeSAC's campuses, courses and how to apply, from the documents I have. "
    "What would you like to know?",
}
UNOFFICIAL: Texts = {"ko": "(비공식 자료)", "en": "(unofficial source)"}
GENERAL_RULE: Texts = {
    "ko": "{campus}에만 해당하는 안내는 자료에 없어 공통 안내를 알려 드립니다.",
    "en": "The documents have nothing on this for the {campus} alone; this is the general information.",
}
PART_UNKNOWN: Texts = {
    "ko": "“{part}”에 대한 내용은 제가 가진 자료에서 찾지 못했습니다. 아래 문의처에 확인해 주세요.",
    "en": "I could not find anything on “{part}” in the documents I have. Please ask the contact below.",
}
CONTACT_NAME: Texts = {"ko": "청년취업사관학교 문의처", "en": "SeSAC contact"}

SUGGESTIONS: Mapping[Language, tuple[str, ...]] = {
    "ko": ("신청은 어떻게 하나요?", "우리 동네 캠퍼스는 어디예요?", "특화 캠퍼스는 어디인가요?", "수강료가 있나요?"),
    "en": ("How do I apply?", "Where are the campuses?", "What are the specialised tracks?", "Is it free?"),
}
CLARIFY_CHOICES: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    "ko": {
        "언제": ("과정 모집은 언제 하나요?", "교육 기간은 얼마나 되나요?", "수업 시간은 몇 시인가요?"),
        "어디": ("마포캠퍼스는 어디에 있나요?", "신청은 어디서 하나요?", "빅테크 캠퍼스는 어디에 있나요?"),
        "얼마": ("수강료가 있나요?", "교육 기간은 얼마나 되나요?", "점심을 주나요?"),
        "신청": ("신청은 어떻게 하나요?", "지금 신청할 수 있는 과정이 있나요?", "누가 신청할 수 있나요?"),
        "지원": ("신청은 어떻게 하나요?", "지금 신청할 수 있는 과정이 있나요?", "누가 신청할 수 있나요?"),
        "과정": ("어떤 분야의 교육을 받을 수 있나요?", "특화 캠퍼스는 어디인가요?", "비전공자도 들을 수 있나요?"),
        "": SUGGESTIONS["ko"],
    },
    "en": {
        "when": ("When can I apply?", "How long are the courses?", "What are the class hours?"),
        "where": ("Where is the Mapo campus?", "Where do I apply?", "Where are the big-tech campuses?"),
        "apply": ("How do I apply?", "Which courses are open now?", "Who can apply?"),
        "course": ("What are the specialised tracks?", "How long are the courses?", "Is it free?"),
        "": SUGGESTIONS["en"],
    },
}

MASKED: Texts = {
    "ko": "개인정보로 보이는 부분을 가리고 답했습니다. 주민등록번호, 전화번호, 계좌번호 같은 개인정보는 적지 않아도 됩니다.",
    "en": "What looked like personal data was masked before answering. You never need to write your ID, phone or "
    "account number here.",
}
"""Shown with the answer to a question in which something was masked."""
DISTRESS: Mapping[str, Texts] = {
    "crisis": {
        "ko": "말해 주셔서 고맙습니다. 혼자 견디지 않으셔도 됩니다. 지금 이야기를 들어 줄 곳을 알려 드립니다.",
        "en": "Thank you for telling me. You do not have to bear this alone. Here is who will listen right now.",
    },
    "scam": {
        "ko": "돈이나 통장, 신분증을 보내기 전에 먼저 확인해 주세요.",
        "en": "Please read this before you send any money, bank details or ID.",
    },
    "harassment": {
        "ko": "힘든 일을 겪고 계시는군요. 제가 가진 자료에서 알려 드릴 수 있는 것은 다음과 같습니다.",
        "en": "I am sorry that you are going through this. This is what the documents I have can tell you.",
    },
}
"""By kind: said before the section of the help lines; the section itself is quoted from its document."""
