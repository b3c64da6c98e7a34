import type { Child } from 'hono/jsx';
import type { View } from './view.ts';

export type Section = 'feed' | 'departures' | 'sources' | null;

/** htmx without anything a strict policy forbids: no inline indicator styles, no eval, requests to this desk only. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

/** The frame around every page: head, navigation, keyboard help. */
export function Layout(props: { view: View; title: string; section: Section; children?: Child; wide?: boolean }) {
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
      <body data-zone={view.clock.zone}>
        <a class="skip" href="#main">
          {t.skipToContent}
        </a>
        <TopBar view={view} section={section} />
        <main id="main" class={props.wide ? 'wide' : undefined}>
          {props.children}
        </main>
        <KeyHelp view={view} />
      </body>
    </html>
  );
}

function TopBar({ view, section }: { view: View; section: Section }) {
  const { t } = view;
  const links = [
    ['feed', '/', t.nav.feed],
    ['departures', '/departures', t.nav.departures],
    ['sources', '/sources', t.nav.sources],
  ] as const;
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
      <div class="tools">
        <form method="post" action="/preferences">
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
              {keys.split(' ').map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
