import { sql, type RawBuilder } from 'kysely';

/** For `on conflict … do update set`: these columns take the values of the row that was to be inserted. */
export function fromInsert<Column extends string>(...columns: readonly Column[]): Record<Column, RawBuilder<never>> {
  const pairs = columns.map((column) => [column, sql.ref(`excluded.${column}`)]);
  return Object.fromEntries(pairs) as Record<Column, RawBuilder<never>>;
}
