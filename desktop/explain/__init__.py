"""Views that explain: why a gap, what matters, what one would have to believe, was it ever right.

`room` holds the views, `analyst` works out their answers, `view` is what they have in common.
"""

from __future__ import annotations
