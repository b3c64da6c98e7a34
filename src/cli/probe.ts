import { openSources } from '../../queues/worker.ts';
import type { Source } from '../../crawlers/_source.ts';
import type { Config } from '../config.ts';
import { isSkipped } from '../core/types.ts';
import { ConfigError } from '../errors.ts';
import { trySource } from './_trial.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

type Finding = { source: Source; state: 'ok' | 'CHANGED' | 'FAILED'; says: string };

/** `redwatch probe`: one live page of every source; which answer as before, which changed, which failed. Exit code 1 unless all are ok. */
export async function runProbe(ids: readonly string[], options: SettingsOptions): Promise<void> {
  const config = await settingsFor(options);
  const sources = openSources(config);
  const unknown = ids.filter((id) => !sources.some((s) => s.id === id));
  if (unknown.length) throw new ConfigError([`no source "${unknown.join('", "')}"`]);
  for (const source of sources.filter((s) => !ids.length || ids.includes(s.id))) {
    const { state, says } = await probe(source, config);
    console.log(`${state.padEnd(7)} ${source.id.padEnd(14)} ${says}`);
    if (state !== 'ok') process.exitCode = 1;
  }
}

/** A list that cannot be read, that names nothing, or whose article cannot be read has another layout than we know. */
async function probe(source: Source, config: Config): Promise<Omit<Finding, 'source'>> {
  const { report, pages } = await trySource(source, config, 1);
  const [first] = pages;
  if (report.failed['layout'] || report.verdict === 'empty') return { state: 'CHANGED', says: report.sentence };
  if (!first) return { state: 'FAILED', says: report.sentence };
  if (isSkipped(first.article))
    return { state: 'CHANGED', says: `${first.page.url} cannot be read: ${first.article.skipped}` };
  return { state: 'ok', says: `${report.lists.entries} articles named; read "${first.article.title}"` };
}
