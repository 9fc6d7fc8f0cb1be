"""The registry: families of instances, one file each."""

from __future__ import annotations

from benchmarks.families import cohort, cohort_limits, cohort_many, conference, dense, mentoring, planted, small, sparse
from benchmarks.families.base import Family

FAMILIES: tuple[Family, ...] = (
    small.FAMILY,
    conference.FAMILY,
    dense.FAMILY,
    sparse.FAMILY,
    planted.FAMILY,
    mentoring.FAMILY,
    cohort.FAMILY,
    cohort_limits.FAMILY,
    cohort_many.FAMILY,
)
