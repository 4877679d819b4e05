"""What streets are called: a theme for every district, an ending for every kind of street."""

from __future__ import annotations

import cmath
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from doggerhaven.districts import DISTRICTS, district_at
from doggerhaven.geometry import Point, length, position_at
from doggerhaven.street import Street

__all__ = ["named"]

_THEMES = {
    "crafts": "Cooper Potter Weaver Dyer Chandler Saddler Glover Turner Tanner Smith Mason Baker "
    "Brewer Miller Carter Fuller Sawyer Thatcher Tinker Cutler Hatter Bellfounder Lacemaker "
    "Sailmaker Ropewinder Basketmaker",
    "wares": "Salt Herring Wool Barley Honey Pepper Copper Linen Oyster Apple Bread Lantern Barrel "
    "Butter Cheese Feather Hemp Leather Mustard Oil Paper Pewter Ribbon Silk Soap Wax",
    "stones": "Amber Basalt Chalk Flint Granite Marble Slate Quartz Sandstone Pumice Jasper Opal "
    "Onyx Agate Beryl Garnet Topaz Malachite Gneiss Tuff",
    "towns": "Merrow Ashby Farholm Kirkstead Lindmouth Ostrey Velden Wexmoor Harrowby Skelby "
    "Thornwick Eastmere Ulverholm Brackwater Dunmoor Hollin Marrick Norby Pellmouth Ravensey",
    "ships": "Brig Cutter Ketch Sloop Schooner Clipper Barque Lugger Dory Yawl Galleon Frigate "
    "Anchor Compass Capstan Halyard Rudder Spinnaker Topsail Windlass Beacon Buoy Mainsail",
    "winds": "Zephyr Mistral Breeze Gale Squall Monsoon Sirocco Bora Northwind Westwind Harmattan "
    "Foehn Trade Doldrum Typhoon Vane Weathercock Cloud Rainbow Thunder",
    "trades": "Foundry Depot Freight Forge Engine Turbine Boiler Kiln Cable Crane Dock Silo Press "
    "Rolling Spindle Warehouse Container Gantry Piston Workshop",
    "herbs": "Sage Thyme Tansy Sorrel Mint Fennel Yarrow Lovage Chervil Comfrey Borage Dill Rue "
    "Marjoram Hyssop Burnet Angelica Betony Camomile Caraway Savory Chicory",
    "trees": "Alder Ash Aspen Beech Birch Cedar Chestnut Elder Elm Hawthorn Hazel Holly Hornbeam "
    "Juniper Larch Linden Maple Oak Pine Poplar Rowan Spruce Sycamore Walnut Willow Yew",
    "flowers": "Aster Bluebell Campion Clover Cornflower Cowslip Crocus Daisy Foxglove Gentian "
    "Harebell Iris Larkspur Lavender Lily Lupin Marigold Pansy Peony Poppy Primrose Violet",
    "birds": "Avocet Bittern Bunting Chaffinch Cormorant Crane Dipper Eider Falcon Fulmar Gannet "
    "Godwit Goldfinch Grebe Harrier Kingfisher Linnet Merlin Osprey Petrel Skylark Swift Tern Wren",
    "fish": "Bream Brill Char Cod Dab Flounder Gurnard Haddock Hake Halibut Ling Mackerel Mullet "
    "Perch Pike Plaice Pollack Roach Salmon Smelt Sole Sprat Sturgeon Tench Trout Turbot Whiting",
    "fruits": "Almond Apricot Bilberry Bramble Cherry Cranberry Currant Damson Fig Gooseberry "
    "Grape Greengage Hazelnut Medlar Mulberry Pear Plum Quince Raspberry Russet Sloe Strawberry",
    "sea": "Breakwater Coral Cove Current Driftwood Dune Ebb Estuary Foam Harbour Kelp Lagoon "
    "Lighthouse Marram Pebble Pier Reef Ripple Sandbar Shell Shingle Spray Surf Swell Tide Wave",
}
_FIRST = "Ada Bruno Clara Dario Edda Felix Greta Hanno Ilse Jorin Karla Levin Maren Nils Oda Piet"
_LAST = "Ashgrove Birkholt Cray Dornfeld Ellersby Fenwater Garrow Holmstad Ivers Jessop Korvin Lund"
_ENDINGS = {
    "old": ("Lane", "Row", "Street", "Gate", "Hill", "Court"),
    "grid": ("Street", "Place", "Terrace", "Parade"),
    "works": ("Road", "Way", "Street"),
    "suburb": ("Road", "Way", "Drive", "Avenue", "Grove", "Rise", "Lane"),
}
_FURTHER = ("Old", "New", "Upper", "Lower", "Little", "Great", "North", "South", "East", "West")
_NAMELESS = {"", "motorway", "motorway_link", "track", "footway", "path", "cycleway", "service"}
_STRAIGHT_ON = math.radians(24)


