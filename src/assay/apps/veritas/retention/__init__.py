"""Lets events go when no exam of their month keeps them any longer, with a proof of what went."""
