"""Batches of instances as tensors, and the environments that policies learn in.

Nothing here imports torch: whoever wants tensors imports the module that needs them, such as
:mod:`vrp.envs.batch`.
"""
