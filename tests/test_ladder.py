"""The names of the ladder of restriction levels."""

from __future__ import annotations

import pytest

from scenarios.engine.access import RUNGS
from scenarios.ladder import LADDER, RUNG_NAMES, Rung, rung_name


def test_that_every_rung_of_the_engine_has_a_name() -> None:
    assert tuple(rung.level for rung in LADDER) == RUNGS
    assert len(set(RUNG_NAMES)) == len(RUNGS)


@pytest.mark.parametrize("rung", LADDER, ids=lambda rung: rung.name)
def test_that_a_whole_level_has_the_name_of_its_rung(rung: Rung) -> None:
    assert rung_name(float(rung.level)) == rung.name


def test_that_a_fraction_lies_between_two_rungs() -> None:
    assert rung_name(2.5) == "between density caps and licences case by case"
    assert rung_name(0.01) == "between unrestricted and interconnect caps"


@pytest.mark.parametrize("level", [-0.1, 5.01])
def test_that_a_level_off_the_ladder_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 5"):
        rung_name(level)
