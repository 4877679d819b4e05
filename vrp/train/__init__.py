"""Training of policies: imitation of good solutions, then reinforcement learning.

Needs torch, NumPy and a file of a city: neither the engine nor what reads roads.
"""
