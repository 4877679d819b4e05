"""Write the made-up city of this folder: ``python data/make_city.py [FOLDER]``.

Writes ``city.osm.pbf``, and ``stops.csv`` with addresses in it, to the folder, by default that of
this file. The files are the same every time.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from doggerhaven.city import made_city
from doggerhaven.deliveries import a_day, write_stops
from doggerhaven.houses import house_nodes
from doggerhaven.osm_file import write_osm

_SEED = 13


def main(folder: Path) -> None:
    """Make the city and a day of deliveries in it."""
    city = made_city()
    stops = a_day(city.streets, random.Random(_SEED))
    houses = house_nodes(stop.door for stop in stops)
    path = folder / "city.osm.pbf"
    write_osm(path, city.streets, city.node_tags, city.restrictions, city.scenery, houses)
    write_stops(folder / "stops.csv", stops)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
