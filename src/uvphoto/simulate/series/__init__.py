"""The course of time: dose, tan, marks that come, change and go, and the state of a day."""
