"""Write the made-up city of this folder: ``python data/make_city.py [FOLDER]``.

Writes ``city.osm.pbf``, and ``stops.csv`` and ``vehicles.csv`` with addresses in it, to the folder;
by default to the one of this file. The files are the same every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from doggerhaven.city import made_city
from doggerhaven.osm_file import write_osm


def main(folder: Path) -> None:
    """Make the city and its day of deliveries."""
    city = made_city()
    path = folder / "city.osm.pbf"
    write_osm(path, city.streets, city.node_tags, city.restrictions, city.scenery)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
