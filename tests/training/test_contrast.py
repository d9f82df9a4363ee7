import numpy as np
import torch
from torch.nn import functional

from uvphoto.training.contrast import ContrastHeads, place_contrast


def test_contrast_is_the_formula() -> None:
    rng = np.random.default_rng(0)
    queries, keys = (rng.normal(size=(2, 5, 3)) for _ in range(2))
    queries, keys = (one / np.linalg.norm(one, axis=2, keepdims=True) for one in (queries, keys))
    losses = []
    for picture in range(2):
        for place in range(5):
            likeness = np.exp(keys[picture] @ queries[picture, place] / 0.07)
            losses.append(-np.log(likeness[place] / likeness.sum()))
    found = place_contrast(torch.from_numpy(queries), torch.from_numpy(keys))
    np.testing.assert_allclose(float(found), np.mean(losses))


def test_the_same_picture_contrasts_less_than_a_shifted_one() -> None:
    torch.manual_seed(0)
    heads = ContrastHeads([4, 8])
    photo = [torch.randn(1, 4, 16, 16), torch.randn(1, 8, 8, 8)]
    shifted = [one.roll(3, dims=3) for one in photo]
    with torch.no_grad():
        assert float(heads(photo, photo)) < 0.5 * float(heads(photo, shifted))


def test_the_photo_is_taken_as_given() -> None:
    torch.manual_seed(0)
    photo, made = (functional.normalize(torch.randn(1, 6, 4), dim=2).requires_grad_() for _ in range(2))
    place_contrast(made, photo).backward()
    assert made.grad is not None
    assert photo.grad is None
