"""XML of a stranger as a tree: no DOCTYPE, hence no entities and nothing fetched; bounded depth."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat  # the doors that make XML dangerous are shut in `_parser`

from ingest.readers.extract import FileState, NotRead

MAX_DEPTH = 256
_DAMAGED = "파일 안의 XML이 깨졌습니다. 만든 프로그램에서 열어 다시 저장하세요. (damaged XML)"
_DOCTYPE = "XML에 DOCTYPE이 있어 읽지 않습니다. 만든 프로그램에서 열어 다시 저장하세요. (XML with a DOCTYPE is refused)"
_DEEP = f"XML이 {MAX_DEPTH}겹보다 깊어 읽지 않습니다. 파일을 확인하세요. (XML nested too deeply)"


def tree(data: bytes) -> Element:
    """The root element; names are `{namespace}local`. Raises NotRead."""
    builder = TreeBuilder()
    parser = _parser()
    parser.CharacterDataHandler = builder.data
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth = _deeper(depth)
        builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualified(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _run(parser, data)
    return builder.close()


def require_plain(data: bytes) -> None:
    """Go through XML that a library will parse by itself, building nothing. Raises NotRead."""
    parser = _parser()
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth = _deeper(depth)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _run(parser, data)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _run(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that there is not
        raise NotRead(FileState.DAMAGED, _DAMAGED) from error


def _refuse_doctype(*_: object) -> None:
    raise NotRead(FileState.UNSUPPORTED, _DOCTYPE)


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise NotRead(FileState.DAMAGED, _DEEP)
    return depth + 1


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name
