"""What is installed, what works and how fast, and how to mend what does not.

Its modules import what they need when they are asked: they have to speak where a library is missing.
"""
