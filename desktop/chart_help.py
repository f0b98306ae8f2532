"""What each chart shows, in words for those who do not work in the field."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def view_help(key: str) -> str:
    """Return what one of `chart_views.VIEWS` shows, or an empty text."""
    return {
        "compute_demand": translate(
            "ChartHelp",
            "How much computing people want for training and for using AI models, counted in "
            "H100 equivalents: chips as fast as Nvidia’s H100. The installed base is what "
            "stands in data centres; the supply limit is what would stand there if every chip "
            "that could be made and powered were delivered.",
        ),
        "revenue": translate(
            "ChartHelp",
            "What Nvidia’s data-centre business earns. Circles are its filings. The line is the "
            "central case, in which every assumption has its middle value; half of the draws "
            "lie in the dark band, nine of ten in the pale one.",
        ),
        "revenue_effect": translate(
            "ChartHelp",
            "Revenue less that of the reference. A bar is solid as far as nineteen of twenty "
            "draws agree, paler up to the central case, and a ghost over the rest of the range "
            "in which nine of ten draws lie.",
        ),
        "regions": translate(
            "ChartHelp",
            "Which part of the revenue comes from the United States and their allies, from "
            "China and from the rest of the world.",
        ),
        "shipments": translate(
            "ChartHelp",
            "What is delivered, counted in H100 equivalents, and what chip makers and power "
            "grids would allow.",
        ),
        "orders": translate("ChartHelp", "What customers order, counted in H100 equivalents."),
        "backlog": translate("ChartHelp", "What is ordered and not yet delivered."),
        "price_per_h100e": translate(
            "ChartHelp", "What one H100 equivalent of computing costs its buyer."
        ),
        "accelerator_spend": translate(
            "ChartHelp", "What the whole market spends on AI chips, whoever makes them."
        ),
        "power_additions": translate(
            "ChartHelp", "The power that new chips draw, and the power that can be added."
        ),
        "binding": translate(
            "ChartHelp",
            "What limits deliveries in the central case: demand, because all that is ordered can "
            "be made and powered; chips, because more is ordered than can be made; or power.",
        ),
        "binding_share": translate(
            "ChartHelp",
            "In how many of the draws each of demand, chips and power limits deliveries.",
        ),
    }.get(key, "")
