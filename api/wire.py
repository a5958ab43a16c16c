"""The JSON that goes in and out. The HTTP contract: other programs rely on every field here."""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.rendering import to_html
from knowledge.answer import Answer, Fallback, Status
from knowledge.document import Language
from knowledge.normalisation import shown

MAX_MESSAGE_CHARS = 2_000
"""Of a question, counted after invisible characters are removed and Hangul is composed."""
MAX_SESSION_ID_CHARS = 128
Shape = TypeVar("Shape", bound=BaseModel)


def _as_shown(message: str) -> str:
    text = shown(message)
    if not text:
        raise PydanticCustomError("blank", "blank")
    if len(text) > MAX_MESSAGE_CHARS:
        raise PydanticCustomError("too_long", "too long")
    return text


Message = Annotated[
    str,
    AfterValidator(_as_shown),
    Field(
        description="The question, 1 to 2,000 characters; invisible characters are removed and not counted.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE_CHARS},
    ),
]


class ChatIn(BaseModel):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"message": "강남 캠퍼스는 무슨 특화야?"},
                {"message": "Where is the Mapo campus?", "language": "en"},
            ]
        }
    )

    message: Message
    session_id: str | None = Field(
        None,
        max_length=MAX_SESSION_ID_CHARS,
        description="From the answer before, so that a question may refer back. An unknown one starts anew.",
    )
    language: Language | None = Field(None, description="Of the answer; told from the question where it is left out.")


class CitationOut(BaseModel):
    """A source that the text points to by its number."""

    number: int
    title: str
    publisher: str
    url: str | None = Field(description="Null where the source has no public address.")
    published: str | None = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as exact as the source is.")
    valid_until: str | None
    quote: str = Field(description="A verbatim part of the passage.")


class ContactOut(BaseModel):
    """Whom to ask instead."""

    name: str
    email: str | None
    phone: str | None
    url: str | None


class ChatOut(BaseModel):
    """The answer. `answered` always has a citation; `unknown` names the contact; `clarify` asks back."""

    session_id: str
    answer_id: str
    status: Status
    text: str = Field(description="Markdown with [1] marks.")
    html: str = Field(description="The same as sanitised HTML; marks link to #citation-1.")
    completeness: Literal["complete", "partial"]
    citations: list[CitationOut]
    suggestions: list[str] = Field(description="Questions to offer next; the choices where the status is clarify.")
    contact: ContactOut | None
    as_of: str | None = Field(description="Date of what the answer rests on first.")
    language: Language
    writer: str = Field(description="`extractive`, or the name of a language model.")
    fallback: Fallback | None = Field(
        None,
        exclude_if=lambda reason: reason is None,
        description="Why the extractive answer is given although a language model is configured; else left out.",
    )
    knowledge_version: str

    @classmethod
    def of(cls, answer: Answer, session_id: str) -> "ChatOut":
        """The JSON shape of an answer."""
        return cls(
            session_id=session_id,
            html=to_html(answer.text, {citation.number for citation in answer.citations}),
            citations=[_fields(CitationOut, citation) for citation in answer.citations],
            contact=_fields(ContactOut, answer.contact) if answer.contact else None,
            suggestions=list(answer.suggestions),
            **{name: getattr(answer, name) for name in _SAME_IN_ANSWER},
        )


_SAME_IN_ANSWER = (
    "answer_id",
    "status",
    "text",
    "completeness",
    "as_of",
    "language",
    "writer",
    "fallback",
    "knowledge_version",
)


def _fields(shape: type[Shape], value: object) -> Shape:
    return shape.model_validate(value, from_attributes=True)


class StationOut(BaseModel):
    """A station near a campus."""

    name: str
    lines: list[str]
    walk_min: int | None = Field(description="Minutes on foot, where a source tells.")


class CampusOut(BaseModel):
    """A campus. `as_of`, `confidence` and `url` are those of its address, or of its building."""

    id: str
    name: str
    name_en: str
    district: str
    address: str | None
    stations: list[StationOut]
    tracks: list[str]
    coordinates: tuple[float, float] | None = Field(description="Latitude and longitude of the door, where known.")
    coordinates_estimated: bool = Field(description="Whether the coordinates were worked out and not stated.")
    distance_m: int | None = Field(description="Metres as the crow flies from `near`.")
    distance_to: Literal["door", "district"] | None = Field(
        description="Where the distance ends: the door, or a point inside the district if that is not known."
    )
    as_of: str | None
    confidence: str | None = Field(description="primary, official, press or unofficial.")
    url: str | None


class CampusesOut(BaseModel):
    """Campuses, nearest first where `near` was given."""

    campuses: list[CampusOut]


class SuggestionsOut(BaseModel):
    """Questions to begin with."""

    language: Language
    suggestions: list[str]


class LiveOut(BaseModel):
    """The process runs."""

    status: Literal["live"] = "live"


class ReadyOut(BaseModel):
    """The server answers; `degraded`: not from the version in force, for the reasons in `faults`."""

    status: Literal["ready", "degraded"]
    knowledge_version: str
    is_current: bool
    faults: list[str]


class FieldProblem(BaseModel):
    """What is wrong with one value: `pointer` into the body, or `parameter` of the query."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457), in Korean or English by Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="The request id, as in the X-Request-ID header.")
    errors: list[FieldProblem] = Field(default=[], description="Only of invalid-input.")
    broken: list[str] = Field(default=[], description="Only of /health/ready: the parts that do not work.")
