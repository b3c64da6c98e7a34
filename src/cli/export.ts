/** `redwatch export`: the ledger, the claims or the stories on stdout, a row at a time. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../errors.ts';
import type { Watch } from '../core/types.ts';
import { sortInstant } from '../store/articles.ts';
import type { Database } from '../store/connect.ts';
import { effectiveWatches } from '../store/desk/watches.ts';
import type { Narrowing } from '../store/desk/export.ts';
import { csvLine } from '../web/csv.ts';
import { claimSheet, departureSheet, storySheet, type Sheet } from '../web/routes/export.tsx';
import { withArchive } from './_archive.ts';
import type { SettingsOptions } from './_settings.ts';

const SHEETS = { ledger: departureSheet, claims: claimSheet, stories: storySheet } as const;
const FORMATS = ['csv', 'jsonl', 'ftm'] as const;

export type ExportOptions = SettingsOptions & {
  format: string;
  company?: string;
  since?: string;
  until?: string;
  /** Begins a CSV with the mark that tells spreadsheets it is UTF-8. */
  bom?: boolean;
};

/** @throws ConfigError for a table, format, company or day that there is not */
export async function runExport(what: string, options: ExportOptions): Promise<void> {
  const sheet = Object.hasOwn(SHEETS, what) ? (SHEETS[what as keyof typeof SHEETS] as Sheet<unknown>) : null;
  const format = FORMATS.find((f) => f === options.format);
  if (!sheet) throw new ConfigError([`expected one of ${Object.keys(SHEETS).join(', ')}, got "${what}"`]);
  if (!format) throw new ConfigError([`--format: expected one of ${FORMATS.join(', ')}, got "${options.format}"`]);
  if (format === 'ftm' && !sheet.ftm)
    throw new ConfigError([`${what}: FollowTheMoney knows people and companies; it takes the ledger or the claims`]);
  const between = { since: instantOf('--since', options.since, 0), until: instantOf('--until', options.until, 1) };
  await withArchive(options, async ({ db }, config) => {
    const watches = await effectiveWatches(db, config.watches);
    const narrowing = { ...between, watch: options.company && watchNamed(options.company, watches) };
    await writeOut(linesOf(db, sheet, { format, narrowing, watches, bom: options.bom ?? false }));
  });
}

/** Start of a day in China, as everywhere in the archive, `later` days on. */
function instantOf(option: string, day: string | undefined, later: number): Date | undefined {
  if (day === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? sortInstant(day) : null;
  if (!at) throw new ConfigError([`${option}: expected a day such as 2025-01-31, got "${day}"`]);
  return new Date(at.getTime() + later * 24 * 3600_000);
}

function watchNamed(name: string, watches: readonly Watch[]): string {
  const found = watches.find((w) => w.id === name || w.name === name || w.names.includes(name));
  if (found) return found.id;
  throw new ConfigError([`--company: "${name}" is not watched (known: ${watches.map((w) => w.id).join(', ')})`]);
}

async function* linesOf<T>(
  db: Database,
  sheet: Sheet<T>,
  options: { format: (typeof FORMATS)[number]; narrowing: Narrowing; watches: readonly Watch[]; bom: boolean },
): AsyncGenerator<string> {
  const { format, narrowing, watches, bom } = options;
  if (format === 'csv') yield `${bom ? '\ufeff' : ''}${csvLine(Object.keys(sheet.columns))}`;
  for await (const row of sheet.rows(db, narrowing)) {
    if (format === 'csv') yield csvLine(Object.values(sheet.columns).map((column) => column(row)));
    else if (format === 'jsonl') yield `${JSON.stringify(sheet.json(row))}\n`;
    else for (const entity of sheet.ftm?.(row, watches) ?? []) yield `${JSON.stringify(entity)}\n`;
  }
}

/** Writes no faster than stdout is read. A reader that went away (`| head`) ends the command quietly, with the archive closed properly. */
async function writeOut(lines: AsyncGenerator<string>): Promise<void> {
  process.stdout.removeAllListeners('error');
  try {
    await pipeline(Readable.from(lines), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
