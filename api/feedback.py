"""Whether an answer helped, said by the one who got it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from api.body import JsonRoute
from api.errors import RecordsUnavailable
from api.openapi import problems
from api.parts import PartsOf
from api.problems import RETRY_AFTER_S, Refusal
from knowledge.normalisation import shown

MAX_COMMENT_CHARS = 1_000
MAX_ANSWER_ID_CHARS = 64

router = APIRouter(route_class=JsonRoute, tags=["chat"])


def _as_shown(comment: str | None) -> str | None:
    text = shown(comment or "")
    if len(text) > MAX_COMMENT_CHARS:
        raise PydanticCustomError("string_too_long", "too long")
    return text or None


Comment = Annotated[
    str | None,
    AfterValidator(_as_shown),
    Field(
        description="What was wrong or missing, at most 1,000 characters; personal data is masked before it is kept.",
        json_schema_extra={"maxLength": MAX_COMMENT_CHARS},
    ),
]


class FeedbackIn(BaseModel):
    """What somebody thought of an answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"answer_id": "5f0c9f6c2f1b4a4f9a3f0b6f0b8c7d21", "helpful": False, "comment": "마감일이 없어요"}
            ]
        }
    )

    answer_id: str = Field(max_length=MAX_ANSWER_ID_CHARS, description="Of the answer, as it came with it.")
    helpful: StrictBool
    comment: Comment = None


@router.post(
    "/api/feedback",
    operation_id="giveFeedback",
    summary="답변 평가하기 · Say whether an answer helped",
    status_code=204,
    responses=problems(400, 404, 413, 415, 422, 503),
)
def give_feedback(said: FeedbackIn, parts: PartsOf) -> None:
    """Keep whether an answer helped; said again, the last word counts.

    404 where no answer of this id is known; 503 where it cannot be kept now.
    """
    if parts.kept is None:
        raise Refusal("answer-not-found")
    try:
        known = parts.kept.questions.feedback(said.answer_id, said.helpful, said.comment, parts.live.answerer.official)
    except RecordsUnavailable as fault:
        raise Refusal("unavailable", {"Retry-After": str(RETRY_AFTER_S)}) from fault
    if not known:
        raise Refusal("answer-not-found")
