"""The sentences of the HTTP edge that people read, Korean and English: problem documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.campuses import TRACKS
from knowledge.document import Language

Texts = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: its status, a short title and what to do about it."""

    status: int
    title: Texts
    detail: Texts


PROBLEMS: Mapping[str, ProblemKind] = {
    "malformed-json": ProblemKind(
        400,
        {"ko": "JSON을 읽을 수 없습니다", "en": "The JSON cannot be read"},
        {
            "ko": "본문을 UTF-8로 된 올바른 JSON으로 보내 주세요.",
            "en": "Send a body of valid JSON in UTF-8.",
        },
    ),
    "malformed-upload": ProblemKind(
        400,
        {"ko": "올린 파일을 읽을 수 없습니다", "en": "The upload cannot be read"},
        {
            "ko": "전송이 끊겼거나 형식이 틀렸습니다. 다시 올려 주세요.",
            "en": "The transfer was cut or is malformed. Send it again.",
        },
    ),
    "malformed-query": ProblemKind(
        400,
        {"ko": "주소를 읽을 수 없습니다", "en": "The address cannot be read"},
        {
            "ko": "물음표 뒤의 값을 UTF-8로 적어 퍼센트 인코딩해 주세요.",
            "en": "Send the query string as percent-encoded UTF-8.",
        },
    ),
    "not-found": ProblemKind(
        404,
        {"ko": "찾을 수 없습니다", "en": "Not found"},
        {
            "ko": "이 주소에는 아무것도 없습니다. 쓸 수 있는 주소는 /docs에 있습니다.",
            "en": "There is nothing at this address. See /docs for what there is.",
        },
    ),
    "campus-not-found": ProblemKind(
        404,
        {"ko": "그런 캠퍼스가 없습니다", "en": "No such campus"},
        {
            "ko": "캠퍼스 id를 확인해 주세요. 모든 캠퍼스는 /api/campuses에 있습니다.",
            "en": "Check the campus id. /api/campuses lists all campuses.",
        },
    ),
    "answer-not-found": ProblemKind(
        404,
        {"ko": "그런 답변이 없습니다", "en": "No such answer"},
        {
            "ko": "평가할 답변의 answer_id를 확인해 주세요. 답변과 함께 온 값이어야 합니다.",
            "en": "Check the answer_id: it must be one that came with an answer.",
        },
    ),
    "method-not-allowed": ProblemKind(
        405,
        {"ko": "이 방식으로는 쓸 수 없습니다", "en": "Method not allowed"},
        {
            "ko": "이 주소가 받는 방식은 Allow 헤더에 있습니다.",
            "en": "The Allow header names the methods that this address takes.",
        },
    ),
    "too-large": ProblemKind(
        413,
        {"ko": "보낸 내용이 너무 깁니다", "en": "The request is too large"},
        {
            "ko": "질문을 2,000자 이내로 줄여 주세요.",
            "en": "Shorten the question to at most 2,000 characters.",
        },
    ),
    "unsupported-media-type": ProblemKind(
        415,
        {"ko": "받을 수 없는 형식입니다", "en": "Unsupported media type"},
        {
            "ko": "Content-Type을 application/json(UTF-8)으로 하고 압축하지 않은 채 보내 주세요.",
            "en": "Send application/json in UTF-8, uncompressed.",
        },
    ),
    "sign-in-required": ProblemKind(
        401,
        {"ko": "로그인이 필요합니다", "en": "Sign in first"},
        {
            "ko": "직원 계정으로 로그인하거나 Authorization: Bearer 뒤에 토큰을 보내 주세요.",
            "en": "Sign in with a staff account, or send a token after Authorization: Bearer.",
        },
    ),
    "wrong-password": ProblemKind(
        401,
        {"ko": "로그인하지 못했습니다", "en": "Not signed in"},
        {"ko": "이름이나 비밀번호가 맞지 않습니다.", "en": "Wrong name or password."},
    ),
    "locked": ProblemKind(
        429,
        {"ko": "잠시 잠겼습니다", "en": "Locked for a while"},
        {
            "ko": "여러 번 틀려 잠시 잠겼습니다. Retry-After만큼 지난 뒤에 다시 해 보세요.",
            "en": "Locked after several wrong tries. Try again after the time in Retry-After.",
        },
    ),
    "not-allowed": ProblemKind(
        403,
        {"ko": "이 계정으로는 할 수 없습니다", "en": "Not allowed for this account"},
        {
            "ko": "이 일에는 더 높은 역할이 필요합니다. 운영자에게 부탁하세요.",
            "en": "This needs a higher role. Ask an operator.",
        },
    ),
    "cross-site": ProblemKind(
        403,
        {"ko": "이 요청은 받을 수 없습니다", "en": "This request is not taken"},
        {
            "ko": "콘솔의 화면에서 보낸 요청이 아니거나 화면이 오래되었습니다. 화면을 새로 고친 뒤 다시 해 보세요.",
            "en": "It does not come from a page of the console, or the page is too old: load it again.",
        },
    ),
    "staff-not-found": ProblemKind(
        404,
        {"ko": "그런 것이 없습니다", "en": "No such thing"},
        {
            "ko": "그 사이에 없어졌을 수 있습니다. 목록을 새로 고치세요.",
            "en": "It may be gone by now: load the list again.",
        },
    ),
    "conflict": ProblemKind(
        409,
        {"ko": "지금은 그렇게 할 수 없습니다", "en": "Not possible as things are"},
        {"ko": "상태를 새로 고쳐 확인해 주세요.", "en": "Load the state again and check."},
    ),
    "busy": ProblemKind(
        409,
        {"ko": "다른 일이 진행 중입니다", "en": "Something else is under way"},
        {"ko": "끝난 뒤에 다시 해 보세요.", "en": "Try again when it has ended."},
    ),
    "stopped-by-gate": ProblemKind(
        409,
        {"ko": "검문에서 멈췄습니다", "en": "Stopped by the gate"},
        {"ko": "그래도 내려면 까닭을 적으세요.", "en": "Give a reason to publish it anyway."},
    ),
    "file-too-large": ProblemKind(
        413,
        {"ko": "올린 파일이 너무 큽니다", "en": "The upload is too large"},
        {
            "ko": "파일을 나누거나 줄여서 다시 올려 주세요.",
            "en": "Split the files or make them smaller.",
        },
    ),
    "not-multipart": ProblemKind(
        415,
        {"ko": "파일을 올리는 형식이 아닙니다", "en": "Not an upload"},
        {
            "ko": "multipart/form-data로 file 칸에 파일을 담아 보내 주세요.",
            "en": "Send multipart/form-data with the files in the field `file`.",
        },
    ),
    "refused-input": ProblemKind(
        422,
        {"ko": "이대로는 받을 수 없습니다", "en": "Cannot be taken as it is"},
        {"ko": "내용을 고쳐서 다시 보내 주세요.", "en": "Change it and send it again."},
    ),
    "invalid-input": ProblemKind(
        422,
        {"ko": "입력한 값을 확인해 주세요", "en": "Please check the input"},
        {
            "ko": "errors에 고칠 곳과 방법이 있습니다.",
            "en": "`errors` says which values to correct, and how.",
        },
    ),
    "internal-error": ProblemKind(
        500,
        {"ko": "서버에 문제가 생겼습니다", "en": "Something went wrong on the server"},
        {
            "ko": "잠시 뒤에 다시 시도해 주세요. 계속되면 운영자에게 instance 값을 알려 주세요.",
            "en": "Please try again later. If it persists, tell the operator the value of `instance`.",
        },
    ),
    "unavailable": ProblemKind(
        503,
        {"ko": "지금은 답할 수 없습니다", "en": "Temporarily unavailable"},
        {"ko": "잠시 뒤에 다시 시도해 주세요.", "en": "Please try again in a moment."},
    ),
}
"""Every problem document that the API sends, by the last part of its `type`."""

