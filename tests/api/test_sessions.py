from api.sessions import MAX_TURNS, Sessions
from knowledge.question import Turn


def test_conversation_is_kept_under_an_id_that_cannot_be_guessed() -> None:
    sessions = Sessions(max_sessions=10, minutes=60)
    first, turns = sessions.resume(None)
    second, _ = sessions.resume(None)
    assert turns == ()
    assert first != second
    assert len(first) >= 24
    sessions.remember(first, Turn("강남은?"))
    assert sessions.resume(first) == (first, (Turn("강남은?"),))


def test_only_the_last_turns_are_kept() -> None:
    sessions = Sessions(max_sessions=10, minutes=60)
    for number in range(MAX_TURNS + 3):
        sessions.remember("a", Turn(str(number)))
    _, turns = sessions.resume("a")
    assert [turn.question for turn in turns] == [str(number) for number in range(3, MAX_TURNS + 3)]


def test_conversation_that_was_silent_longest_gives_way() -> None:
    sessions = Sessions(max_sessions=2, minutes=60)
    sessions.remember("old", Turn("1"))
    sessions.remember("new", Turn("2"))
    sessions.remember("old", Turn("3"))
    sessions.remember("newest", Turn("4"))
    assert sessions.resume("old")[0] == "old"
    assert sessions.resume("newest")[0] == "newest"
    assert sessions.resume("new")[0] != "new"


def test_forgetting_is_final_and_forgetting_nothing_is_fine() -> None:
    sessions = Sessions(max_sessions=2, minutes=60)
    sessions.remember("a", Turn("1"))
    sessions.forget("a")
    sessions.forget("a")
    assert sessions.resume("a")[0] != "a"
