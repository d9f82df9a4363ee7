import numpy as np
import pytest

from uvphoto.simulate.streams import stream


def test_the_same_names_give_the_same_stream() -> None:
    one, other = (stream(3, "person", 17, "marks") for _ in range(2))
    np.testing.assert_array_equal(one.random(10), other.random(10))


def test_other_names_give_other_streams() -> None:
    names = [
        (0, "person", 1, "marks"),
        (1, "person", 1, "marks"),
        (0, "person", 2, "marks"),
        (0, "person", 1, "head"),
        (0, "phone", 1, "marks"),
        (0, "person", 1),
        (0, 1, "person", "marks"),
    ]
    first = {float(stream(*one).random()) for one in names}
    assert len(first) == len(names)


def test_neighbouring_streams_are_independent() -> None:
    draws = np.array([stream(0, "person", number, "life").standard_normal(200) for number in range(100)])
    correlations = np.corrcoef(draws)[np.triu_indices(100, 1)]
    assert abs(correlations.mean()) < 0.005
    assert correlations.std() == pytest.approx(1 / np.sqrt(200), rel=0.1)


def test_streams_are_the_same_in_every_version_and_process() -> None:
    """Fixed: whoever changes it changes every simulated data set."""
    assert stream(0, "person", 0, "life").integers(2**32) == 1075038168


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        stream(-1, "person")
