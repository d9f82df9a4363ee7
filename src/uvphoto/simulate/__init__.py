"""A physical simulator of paired face photos: optics, faces, cameras and the course of time, each usable alone."""
