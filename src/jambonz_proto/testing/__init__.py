"""Test a voice application without a phone call."""
