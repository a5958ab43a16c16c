"""Whether words on a slide can be seen: off the slide, tiny, or white on nothing but white."""

from typing import Any

from pptx.oxml.ns import qn

TINY_HUNDREDTHS = 200
"""Of a point: letters of two points and less."""
_LIGHT = 0xF0
_FILLS = ("a:solidFill", "a:gradFill", "a:pattFill", "a:blipFill", "a:grpFill")
_BEHIND = ("p:pic", "p:graphicFrame")


class Looks:
    """What is known of the slides' size and backgrounds."""

    def __init__(self, slides: Any) -> None:
        self._width, self._height = slides.slide_width or 0, slides.slide_height or 0
        self._coloured: dict[str, bool] = {}

    def is_outside(self, shape: Any, depth: int) -> bool:
        """Whether a shape lies wholly beside the slide; shapes in groups count in units of their own."""
        if (
            depth
            or not self._width
            or any(value is None for value in (shape.left, shape.top, shape.width, shape.height))
        ):
            return False
        across = shape.left >= self._width or shape.left + shape.width <= 0
        return bool(across or shape.top >= self._height or shape.top + shape.height <= 0)

    def is_unseen(self, run: Any, shape: Any, slide: Any) -> bool:
        """Whether nobody can read a run of letters."""
        properties = run.find(qn("a:rPr"))
        if properties is None:
            return False
        size = properties.get("sz", "")
        if size.isdigit() and int(size) <= TINY_HUNDREDTHS:
            return True
        fill = properties.find(qn("a:solidFill"))
        colour = fill.find(qn("a:srgbClr")) if fill is not None else None
        if properties.find(qn("a:noFill")) is not None:
            return True
        return colour is not None and _is_white(colour.get("val", "")) and not self._has_ground(shape, slide)

    def _has_ground(self, shape: Any, slide: Any) -> bool:
        """Whether anything behind the letters may have a colour: then they may well be seen."""
        own = shape.element.find(qn("p:spPr"))
        if own is not None and any(_coloured_fill(own.find(qn(fill))) for fill in _FILLS):
            return True
        if shape.element.find(qn("p:style")) is not None or shape.is_placeholder:
            return True
        key = str(slide.part.partname)
        if key not in self._coloured:
            pages = (slide, slide.slide_layout, slide.slide_layout.slide_master)
            self._coloured[key] = any(_has_colour(page) for page in pages)
        return self._coloured[key] or any(other is not shape.element and _is_ground(other) for other in _tree(slide))


def _has_colour(page: Any) -> bool:
    """Whether a page's own background is coloured, or shapes or pictures of a layout lie on it."""
    background = page.element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
    if background is not None:
        properties = background.find(qn("p:bgPr"))
        reference = background.find(qn("p:bgRef"))
        if properties is not None and any(_coloured_fill(properties.find(qn(fill))) for fill in _FILLS):
            return True
        scheme = reference.find(qn("a:schemeClr")) if reference is not None else None
        if scheme is not None and scheme.get("val") not in ("bg1", "lt1"):
            return True
    return hasattr(page, "slide_layouts") and any(_is_ground(shape) for shape in _tree(page))


def _tree(page: Any) -> Any:
    return page.element.find(f"{qn('p:cSld')}/{qn('p:spTree')}")


def _is_ground(element: Any) -> bool:
    if element.tag in map(qn, _BEHIND):
        return True
    properties = element.find(qn("p:spPr"))
    return element.find(qn("p:style")) is not None or (
        properties is not None and any(_coloured_fill(properties.find(qn(fill))) for fill in _FILLS)
    )


def _coloured_fill(fill: Any) -> bool:
    if fill is None:
        return False
    colour = fill.find(qn("a:srgbClr")) if fill.tag == qn("a:solidFill") else None
    return colour is None or not _is_white(colour.get("val", ""))


def _is_white(colour: str) -> bool:
    try:
        return len(colour) == 6 and all(int(colour[at : at + 2], 16) >= _LIGHT for at in (0, 2, 4))
    except ValueError:
        return False
