"""What the assistant knows and how it answers.

A published version of the programme documents is opened as a `KnowledgeBase`; an `Answerer` turns a `Question`
into an `Answer` whose every figure and name stands in a cited passage, or says that it does not know. Nothing
here speaks HTTP or Telegram.
"""
