"""Trains, evaluates and exports the pocket models, and runs the experiments that the pages report."""
