"""What the register's data file last said of a record, so that a new file never undoes an edit."""

from django.db import models

from oversight import context


class LoadedRecord(models.Model):
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(default=context.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="loaded_record_once")]

    def __str__(self):
        return f"{self.kind} {self.key}"
