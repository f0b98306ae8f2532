"""One event of each kind, as a scenario file writes it."""

from __future__ import annotations

SHOCK = {
    "type": "efficiency_shock",
    "month": "2025-02",
    "multiplier": 2,
    "diffusion_months": 9,
    "training_share": 1,
    "inference_share": 0.5,
    "label": "DeepSeek R1",
}
BAN = {"type": "export_restriction", "month": "2025-05", "region": "china", "level": 3.5}
PROGRAMME = {
    "type": "investment_programme",
    "month": "2025-02",
    "end_month": "2026-12",
    "amount_usd_bn": 500,
    "accelerator_share": 0.5,
    "additionality": 0.3,
}
OUTAGE = {"type": "supply_shock", "month": "2025-06", "duration_months": 5, "capacity_loss": 0.5}
