import type { RunEntry, RunView, SourceHealth, SourceYield } from '../../store/desk/sources.ts';
import type { Coverage, SourceCoverage } from '../../store/coverage.ts';
import { crawlWords } from '../crawl-words.ts';
import { Layout } from '../layout.tsx';
import { Instant, slug } from '../parts/words.tsx';
import { webAddress } from '../security.ts';
import type { SourceInfo, View } from '../view.ts';

export type SourcesData = { health: SourceHealth[]; sources: readonly SourceInfo[]; coverage: Coverage | null };

export function SourcesPage({ view, data }: { view: View; data: SourcesData }) {
  const { t } = view;
  const known = new Map(data.health.map((one) => [one.sourceId, one]));
  const ids = [...new Set([...data.sources.map((one) => one.id), ...known.keys()])];
  const covered = new Map(data.coverage?.sources.map((one) => [one.sourceId, one]));
  const troubled = (id: string) => known.get(id)?.last.verdict === 'failed' || Boolean(known.get(id)?.ill);
  const ordered = ids.sort((a, b) => Number(troubled(b)) - Number(troubled(a)));
  return (
    <Layout view={view} title={t.sources.title} section="sources">
      <header class="page-head">
        <h1>{t.sources.title}</h1>
        {data.coverage === null ? (
          <p class="lede">{t.sources.empty}</p>
        ) : (
          <Statement view={view} coverage={data.coverage} />
        )}
        {view.can.admin ? (
          <p>
            <a href="/try">{t.sources.try}</a>
          </p>
        ) : null}
      </header>
      <div class="sources" data-entries>
        {ordered.map((id) => (
          <SourceRow
            view={view}
            id={id}
            info={data.sources.find((one) => one.id === id)}
            health={known.get(id)}
            covered={covered.get(id)}
          />
        ))}
      </div>
    </Layout>
  );
}

/** Last night's account in one sentence: how many answered, and by name who did not and since when. */
function Statement({ view, coverage }: { view: View; coverage: Coverage }) {
  const { sources: t } = view.t;
  const rest = coverage.sources.filter((one) => one.state !== 'answered');
  return (
    <p class="lede">
      {t.night(coverage.night)}: {t.coverage(coverage.answered, coverage.sources.length)}
      {rest.map((one) => (
        <>
          {' '}
          <a class="chip bad" href={`/sources/${encodeURIComponent(one.sourceId)}`}>
            {one.name} <small>{stateWords(view, one)}</small>
          </a>
        </>
      ))}
    </p>
  );
}

function stateWords(view: View, { state, since }: Pick<SourceCoverage, 'state' | 'since'>): string {
  const { sources: t } = view.t;
  const words = t.state[state] ?? state;
  return since && state !== 'not asked' ? `${words} ${t.since(view.clock.instant(since))}` : words;
}

/** Every address of the night that was named and not brought, or brought and not readable. */
function Missing({ view, covered }: { view: View; covered: SourceCoverage }) {
  const { sources: t } = view.t;
  if (covered.missingInAll === 0) return null;
  return (
    <details class="missing">
      <summary>{t.missing(covered.missingInAll)}</summary>
      <ul class="plain-list">
        {covered.missing.map((one) => (
          <li>
            <span class="url">{one.url}</span> <span class="why">{crawlWords(view, one.reason)}</span>
          </li>
        ))}
      </ul>
      {covered.missingInAll > covered.missing.length ? (
        <p class="faint">{t.andMore(covered.missingInAll - covered.missing.length)}</p>
      ) : null}
    </details>
  );
}

