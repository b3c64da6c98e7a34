// The desk's own script: the keyboard and the reader's zone. Every page works without it.
'use strict';

(() => {
  const entries = () => [...document.querySelectorAll('[data-entry]')];
  const current = () => document.querySelector('[data-entry].current');

  function select(entry) {
    if (!entry) return;
    current()?.classList.remove('current');
    entry.classList.add('current');
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

  const go = { f: '/', d: '/departures', s: '/sources' };
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector('[data-open]')?.click(),
    Enter: () => current()?.querySelector('[data-open]')?.click(),
    u: () => location.assign('/'),
    '?': () => document.getElementById('keys')?.togglePopover(),
  };

  let afterG = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const on = event.target;
    if (on instanceof HTMLElement && (on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName))) return;
    if (event.key === 'Enter' && on instanceof HTMLElement && on.closest('a, button, summary')) return;
    if (afterG) {
      afterG = false;
      const to = go[event.key];
      if (to) {
        event.preventDefault();
        location.assign(to);
        return;
      }
    }
    if (event.key === 'g') {
      afterG = true;
      return;
    }
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener('focusin', (event) => {
    const entry = event.target instanceof Element && event.target.closest('[data-entry]');
    if (!entry || entry === current()) return;
    current()?.classList.remove('current');
    entry.classList.add('current');
  });

  // The quote of a claim and its card light up together.
  const lit = (ids, on) => {
    for (const id of ids) {
      document.getElementById(`claim-${id}`)?.classList.toggle('lit', on);
      for (const mark of document.querySelectorAll(`mark[data-claims~="${CSS.escape(id)}"]`)) mark.classList.toggle('lit', on);
    }
  };
  for (const type of ['pointerover', 'pointerout']) {
    document.addEventListener(type, (event) => {
      const on = event.target instanceof Element ? event.target : null;
      const mark = on?.closest('mark[data-claims]');
      const card = on?.closest('.claim[id]');
      if (mark) lit(mark.dataset.claims.split(' '), type === 'pointerover');
      else if (card) lit([card.id.replace(/^claim-/, '')], type === 'pointerover');
    });
  }

  // Without a choice of the reader's own the system decides; the switch then means the other one.
  const toggle = document.querySelector('[data-theme-toggle]');
  const isDark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  if (toggle) toggle.value = isDark ? 'light' : 'dark';

  // Times are written on the server; tell it the reader's zone once, and have this page written anew if it guessed another.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== document.body.dataset.zone && !document.cookie.includes(`zone=${encodeURIComponent(zone)}`)) {
    document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
    if (document.cookie.includes('zone=')) location.reload();
  }
})();
