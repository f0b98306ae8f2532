"""The model's equations a second time, in scalar Python, for the engine to be held against.

Written from the model's description and the file format alone, without a look at the engine, and
kept that way: a mistake copied from one into the other would hide in both. It is read beside the
description, in one piece and so in one file: every stage is a function with the description's
symbols, every loop runs over one month or one region, and nothing is vectorised. numpy draws the
random numbers, no more.

Covered: central projections, uncorrelated draws, effects against any baseline. Not covered: rank
correlations (draws of a scenario that asks for them are refused), statistics over draws, and most
of what a file can be refused for. Flows are H100e per year, stocks H100e at month end, money USD
bn per year, prices USD per H100e.
"""

from __future__ import annotations

import csv
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy

REGIONS = ("us_allies", "china", "rest_of_world")
WORKLOADS = ("training", "inference")
DT = 1 / 12
ALPHA = 0.1
NARROWEST, WIDEST = 0.16658, 0.83342
LADDER = (  # legal access, factor on leakage, factor on offshore, by rung
    (1.0, 0.0, 0.0),
    (0.90, 0.5, 0.2),
    (0.45, 1.0, 0.6),
    (0.10, 1.0, 1.0),
    (0.0, 1.0, 1.0),
    (0.0, 0.3, 0.2),
)

Scenario = Mapping[str, Any]
Values = Mapping[str, float]
Series = dict[str, list[float]]


@dataclass(frozen=True)
class Reference:
    """One value per month (one in all for a scalar) by variable, a region's as ``revenue/china``.

    Beside the variables of the exported table: ``pi``, the price premium at the end of the month,
    and ``J``, the log efficiency that restrictions have induced by then. ``draws`` holds the
    scenario's first draws in the order of its streams.
    """

    central: Series
    draws: list[Series] = field(default_factory=list)


@dataclass(frozen=True)
class Belief:
    """What is believed of one assumption: its central value, and its spread if it has one.

    ``percentiles`` are p10, p50 and p90 in the space of ``transform``; None is no spread.
    """

    central: float
    percentiles: tuple[float, float, float] | None
    minimum: float
    maximum: float
    transform: str


# --- the record ---------------------------------------------------------------------------------


def month_number(month: str) -> int:
    """Months since year 0 of a ``YYYY-MM``, so that a difference counts months."""
    year, number = month.split("-")
    return 12 * int(year) + int(number) - 1


