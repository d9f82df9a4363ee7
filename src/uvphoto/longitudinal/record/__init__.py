"""The record of persons over time: who came when, the photos, and what was found in them by which versions."""
