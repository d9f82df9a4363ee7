"""Checkpoints: there and back, and every file that is none."""

import json
import os
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from uvphoto.errors import WeightsError
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.checkpoint import load_checkpoint, read_info, save_checkpoint
from uvphoto.models.settings import CompactSettings, GeneratorSettings, ResnetSettings, UnetSettings
from uvphoto.models.weights_info import WeightsInfo

TINY = CompactSettings(width=2, levels=2)


def info_of(generator: GeneratorSettings) -> WeightsInfo:
    return WeightsInfo("tiny", generator, tiling_of(generator), 0.25, "CC0-1.0", provenance={"seed": 1})


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, build_generator(TINY), info_of(TINY))
    return path


@pytest.mark.parametrize(
    "generator",
    [TINY, UnetSettings(width=2, halvings=5), UnetSettings(width=2, norm="instance"), ResnetSettings(width=2)],
    ids=str,
)
def test_there_and_back(tmp_path: Path, generator: GeneratorSettings) -> None:
    network = build_generator(generator, seed=5)
    colour = torch.rand(2, 3, 256, 256)
    network(colour)  # batch norm keeps statistics
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, network, info_of(generator))
    loaded, info = load_checkpoint(path)
    assert info == read_info(path) == info_of(generator)
    assert not loaded.training
    assert all(parameter.requires_grad for parameter in loaded.parameters())
    assert [*loaded.state_dict()] == [*network.state_dict()]
    assert torch.equal(loaded(colour), network.eval()(colour))


def test_the_same_weights_give_the_same_bytes(tmp_path: Path, checkpoint: Path) -> None:
    loaded, info = load_checkpoint(checkpoint)
    save_checkpoint(tmp_path / "b", loaded, info)
    assert (tmp_path / "b").read_bytes() == checkpoint.read_bytes()


def test_a_generator_that_its_settings_do_not_build_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the generator is not what its settings say: it "):
        save_checkpoint(tmp_path / "a", build_generator(CompactSettings(width=3, levels=2)), info_of(TINY))
    assert not list(tmp_path.iterdir())


def test_places_that_take_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be written"):
        save_checkpoint(tmp_path / "none" / "a", build_generator(TINY), info_of(TINY))
    with pytest.raises(WeightsError, match="does not exist"):
        load_checkpoint(tmp_path / "none")
    with pytest.raises(WeightsError, match="is a folder"):
        read_info(tmp_path)


def test_an_interruption_leaves_the_old_file(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = checkpoint.read_bytes()

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(checkpoint, build_generator(TINY, seed=9), info_of(TINY))
    assert list(checkpoint.parent.iterdir()) == [checkpoint]
    assert checkpoint.read_bytes() == before


def altered(path: Path, **tensors: torch.Tensor | None) -> Path:
    """Change, add or take out tensors."""
    with_changes = load_file(path) | {name.replace("_", "."): tensor for name, tensor in tensors.items()}
    kept = {name: tensor for name, tensor in with_changes.items() if tensor is not None}
    save_file(kept, path, {"uvphoto": info_of(TINY).to_json()})
    return path


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        ({"head_bias": None}, "lacks the tensor 'head.bias'"),
        ({"tail": torch.zeros(1)}, "a tensor 'tail' that does not belong there"),
        ({"head_bias": torch.zeros(15)}, r"'head.bias' as \(15,\) of torch.float32 where \(16,\) of torch.float32"),
        ({"head_bias": torch.zeros(16, dtype=torch.float16)}, "of torch.float16 where"),
        ({"head_bias": torch.full((16,), torch.nan)}, "numbers in 'head.bias' that are not finite"),
    ],
)
def test_tensors_that_are_not_those_of_the_settings(
    checkpoint: Path, tensors: dict[str, torch.Tensor | None], reason: str
) -> None:
    with pytest.raises(WeightsError, match=rf"a.safetensors: does not hold the network.*{reason}.*\. It is damaged"):
        load_checkpoint(altered(checkpoint, **tensors))


def test_settings_that_ask_for_a_giant_cost_nothing(checkpoint: Path) -> None:
    giant = replace(info_of(TINY), generator=CompactSettings(width=512, levels=6))
    save_file(load_file(checkpoint), checkpoint, {"uvphoto": giant.to_json()})
    with pytest.raises(WeightsError, match="lacks the tensor"):
        load_checkpoint(checkpoint)


@pytest.mark.parametrize("metadata", [None, {}, {"format": "pt"}])
def test_tensors_of_another_program(tmp_path: Path, metadata: dict[str, str] | None) -> None:
    save_file({"a": torch.zeros(1)}, tmp_path / "a", metadata)
    for read in (read_info, load_checkpoint):
        with pytest.raises(WeightsError, match=r"of another program.*Give the path of a checkpoint"):
            read(tmp_path / "a")


def test_a_record_that_makes_no_sense(checkpoint: Path) -> None:
    text = json.dumps(json.loads(info_of(TINY).to_json()) | {"format_version": 2})
    save_file(load_file(checkpoint), checkpoint, {"uvphoto": text})
    with pytest.raises(WeightsError, match="version 2; this program reads 1"):
        load_checkpoint(checkpoint)


@pytest.mark.parametrize("data", [b"", b"\x80\x04", b"PK\x03\x04" + bytes(100), struct.pack("<Q", 2**60) + b"{}"])
def test_files_of_another_kind(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    for read in (read_info, load_checkpoint):
        with pytest.raises(WeightsError, match="is no whole safetensors file"):
            read(tmp_path / "a")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_short_or_with_a_damaged_head_gives_a_reason(checkpoint: Path, data: st.DataObject) -> None:
    whole = checkpoint.read_bytes()
    damaged = checkpoint.with_name("damaged")
    damaged.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(WeightsError):
        load_checkpoint(damaged)
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged.write_bytes(whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :])
    try:
        load_checkpoint(damaged)
    except WeightsError as error:
        assert "damaged" in str(error)  # noqa: PT017 - a number that is another one cannot be told
