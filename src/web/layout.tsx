import type { Child } from 'hono/jsx';
import type { Messages } from './i18n/index.ts';
import { Csrf } from './parts/words.tsx';
import type { View } from './view.ts';

export type Section = keyof Messages['nav'] | null;

/** htmx without anything a strict policy forbids: no inline indicator styles, no eval, requests to this desk only. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  // Somebody else was faster (409): the answer says so in the entry's place. Other refusals become a message (desk.js).
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '409', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
});

/** The frame around every page: head, navigation, keyboard help. */
export function Layout(props: {
  view: View;
  title: string;
  section: Section;
  children?: Child;
  /** What the search box shows. */
  q?: string;
}) {
  const { view, section } = props;
  const { t } = view;
  return (
    <html lang={t.lang} data-theme={view.theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>{props.title === t.brand ? t.brand : `${props.title} · ${t.brand}`}</title>
        <link rel="icon" href={view.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={view.asset('desk.css')} />
        <script src={view.asset('htmx.js')} defer></script>
        <script src={view.asset('desk.js')} defer></script>
      </head>
      <body data-zone={view.clock.zone} data-keymap={JSON.stringify(view.keymap)} data-failed={view.t.failed}>
        <a class="skip" href="#main">
          {t.skipToContent}
        </a>
        <TopBar view={view} section={section} q={props.q} />
        <main id="main">{props.children}</main>
        <KeyHelp view={view} />
        <div id="toast" role="status" aria-live="polite"></div>
      </body>
    </html>
  );
}

function TopBar({ view, section, q }: { view: View; section: Section; q?: string }) {
  const { t } = view;
  const links = (Object.keys(t.nav) as (keyof Messages['nav'])[]).map(
    (id) => [id, id === 'feed' ? '/' : `/${id}`, t.nav[id]] as const,
  );
  const other = view.language === 'en' ? 'zh' : 'en';
  return (
    <header class="top">
      <a class="brand" href="/">
        <span class="seal" aria-hidden="true">
          望
        </span>
        {t.brand}
      </a>
      <nav aria-label={t.brand}>
        {links.map(([id, href, name]) => (
          <a href={href} aria-current={id === section ? 'page' : undefined} data-go={id}>
            {name}
          </a>
        ))}
      </nav>
      <form class="search" role="search" action="/" method="get">
        <input
          type="search"
          name="q"
          value={q}
          placeholder={t.search}
          aria-label={t.search}
          data-search
          autocomplete="off"
        />
      </form>
      <div class="tools">
        <form method="post" action="/preferences">
          <Csrf view={view} />
          <input type="hidden" name="back" value={view.here} />
          <button name="language" value={other} title={t.languageTitle} lang={other === 'zh' ? 'zh-CN' : 'en'}>
            {t.language}
          </button>
          <button name="theme" value="toggle" class="icon" title={t.theme} aria-label={t.theme} data-theme-toggle>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
              <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
            </svg>
          </button>
        </form>
        {view.reader.isStranger ? null : (
          <a
            class="icon"
            href={view.reader.hasAccount ? '/me' : '/accounts'}
            title={view.reader.hasAccount ? view.reader.name : t.account.title}
            aria-label={t.account.mine}
          >
            <svg
              viewBox="0 0 16 16"
              width="16"
              height="16"
              aria-hidden="true"
              fill="none"
              stroke="currentColor"
              stroke-width="1.5"
            >
              <circle cx="8" cy="5" r="2.75" />
              <path d="M2.5 14c.6-3 2.8-4.5 5.5-4.5s4.9 1.5 5.5 4.5" />
            </svg>
          </a>
        )}
        <button type="button" class="icon key-help" popovertarget="keys" title={t.keys} aria-label={t.keys}>
          ?
        </button>
      </div>
    </header>
  );
}

function KeyHelp({ view }: { view: View }) {
  const { help } = view.t;
  return (
    <aside id="keys" popover="auto" class="sheet" aria-label={help.title}>
      <h2>{help.title}</h2>
      <dl class="keys">
        {help.keys.map(([keys, what]) => (
          <div>
            <dt>
              {keys.split(' ').map((key, _, all) => (
                <kbd>{all.length === 1 ? (view.keymap[key] ?? key) : key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
