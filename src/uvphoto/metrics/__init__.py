"""How well two pictures, two masks, two sets of spots or two sets of measures agree."""

from uvphoto.metrics.concordance import concordance
from uvphoto.metrics.correlation import Correlation, pearson, spearman, without_heaviest
from uvphoto.metrics.masks import PrecisionRecall, iou, precision_recall
from uvphoto.metrics.method_comparison import BlandAltman, Line, bland_altman, deming, least_squares
from uvphoto.metrics.pictures import mean_absolute_error, psnr, ssim
from uvphoto.metrics.proportions import Proportion, clopper_pearson, coverage, wilson
from uvphoto.metrics.repeatability import Repeatability, intraclass_one_way, intraclass_two_way, repeatability
from uvphoto.metrics.samples import Estimate
from uvphoto.metrics.spot_matching import SpotMatch, match_spots, pool

__all__ = [
    "BlandAltman",
    "Correlation",
    "Estimate",
    "Line",
    "PrecisionRecall",
    "Proportion",
    "Repeatability",
    "SpotMatch",
    "bland_altman",
    "clopper_pearson",
    "concordance",
    "coverage",
    "deming",
    "intraclass_one_way",
    "intraclass_two_way",
    "iou",
    "least_squares",
    "match_spots",
    "mean_absolute_error",
    "pearson",
    "pool",
    "precision_recall",
    "psnr",
    "repeatability",
    "spearman",
    "ssim",
    "wilson",
    "without_heaviest",
]
