"""What one process hands to another comes back equal; what is nothing of the kind is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.extract import Extract, Heading, Paragraph, Piece, Table
from ingest.readers.wire import from_json, to_json

PIECES: Any = st.one_of(
    st.builds(Heading, st.integers(1, 9), st.text()),
    st.builds(Paragraph, st.text(), st.booleans()),
    st.builds(
        Table,
        st.lists(st.lists(st.text(max_size=5), max_size=3).map(tuple), max_size=3).map(tuple),
        st.integers(0, 3),
        st.text(),
    ),
)


@given(st.lists(PIECES).map(tuple), st.text(), st.lists(st.text()).map(tuple))
def test_an_extract_comes_back_equal(pieces: tuple[Piece, ...], text: str, warnings: tuple[str, ...]) -> None:
    extract = Extract(pieces, text, "2026", text, "https://a.kr", warnings)
    assert from_json(json.loads(json.dumps(to_json(extract)))) == extract


@pytest.mark.parametrize("record", [{}, {"pieces": 1}, {"pieces": [["heading"]]}, {"pieces": [], "warnings": []}])
def test_what_is_no_extract_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        from_json(record)
