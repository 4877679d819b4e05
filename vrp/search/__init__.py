"""The search for good routes: a native engine, and the loop around it in Python."""
