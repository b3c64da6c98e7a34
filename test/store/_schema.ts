/** Databases at an earlier schema, and what of a schema those who know it rely on. */
import { CamelCasePlugin, Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrations } from '../../src/store/migrations/index.ts';

/** Brings the tables at `url` to the migration named. */
export async function migrateTo(url: string, name: string): Promise<void> {
  const dialect = new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) });
  const db = new Kysely<unknown>({ dialect, plugins: [new CamelCasePlugin()] });
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateTo(name);
  await db.destroy();
  if (error) throw error;
}

export type Shape = {
  /** `table.column` and what a writer must know of it. */
  columns: Map<string, { type: string; isRequired: boolean }>;
  /** Rules over rows: `table: definition`, with the columns they are about. */
  rules: Map<string, string[]>;
  functions: Set<string>;
  triggers: Set<string>;
};

export async function shapeOf(client: pg.Client): Promise<Shape> {
  const ask = async <T extends pg.QueryResultRow>(text: string) => (await client.query<T>(text)).rows;
  const columns = await ask<{ name: string; type: string; required: boolean }>(`
    select c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull and not a.atthasdef and a.attidentity = '' as required
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`);
  // A rule is a constraint, or an index that forbids doubles.
  const rules = await ask<{ name: string; columns: string[] }>(`
    select n.conrelid::regclass || ': ' || pg_get_constraintdef(n.oid) as name,
      array(select n.conrelid::regclass || '.' || attname from pg_attribute where attrelid = n.conrelid and attnum = any(n.conkey))::text[] as columns
    from pg_constraint n where n.connamespace = 'public'::regnamespace and n.contype <> 'n'
    union all
    select i.indrelid::regclass || ': ' || pg_get_indexdef(i.indexrelid),
      array(select i.indrelid::regclass || '.' || attname from pg_attribute where attrelid = i.indrelid and attnum = any(i.indkey))::text[]
    from pg_index i join pg_class c on c.oid = i.indexrelid where i.indisunique and c.relnamespace = 'public'::regnamespace`);
  const functions = await ask<{ name: string }>(
    "select oid::regprocedure || ' ' || prorettype::regtype as name from pg_proc where pronamespace = 'public'::regnamespace",
  );
  const triggers = await ask<{ name: string }>(
    "select t.tgrelid::regclass || ' ' || t.tgname as name from pg_trigger t where not t.tgisinternal",
  );
  return {
    columns: new Map(columns.map((c) => [c.name, { type: c.type, isRequired: c.required }])),
    rules: new Map(rules.map((r) => [r.name, r.columns])),
    functions: new Set(functions.map((f) => f.name)),
    triggers: new Set(triggers.map((t) => t.name)),
  };
}

/** What would trip a program that knows the schema before: one sentence each. Indexes may come and go. */
export function breaksOf(before: Shape, after: Shape): string[] {
  const tableOf = (column: string) => column.split('.')[0] ?? '';
  const known = new Set([...before.columns.keys()].map(tableOf));
  const breaks: string[] = [];
  for (const [name, { type, isRequired }] of before.columns) {
    const now = after.columns.get(name);
    if (!now) breaks.push(`${name} is gone`);
    else if (now.type !== type) breaks.push(`${name} is ${now.type}, was ${type}`);
    else if (now.isRequired && !isRequired) breaks.push(`${name} must be given`);
  }
  for (const [name, { isRequired }] of after.columns)
    if (known.has(tableOf(name)) && !before.columns.has(name) && isRequired) breaks.push(`${name} must be given`);
  for (const [name, columns] of after.rules)
    if (!before.rules.has(name) && (!columns.length || columns.some((c) => before.columns.has(c))))
      breaks.push(`rows must keep ${name}`);
  // Known rules may be what "on conflict" goes by.
  for (const [part, was, is] of [
    ['rule', [...before.rules.keys()], after.rules],
    ['function', [...before.functions], after.functions],
    ['trigger', [...before.triggers], after.triggers],
  ] as const)
    for (const name of was) if (!is.has(name)) breaks.push(`the ${part} ${name} is gone`);
  return breaks;
}
