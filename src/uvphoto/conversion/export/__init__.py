"""From a checkpoint to converter weights: one ONNX file, held to the network it was made of.

Needs the extra ``train``; nothing else in ``conversion`` imports from here.
"""
