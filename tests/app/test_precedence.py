"""A process gives way to the one that started it, once, however nice that one is itself."""

import os
import subprocess
import sys

import pytest

CHILD = """
import os
from uvphoto.app.precedence import give_way
give_way()
give_way()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""
STARTER = "import os, subprocess, sys; os.nice({more}); subprocess.run([sys.executable, '-c', {child!r}], check=True)"


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="there are no priorities of this kind here")
@pytest.mark.parametrize("more", [0, 3, 15])
def test_it_is_nicer_than_its_starter(more: int) -> None:
    program = STARTER.format(more=more, child=CHILD)
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert int(told) == min(os.getpriority(os.PRIO_PROCESS, 0) + more + 10, 19)
