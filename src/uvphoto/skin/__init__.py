"""Where the face lies in a photo: faces, pupils and the scale that they give."""
