"""Why somebody is left out: true, in people's names, and as small frozen objects with fields."""
