"""Vehicle routing on real roads: read stops, solve, check, draw.

>>> import vrp
>>> instance = vrp.read("stops.csv", vehicles="vehicles.csv")
>>> solution = vrp.solve(instance, time_limit=10)
"""
