/** Every kind of source. Adding one: a new file beside this one, and its line here. */
import { z } from 'zod';
import { ConfigError } from '../src/errors.ts';
import type { Source, SourceKind } from './_source.ts';
import { amz123 } from './amz123.ts';
import { browserList } from './browser-list.ts';
import { dashu10100 } from './dashu10100.ts';
import { discuz } from './discuz.ts';
import { feed } from './feed.ts';
import { listPage } from './list-page.ts';
import { sitemap } from './sitemap.ts';

export const kinds: readonly SourceKind[] = [amz123, dashu10100, discuz, feed, sitemap, listPage, browserList];

const head = z.looseObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and hyphens, at most 40'),
  kind: z.enum(kinds.map((kind) => kind.kind)),
});

/** A source from redwatch.yaml (`{id, kind, name?, ...settings}`). Throws a ConfigError listing every problem. */
export function parseSource(raw: unknown): Source {
  const parsed = head.safeParse(raw);
  if (!parsed.success) {
    const who = typeof raw === 'object' && raw !== null && 'id' in raw ? ` "${String(raw.id)}"` : '';
    throw new ConfigError(
      parsed.error.issues.map((issue) => `source${who}: ${issue.path.join('.') || 'entry'}: ${issue.message}`),
    );
  }
  const { id, kind, ...settings } = parsed.data;
  const found = kinds.find((each) => each.kind === kind);
  if (!found) throw new ConfigError([`source "${id}": there is no kind "${kind}"`]);
  return found.open(id, settings);
}
