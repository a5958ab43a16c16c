"""The HTTP edge: routes, JSON shapes, problem documents and the first web page.

It turns a request into a `knowledge.question.Question` and an `Answer` into JSON; what is answered is decided
in `knowledge` alone.
"""
