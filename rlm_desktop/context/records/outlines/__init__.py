"""Texts that nest or repeat their keys: JSON, XML, YAML, settings, dumps, lists, family trees, bookings."""
