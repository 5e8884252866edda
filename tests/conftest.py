"""Stands here so that tests in every room can import what lies beside it (`fake_stages`)."""
