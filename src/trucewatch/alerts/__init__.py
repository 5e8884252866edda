"""Alerts: what people asked to be told, once for each happening, with updates and cancellations that refer to it."""
