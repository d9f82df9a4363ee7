"""A discriminator of whole patches like AlexNet, as UV-photo Net has one.

The UV-photo Net paper (Kojima et al., Scientific Reports 11, 2021) names AlexNet and gives no layers. Here they are
AlexNet's in its one-column form, with adaptive pooling before the fully connected layers, four channels in (colour and
UV) and one logit out. All widths scale with the first: 64 gives 64-192-384-256-256 and 4096.

References:
    Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks, NIPS 2012.
    Krizhevsky: One weird trick for parallelizing convolutional neural networks, arXiv 1404.5997 (one column).

"""

from torch import Tensor, nn

from uvphoto.models.settings import AlexnetSettings

_POOLED = 6  # cells of a side before the fully connected layers


class AlexnetClassifier(nn.Module):
    """One logit for each patch; above 0 says real.

    Shapes: (N, in_channels, H, W) in [-1, 1] to (N, 1); H and W are 63 or more, and 256 in the paper.
    """

    def __init__(self, settings: AlexnetSettings) -> None:
        super().__init__()
        width = settings.width
        hidden = 64 * width
        self.features = nn.Sequential(
            nn.Conv2d(settings.in_channels, width, 11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(width, 3 * width, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(3 * width, 6 * width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(6 * width, 4 * width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(4 * width, 4 * width, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.pool = nn.AdaptiveAvgPool2d(_POOLED)
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Linear(4 * width * _POOLED**2, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, 1),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):  # no normalisation: He's weights keep signals in size
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def forward(self, patch: Tensor) -> Tensor:
        """Return the logits of a batch of patches."""
        return self.classifier(self.pool(self.features(patch)).flatten(1))
