"""Lines as text, in the encoding that Google published and routing servers use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from vrp.roads.matrices import LonLat

__all__ = ["decode_polyline"]


def decode_polyline(text: str, *, digits: int = 6) -> list[LonLat]:
    """Points of an encoded polyline.

    Parameters
    ----------
    text
        Differences of latitude and longitude in turn, five bits a character.
    digits
        Decimal places that were kept: 6 from Valhalla, 5 from many others.

    Raises
    ------
    ValueError
        If the text ends in the middle of a point or holds a character that the encoding does not
        use.
    """
    differences = list(_differences(text))
    if len(differences) % 2:
        raise ValueError("the encoded line ends between a latitude and its longitude")
    unit = 10**digits
    latitudes = accumulate(differences[0::2])
    longitudes = accumulate(differences[1::2])
    return [(lon / unit, lat / unit) for lat, lon in zip(latitudes, longitudes, strict=True)]


def _differences(text: str) -> Iterator[int]:
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        if not 0 <= bits < 64:
            raise ValueError(f"the encoded line holds {character!r}")
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            # The sign is in the lowest bit, the others inverted where it is set.
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
    if shift:
        raise ValueError("the encoded line ends in the middle of a number")
