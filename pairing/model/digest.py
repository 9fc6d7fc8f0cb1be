"""BLAKE2b, of which codes and the draw are made."""

from __future__ import annotations

from hashlib import blake2b as blake2b
