"""Measurements, each beside a floor in the same run. They need Django set up first."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
