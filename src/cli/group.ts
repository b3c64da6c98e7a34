import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { groupAgainst, relationsOfPairs } from '../core/dedup/filter.ts';
import { ConfigError, EnvironmentError, messageOf } from '../errors.ts';
import { decidedCases } from '../store/decided-cases.ts';
import { withArchive } from './_archive.ts';
import type { SettingsOptions } from './_settings.ts';
import { articleLine, filterLines, print, type ArticleLine } from './_lines.ts';

type Options = {
  against?: string;
  grow?: boolean;
  pairs?: string;
  articles?: string;
  decisions?: boolean;
} & SettingsOptions;

/** `redwatch group`: articles compared with those of a file, or given pairs of a file's articles compared, or what analysts ruled. */
export async function runGroup(options: Options): Promise<void> {
  const { against, grow = false, pairs, articles } = options;
  if (options.decisions) return printDecisions(options);
  if (pairs || articles) {
    if (!pairs || !articles) throw new ConfigError(['--pairs and --articles go together']);
    const known = new Map<string, ArticleLine>();
    for await (const article of articlesIn(articles)) known.set(article.id, article);
    const wanted: { a: string; b: string }[] = [];
    for await (const line of linesOf(pairs))
      wanted.push(z.looseObject({ a: z.coerce.string(), b: z.coerce.string() }).parse(JSON.parse(line)));
    for (const relation of relationsOfPairs(wanted, known)) await print(relation);
    return;
  }
  const existing: ArticleLine[] = [];
  if (against) for await (const article of articlesIn(against)) existing.push(article);
  const placing = groupAgainst(existing, { grow: grow || !against });
  await filterLines(articleLine, (line) => [placing(line)]);
}

/** The standing rulings on stories as labelled pairs: what `npm run eval -- group` reads from test/eval/decisions. */
async function printDecisions(options: SettingsOptions): Promise<void> {
  await withArchive(options, async ({ db }) => {
    for await (const decided of decidedCases(db)) await print(decided);
  });
}

async function* articlesIn(file: string): AsyncGenerator<ArticleLine> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    try {
      yield articleLine.parse(JSON.parse(line));
    } catch (error) {
      process.exitCode = 1;
      console.error(`${file}:${number}: ${messageOf(error)}`);
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file);
  try {
    const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
    raw.on('error', (error) => input.destroy(error));
    for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim()) yield line;
  } catch (error) {
    throw new EnvironmentError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
