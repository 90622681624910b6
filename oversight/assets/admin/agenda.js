// Puts the items of an agenda in another order: by their arrows, or by dragging. Writes their numbers, which are
// then saved with the form; without this script the numbers are typed.
'use strict';
{
    const start = () => {
        const group = document.getElementById('agenda_items-group');
        const said = document.querySelector('.agenda-said');
        if (!group || !said) return;

        // Rows with an id are on the agenda already; what is new is put on last.
        const numberOf = (row) => row.querySelector('input.agenda-number');
        const rows = () => [...group.querySelectorAll('tr.form-row.has_original')].filter(numberOf);
        const titleOf = (row) => row.querySelector('.field-title input').value;
        const isFixed = (row) => numberOf(row).disabled;
        let dragged = null;

        // The numbers stay and the items change places: an item that is not visible keeps its number.
        const numbers = rows().map((row) => Number(numberOf(row).value)).sort((one, other) => one - other);
        const writeNumbers = () => {
            rows().forEach((row, index) => { numberOf(row).value = numbers[index]; });
            mark();
        };
        const mark = () => rows().forEach((row, index, all) => {
            const [up, down] = row.querySelectorAll('.agenda-move');
            if (!up) return;
            up.disabled = index === 0 || isFixed(all[index - 1]);
            down.disabled = index === all.length - 1;
        });
        const tell = (row) => { said.textContent = `“${titleOf(row)}” is item ${numberOf(row).value}. Save to keep this order.`; };

        // A row may be preceded by a row with what is wrong in it: both move together.
        const parts = (row) => {
            const before = row.previousElementSibling;
            return before && before.classList.contains('row-form-errors') ? [before, row] : [row];
        };
        const put = (row, beside, after) => {
            const place = after ? beside.nextElementSibling : parts(beside)[0];
            parts(row).forEach((part) => row.parentNode.insertBefore(part, place));
            writeNumbers();
        };

        const move = (row, by, button) => {
            const all = rows();
            const beside = all[all.indexOf(row) + by];
            if (!beside || isFixed(beside)) return;
            put(row, beside, by > 0);
            tell(row);
            const usable = button.disabled ? row.querySelector('.agenda-move:not(:disabled)') : button;
            if (usable) usable.focus();
        };

        const arrow = (row, by, sign, words) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.className = 'agenda-move';
            button.textContent = sign;
            button.setAttribute('aria-label', `Move “${titleOf(row)}” ${words}`);
            button.addEventListener('click', () => move(row, by, button));
            return button;
        };

        const equip = (row) => {
            if (isFixed(row)) return;
            const handle = document.createElement('span');
            handle.className = 'agenda-handle';
            handle.draggable = true;
            handle.title = 'Drag to another place';
            handle.setAttribute('aria-hidden', 'true');
            handle.textContent = '⠿';
            handle.addEventListener('dragstart', (event) => {
                dragged = row;
                row.classList.add('agenda-dragged');
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', titleOf(row));
                event.dataTransfer.setDragImage(row, 0, 0);
            });
            handle.addEventListener('dragend', () => {
                row.classList.remove('agenda-dragged');
                dragged = null;
            });
            const tools = document.createElement('span');
            tools.className = 'agenda-tools';
            tools.append(handle, arrow(row, -1, '↑', 'up'), arrow(row, 1, '↓', 'down'));
            row.querySelector('.field-number').append(tools);
        };

        rows().forEach(equip);
        mark();
        group.addEventListener('dragover', (event) => {
            if (!dragged) return;
            const over = event.target.closest('tr.form-row.has_original');
            if (!over || !numberOf(over)) return;
            event.preventDefault();
            if (over === dragged) return;
            const box = over.getBoundingClientRect();
            const after = isFixed(over) || event.clientY > box.top + box.height / 2;
            put(dragged, over, after);
        });
        group.addEventListener('drop', (event) => {
            if (!dragged) return;
            event.preventDefault();
            tell(dragged);
        });
    };

    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
    else start();
}
