"""Charts that take plain arrays: lines with bands, bars, stacked areas and ribbons over months."""