function SourceRow(props: {
  view: View;
  id: string;
  info?: SourceInfo;
  health?: SourceHealth;
  covered?: SourceCoverage;
}) {
  const { view, id, info, health, covered } = props;
  const { t } = view;
  const run = health?.last;
  return (
    <article
      class={`source verdict-${health?.ill ? 'failed' : (run?.verdict ?? 'never')}`}
      data-entry
      tabindex={-1}
      aria-labelledby={`s-${slug(id)}`}
    >
      <h2 id={`s-${slug(id)}`}>
        <a href={`/sources/${encodeURIComponent(id)}`} data-open>
          {info?.name ?? id}
        </a>
        <span class="verdict">
          {health?.ill
            ? stateWords(view, health.ill)
            : run
              ? (t.sources.verdict[run.verdict] ?? run.verdict)
              : t.sources.neverRun}
        </span>
      </h2>
      <p class="meta">
        {info ? <span>{info.kind}</span> : <span>{t.sources.retired}</span>}
        {info && !info.verified ? <span class="faint">{t.sources.unverified}</span> : null}
        {run ? <Instant view={view} at={run.finishedAt ?? run.startedAt} /> : null}
        {health?.failingSince ? (
          <span class="trouble">{t.sources.failingSince(view.clock.instant(health.failingSince))}</span>
        ) : null}
      </p>
      {run ? (
        <>
          {run.sentence && !hasReasons(run) ? (
            <p class="sentence" lang="en">
              {run.sentence}
            </p>
          ) : null}
          {health?.ill && health.ill.sentence !== run.sentence ? (
            <p class="sentence" lang="en">
              {health.ill.sentence}
            </p>
          ) : null}
          <RunNumbers view={view} run={run} />
          {covered ? <Missing view={view} covered={covered} /> : null}
        </>
      ) : null}
    </article>
  );
}

