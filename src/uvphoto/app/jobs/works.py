"""What can be done as a job, by kind."""

import os
from collections.abc import Mapping
from functools import partial

from uvphoto.app.jobs.derived import COMPARE, FORETELL
from uvphoto.app.jobs.desk import Work
from uvphoto.app.settings import AppSettings
from uvphoto.app.store.photos import ANALYSE


def load_works(settings: AppSettings) -> Mapping[str, Work]:
    """Return what does a job, by its kind; networks are loaded when they are first needed."""
    import cv2  # noqa: PLC0415 - in the process that works, not in the server

    from uvphoto.app.jobs.analysing import Analyse, load_tools  # noqa: PLC0415 - the same
    from uvphoto.app.jobs.comparing import compare_photos  # noqa: PLC0415 - the same
    from uvphoto.app.jobs.foretelling import foretell_picture  # noqa: PLC0415 - the same

    threads = settings.threads or max(1, (os.cpu_count() or 2) - 1)  # a core is left for pages
    cv2.setNumThreads(threads)
    return {
        ANALYSE: Analyse(partial(load_tools, threads), settings.max_pixels),
        COMPARE: compare_photos,
        FORETELL: foretell_picture,
    }
