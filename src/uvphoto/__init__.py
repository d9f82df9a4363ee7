"""uvphoto: synthetic UV photos of the skin from ordinary colour photos, and what can be measured in them."""

__version__ = "0.1.0.dev0"
