"""The 19 classes of CelebAMask-HQ, numbered as networks for face parsing have them.

References:
    Lee et al. 2020, "MaskGAN: Towards Diverse and Interactive Facial Image Manipulation", CVPR (the data set).
    The numbers are those of face-parsing.PyTorch, which others follow; the data set's own masks are numbered otherwise.

"""

CLASSES = (
    "background", "skin", "left brow", "right brow", "left eye", "right eye", "glasses", "left ear", "right ear",
    "earring", "nose", "mouth", "upper lip", "lower lip", "neck", "necklace", "clothes", "hair", "hat",
)  # fmt: skip

SKIN = CLASSES.index("skin")
NOSE = CLASSES.index("nose")
"""The nose is apart from the skin; bare facial skin is both."""
