// The desk's own script: the keyboard, the reader's zone, messages. Every page works without it.
'use strict';

(() => {
  const entries = () => [...document.querySelectorAll('[data-entry]')];
  const current = () => document.querySelector('[data-entry].current');

  function mark(entry) {
    if (current() === entry) return;
    current()?.classList.remove('current');
    entry.classList.add('current');
  }

  function select(entry) {
    if (!entry) return;
    mark(entry);
    entry.focus({ preventScroll: true });
    const behind = document.querySelector('header.top')?.getBoundingClientRect().bottom ?? 0;
    const box = entry.getBoundingClientRect();
    if (box.top < behind + 48) window.scrollBy({ top: box.top - behind - 56 });
    else if (box.bottom > innerHeight - 24) window.scrollBy({ top: box.bottom - innerHeight + 48 });
  }

  function step(by) {
    const all = entries();
    const at = all.indexOf(current());
    select(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  const open = () => current()?.querySelector('[data-open]')?.click();
  // A state holds for all chosen entries; for the current one when none is chosen.
  const press = (key) => () => {
    const scope = document.querySelector('[data-tick]:checked') ? document.getElementById('bulk') : current();
    scope?.querySelector(`[data-key="${key}"]`)?.click();
  };
  const go = { f: '/', d: '/departures', m: '/metrics', p: '/people', s: '/sources', w: '/watches', q: '/quality' };
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: open,
    u: () => location.assign('/'),
    m: press('m'),
    i: press('i'),
    e: press('e'),
    d: press('d'),
    x: () => current()?.querySelector('[data-tick]')?.click(),
    '/': () => document.querySelector('[data-search]')?.focus(),
    '?': () => document.getElementById('keys')?.togglePopover(),
  };

  // The reader's own keys: action -> key. A key that was taken over no longer does what it did.
  const own = JSON.parse(document.body.dataset.keymap || '{}');
  const keys = new Map(Object.keys(actions).map((action) => [own[action] ?? action, actions[action]]));
  keys.set('Enter', open);

  const typesText = (node) =>
    node instanceof HTMLElement && (node.isContentEditable || node.matches('input:not([type=checkbox]), textarea, select'));

  let afterG = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const on = event.target;
    if (event.key === 'Escape' && typesText(on)) return on.blur();
    if (typesText(on)) return;
    if (event.key === 'Enter' && on instanceof HTMLElement && on.closest('a, button, summary')) return;
    if (afterG) {
      afterG = false;
      if (go[event.key]) {
        event.preventDefault();
        location.assign(go[event.key]);
        return;
      }
    }
    if (event.key === 'g') {
      afterG = true;
      return;
    }
    const action = keys.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener('focusin', (event) => {
    const entry = event.target instanceof Element && event.target.closest('[data-entry]');
    if (entry) mark(entry);
  });

  // An entry that was changed is a new node in the same place: it stays the current one.
  let swapped = null;
  document.addEventListener('htmx:beforeSwap', (event) => {
    swapped = event.detail.target?.classList?.contains('current') ? event.detail.target.dataset.id : null;
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (!swapped) return;
    select(document.querySelector(`[data-entry][data-id="${CSS.escape(swapped)}"]`));
    swapped = null;
  });

  function say(words) {
    const toast = document.getElementById('toast');
    if (!toast) return;
    toast.textContent = words;
    toast.classList.add('shown');
    setTimeout(() => toast.classList.remove('shown'), 6000);
  }
  for (const type of ['htmx:responseError', 'htmx:sendError']) {
    document.addEventListener(type, () => say(document.body.dataset.failed));
  }

  // The quote of a claim and its card light up together.
  const lit = (ids, on) => {
    for (const id of ids) {
      document.getElementById(`claim-${id}`)?.classList.toggle('lit', on);
      for (const node of document.querySelectorAll(`mark[data-claims~="${CSS.escape(id)}"]`)) node.classList.toggle('lit', on);
    }
  };
  for (const type of ['pointerover', 'pointerout']) {
    document.addEventListener(type, (event) => {
      const on = event.target instanceof Element ? event.target : null;
      const node = on?.closest('mark[data-claims]');
      const card = on?.closest('.claim[id]');
      if (node) lit(node.dataset.claims.split(' '), type === 'pointerover');
      else if (card) lit([card.id.replace(/^claim-/, '')], type === 'pointerover');
    });
  }

  // On a phone the sections are wider than the screen: the present one is to be seen.
  const nav = document.querySelector('.top nav');
  const here = nav?.querySelector('[aria-current]');
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.clientWidth) / 2;

  // Without a choice of the reader's own the system decides; the switch then means the other one.
  const toggle = document.querySelector('[data-theme-toggle]');
  const theme = document.documentElement.dataset.theme;
  const isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  if (toggle) toggle.value = isDark ? 'light' : 'dark';

  // Times are written on the server; tell it the reader's zone once, and have this page written anew if it guessed another.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== document.body.dataset.zone && !document.cookie.includes(`zone=${encodeURIComponent(zone)}`)) {
    document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
    if (document.cookie.includes('zone=')) location.reload();
  }
})();
