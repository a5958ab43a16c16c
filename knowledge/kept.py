"""What is worked out once for an opened base and dies with it, as `cached_property` does for what the base knows."""

from collections.abc import Callable
from typing import TypeVar, cast

from knowledge.base import KnowledgeBase

Made = TypeVar("Made")


def kept(base: KnowledgeBase, name: str, make: Callable[[KnowledgeBase], Made]) -> Made:
    """What `make` gives for a base, made at the first call; `name` is its own among all that is kept."""
    values = vars(base)
    if name not in values:
        values[name] = make(base)
    return cast(Made, values[name])
