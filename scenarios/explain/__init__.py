"""Why a projection says what it says: attribution, sensitivity, frontier, solving, hindcast.

Each is one batched call of the engine: what is asked about becomes columns beside each other.
"""

from __future__ import annotations
