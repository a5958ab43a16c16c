def test_x(answerer):
    pass
