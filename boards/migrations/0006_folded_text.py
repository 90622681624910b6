"""Columns that keep texts folded, for comparing and searching, and names that are given once when folded."""

import oversight.folded_fields
from oversight.folded_fields import fill, require_once
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0005_bank_holidays'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='boardname',
            name='board_name_once',
        ),
        migrations.RemoveConstraint(
            model_name='formername',
            name='former_name_once',
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='sought',
            field=oversight.folded_fields.SoughtField('title'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='sought_text',
            field=oversight.folded_fields.SoughtField('minute'),
        ),
        migrations.AddField(
            model_name='board',
            name='folded_abbreviation',
            field=oversight.folded_fields.FoldedField('abbreviation'),
        ),
        migrations.AddField(
            model_name='board',
            name='folded_name',
            field=oversight.folded_fields.FoldedField('name'),
        ),
        migrations.AddField(
            model_name='board',
            name='sought',
            field=oversight.folded_fields.SoughtField('name', 'abbreviation'),
        ),
        migrations.AddField(
            model_name='board',
            name='sought_text',
            field=oversight.folded_fields.SoughtField('purpose', 'functions'),
        ),
        migrations.AddField(
            model_name='boardname',
            name='folded_name',
            field=oversight.folded_fields.FoldedField('name'),
        ),
        migrations.AddField(
            model_name='boardname',
            name='sought',
            field=oversight.folded_fields.SoughtField('name'),
        ),
        migrations.AddField(
            model_name='decision',
            name='folded_reference',
            field=oversight.folded_fields.FoldedField('reference'),
        ),
        migrations.AddField(
            model_name='decision',
            name='sought',
            field=oversight.folded_fields.SoughtField('reference', 'title', 'text', 'decision_maker_text'),
        ),
        migrations.AddField(
            model_name='formername',
            name='folded_name',
            field=oversight.folded_fields.FoldedField('name'),
        ),
        migrations.AddField(
            model_name='formername',
            name='sought',
            field=oversight.folded_fields.SoughtField('name'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sought',
            field=oversight.folded_fields.SoughtField('reference', 'title'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='folded_name',
            field=oversight.folded_fields.FoldedField('name'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='sought',
            field=oversight.folded_fields.SoughtField('name', 'short_name'),
        ),
        migrations.AddField(
            model_name='paper',
            name='sought',
            field=oversight.folded_fields.SoughtField('title'),
        ),
        migrations.AddField(
            model_name='person',
            name='sought',
            field=oversight.folded_fields.SoughtField('name', 'email', 'post'),
        ),
        migrations.RunPython(fill("boards", "AgendaItem", "Board", "BoardName", "Decision", "FormerName", "Meeting", "Organisation", "Paper", "Person"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "Organisation", "folded_name"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "FormerName", "organisation", "folded_name"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "Board", "folded_name"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "Board", "folded_abbreviation"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "BoardName", "board", "folded_name"), migrations.RunPython.noop),
        migrations.RunPython(require_once("boards", "Decision", "folded_reference"), migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='board',
            constraint=oversight.folded_fields.Once(fields=('folded_name',), name='board_folded_name_once', violation_error_message='A board of this name is there already.'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=oversight.folded_fields.Once(fields=('folded_abbreviation',), name='board_folded_abbreviation_once', violation_error_message='A board of this abbreviation is there already.'),
        ),
        migrations.AddConstraint(
            model_name='boardname',
            constraint=oversight.folded_fields.Once(fields=('board', 'folded_name'), name='board_name_once', violation_error_message='This name is there already.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=oversight.folded_fields.Once(fields=('folded_reference',), name='decision_folded_reference_once', violation_error_message='A decision of this reference is there already.'),
        ),
        migrations.AddConstraint(
            model_name='formername',
            constraint=oversight.folded_fields.Once(fields=('organisation', 'folded_name'), name='former_name_once', violation_error_message='This former name is there already.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=oversight.folded_fields.Once(fields=('folded_name',), name='organisation_folded_name_once', violation_error_message='An organisation of this name is there already.'),
        ),
    ]
