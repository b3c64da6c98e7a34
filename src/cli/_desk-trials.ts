/** What the desk may run before it is saved: a source as `redwatch source test` runs it, a rule as `redwatch alert dry-run` does. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseSource } from '../../crawlers/index.ts';
import type { Redwatch } from '../../queues/worker.ts';
import { dryRun, ruleSchema } from '../core/alerts.ts';
import { isSkipped } from '../core/types.ts';
import { ConfigError, messageOf } from '../errors.ts';
import type { RuleTrial, SourceTrial, Trials } from '../web/trials.ts';
import { pastChanges } from './alert.ts';
import { trySource } from './_trial.ts';

/** Articles that are asked for: enough to see whether the pages can be read, few enough to wait for. */
const ARTICLES = 3;
const DAY_MS = 86_400_000;

/** The trials of one installation, with its own settings, gate and archive. */
export function deskTrials(redwatch: Redwatch): Trials {
  const { config, now } = redwatch.context;
  return {
    async source(text): Promise<SourceTrial> {
      const source = parseSource(mapping(text));
      const { report, entries, pages } = await trySource(source, config, ARTICLES);
      return {
        ...{ name: source.name, home: source.home, verdict: report.verdict, sentence: report.sentence },
        entries: entries.map(({ url, role, outcome, reason }) => ({ url, role, outcome, reason: reason ?? '' })),
        pages: pages.map(({ page, article }) =>
          isSkipped(article)
            ? { url: page.url, skipped: article.skipped }
            : {
                ...{ url: page.url, title: article.title, publishedAt: article.publishedAt, authors: article.authors },
                ...{ characters: article.text.length, beginning: article.text.slice(0, 200) },
              },
        ),
      };
    },
    async rule(text, days): Promise<RuleTrial> {
      const rule = ruleSchema.safeParse(mapping(text));
      if (!rule.success) throw new ConfigError([z.prettifyError(rule.error)]);
      const past = await pastChanges(redwatch, new Date(now().getTime() - days * DAY_MS));
      const { sent, silent } = dryRun(rule.data, past);
      return {
        days,
        sent: sent.map(({ at, change, event, alerts }) => ({
          ...{ at, person: event.person, org: event.org, field: change.field },
          why: alerts[0]?.matched.join('; ') ?? '',
          storyId: event.storyIds?.[0] ?? null,
        })),
        silent: silent.map(({ at, change, event, because }) => ({
          ...{ at, person: event.person, org: event.org, field: change.field, because },
        })),
      };
    },
  };
}

/** YAML of one mapping, or of a list with one in it as it would be pasted from the settings. */
function mapping(text: string): unknown {
  try {
    const found: unknown = parse(text);
    return Array.isArray(found) && found.length === 1 ? found[0] : found;
  } catch (error) {
    throw new ConfigError([messageOf(error)]);
  }
}
