"""The arithmetic that a device is fast at."""

import torch

from uvphoto.processor import has_fast_bfloat16
from uvphoto.training.settings import Precision


def fitting_precision(wanted: Precision, accelerator: str) -> Precision:
    """Return a precision, but float32 in place of bfloat16 on a processor that has no instructions for it.

    There bfloat16 takes many times as long, and what comes of it differs by rounding alone.

    Args:
        wanted: by the settings.
        accelerator: Fabric's word.

    """
    has_another = torch.cuda.is_available() or torch.backends.mps.is_available()
    is_processor = accelerator == "cpu" or (accelerator == "auto" and not has_another)
    return "32-true" if wanted == "bf16-mixed" and is_processor and not has_fast_bfloat16() else wanted
