"""Data sets as trees like those of BIDS, the Brain Imaging Data Structure, and back without loss.

BIDS has no modality for photos of faces. Photos stand where it has photos of the subject: as ``photo`` in ``micr``, its
folder for microscopy. All that belongs to a photo stands in its sidecar, under the key ``UVPhoto``.
"""

from uvphoto.datasets.bids.reading import read_bids
from uvphoto.datasets.bids.writing import write_bids

__all__ = ["read_bids", "write_bids"]