def table(data: Path, name: str) -> list[dict[str, str]]:
    """Rows of one table of the data folder, as text by column."""
    with (data / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def row_of(rows: Sequence[dict[str, str]], column: str, month: str) -> dict[str, str]:
    """The one row of ``month``; ValueError where the record has none."""
    found = [row for row in rows if row[column] == month]
    if len(found) != 1:
        raise ValueError(f"as_of {month}: {len(found)} rows of the record")
    return found[0]


# --- uncertainty --------------------------------------------------------------------------------


def exponential(x: float) -> float:
    """exp(x), infinite where it is too large for a float."""
    return math.inf if x > 709 else math.exp(x)


def transformed(x: float, transform: str, minimum: float, maximum: float) -> float:
    """``x`` in the space in which its spread is a metalog; infinite at some limits."""
    if transform == "log":
        return math.log(x) if x > 0 else -math.inf
    if transform == "logit":
        if x <= minimum:
            return -math.inf
        return math.log((x - minimum) / (maximum - x)) if x < maximum else math.inf
    if transform == "plain":
        return x
    raise ValueError("an assumption without a transform has no spread")


def restored(z: float, transform: str, minimum: float, maximum: float) -> float:
    """The value whose transform is ``z``."""
    if transform == "log":
        return exponential(z)
    if transform == "logit":
        return minimum + (maximum - minimum) / (1 + exponential(-z))
    return z


def checked_triplet(percentiles: tuple[float, float, float]) -> tuple[float, float, float]:
    """The same transformed percentiles; ValueError where no increasing metalog meets them."""
    q10, q50, q90 = percentiles
    if not -math.inf < q10 < q90 < math.inf:
        raise ValueError(f"percentiles must be finite and increasing, transformed: {percentiles}")
    if not NARROWEST < (q50 - q10) / (q90 - q10) < WIDEST:
        raise ValueError(f"p50 lies too close to p10 or p90: {percentiles}, transformed")
    return percentiles


def belief_of(row: Mapping[str, str], vintage: float | None, given: Any) -> Belief:
    """The belief a scenario states about the assumption of ``row``.

    ``given`` is the scenario's entry or None; ``vintage`` the as-of month's own central value or
    None, which counts as a number given. A number moves p10 and p90 by its own step in
    transformed space.
    """
    minimum, maximum = float(row["minimum"]), float(row["maximum"])
    transform = row["transform"]

    def within(x: float) -> float:
        if not minimum <= x <= maximum:
            raise ValueError(f"{row['id']}: {x} lies outside {minimum} to {maximum}")
        return float(x)

    def to_space(x: float) -> float:
        return transformed(within(x), transform, minimum, maximum)

    if isinstance(given, Mapping) and "fixed" in given:
        return Belief(within(given["fixed"]), None, minimum, maximum, transform)
    if isinstance(given, Mapping):
        triplet = (to_space(given["p10"]), to_space(given["p50"]), to_space(given["p90"]))
        spread = checked_triplet(triplet)
        return Belief(float(given["p50"]), spread, minimum, maximum, transform)
    central = float(row["p50"])
    if vintage is not None:
        central = vintage
    if given is not None:
        central = given
    central = within(central)
    if not row["p10"] or math.isinf(to_space(central)):
        return Belief(central, None, minimum, maximum, transform)
    q10, q50, q90 = (to_space(float(row[name])) for name in ("p10", "p50", "p90"))
    step = to_space(central) - q50
    spread = checked_triplet((q10 + step, q50 + step, q90 + step))
    return Belief(central, spread, minimum, maximum, transform)


def quantile(belief: Belief, y: float) -> float:
    """Value of the assumption at probability ``y``, within its limits.

    Keelin, The Metalog Distributions (2016): three terms through a symmetric-percentile triplet.
    """
    if belief.percentiles is None:
        return belief.central
    q10, q50, q90 = belief.percentiles
    w = math.log((1 - ALPHA) / ALPHA)
    r = (q50 - q10) / (q90 - q10)
    logit = math.log(y / (1 - y))
    z = q50 + (q90 - q10) / (2 * w) * logit
    z += (1 - 2 * r) * (q90 - q10) / ((1 - 2 * ALPHA) * w) * (y - 0.5) * logit
    x = restored(z, belief.transform, belief.minimum, belief.maximum)
    return min(max(x, belief.minimum), belief.maximum)


def draws_of(assumption: str, seed: int, n: int) -> list[float]:
    """Latin-hypercube probabilities of one assumption's own stream, ``n`` of them."""
    rng = numpy.random.default_rng([seed, zlib.crc32(assumption.encode())])
    strata = rng.permutation(n)
    places = rng.random(n)
    return [float(stratum + place) / n for stratum, place in zip(strata, places, strict=True)]


def beliefs_of(scenario: Scenario, data: Path) -> dict[str, Belief]:
    """The scenario's belief about every assumption, by id; ValueError for what it may not state."""
    vintage = row_of(table(data, "vintages.csv"), "as_of", scenario["as_of"])
    given = scenario.get("assumptions", {})
    rows = {row["id"]: row for row in table(data, "assumptions.csv")}
    if unknown := sorted(set(given) - set(rows)):
        raise ValueError(f"no such assumption: {unknown}")
    beliefs = {}
    for name, row in rows.items():
        start = float(vintage[name]) if row["vintage"] == "yes" else None
        beliefs[name] = belief_of(row, start, given.get(name))
    if beliefs["terminal_growth"].central > beliefs["discount_rate"].central - 0.01:
        raise ValueError("terminal_growth must stay 0.01 below discount_rate")
    return beliefs


def assumption_values(
    scenario: Scenario, data: Path, draws: int = 0
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Values of all assumptions: the central ones, and those of each of the first draws."""
    beliefs = beliefs_of(scenario, data)
    central = {name: belief.central for name, belief in beliefs.items()}
    uncertainty = scenario.get("uncertainty", {})
    n, seed = uncertainty.get("draws", 1024), uncertainty.get("seed", 1)
    if draws > n:
        raise ValueError(f"the scenario has {n} draws, not {draws}")
    if draws and uncertainty.get("correlations"):
        raise ValueError("the reference does not cover rank correlations")
    drawn: list[dict[str, float]] = [{} for _ in range(draws)]
    if draws:
        for name, belief in beliefs.items():
            for values, y in zip(drawn, draws_of(name, seed, n), strict=False):
                values[name] = quantile(belief, y)
    return central, drawn


# --- the start ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """The state at the as-of month, and the constants that follow from it."""

    price: float
    share: float
    capacity: float
    hazard: float
    premium: float
    training_growth: float
    inference_growth: float
    demand: float
    sigma: tuple[float, float, float]
    installed: tuple[float, ...]
    backlog: tuple[float, ...]


def log_index(t: float, g0: float, g1: float, tau: float) -> float:
    """A(t; g0, g1, tau): log of a quantity whose yearly growth fades from ``g0`` to ``g1``."""
    fade = tau * (1 - math.exp(-t / tau))
    return math.log(g1) * t + (math.log(g0) - math.log(g1)) * fade


def depth(a: Values, t: float) -> float:
    """Tokens per query over those of the start."""
    a0, limit = a["reasoning_share_initial"], a["reasoning_share_limit"]
    rate, m = a["reasoning_adoption_rate"], a["reasoning_multiplier"]
    share = limit / (1 + (limit / a0 - 1) * math.exp(-rate * t))
    return (1 + share * (m - 1)) / (1 + a0 * (m - 1))


def clipped_premium(a: Values, premium: float) -> float:
    """The premium within its floor and cap."""
    return min(max(premium, a["premium_floor"]), a["premium_cap"])


def start_of(a: Values, history: Sequence[dict[str, str]], as_of: str) -> Start:
    """The starting point that the record and the assumptions give."""
    row = row_of(history, "quarter_end_month", as_of)
    market, vendor = float(row["market_shipments_h100e"]), float(row["vendor_shipments_h100e"])
    life, lead = a["hardware_life_years"], a["lead_time_years"]
    s0 = 4 * market
    share0 = vendor / market
    r0 = 4e9 * float(row["data_center_revenue_usd_bn"])
    k0 = 0.0
    for quarter in history:
        age = (month_number(as_of) - month_number(quarter["quarter_end_month"])) / 12
        if age >= 0:
            k0 += float(quarter["market_shipments_h100e"]) * math.exp(-(age + 0.125) / life)
    hazard = (1 - math.exp(-DT / life)) / DT
    cap0 = s0 * (1 + a["supply_headroom"])
    b0 = a["initial_backlog_ratio"] * cap0 * lead

    g_training = a["training_demand_growth"] / a["training_efficiency_trend"]
    g_inference = a["inference_demand_growth"] / a["inference_efficiency_trend"]
    inference = a["inference_share"]
    yearly = (1 - inference) * g_training + inference * g_inference * depth(a, DT) ** 12
    gamma = math.log(yearly)
    v0 = max(0.0, k0 + b0 + a["adjustment_time_years"] * (s0 + gamma * b0 - hazard * k0))

    china, row_share = a["demand_share_china"], a["demand_share_row"]
    sigma = (1 - china - row_share, china, row_share)
    weights = []
    for region, part in zip(REGIONS, sigma, strict=True):
        _, c = access(a, region, restriction_level(a, (), region, 0))
        z = a["substitution_initial"] if region == "china" else 0.0
        weights.append(part * c * (1 - z))
    total = sum(weights)
    return Start(
        price=r0 / (s0 * share0),
        share=share0,
        capacity=cap0,
        hazard=hazard,
        premium=clipped_premium(
            a, a["scarcity_sensitivity"] * math.log(a["initial_backlog_ratio"])
        ),
        training_growth=g_training,
        inference_growth=g_inference,
        demand=v0 / total,
        sigma=sigma,
        installed=tuple(k0 * weight / total for weight in weights),
        backlog=tuple(b0 * weight / total for weight in weights),
    )


# --- events -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """An event of the file with its step index; ``months`` is a programme's length."""

    kind: str
    step: int
    fields: Mapping[str, Any]
    months: int = 0


def events_of(scenario: Scenario) -> tuple[Event, ...]:
    """The scenario's events in the order of the file; ValueError for one not after as_of."""
    start = month_number(scenario["as_of"])
    events = []
    for entry in scenario.get("events", ()):
        step = month_number(entry["month"]) - start
        if step < 1:
            raise ValueError(f"an event's month must be later than as_of: {entry['month']}")
        months = 0
        if entry["type"] == "investment_programme":
            months = month_number(entry["end_month"]) - month_number(entry["month"]) + 1
        events.append(Event(entry["type"], step, entry, months))
    return tuple(events)


# --- the stages ---------------------------------------------------------------------------------


def shocks(events: Sequence[Event], workload: str, i: int) -> float:
    """Stage 1: log efficiency that the shocks have brought to a workload by step ``i``."""
    total = 0.0
    for event in events:
        if event.kind == "efficiency_shock" and i >= event.step:
            lag = event.fields["diffusion_months"] / 12
            diffused = 1 - math.exp(-(i - event.step + 1) * DT / lag)
            gain = math.log(event.fields["multiplier"])
            total += event.fields[f"{workload}_share"] * gain * diffused
    return total


def efficiency(a: Values, events: Sequence[Event], workload: str, i: int, induced: float) -> float:
    """Stage 1: ln q_w, log efficiency over trend; ``induced`` is J and counts for training only."""
    pace = a[f"{workload}_efficiency_growth"] / a[f"{workload}_efficiency_trend"]
    gain = log_index(i * DT, pace, 1.0, a["growth_fade_years"]) + shocks(events, workload, i)
    return gain + induced if workload == "training" else gain


def restriction_level(a: Values, events: Sequence[Event], region: str, i: int) -> float:
    """Stage 3: rung in force at step ``i``: the latest month's, in one month the file's last."""
    if region == "us_allies":
        return 0.0
    suffix = "china" if region == "china" else "row"
    level, since = a[f"export_restriction_level_{suffix}"], 0
    for event in events:
        if event.kind != "export_restriction" or event.fields["region"] != region:
            continue
        if since <= event.step <= i:
            level, since = float(event.fields["level"]), event.step
    return level


def access(a: Values, region: str, level: float) -> tuple[float, float]:
    """Stage 3: alpha and c of a region, its legal access and its access in all."""
    rung = min(int(level), len(LADDER) - 2)
    part = level - rung
    low, high = LADDER[rung], LADDER[rung + 1]
    alpha, leakage_x, offshore_x = (x + (y - x) * part for x, y in zip(low, high, strict=True))
    if region == "us_allies":
        return alpha, alpha
    suffix = "china" if region == "china" else "row"
    diverted = a[f"leakage_{suffix}"] * leakage_x + a[f"offshore_{suffix}"] * offshore_x
    return alpha, min(1.0, alpha + (1 - alpha) * diverted)


def substituted(a: Values, z: float, alpha: float) -> float:
    """Stage 3: share of China's demand on domestic chips after a month that began with ``z``."""
    towards = a["substitution_rate"] * (1 - alpha) * max(0.0, a["substitution_limit"] - z)
    return z + DT * (towards - a["substitution_reversal_rate"] * alpha * z)


def demand(a: Values, start: Start, workload: str, t: float, ln_q: float, rho: float) -> float:
    """Stage 2: compute wanted worldwide for a workload, restricted or not."""
    training = workload == "training"
    growth = start.training_growth if training else start.inference_growth
    index = log_index(t, growth, a["long_run_growth"], a["growth_fade_years"])
    power = index - ln_q + a[f"{workload}_rebound"] * rho
    factor = math.exp(min(max(power, -200.0), 200.0))
    if training:
        return start.demand * (1 - a["inference_share"]) * factor
    return start.demand * a["inference_share"] * factor * depth(a, t)


def programme_addition(events: Sequence[Event], i: int, price: float) -> float:
    """Stage 4: compute that investment programmes buy in the month of step ``i``. [H100e]"""
    total = 0.0
    for event in events:
        if event.kind == "investment_programme" and event.step <= i < event.step + event.months:
            money = event.fields["amount_usd_bn"] * 1e9 / event.months
            bought = event.fields["accelerator_share"] * event.fields["additionality"]
            total += money * bought / price
    return total


def chip_limit(a: Values, start: Start, events: Sequence[Event], i: int) -> float:
    """Stage 5: H100e that can be made in a year."""
    fade = a["supply_fade_years"]
    growth = log_index(i * DT, a["supply_growth"], a["supply_long_run_growth"], fade)
    chips = start.capacity * math.exp(growth)
    for event in events:
        if event.kind != "supply_shock":
            continue
        if event.step <= i < event.step + event.fields["duration_months"]:
            chips *= 1 - event.fields["capacity_loss"]
    return chips


def binding_constraint(shipments: float, chips: float, power: float) -> float:
    """Stage 5: what holds shipments: 0 demand, 1 chips, 2 power."""
    if shipments < min(chips, power):
        return 0.0
    return 1.0 if chips <= power else 2.0


# --- one projection -----------------------------------------------------------------------------


def project_values(a: Values, start: Start, events: Sequence[Event], horizon: int) -> Series:
    """All months of one projection, every assumption at one value.

    The state is changed in the order of a step: access, efficiency, demand, orders, supply, price
    and revenue. What a stage adds to, it adds before its result is used, except the premium.
    """
    out: Series = {}

    def put(name: str, value: float) -> None:
        out.setdefault(name, []).append(value)

    installed, backlog = list(start.installed), list(start.backlog)
    domestic = a["substitution_initial"]
    premium, induced, programme = start.premium, 0.0, 0.0
    rho = dict.fromkeys(WORKLOADS, 0.0)
    for i in range(1, horizon + 1):
        t = i * DT

        c = []
        for region in REGIONS:
            alpha, reached = access(a, region, restriction_level(a, events, region, i))
            c.append(reached)
            if region == "china":
                domestic = substituted(a, domestic, alpha)

        induced += a["induced_efficiency"] * (1 - c[1]) * DT
        ln_q = {workload: efficiency(a, events, workload, i, induced) for workload in WORKLOADS}

        markup = (1 + premium) / (1 + start.premium)
        wanted = {}
        for workload in WORKLOADS:
            response = 1 - math.exp(-DT / a["rebound_lag_years"])
            rho[workload] += response * (ln_q[workload] - math.log(markup) - rho[workload])
            wanted[workload] = demand(a, start, workload, t, ln_q[workload], rho[workload])
        world_demand = wanted["training"] + wanted["inference"]

        price = start.price * markup * a["price_performance_growth"] ** -t
        programme += programme_addition(events, i, price)
        orders = []
        for r, region in enumerate(REGIONS):
            served = 1 - domestic if region == "china" else 1.0
            target = start.sigma[r] * world_demand * c[r] * served
            if region == "us_allies":
                target += programme
            gap = target - installed[r] - backlog[r]
            replacement = start.hazard * installed[r]
            orders.append(max(0.0, gap / a["adjustment_time_years"] + replacement))
            backlog[r] += orders[r] * DT

        chips = chip_limit(a, start, events, i)
        kw = a["power_per_h100e_kw"] * a["energy_efficiency_growth"] ** -t
        gigawatts = a["power_additions_gw_per_year"] * a["power_additions_growth"] ** t
        power = gigawatts * 1e6 / kw
        limit = min(chips, power)
        due = sum(backlog) / a["lead_time_years"]
        shipments = min(due, limit)
        outstanding = sum(backlog)
        delivered = [shipments * b / outstanding if outstanding > 0 else 0.0 for b in backlog]
        for r in range(len(REGIONS)):
            backlog[r] -= delivered[r] * DT
            installed[r] += (delivered[r] - start.hazard * installed[r]) * DT

        long_run = a["vendor_share_long_run"]
        faded = math.exp(-t / a["vendor_share_fade_years"])
        share = long_run + (start.share - long_run) * faded
        revenue = [flow * price * share / 1e9 for flow in delivered]
        scarcity = max(1e-12, due / max(limit, 1e-12))
        goal = clipped_premium(a, a["scarcity_sensitivity"] * math.log(scarcity))
        premium += (1 - math.exp(-DT / a["premium_lag_years"])) * (goal - premium)

        put("compute_demand", world_demand)
        put("compute_demand_training", wanted["training"])
        put("compute_demand_inference", wanted["inference"])
        put("installed_base", sum(installed))
        put("backlog", sum(backlog))
        put("orders", sum(orders))
        put("shipments", shipments)
        put("supply_limit_chips", chips)
        put("supply_limit_power", power)
        put("power_additions", shipments * kw / 1e6)
        put("price_per_h100e", price)
        put("accelerator_spend", shipments * price / 1e9)
        put("revenue", sum(revenue))
        put("binding_constraint", binding_constraint(shipments, chips, power))
        put("pi", premium)
        put("J", induced)
        for r, region in enumerate(REGIONS):
            put(f"revenue/{region}", revenue[r])
            put(f"installed_base/{region}", installed[r])
    return out


def project(scenario: Scenario, data: Path, draws: int = 0) -> Reference:
    """Central projection of a parsed scenario file, and those of its first ``draws`` draws."""
    history = table(data, "history.csv")
    events = events_of(scenario)
    horizon = scenario.get("horizon_months", 60)

    def run(a: Values) -> Series:
        return project_values(a, start_of(a, history, scenario["as_of"]), events, horizon)

    central, drawn = assumption_values(scenario, data, draws)
    return Reference(run(central), [run(a) for a in drawn])


# --- effect and value ---------------------------------------------------------------------------


def baseline_of(scenario: Scenario, baseline: str | Scenario) -> Scenario:
    """The scenario that an effect is measured against.

    Another scenario must start in the same month; it is projected over the horizon, and with the
    number of draws and the seed, of the scenario it is held against.
    """
    frame = {
        "as_of": scenario["as_of"],
        "horizon_months": scenario.get("horizon_months", 60),
        "uncertainty": scenario.get("uncertainty", {}),
    }
    if baseline == "defaults":
        return frame
    if baseline == "no-events":
        return {**scenario, "events": []}
    if isinstance(baseline, str):
        raise ValueError(f"no such baseline: {baseline}")
    if baseline["as_of"] != scenario["as_of"]:
        raise ValueError("a baseline must start in the scenario's as_of month")
    return {**baseline, **frame}


def equity_value_effect(a: Values, revenue_effect: Sequence[float]) -> float:
    """Present value of the difference in free cash flow, with the scenario's valuation. [USD bn]"""
    rate = a["discount_rate"]
    growth = min(a["terminal_growth"], rate - 0.01)
    d = [effect * a["free_cash_flow_margin"] for effect in revenue_effect]
    value = 0.0
    for i, flow in enumerate(d, start=1):
        value += flow * DT * math.pow(1 + rate, -i * DT)
    last = d[-12:]
    terminal = sum(last) / len(last) * (1 + growth) / (rate - growth)
    return value + terminal * math.pow(1 + rate, -len(d) * DT)


def effect_values(a: Values, own: Series, base: Series, market_cap: float) -> Series:
    """Effects of one projection over another, world and by region, with their values."""
    out: Series = {}
    for region in ("", *(f"/{region}" for region in REGIONS)):
        pairs = zip(own[f"revenue{region}"], base[f"revenue{region}"], strict=True)
        out[f"revenue_effect{region}"] = [x - y for x, y in pairs]
    value = equity_value_effect(a, out["revenue_effect"])
    out["revenue_effect_cumulative"] = [sum(x * DT for x in out["revenue_effect"])]
    out["equity_value_effect"] = [value]
    out["equity_value_effect_share"] = [value / market_cap]
    return out


def effect(
    scenario: Scenario, data: Path, baseline: str | Scenario = "defaults", draws: int = 0
) -> Reference:
    """Effect of a scenario against ``defaults``, ``no-events`` or another scenario.

    Draws are paired: draw by draw the same places in the same streams. Scalars are lists of one.
    """
    own = project(scenario, data, draws)
    base = project(baseline_of(scenario, baseline), data, draws)
    row = row_of(table(data, "history.csv"), "quarter_end_month", scenario["as_of"])
    cap = float(row["market_cap_usd_bn"])
    central, drawn = assumption_values(scenario, data, draws)
    paired = zip(drawn, own.draws, base.draws, strict=True)
    return Reference(
        effect_values(central, own.central, base.central, cap),
        [effect_values(a, x, y, cap) for a, x, y in paired],
    )