/** Whether the numbers and reasons tell all: of a run that brought something. Else its own sentence says what happened. */
function hasReasons({ verdict }: RunView): boolean {
  return verdict === 'ok' || verdict === 'partial';
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

function RunNumbers({ view, run, articles }: { view: View; run: RunView; articles?: number }) {
  const { t } = view;
  const numbers: [string, number, string][] = [
    [t.sources.asked, run.asked, ''],
    [t.sources.fresh, run.newPages, run.newPages > 0 ? 'fresh' : ''],
    [t.sources.unchanged, run.unchanged + run.same, ''],
    [t.sources.skipped, sum(run.skipped), ''],
    [t.sources.failed, sum(run.failed), sum(run.failed) > 0 ? 'bad' : ''],
    ...(articles === undefined ? [] : [[t.sources.articles, articles, ''] as [string, number, string]]),
  ];
  return (
    <>
      <dl class="numbers">
        {numbers.map(([name, value, tone]) => (
          <div class={tone || undefined}>
            <dt>{name}</dt>
            <dd>{value.toLocaleString(t.lang)}</dd>
          </div>
        ))}
      </dl>
      <Reasons view={view} name={t.sources.skipped} counts={run.skipped} />
      <Reasons view={view} name={t.sources.failed} counts={run.failed} bad />
    </>
  );
}

function Reasons(props: { view: View; name: string; counts: Record<string, number>; bad?: boolean }) {
  const { view, name, counts, bad } = props;
  const reasons = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (reasons.length === 0) return null;
  return (
    <p class={bad ? 'reasons bad' : 'reasons'}>
      <b>{name}</b>
      {reasons.map(([reason, count]) => (
        <span>
          {crawlWords(view, reason)} <span class="tally">{count}</span>
        </span>
      ))}
    </p>
  );
}

export type SourceData = {
  id: string;
  info?: SourceInfo;
  health?: SourceHealth;
  runs: RunView[];
  run: RunView | null;
  entries: RunEntry[];
  nextOffset: number | null;
  brought: SourceYield;
};

export function SourcePage({ view, data }: { view: View; data: SourceData }) {
  const { t } = view;
  const home = webAddress(data.info?.home);
  return (
    <Layout view={view} title={data.info?.name ?? data.id} section="sources">
      <header class="page-head">
        <h1>{data.info?.name ?? data.id}</h1>
        <p class="meta">
          {data.info ? <span>{data.info.kind}</span> : <span>{t.sources.retired}</span>}
          {home ? (
            <a href={home} rel="noreferrer noopener external" target="_blank">
              {home}
            </a>
          ) : null}
          {data.info && !data.info.verified ? <span class="faint">{t.sources.unverified}</span> : null}
          {data.health?.failingSince ? (
            <span class="trouble">{t.sources.failingSince(view.clock.instant(data.health.failingSince))}</span>
          ) : null}
        </p>
      </header>
      {data.run === null ? (
        <p class="nothing">{t.sources.neverRun}</p>
      ) : (
        <div class="source-detail">
          <section aria-labelledby="h-runs">
            <h2 id="h-runs">{t.sources.runs}</h2>
            <ol class="runs">
              {data.runs.map((run) => (
                <li class={`verdict-${run.verdict}`}>
                  <a
                    href={`/sources/${encodeURIComponent(data.id)}?run=${encodeURIComponent(run.id)}`}
                    aria-current={run.id === data.run?.id ? 'true' : undefined}
                  >
                    <Instant view={view} at={run.startedAt} />
                    <span class="verdict">{t.sources.verdict[run.verdict] ?? run.verdict}</span>
                  </a>
                </li>
              ))}
            </ol>
            <Unread view={view} unread={data.brought.unread} />
          </section>
          <div>
            <h2>{t.sources.entries}</h2>
            {data.run.sentence && !hasReasons(data.run) ? (
              <p class="sentence" lang="en">
                {data.run.sentence}
              </p>
            ) : null}
            <RunNumbers view={view} run={data.run} articles={data.brought.articles} />
            <Entries view={view} data={data} run={data.run} />
          </div>
        </div>
      )}
    </Layout>
  );
}

function Unread({ view, unread }: { view: View; unread: SourceYield['unread'] }) {
  if (unread.length === 0) return null;
  return (
    <>
      <h2>{view.t.sources.unread}</h2>
      <ul class="unread">
        {unread.slice(0, 30).map((one) => (
          <li>
            {one.reason ? crawlWords(view, one.reason) : view.t.unknown}{' '}
            <span class="tally">{one.pages.toLocaleString(view.t.lang)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Entries({ view, data, run }: { view: View; data: SourceData; run: RunView }) {
  const { t } = view;
  if (data.entries.length === 0) return <p class="faint">{t.sources.noEntries}</p>;
  return (
    <div class="scroller" tabindex={0} role="region" aria-label={t.sources.entries}>
      <table class="lines">
        <thead>
          <tr>
            <th scope="col">{t.sources.outcome}</th>
            <th scope="col">{t.sources.address}</th>
            <th scope="col" class="num">
              {t.sources.size}
            </th>
            <th scope="col" class="num">
              {t.sources.took}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.entries.map((entry) => (
            <tr class={`outcome-${slug(entry.outcome)}`}>
              <td class="nowrap">
                <span class="outcome">{t.sources.outcomeWord[entry.outcome] ?? entry.outcome}</span>
                {entry.status ? <span class="faint"> {entry.status}</span> : null}
              </td>
              <td>
                <span class="url">{entry.url}</span>
                {entry.reason ? <span class="why">{crawlWords(view, entry.reason)}</span> : null}
              </td>
              <td class="num">{entry.bytes === null ? '' : bytes(entry.bytes, t.lang)}</td>
              <td class="num">{entry.ms === null ? '' : `${entry.ms.toLocaleString(t.lang)} ms`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.nextOffset === null ? null : (
        <a
          class="more"
          href={`/sources/${encodeURIComponent(data.id)}?run=${encodeURIComponent(run.id)}&from=${data.nextOffset}`}
        >
          {t.sources.nextPage}
        </a>
      )}
    </div>
  );
}

/** 812 B, 41 kB, 3.2 MB. */
function bytes(count: number, locale: string): string {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${Math.round(count / 1000).toLocaleString(locale)} kB`;
  return `${(count / 1e6).toLocaleString(locale, { maximumFractionDigits: 1 })} MB`;
}