def named(streets: Sequence[Street], rng: random.Random) -> list[Street]:
    """The streets with names; what leads straight on keeps the name of what it continues."""
    groups = _continued(streets)
    pools = {d.theme: _words(d.theme, rng) for d in DISTRICTS}
    taken = {street.name for street in streets}
    uses: Counter[str] = Counter()
    names: dict[int, str] = {}
    result = []
    for number, street in enumerate(streets):
        if not _is_unnamed(street):
            result.append(street)
            continue
        group = groups[number]
        if group not in names:
            words = pools[district_at(_middle(street)).theme]
            name = _new_name(street, words, uses, taken, rng)
            names[group] = name
            taken.add(name)
        result.append(replace(street, name=names[group]))
    return result


def _is_unnamed(street: Street) -> bool:
    return not (street.name or street.highway in _NAMELESS or "junction" in street.tags)


def _middle(street: Street) -> Point:
    return position_at(street.line, length(street.line) / 2)[0]


def _words(theme: str, rng: random.Random) -> list[str]:
    if theme == "persons":
        words = [f"{first} {last}" for first in _FIRST.split() for last in _LAST.split()]
    else:
        words = _THEMES[theme].split()
    rng.shuffle(words)
    return words


def _new_name(
    street: Street, words: list[str], uses: Counter[str], taken: set[str], rng: random.Random
) -> str:
    """The next word of the theme with an ending; when all are used up, once more around."""
    pattern = district_at(_middle(street)).pattern
    endings = list(_ENDINGS[pattern])
    rng.shuffle(endings)
    first = _ending(street, pattern)
    for word in sorted(words, key=lambda word: uses[word]):
        for ending in [*first, *endings]:
            if (name := f"{word} {ending}") not in taken:
                uses[word] += 1
                return name
    extra = (f"{more} {word} {end}" for more in _FURTHER for word in words for end in endings)
    return next(name for name in extra if name not in taken)


def _ending(street: Street, pattern: str) -> tuple[str, ...]:
    """What a street of this shape is called before anything else."""
    apart, metres = abs(street.line[0] - street.line[-1]), length(street.line)
    if pattern == "suburb" and apart < 0.6 * metres:
        return ("Crescent",)
    if pattern == "suburb" and metres < 130:
        return ("Close",)
    if pattern == "old" and metres < 60:
        return ("Alley", "Passage")
    return ()


def _continued(streets: Sequence[Street]) -> dict[int, int]:
    """A number for every street, the same for those that lead straight on into each other."""
    leader = {number: number for number in range(len(streets))}

    def lead(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for one, other in _straight_pairs(streets):
        low, high = sorted((lead(one), lead(other)))
        leader[high] = low
    return {number: lead(number) for number in leader}


def _straight_pairs(streets: Sequence[Street]) -> Iterator[tuple[int, int]]:
    """Unnamed streets that end where another begins, and turn little there."""
    ends: dict[Point, list[tuple[int, float]]] = defaultdict(list)
    for number, street in enumerate(streets):
        if _is_unnamed(street):
            line = street.line
            ends[line[0]].append((number, cmath.phase(line[1] - line[0])))
            ends[line[-1]].append((number, cmath.phase(line[-2] - line[-1])))
    for arms in ends.values():
        for index, (one, away) in enumerate(arms):
            for other, onward in arms[:index]:
                turn = abs(abs(away - onward) - math.pi)
                if turn < _STRAIGHT_ON and one != other:
                    yield one, other
