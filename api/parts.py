"""Parts: what the routes work with, made once and handed in."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge


@dataclass(frozen=True)
class Parts:
    """The finished parts of one server process; the application closes `live` when it ends."""

    live: LiveKnowledge
    sessions: Sessions
    settings: ApiSettings


async def _parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


PartsOf = Annotated[Parts, Depends(_parts_of)]
