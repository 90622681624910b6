// Signing out takes what minutes left in this browser along (admin/minutes.js), and tells pages still open to leave
// nothing more.
'use strict';
for (const form of document.querySelectorAll('form[action*="logout"]')) {
    form.addEventListener('submit', () => addEventListener('pagehide', () => {
        try {
            Object.keys(localStorage).filter((key) => key.startsWith('minutes-draft:')).forEach((key) => localStorage.removeItem(key));
            localStorage.setItem('minutes-signed-out', String(Date.now()));
        } catch { /* A browser that keeps nothing has nothing to clear. */ }
    }, { once: true }));
}
