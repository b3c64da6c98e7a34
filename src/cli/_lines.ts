import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { messageOf } from '../errors.ts';

/**
 * A command as a filter: JSON Lines from stdin, one or more objects out per line on stdout. A bad line gives an error object
 * on its own output line, the rest goes on, and the exit code is 1 at the end.
 * @param answer what to print for a line; may be async
 */
export async function filterLines<T>(
  schema: z.ZodType<T>,
  answer: (input: T) => Promise<readonly object[]> | readonly object[],
  input: Readable = process.stdin,
): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (!line.trim()) continue;
    let id: unknown;
    try {
      const raw = parseJson(line);
      id = (raw as { id?: unknown } | null)?.id;
      const parsed = schema.safeParse(raw);
      if (!parsed.success)
        throw new Error(parsed.error.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; '));
      for (const record of await answer(parsed.data)) await print(record);
    } catch (error) {
      process.exitCode = 1;
      await print({ ...(id !== undefined && { id }), error: messageOf(error), line: number });
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`not a line of JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes one line and waits while the reader is slower than we are. */
export async function print(record: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(record)}\n`))
    await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** `date`, `publishedAt`, `published_at` and `day` (also as 20250621) are all accepted as the publication date. */
const given = z.string().nullish();
const dates = { publishedAt: given, published_at: given, date: given, day: given };
const dashed = (day: string): string => day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

/** An article on a line, as the filters group, claims and resolve take it. */
export const articleLine = z
  .looseObject({
    id: z.union([z.string(), z.number()]).transform(String),
    title: z.string().nullish(),
    text: z.string(),
    url: z.string().nullish(),
    lang: z.string().nullish(),
    outlet: z.string().nullish(),
    ...dates,
  })
  .transform(({ id, title, text, url, lang, outlet, publishedAt, published_at, date, day }) => ({
    id,
    title: title ?? '',
    text,
    url: url ?? null,
    lang: lang ?? null,
    outlet: outlet ?? null,
    origin: null,
    publishedAt: publishedAt ?? published_at ?? date ?? (day ? dashed(day) : null),
  }));
export type ArticleLine = z.infer<typeof articleLine>;
