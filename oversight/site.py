"""Puts the register's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    default_site = "oversight.admin.RegisterSite"
