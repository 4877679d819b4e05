"""The solvers people use today, behind the same door as ours: ``Instance`` in, ``Solution`` out."""
