"""What each chart shows, in words for those who do not work in the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

_HELP: Mapping[str, Callable[[], str]] = {
    "compute_demand": lambda: translate(
        "ChartHelp",
        "How much computing people want for training and for using AI models, counted in "
        "H100 equivalents: chips as fast as Nvidia’s H100. The installed base is what "
        "stands in data centres; the supply limit is what would stand there if every chip "
        "that could be made and powered were delivered.",
    ),
    "revenue": lambda: translate(
        "ChartHelp",
        "What Nvidia’s data-centre business earns. Circles are its filings. The line is the "
        "central case, in which every assumption has its middle value; half of the draws "
        "lie in the dark band, nine of ten in the pale one.",
    ),
    "revenue_effect": lambda: translate(
        "ChartHelp",
        "Revenue less that of the reference. A bar is solid as far as nineteen of twenty "
        "draws agree, paler up to the central case, and a ghost over the rest of the range "
        "in which nine of ten draws lie.",
    ),
    "regions": lambda: translate(
        "ChartHelp",
        "Which part of the revenue comes from the United States and their allies, from "
        "China and from the rest of the world.",
    ),
    "shipments": lambda: translate(
        "ChartHelp",
        "What is delivered, counted in H100 equivalents, and what chip makers and power "
        "grids would allow.",
    ),
    "orders": lambda: translate("ChartHelp", "What customers order, counted in H100 equivalents."),
    "backlog": lambda: translate("ChartHelp", "What is ordered and not yet delivered."),
    "price_per_h100e": lambda: translate(
        "ChartHelp", "What one H100 equivalent of computing costs its buyer."
    ),
    "accelerator_spend": lambda: translate(
        "ChartHelp", "What the whole market spends on AI chips, whoever makes them."
    ),
    "power_additions": lambda: translate(
        "ChartHelp", "The power that new chips draw, and the power that can be added."
    ),
    "binding": lambda: translate(
        "ChartHelp",
        "What limits deliveries in the central case: demand, because all that is ordered can "
        "be made and powered; chips, because more is ordered than can be made; or power.",
    ),
    "binding_share": lambda: translate(
        "ChartHelp",
        "In how many of the draws each of demand, chips and power limits deliveries.",
    ),
}


def view_help(key: str) -> str:
    """Return what one of `chart_views.VIEWS` shows, or an empty text."""
    return _HELP[key]() if key in _HELP else ""