BY_STATUS: Mapping[int, str] = {
    400: "malformed-json",
    401: "sign-in-required",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-input",
    429: "locked",
    503: "unavailable",
}
"""The kind for a bare status code that the framework raises."""

FIELD_PROBLEMS: Mapping[str, Texts] = {
    "blank": {
        "ko": "질문이 비어 있습니다. 궁금한 것을 적어 주세요.",
        "en": "The question is empty. Write what you would like to know.",
    },
    "too_long": {
        "ko": "질문이 2,000자를 넘습니다. 짧게 줄여 주세요.",
        "en": "The question is longer than 2,000 characters. Please shorten it.",
    },
    "string_too_long": {"ko": "값이 너무 깁니다.", "en": "The value is too long."},
    "missing": {"ko": "꼭 필요한 값이 없습니다.", "en": "A required value is missing."},
    "string_type": {"ko": "문자열이어야 합니다.", "en": "It must be a string."},
    "string_unicode": {
        "ko": "올바른 유니코드 문자열이 아닙니다(짝 없는 서로게이트).",
        "en": "It is not valid Unicode text (lone surrogate).",
    },
    "literal_error": {"ko": "ko 또는 en이어야 합니다.", "en": "It must be ko or en."},
    "model_attributes_type": {
        "ko": '본문은 {"message": "질문"} 같은 JSON 객체여야 합니다.',
        "en": 'The body must be a JSON object such as {"message": "question"}.',
    },
    "near": {
        "ko": "near는 위도,경도여야 합니다. 예: 37.5665,126.9780",
        "en": "near must be latitude,longitude, for example 37.5665,126.9780.",
    },
    "track": {
        "ko": "특화 분야는 다음 가운데 하나여야 합니다: " + ", ".join(TRACKS),
        "en": "The track must be one of: " + ", ".join(TRACKS),
    },
}
"""What is wrong with one value, by the type of its validation error."""

FIELD_WRONG: Texts = {"ko": "값이 올바르지 않습니다.", "en": "The value is not valid."}
