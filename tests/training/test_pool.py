import torch
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.training.pool import PicturePool


def numbered(first: int, count: int) -> torch.Tensor:
    """Return pictures of one pixel that show their own number."""
    return torch.arange(first, first + count, dtype=torch.float32).reshape(-1, 1, 1, 1)


def test_without_room_pictures_pass() -> None:
    made = numbered(0, 3).requires_grad_()
    shown = PicturePool(0, 1, 1).exchange(made)
    assert torch.equal(shown, made)
    assert not shown.requires_grad


def test_pictures_pass_while_the_pool_fills() -> None:
    pool = PicturePool(5, 1, 1)
    assert torch.equal(pool.exchange(numbered(0, 5)), numbered(0, 5))
    assert torch.equal(pool.pictures, numbered(0, 5))


@given(st.integers(0, 2**16))
def test_a_full_pool_loses_no_picture(seed: int) -> None:
    """What goes in comes out at once or later, and what is shown was made."""
    torch.manual_seed(seed)
    pool, shown = PicturePool(4, 1, 1), []
    for start in range(0, 40, 2):
        shown += pool.exchange(numbered(start, 2)).flatten().tolist()
    passing = shown[4:]  # the first four were shown and kept
    assert sorted([*passing, *pool.pictures.flatten().tolist()]) == list(range(40))


def test_half_of_what_is_shown_is_older() -> None:
    torch.manual_seed(0)
    pool = PicturePool(50, 1, 1)
    pool.exchange(numbered(0, 50))
    shown = torch.cat([pool.exchange(numbered(start, 4)) - start for start in range(50, 4050, 4)])
    assert 0.45 < float((shown < 0).float().mean()) < 0.55


def test_a_pool_goes_on_from_its_saved_state() -> None:
    torch.manual_seed(0)
    pool, again = PicturePool(3, 1, 1), PicturePool(3, 1, 1)
    pool.exchange(numbered(0, 2))
    again.load_state_dict(pool.state_dict())
    state = torch.get_rng_state()
    first = pool.exchange(numbered(2, 6))
    torch.set_rng_state(state)
    assert torch.equal(again.exchange(numbered(2, 6)), first)
