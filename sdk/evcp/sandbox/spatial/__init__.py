"""Places on the sphere: `geometry` is exact, point by point; `index` finds the points in an area."""
