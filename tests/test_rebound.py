"""The rebound meter: closed forms, separate projections, and parts that add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import files
from scenarios.explain.rebound import MOST_GAINS, PARTS, Account, Rebound, rebound
from scenarios.projection import project
from scenarios.scenario import Scenario

Array = npt.NDArray[np.float64]
Tree = dict[str, Any]

DT = 1 / 12
#: Restrictions call forth nothing and the price keeps to its trend: only what is set is a gain.
QUIET: Tree = {"induced_efficiency": 0, "scarcity_sensitivity": 0}
#: Demand of the model as projected is a product of factors, so rounding is of its size.
CLOSE = 1e-11


def shock(month: str = "2025-02", multiplier: float = 2.0, **fields: Any) -> Tree:
    made: Tree = {"type": "efficiency_shock", "month": month, "multiplier": multiplier}
    return {**made, "diffusion_months": 9, "training_share": 1, "inference_share": 0.5, **fields}


def scenario(
    assumptions: Tree | None = None, events: list[Tree] | None = None, **fields: Any
) -> Scenario:
    made = {"name": "A", "as_of": "2025-01", "assumptions": {**QUIET, **(assumptions or {})}}
    return Scenario(**{**made, "events": events or [], **fields})


def demand(made: Scenario, part: str) -> Array:
    name = "compute_demand" if part == "both" else f"compute_demand_{part}"
    return project(made, draws=False).central(name)


def only(found: Rebound, part: str = "both") -> Account:
    (gain,) = found.gains
    return gain.accounts[part]


def close(one: Array, other: Array, size: Array) -> bool:
    return bool((np.abs(one - other) <= CLOSE * size).all())


def recalled(gain: Array, lag: float) -> Array:
    """A gain as it is remembered with a lag, step by step."""
    memory, kept = np.zeros_like(gain), np.exp(-DT / lag)
    for month, value in enumerate(gain):
        memory[month] = (1 - kept) * value + kept * (memory[month - 1] if month else 0)
    return memory


# Closed forms


@pytest.mark.parametrize("elasticity", [0.0, 0.5, 1.0, 1.3])
def test_that_a_shock_takes_back_what_its_elasticity_says(elasticity: float) -> None:
    made = scenario({"training_rebound": elasticity}, [shock()])
    account = only(rebound(made), "training")
    step = np.arange(1, 61)
    gain = np.log(2) * (1 - np.exp(-step / 9))
    recall = elasticity * recalled(gain, made.belief("rebound_lag_years").p50)
    assert account.taken_back == pytest.approx(np.expm1(recall) / np.expm1(gain), abs=1e-10)
    without = demand(made.without_events(), "training")
    assert account.direct == pytest.approx(without * np.expm1(-gain), rel=1e-12)
    assert account.own == pytest.approx(without * np.exp(-gain) * np.expm1(recall), rel=1e-9)
    assert account.taken_back_at_end == account.taken_back[-1]


def test_that_half_an_elasticity_takes_back_41_per_cent_of_a_doubling() -> None:
    quick = {"rebound_lag_years": 0.02, "inference_rebound": 0.5}
    sudden = shock(diffusion_months=0.1, inference_share=1)
    account = only(rebound(scenario(quick, [sudden])), "inference")
    assert account.taken_back_at_end == pytest.approx(np.sqrt(2) - 1, abs=1e-9)


def test_that_a_loss_of_efficiency_is_metered_with_its_signs_turned() -> None:
    account = only(rebound(scenario(None, [shock(multiplier=0.5)])))
    assert (account.direct > 0).all()
    assert (account.response < 0).all()
    assert (account.taken_back > 0).all()


# Against separate projections


def test_that_direct_and_net_are_those_of_separate_projections() -> None:
    made = files.preset("r1-shock").with_setting("induced_efficiency", 0)
    without = made.without_events()
    none = {"training_rebound": 0, "inference_rebound": 0}
    unmoved, unmoved_without = (
        s.replace(assumptions={**s.assumptions, **none}) for s in (made, without)
    )
    found = rebound(made)
    direct = np.zeros(60)
    for part in PARTS[:2]:
        account, base = only(found, part), demand(without, part)
        saved = base * (demand(unmoved, part) / demand(unmoved_without, part) - 1)
        assert close(account.direct, saved, base)
        assert close(account.net, demand(made, part) - base, base)
        direct += account.direct
    assert close(only(found).direct, direct, demand(without, "both"))
    assert close(only(found).net, demand(made, "both") - demand(without, "both"), direct * -100)


def test_that_the_price_is_left_out_of_what_the_gain_itself_calls_forth() -> None:
    quiet, priced = (
        only(rebound(scenario({"scarcity_sensitivity": sensitivity}, [shock()])), "training")
        for sensitivity in (0, 0.3)
    )
    assert close(quiet.price, np.zeros(60), -quiet.direct)
    assert (priced.price[12:] > 0).all()  # less scarce, so cheaper, so more is wanted
    share = [account.own / -account.direct for account in (quiet, priced)]
    assert share[0] == pytest.approx(share[1], rel=1e-9)


def test_that_growth_ahead_of_its_trend_is_a_gain_and_the_trend_is_none() -> None:
    made = scenario({"inference_efficiency_growth": 3.5})
    account, at_trend = only(rebound(made)), made.with_setting("inference_efficiency_growth", None)
    assert close(account.net, demand(made, "both") - demand(at_trend, "both"), demand(made, "both"))
    assert (only(rebound(made), "training").direct == 0).all()
    assert not rebound(at_trend).gains
    both_faster = {"inference_efficiency_growth": 3.5, "inference_efficiency_trend": 3.5}
    assert not rebound(scenario(both_faster)).gains


def test_that_what_restrictions_induce_is_a_gain_where_access_is_barred() -> None:
    made = scenario({"induced_efficiency": 0.1})
    (gain,) = rebound(made).gains
    assert gain.name == "induced_efficiency"
    assert (gain.accounts["training"].direct < 0).all()
    assert (gain.accounts["inference"].direct == 0).all()
    open_to_all = {"export_restriction_level_china": 0, "induced_efficiency": 0.1}
    assert not rebound(scenario(open_to_all)).gains


# Adding up


@pytest.mark.parametrize("name", files.preset_names())
def test_that_parts_gains_and_workloads_add_up_in_every_preset(name: str) -> None:
    made = files.preset(name)
    found = rebound(made)
    size = found.demand["both"] + found.without["both"]
    for part in PARTS:
        account = found.together.accounts[part]
        assert close(found.demand[part], demand(made, part), size)
        assert close(account.net, found.demand[part] - found.without[part], size)
        for kind in ("direct", "own", "price", "response", "net"):
            parts = [getattr(gain.accounts[part], kind) for gain in found.gains]
            assert close(np.sum(parts, axis=0), getattr(account, kind), size)
    for gain in (*found.gains, found.together):
        workloads = [gain.accounts[part].response for part in PARTS[:2]]
        assert close(np.sum(workloads, axis=0), gain.accounts["both"].response, size)


def test_that_equal_shocks_have_equal_accounts() -> None:
    one, other = (g.accounts["both"] for g in rebound(scenario(None, [shock(), shock()])).gains)
    assert one.direct == pytest.approx(other.direct, rel=1e-12)
    assert one.response == pytest.approx(other.response, rel=1e-9)


def test_that_two_shocks_save_no_more_than_there_is() -> None:
    found = rebound(scenario(None, [shock(multiplier=1000), shock(multiplier=1000)]))
    assert (found.together.accounts["training"].direct >= -found.without["training"]).all()


def test_that_many_shocks_are_joined_from_the_smallest() -> None:
    sizes = [1.1 + place / 10 for place in range(12)]
    made = scenario(None, [shock(multiplier=size) for size in sizes])
    found = rebound(made)
    names = [gain.name for gain in found.gains]
    assert names == [*(f"events[{place}]" for place in range(5, 12)), "others"]
    assert len(names) == MOST_GAINS
    assert found.gains[-1].label == "5 smaller shocks"
    net = np.sum([gain.accounts["both"].net for gain in found.gains], axis=0)
    without = demand(made.without_events(), "both")
    assert close(net, demand(made, "both") - without, without)


# Where there is nothing to measure


def test_that_nothing_is_measured_before_the_gain_begins() -> None:
    found = rebound(scenario(None, [shock("2026-02")]))
    account = only(found)
    assert np.isnan(account.taken_back[:12]).all()
    assert np.isfinite(account.taken_back[12:]).all()
    assert (account.direct[:12] == 0).all()


def test_that_without_gains_all_demand_is_that_without_gains() -> None:
    found = rebound(scenario())
    assert not found.gains
    for part in PARTS:
        assert (found.demand[part] == found.without[part]).all()
        assert np.isnan(found.together.accounts[part].taken_back_at_end)


def test_that_a_shock_of_one_is_no_gain() -> None:
    assert not rebound(scenario(None, [shock(multiplier=1)])).gains


def test_that_absurd_stacks_of_shocks_stay_finite() -> None:
    events = [shock(multiplier=1000, diffusion_months=0.1, inference_share=1)] * 200
    found = rebound(scenario({"training_rebound": 4, "inference_rebound": 4}, events))
    for account in found.together.accounts.values():
        assert np.isfinite([account.direct, account.own, account.price]).all()


def test_that_labels_are_those_of_the_author_or_say_what_it_is() -> None:
    found = rebound(scenario(None, [shock(label="R1"), shock("2026-03", 1.5)]))
    assert [gain.label for gain in found.gains] == ["R1", "Efficiency shock of 1.5x, 2026-03"]
