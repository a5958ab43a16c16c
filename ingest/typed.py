"""YAML as staff typed it: every value a string with its line; aliases, tags and bottomless nesting are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from knowledge.normalisation import shown

NOTHING = frozenset({"", "null", "~"})
"""Ways to leave a value empty."""
MAX_DEPTH = 20
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


class MalformedYaml(Exception):
    """What is wrong and in which line; the message is ready to be shown."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was typed, without invisible characters and on one line; a list is joined by commas."""

    text: str
    line: int


def entries(text: str, first_line: int = 1) -> Iterator[tuple[str, yaml.Node]]:
    """Each name of the outermost mapping with what stands under it. Raises MalformedYaml."""
    try:
        _require_simple(text, first_line)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise MalformedYaml(line, f"{error.problem} (malformed YAML)") from error
    except yaml.YAMLError as error:
        raise MalformedYaml(first_line, f"{error} (malformed YAML)") from error
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value in NOTHING):
        return
    yield from _pairs(node, first_line)


def fields(node: yaml.Node, first_line: int = 1) -> dict[str, Typed]:
    """The names and values of one entry. Raises MalformedYaml where a value is more than a word or a list."""
    return {name: value(inner, first_line) for name, inner in _pairs(node, first_line)}


def value(node: yaml.Node, first_line: int = 1) -> Typed:
    """A word, or a list of words. Raises MalformedYaml where it is anything else."""
    line = first_line + node.start_mark.line
    _require_plain(node, line)
    if isinstance(node, yaml.ScalarNode):
        return Typed(_clean(node.value), line)
    parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(part, yaml.ScalarNode) for part in parts):
        raise MalformedYaml(line, "값은 한 낱말이나 목록이어야 합니다. (a value must be a word or a list of words)")
    for part in parts:
        _require_plain(part, line)
    return Typed(",".join(filter(None, (_clean(part.value) for part in parts))), line)


def text_of(typed: Mapping[str, Typed], name: str) -> str:
    """The value of a name, empty where there is none."""
    found = typed.get(name)
    return found.text if found else ""


def _require_simple(text: str, first_line: int) -> None:
    """Refuse what could cost memory or time without bound before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise MalformedYaml(line, "YAML 별칭(*)은 쓸 수 없습니다. (YAML aliases are not allowed)")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise MalformedYaml(line, "괄호가 너무 깊습니다. (nested too deeply)")


def _pairs(node: yaml.Node, first_line: int) -> Iterator[tuple[str, yaml.Node]]:
    line = first_line + node.start_mark.line
    _require_plain(node, line)
    if not isinstance(node, yaml.MappingNode):
        raise MalformedYaml(line, "'이름: 값' 줄이어야 합니다. (must be 'name: value' lines)")
    seen: set[str] = set()
    for key, inner in node.value:
        name = value(key, first_line).text
        if name in seen:
            line = first_line + key.start_mark.line
            raise MalformedYaml(line, f"'{name}'이(가) 두 번 있습니다. 하나를 지우세요. (given twice)")
        seen.add(name)
        yield name, inner


def _require_plain(node: yaml.Node, line: int) -> None:
    if node.tag not in _PLAIN_TAGS:
        raise MalformedYaml(line, f"YAML 태그({node.tag})는 쓸 수 없습니다. (YAML tags are not allowed)")


def _clean(text: str) -> str:
    text = " ".join(shown(text).split())
    return "" if text in NOTHING else text
