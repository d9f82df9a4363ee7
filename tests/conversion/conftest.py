"""Files of small weights."""

from types import ModuleType

import pytest

from uvphoto.conversion.weights_file import Weights, read_weights


@pytest.fixture(scope="session")
def compact(networks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """Return converter weights that tile exactly."""
    return read_weights(networks.write_onnx(tmp_path_factory.mktemp("weights") / "compact.onnx", networks.COMPACT))


@pytest.fixture(scope="session")
def checkpoint(networks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """Return a checkpoint with the same network as ``compact``."""
    path = tmp_path_factory.mktemp("weights") / "compact.safetensors"
    return read_weights(networks.write_checkpoint(path, networks.COMPACT))


@pytest.fixture(scope="session")
def unet(networks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """Return converter weights that see their whole tile."""
    return read_weights(networks.write_onnx(tmp_path_factory.mktemp("weights") / "unet.onnx", networks.UNET))
