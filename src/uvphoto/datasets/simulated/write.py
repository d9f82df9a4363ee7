"""Simulate a data set on several cores; an interrupted one goes on where it stopped."""

import json
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
from threadpoolctl import threadpool_limits

from uvphoto import __version__
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet, Description, PhotoRow
from uvphoto.datasets.simulated.person import MAPS, draw_simulated, rows_of, write_person
from uvphoto.datasets.simulated.settings import SimulationSettings
from uvphoto.datasets.simulated.tables import as_csv, people_row
from uvphoto.datasets.splits import assign_splits
from uvphoto.datasets.storage import write_dataset, write_text
from uvphoto.errors import DataSetError
from uvphoto.simulate.staging import CLINIC_FRAME_MM

SETTINGS_FILE = "simulation.json"
PEOPLE_FILE = "people.csv"
PEOPLE_FOLDER = "people"
LICENCE = "CC0-1.0"
