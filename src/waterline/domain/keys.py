"""Keys of records that are made inside the program: UUIDv7, so they sort by their moment."""

from __future__ import annotations

RANDOM_BITS = 74


def key(moment: int, random: int) -> str:
    """Make a UUIDv7 (RFC 9562, 5.7) from a moment (microseconds UTC) and 74 random bits."""
    milliseconds = max(moment, 0) // 1_000 & 0xFFFF_FFFF_FFFF
    number = milliseconds << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    number |= 0b10 << 62 | random & 0x3FFF_FFFF_FFFF_FFFF
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
