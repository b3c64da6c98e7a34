import { changeWords, reasonWords } from '../alert-words.ts';
import { crawlWords } from '../crawl-words.ts';
import { Layout } from '../layout.tsx';
import { Csrf, Problem, Published } from '../parts/words.tsx';
import { webAddress } from '../security.ts';
import type { RuleTrial, SourceTrial, TriedPage } from '../trials.ts';
import type { View } from '../view.ts';

export type TryData = {
  /** What stands in the forms: an example, or what was typed. */
  source: string;
  rule: string;
  days: number;
  canAsk: boolean;
  problem: string | null;
  triedSource: SourceTrial | null;
  triedRule: RuleTrial | null;
};

/** Two forms: a source that is asked, a rule that is run over the archive; beside them what came of it. */
export function TryPage({ view, data }: { view: View; data: TryData }) {
  const { trial: t } = view.t;
  return (
    <Layout view={view} title={t.title} section="sources">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{data.canAsk ? t.intro : t.none}</p>
      </header>
      <Problem words={data.problem} />
      <div class="columns">
        <div>
          <form method="post" action="/try" class="stack trial">
            <Csrf view={view} />
            <h2>{t.source}</h2>
            <label>
              {t.sourceHint}
              <textarea name="source" rows={7} spellcheck={false}>
                {data.source}
              </textarea>
            </label>
            <button class="plain" name="do" value="source" disabled={!data.canAsk}>
              {t.sourceRun}
            </button>
            <h2>{t.rule}</h2>
            <label>
              {t.ruleHint}
              <textarea name="rule" rows={7} spellcheck={false}>
                {data.rule}
              </textarea>
            </label>
            <label>
              {t.days}
              <input type="number" name="days" min={1} max={3650} value={String(data.days)} />
            </label>
            <button class="plain" name="do" value="rule" disabled={!data.canAsk}>
              {t.ruleRun}
            </button>
          </form>
        </div>
        <div>
          {data.triedSource ? <TriedSource view={view} trial={data.triedSource} text={data.source} /> : null}
          {data.triedRule ? <TriedRule view={view} trial={data.triedRule} text={data.rule} /> : null}
        </div>
      </div>
    </Layout>
  );
}

function TriedSource({ view, trial, text }: { view: View; trial: SourceTrial; text: string }) {
  const { trial: t, sources } = view.t;
  return (
    <section class="preview" aria-label={t.source}>
      <h2>
        {trial.name} <span class="verdict">{sources.verdict[trial.verdict] ?? trial.verdict}</span>
      </h2>
      <p class="sentence">{trial.sentence}</p>
      <h3>{trial.pages.length ? t.pages(trial.pages.length) : t.noPages}</h3>
      <ul class="plain-list tried">
        {trial.pages.map((page) => (
          <li>
            <TriedPageLine view={view} page={page} />
          </li>
        ))}
      </ul>
      <details>
        <summary>{t.entries}</summary>
        <ul class="plain-list">
          {trial.entries.map((entry) => (
            <li>
              <span class="outcome">{sources.outcomeWord[entry.outcome] ?? entry.outcome}</span>{' '}
              <span class="url">{entry.url}</span>{' '}
              {entry.reason ? <span class="why">{crawlWords(view, entry.reason)}</span> : null}
            </li>
          ))}
        </ul>
      </details>
      <Snippet view={view} path="sources" text={text} />
    </section>
  );
}

function TriedPageLine({ view, page }: { view: View; page: TriedPage }) {
  const { trial: t } = view.t;
  const href = webAddress(page.url);
  const link = href ? (
    <a href={href} rel="noreferrer noopener external" target="_blank">
      {page.url}
    </a>
  ) : (
    page.url
  );
  if ('skipped' in page)
    return (
      <>
        <span class="url">{link}</span>
        <p class="why">{t.skipped(crawlWords(view, page.skipped))}</p>
      </>
    );
  return (
    <>
      <b>{page.title}</b>
      <p class="meta">
        <Published view={view} date={page.publishedAt} />
        {page.authors.length ? <span>{page.authors.join(', ')}</span> : null}
        <span>{t.chars(page.characters)}</span>
      </p>
      <p class="faint">{page.beginning}</p>
      <span class="url">{link}</span>
    </>
  );
}

function TriedRule({ view, trial, text }: { view: View; trial: RuleTrial; text: string }) {
  const { trial: t } = view.t;
  return (
    <section class="preview" aria-label={t.rule}>
      <h2>{t.sent(trial.sent.length, trial.days)}</h2>
      <ul class="plain-list tried">
        {trial.sent.slice(0, 100).map((one) => (
          <li>
            {one.storyId ? (
              <a href={`/stories/${encodeURIComponent(one.storyId)}`}>{who(view, one)}</a>
            ) : (
              <b>{who(view, one)}</b>
            )}
            <p class="meta">
              <Published view={view} date={one.at} />
              <span>{changeWords(view, one.field)}</span>
              {one.why ? <span>{reasonWords(view, one.why)}</span> : null}
            </p>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t.silent(trial.silent.length)}</summary>
        <ul class="plain-list">
          {trial.silent.slice(0, 100).map((one) => (
            <li>
              {who(view, one)}: {changeWords(view, one.field)}. {reasonWords(view, one.because)}
            </li>
          ))}
        </ul>
      </details>
      <Snippet view={view} path="alerts.rules" text={text} />
    </section>
  );
}

function who(view: View, one: { person: string | null; org: string | null }): string {
  return [one.person ?? view.t.unknown, one.org].filter(Boolean).join(' · ');
}

/** What to write into the settings file: the text as an entry of its list. */
function Snippet({ view, path, text }: { view: View; path: string; text: string }) {
  const [section = '', list] = path.split('.');
  const indent = list ? '    ' : '  ';
  const lines = text.trim().split('\n');
  const entry = lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`).join('\n');
  return (
    <>
      <p class="faint">{view.t.trial.snippet}</p>
      <pre class="snippet">{`${section}:\n${list ? `  ${list}:\n` : ''}${entry}`}</pre>
    </>
  );
}
