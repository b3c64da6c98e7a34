/** An archive that was worked through by the steps, to be replayed. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { openReplay, replays, type Account, type Difference } from '../../queues/replay/index.ts';
import type { Redwatch } from '../../queues/worker.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Database } from '../../src/store/connect.ts';
import type { Span } from '../../src/store/replay.ts';
import { WATCH } from './_articles.ts';

export const EVERYTHING: Span = { since: null, until: null, sourceId: null, companyId: null };

export const configOf = (databaseUrl: string): Config =>
  loadConfig(
    {
      object: {
        watches: [WATCH],
        channels: [{ id: 'hook', type: 'webhook', url: 'http://127.0.0.1:9/hook' }],
        alerts: { rules: [{ id: 'departures', recipients: [{ channel: 'hook', to: 'desk' }] }] },
      },
    },
    { DATABASE_URL: databaseUrl },
  );

/** Runs one replay on the archive at `databaseUrl` with everything it showed. */
export async function replay(
  databaseUrl: string,
  rules: string,
  options: { apply?: boolean; span?: Partial<Span> } = {},
): Promise<{ account: Account; shown: Difference[] }> {
  const { context, close } = await openReplay(configOf(databaseUrl), createLog('silent'));
  const shown: Difference[] = [];
  try {
    const run = replays[rules];
    if (!run) throw new Error(`no replay ${rules}`);
    const span = { ...EVERYTHING, ...options.span };
    const account = await run(context, { span, apply: options.apply ?? false }, (d) => void shown.push(d));
    return { account, shown };
  } finally {
    await close();
  }
}

/** Every row of every table and the state of every sequence of the archive, in one hash each. */
export async function checksums(db: Database, except: readonly string[] = []): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db);
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (except.includes(name)) continue;
    const { rows } = await sql<{ row: string }>`
      select t::text as row from public.${sql.id(name)} t order by t::text collate "C"`.execute(db);
    sums[name] = createHash('sha256')
      .update(rows.map((r) => r.row).join('\n'))
      .digest('hex');
  }
  const { rows } = await sql<{ name: string; at: string | null }>`
    select sequencename as name, last_value::text as at from pg_sequences where schemaname = 'public'`.execute(db);
  for (const { name, at } of rows) sums[name] = String(at);
  return sums;
}

/** Lets the steps do all that is to be done. */
export async function workThrough(redwatch: Redwatch): Promise<void> {
  redwatch.work();
  await redwatch.queues.untilEmpty();
}
