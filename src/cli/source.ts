import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parseSource } from '../../crawlers/index.ts';
import type { Source } from '../../crawlers/_source.ts';
import type { Config } from '../config.ts';
import { isSkipped } from '../core/types.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { trySource } from './_trial.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/**
 * `redwatch source test FILE|ID`: a source runs once, nothing is saved, and what it would find is shown. FILE holds one source
 * as it would stand in redwatch.yaml, or several under `sources:`. Exit code 1 when one brings no article that can be read.
 */
export async function runSourceTest(fileOrId: string, options: SettingsOptions & { articles: number }): Promise<void> {
  const config = await settingsFor(options);
  for (const source of await sourcesOf(fileOrId, config)) {
    console.log(`${source.name} (${source.id}, ${source.kind}): ${source.home}`);
    const { report, entries, pages } = await trySource(source, config, options.articles);
    for (const { url, role, outcome, reason } of entries) console.log(`  ${role} ${outcome} ${url}: ${reason}`);
    for (const { page, article } of pages) {
      if (isSkipped(article)) {
        console.log(`  cannot be read: ${page.url}: ${article.skipped}`);
        continue;
      }
      const { title, publishedAt, authors, text, reader } = article;
      console.log(`  ${title}\n    ${page.url}`);
      console.log(
        `    ${publishedAt ?? 'no date'}; ${authors.join(', ') || 'no author'}; ${text.length} characters by ${reader}`,
      );
      console.log(`    ${text.slice(0, 160).replaceAll('\n', ' / ')}`);
    }
    console.log(`  ${report.verdict}: ${report.sentence}`);
    if (!pages.some(({ article }) => !isSkipped(article))) process.exitCode = 1;
  }
}

async function sourcesOf(fileOrId: string, config: Config): Promise<Source[]> {
  const known = config.sources.find((s) => s.id === fileOrId);
  const found = known ? [known] : entriesIn(await readSourceFile(fileOrId, config), fileOrId);
  return found.map((entry) => {
    if (typeof entry !== 'object' || entry === null) throw new ConfigError([`${fileOrId}: a source is a mapping`]);
    const { enabled: _enabled, ...settings } = entry as Record<string, unknown>;
    return parseSource(settings);
  });
}

async function readSourceFile(file: string, config: Config): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    const ids = config.sources.map((s) => s.id).join(', ');
    throw new ConfigError([`"${file}" is neither a file nor the id of a source (known: ${ids || 'none'})`]);
  });
  try {
    return parse(text);
  } catch (error) {
    throw new ConfigError([`${file}: ${messageOf(error)}`]);
  }
}

/** One source, a list of them, or a settings file with `sources:`. */
function entriesIn(content: unknown, file: string): unknown[] {
  if (Array.isArray(content)) return content;
  if (typeof content !== 'object' || content === null) throw new ConfigError([`${file}: no source stands in it`]);
  return 'sources' in content && Array.isArray(content.sources) ? content.sources : [content];
}
