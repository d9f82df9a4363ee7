"""Which process comes first where processors are short: the one that serves pages."""

import os

_NICER = 10  # than the process that started this one


def give_way() -> None:
    """Have this process give way to the one that started it; called again, it changes nothing more."""
    if hasattr(os, "setpriority"):
        now, starter = (os.getpriority(os.PRIO_PROCESS, process) for process in (0, os.getppid()))
        os.setpriority(os.PRIO_PROCESS, 0, max(now, starter + _NICER))  # going back is not allowed to everybody
