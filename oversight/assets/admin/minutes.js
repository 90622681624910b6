// Keeps what is typed into minutes: as a draft on the server, and in this browser only while the server does not
// take it, never what is marked OFFICIAL-SENSITIVE. Leaving with something unsaved asks first.
'use strict';
{
    const page = document.querySelector('[data-keep]');
    const form = page && page.querySelector('form.admin-minutes');
    const status = form && form.querySelector('.admin-draft');
    const SETTLED = 2000, AT_LEAST = 10000, AGAIN = 15000, PATIENCE = 10000, DAYS = 28;
    const PREFIX = 'minutes-draft:';
    // What can be sent while the page goes away.
    const SMALL = 60000;
    const OUT = 'out', AWAY = 'away', KEPT = 'kept', REFUSED = 'refused';

    // --- In this browser ---------------------------------------------------------------------------

    let sensitive = new Set(page ? page.dataset.sensitive.split(' ') : []);
    const mayStay = (key, fields) => !sensitive.has(key) && !/official[\s-]*sensitive/i.test(Object.values(fields).join(' '));
    const name = page && `${PREFIX}${page.dataset.person}:${page.dataset.meeting}`;

    // Left by an earlier visit and not decided on: it stays beside what this page leaves.
    let earlier = {};
    const browser = {
        read() {
            try {
                return JSON.parse(localStorage.getItem(name)) || { at: 0, texts: {} };
            } catch {
                return { at: 0, texts: {} };
            }
        },
        write(added) {
            const texts = { ...earlier, ...added };
            try {
                const allowed = Object.fromEntries(Object.entries(texts).filter(([key, text]) => mayStay(key, text.fields)));
                if (!Object.keys(allowed).length) localStorage.removeItem(name);
                // Somebody signed out since this page was opened.
                else if (Number(localStorage.getItem('minutes-signed-out')) > performance.timeOrigin) return false;
                else localStorage.setItem(name, JSON.stringify({ at: Date.now(), texts: allowed }));
                return Object.keys(allowed).length === Object.keys(texts).length;
            } catch {
                return false;
            }
        },
        forgetOld() {
            try {
                for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
                    if (JSON.parse(localStorage.getItem(key)).at < Date.now() - DAYS * 86400000) localStorage.removeItem(key);
                }
            } catch { /* Nothing can be kept here, so nothing is. */ }
        },
    };

    // --- To the server -----------------------------------------------------------------------------

    const tokens = () => document.querySelectorAll('input[name="csrfmiddlewaretoken"]');

    const request = (options) => fetch(page.dataset.keep, {
        redirect: 'manual', headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE), ...options,
    });
    const isJson = (response) => (response.headers.get('Content-Type') || '').startsWith('application/json');

    const body = (texts) => {
        const data = new FormData();
        data.append('csrfmiddlewaretoken', tokens()[0].value);
        data.append('person', page.dataset.person);
        for (const { fields } of Object.values(texts)) Object.entries(fields).forEach(([field, value]) => data.append(field, value));
        return data;
    };

    // A new sign-in gives a new token: fetch it, if it is the same person.
    const renewed = async () => {
        const response = await request({});
        if (response.type === 'opaqueredirect' || !isJson(response)) return OUT;
        const answer = await response.json();
        if (answer.person !== page.dataset.person) return REFUSED;
        tokens().forEach((token) => { token.value = answer.token; });
        return KEPT;
    };

    // Sends these texts: [outcome, answer].
    const send = async (texts, again = true) => {
        try {
            const response = await request({ method: 'POST', body: body(texts) });
            if (response.type === 'opaqueredirect') return [OUT, {}];
            if (response.status >= 500) return [AWAY, {}];
            if (isJson(response)) {
                const answer = await response.json();
                if ('sensitive' in answer) sensitive = new Set(answer.sensitive.split(' '));
                return [response.ok ? KEPT : REFUSED, answer];
            }
            const now = response.status === 403 && again ? await renewed() : OUT;
            if (now === KEPT) return await send(texts, false);
            return [now, now === REFUSED ? { words: 'Somebody else is signed in here now: nothing is kept.' } : {}];
        } catch {
            return [AWAY, {}];
        }
    };

    // --- What an earlier visit left in this browser ------------------------------------------------

    const alike = (one, other) => one.replace(/\s+/g, ' ').trim() === other.replace(/\s+/g, ' ').trim();
    const words = (fields) => Object.entries(fields).find(([field]) => /text$/.test(field))[1];

    const recover = async () => {
        const left = browser.read().texts;
        if (page.dataset.unsaved) {
            // What is in the boxes comes first.
            earlier = left;
            return;
        }
        if (!Object.keys(left).length) return;
        const later = {}, now = {};
        for (const [key, text] of Object.entries(left)) {
            if (!mayStay(key, text.fields)) continue;
            const offered = page.querySelector(`[data-offered="${CSS.escape(key)}"]`);
            if (offered && alike(offered.textContent, words(text.fields))) continue;
            // A draft kept later, from elsewhere, is decided on first.
            if (offered && Number(offered.dataset.since) > text.after) later[key] = text;
            else now[key] = text;
        }
        if (Object.keys(now).length) {
            const [outcome] = await send(now);
            if (outcome !== KEPT) return;
        }
        browser.write(later);
        if (Object.keys(now).length) location.replace(location.pathname);
    };

    // --- While somebody types ----------------------------------------------------------------------

    const start = () => {
        const parts = new Map();
        for (const field of form.querySelectorAll('[data-draft]')) {
            const key = field.dataset.draft;
            parts.set(key, [...(parts.get(key) || []), field]);
        }
        const fieldsOf = (key) => Object.fromEntries(parts.get(key).map((field) => [field.name, field.value]));
        const stateOf = (key) => JSON.stringify(fieldsOf(key));
        const states = () => new Map([...parts.keys()].map((key) => [key, stateOf(key)]));
        const opened = states(), kept = states(), after = new Map(), touched = new Set();
        const boxes = [...form.querySelectorAll('input[type="checkbox"], input[type="radio"]')];
        const loaded = Date.now();
        let leaving = false, saving = false, running = null, timer = null, waitingSince = 0;

        const say = (sentence, link) => {
            if (status.textContent === sentence + (link ? ` ${link}` : '')) return;
            status.textContent = sentence;
            if (link) {
                const sign = document.createElement('a');
                Object.assign(sign, { href: page.dataset.signIn, target: '_blank', rel: 'noopener', textContent: link });
                status.append(' ', sign);
            }
        };

        const unkept = () => [...parts.keys()].filter((key) => stateOf(key) !== kept.get(key));
        const asTexts = (keys) => Object.fromEntries(keys.map((key) => [key, { fields: fieldsOf(key), after: after.get(key) || loaded }]));
        const isUnsaved = () => Boolean(page.dataset.unsaved)
            || [...parts.keys()].some((key) => stateOf(key) !== opened.get(key))
            || boxes.some((box) => box.checked !== box.defaultChecked);

        const sendAll = async () => {
            const keys = unkept(), texts = asTexts(keys), sent = new Map(keys.map((key) => [key, stateOf(key)]));
            const [outcome, answer] = await send(texts);
            if (outcome === KEPT) {
                keys.forEach((key) => { kept.set(key, sent.get(key)); after.set(key, answer.at); });
                // What is not sent yet stays in the browser no longer than that.
                if (browser.read().at) browser.write({});
                if (answer.words) say(answer.words);
                else if (status.dataset.trouble) say('What you typed is kept as a draft.');
                delete status.dataset.trouble;
            } else {
                status.dataset.trouble = 'yes';
                const all = outcome === REFUSED || browser.write(asTexts(unkept()));
                const where = all ? 'What you typed is kept in this browser until it can be saved.'
                    : 'Part of what you typed may be kept nowhere else: keep this page open.';
                if (outcome === REFUSED) say(answer.words || 'No draft was saved.');
                else if (outcome === OUT) say(`You are signed out. ${where} Sign in again in another tab, then go on here.`, 'Sign in');
                else say(`The register does not answer. ${where}`);
            }
            return outcome;
        };
        const keep = () => {
            clearTimeout(timer);
            timer = null;
            running ??= sendAll().finally(() => {
                running = null;
                waitingSince = 0;
                if (unkept().length && !leaving) plan(status.dataset.trouble ? AGAIN : SETTLED);
            });
            return running;
        };
        const plan = (wait) => {
            if (running) return;
            clearTimeout(timer);
            timer = setTimeout(keep, wait);
        };

        form.addEventListener('input', (event) => {
            if (!event.target.dataset.draft) return;
            touched.add(event.target.dataset.draft);
            waitingSince ||= Date.now();
            plan(Math.max(0, Math.min(SETTLED, waitingSince + AT_LEAST - Date.now())));
        });
        addEventListener('online', () => unkept().length && keep());
        addEventListener('focus', () => status.dataset.trouble && keep());
        document.addEventListener('visibilitychange', () => document.hidden && unkept().length && !leaving && keep());

        // Saving asks first whether the register is there and the person still signed in: a form sent to neither is lost.
        form.addEventListener('submit', async (event) => {
            if (leaving) return;
            event.preventDefault();
            if (saving) return;
            saving = true;
            if (running) await running;
            const outcome = await keep();
            saving = false;
            if (outcome === OUT || outcome === AWAY) {
                say(`Not saved. ${status.firstChild.textContent}`, outcome === OUT ? 'Sign in' : '');
                return;
            }
            form.elements.drafted.value = [...touched].join(' ');
            leaving = true;
            form.requestSubmit(event.submitter);
        });
        addEventListener('beforeunload', (event) => {
            if (leaving || !isUnsaved()) return;
            if (unkept().length) keep();
            event.preventDefault();
        });
        addEventListener('pagehide', () => {
            const keys = unkept();
            if (leaving || !keys.length) return;
            const texts = asTexts(keys);
            browser.write(texts);
            if (JSON.stringify(texts).length < SMALL) request({ method: 'POST', body: body(texts), keepalive: true, signal: null }).catch(() => {});
        });
        addEventListener('pageshow', () => { leaving = false; });
        say('What you type is kept as a draft, for you alone, until you save.');
    };

    if (page) {
        browser.forgetOld();
        if (form) start();
        recover();
    }
}
