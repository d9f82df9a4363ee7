"""BiSeNet's tensors by the names and shapes of the published state dict, and what it gives."""

import torch

from uvphoto.models.bisenet import BiSeNet

# Some of the published names, from each part, with their shapes.
PUBLISHED = {
    "cp.resnet.conv1.weight": (64, 3, 7, 7),
    "cp.resnet.bn1.running_var": (64,),
    "cp.resnet.layer1.0.conv1.weight": (64, 64, 3, 3),
    "cp.resnet.layer2.0.downsample.0.weight": (128, 64, 1, 1),
    "cp.resnet.layer2.0.downsample.1.running_mean": (128,),
    "cp.resnet.layer4.1.bn2.bias": (512,),
    "cp.arm16.conv.conv.weight": (128, 256, 3, 3),
    "cp.arm32.conv_atten.weight": (128, 128, 1, 1),
    "cp.arm32.bn_atten.weight": (128,),
    "cp.conv_head32.conv.weight": (128, 128, 3, 3),
    "cp.conv_avg.conv.weight": (128, 512, 1, 1),
    "ffm.convblk.conv.weight": (256, 256, 1, 1),
    "ffm.conv1.weight": (64, 256, 1, 1),
    "ffm.conv2.weight": (256, 64, 1, 1),
    "conv_out.conv.conv.weight": (256, 256, 3, 3),
    "conv_out.conv_out.weight": (19, 256, 1, 1),
    "conv_out16.conv.conv.weight": (64, 128, 3, 3),
    "conv_out32.conv_out.weight": (19, 64, 1, 1),
}


def test_the_tensors_have_the_published_names_and_shapes() -> None:
    tensors = BiSeNet().state_dict()
    assert {name: tuple(tensors[name].shape) for name in PUBLISHED} == PUBLISHED


def test_resnet_18_has_as_many_parameters_as_published() -> None:
    count = sum(parameter.numel() for parameter in BiSeNet().cp.resnet.parameters())
    assert count == 11_689_512 - 513_000  # without the classifier of 512 x 1000 weights and 1000 offsets


def test_every_pixel_has_logits() -> None:
    with torch.inference_mode():
        assert BiSeNet().eval()(torch.zeros(2, 3, 64, 96)).shape == (2, 19, 64, 96)
