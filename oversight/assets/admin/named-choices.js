// Gives the parts of Django's autocompletes a name for assistive technology: the label of their field.
'use strict';
{
    const $ = django.jQuery;

    const nameOf = (select) =>
        select.getAttribute('aria-label')
        || (document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent || '').trim().replace(/:$/, '');

    const name = (select) => {
        const container = select.nextElementSibling;
        if (!container || !container.classList.contains('select2-container')) return;
        const words = nameOf(select);
        const box = container.querySelector('.select2-selection');
        box.setAttribute('aria-label', words);
        box.removeAttribute('aria-labelledby');
        const shown = container.querySelector('.select2-selection__rendered');
        if (shown) {
            shown.removeAttribute('role');
            shown.removeAttribute('aria-readonly');
        }
        container.querySelectorAll('.select2-search__field').forEach((field) => field.setAttribute('aria-label', words));
    };

    const nameAll = (root) => root.querySelectorAll('select.admin-autocomplete').forEach(name);

    $(() => nameAll(document));
    document.addEventListener('formset:added', (event) => nameAll(event.target));
    $(document).on('select2:open', (event) => {
        document.querySelectorAll('.select2-dropdown .select2-search__field').forEach((field) =>
            field.setAttribute('aria-label', `Search: ${nameOf(event.target)}`));
    });
    // A multiple choice is drawn again after each change.
    $(document).on('change', 'select.admin-autocomplete', (event) => setTimeout(() => name(event.target)));
}
