"""Conversion: a colour photo in, its synthetic UV photo out.

Runs with ONNX Runtime, which everybody has; with OpenVINO (the extra ``fast``) or torch (``train``) on demand.
"""
