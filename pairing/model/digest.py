"""BLAKE2b, of which codes and the draw are made: the one of ``hashlib``, without what else that loads."""

from __future__ import annotations

try:
    from _blake2 import blake2b as blake2b  # hashlib loads OpenSSL too, which takes 4 ms and has no part in it
except ImportError:  # another Python than CPython
    from hashlib import blake2b as blake2b
