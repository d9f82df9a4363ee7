"""``python -m uvphoto`` is ``uvphoto``."""

from uvphoto.cli import main

if __name__ == "__main__":
    main()
