import { endpoints } from '../api/endpoints.ts';
import { openApi } from '../api/openapi.ts';
import { Layout } from '../layout.tsx';
import { htmlPage, type Route, type RouteContext } from '../route.ts';

/** The API for people: every call, what it takes and gives. */
function apiPage({ c, view }: RouteContext) {
  const { api: t } = view.t;
  const document = openApi(view.origin) as { paths: Record<string, Record<string, object>> };
  return htmlPage(
    c,
    <Layout view={view} title="API" section={null}>
      <header class="page-head">
        <h1>API</h1>
        <p class="lede">{t.intro}</p>
        <p>
          <a href="/api/v1/openapi.json">OpenAPI 3.1</a>
        </p>
        <pre class="code" tabindex={0}>
          curl -H "Authorization: Bearer rw_…" {view.origin}/api/v1/departures
        </pre>
      </header>
      {endpoints.map((endpoint) => {
        const operation = document.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[endpoint.method.toLowerCase()];
        return (
          <section class="block">
            <h2>
              <code>
                {endpoint.method} {endpoint.path}
              </code>
            </h2>
            <p>{endpoint.summary}</p>
            <details>
              <summary>{t.details}</summary>
              <pre class="code" tabindex={0}>
                {JSON.stringify(operation, null, 2)}
              </pre>
            </details>
          </section>
        );
      })}
      <section class="block">
        <h2>{t.feeds}</h2>
        <p>{t.feedsIntro}</p>
        <ul class="plain-list">
          {[
            '/feeds/rss',
            '/feeds/atom',
            '/feeds/json',
            '/export/departures.csv',
            '/export/departures.jsonl',
            '/export/claims.csv',
            '/export/claims.jsonl',
          ].map((path) => (
            <li>
              <a href={path}>{path}</a>
            </li>
          ))}
        </ul>
      </section>
    </Layout>,
  );
}

export const apiPageRoutes: readonly Route[] = [
  { method: 'GET', path: '/api', right: 'read', handle: apiPage },
  { method: 'GET', path: '/api/v1/openapi.json', right: 'read', handle: ({ c, view }) => c.json(openApi(view.origin)) },
];
