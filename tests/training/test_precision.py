"""Recipes say bfloat16; processors without it compute in float32."""

import pytest

torch = pytest.importorskip("torch")

from uvphoto.training import precision  # noqa: E402 - after the check for torch


@pytest.mark.parametrize(
    ("wanted", "accelerator", "is_fast", "has_cuda", "fitting"),
    [
        ("bf16-mixed", "cpu", False, False, "32-true"),
        ("bf16-mixed", "auto", False, False, "32-true"),
        ("bf16-mixed", "cpu", True, False, "bf16-mixed"),
        ("bf16-mixed", "auto", False, True, "bf16-mixed"),
        ("bf16-mixed", "cuda", False, True, "bf16-mixed"),
        ("bf16-mixed", "cpu", False, True, "32-true"),
        ("32-true", "cpu", True, False, "32-true"),
        ("16-mixed", "cuda", False, True, "16-mixed"),
    ],
)
def test_what_a_device_computes_in(
    monkeypatch: pytest.MonkeyPatch, *, wanted: str, accelerator: str, is_fast: bool, has_cuda: bool, fitting: str
) -> None:
    monkeypatch.setattr(precision, "has_fast_bfloat16", lambda: is_fast)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert precision.fitting_precision(wanted, accelerator) == fitting
