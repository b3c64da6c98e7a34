import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const FOLDERS = ['src', 'crawlers', 'queues'];

/** Who may import what of the project's own: DESIGN's arrows, core <- net, store, notify, web, crawlers <- queues, cli. */
const ALLOWED: Record<string, readonly string[]> = {
  core: ['core', 'errors'],
  net: ['net', 'core', 'errors', 'log', 'config', 'version'],
  store: ['store', 'core', 'errors', 'log', 'config', 'version'],
  notify: ['notify', 'net', 'core', 'errors', 'log', 'config', 'version'],
  model: ['model', 'net', 'core', 'errors', 'config'],
  web: ['web', 'store', 'net', 'core', 'errors', 'log', 'config', 'version'],
  crawlers: ['crawlers', 'net', 'core', 'errors', 'version'],
  config: ['core', 'errors'],
  errors: [],
  log: ['errors'],
  version: [],
  warc: ['warc', 'core', 'errors', 'version'],
};
/** What no pure file may touch. */
const IMPURE = [
  /from 'node:/,
  /\bprocess\./,
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bfetch\(/,
  /\bconsole\./,
];

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

/** `src/core/dedup/index.ts` -> core, `crawlers/feed.ts` -> crawlers, `src/config.ts` -> config. */
function partOf(file: string): string {
  const [top = '', second = ''] = file.split(path.sep);
  return top === 'src' ? second.replace(/\.tsx?$/, '') : top;
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

const files = FOLDERS.flatMap(filesUnder);
const codeOf = new Map(files.map((file) => [file, withoutComments(readFileSync(path.join(root, file), 'utf8'))]));

describe('the layout', () => {
  it('finds the sources it is about', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('lets imports point only the way the architecture says', () => {
    const wrong: string[] = [];
    for (const [file, code] of codeOf) {
      const allowed = ALLOWED[partOf(file)];
      if (!allowed) continue; // queues and cli join everything
      for (const [, target = ''] of code.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)) {
        const part = partOf(path.relative(root, path.resolve(root, path.dirname(file), target)));
        if (!allowed.includes(part)) wrong.push(`${file} imports ${part}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps src/core pure', () => {
    const wrong: string[] = [];
    for (const [file, code] of codeOf) {
      if (partOf(file) !== 'core') continue;
      for (const pattern of IMPURE) if (pattern.test(code)) wrong.push(`${file}: ${pattern.source}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lists every member of a list folder in its index', () => {
    const wrong: string[] = [];
    for (const folder of ['crawlers', 'queues', 'src/notify', 'src/core/claims']) {
      const index = readFileSync(path.join(root, folder, 'index.ts'), 'utf8');
      for (const name of readdirSync(path.join(root, folder))) {
        if (!name.endsWith('.ts') || name.startsWith('_') || ['index.ts', 'worker.ts'].includes(name)) continue;
        if (!index.includes(`'./${name}'`)) wrong.push(`${folder}/${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows BullMQ in one file and Crawlee in the crawl driver alone', () => {
    const users = (name: RegExp) => [...codeOf].filter(([, code]) => name.test(code)).map(([file]) => file);
    expect(users(/from 'bullmq'/)).toEqual(['queues/_step.ts']);
    expect(users(/from '@crawlee\//).every((file) => file.startsWith('crawlers/_'))).toBe(true);
  });

  it('names only files that exist in README and ARCHITECTURE', () => {
    const wrong: string[] = [];
    for (const doc of ['README.md', 'ARCHITECTURE.md']) {
      const text = readFileSync(path.join(root, doc), 'utf8');
      // `src/core/types.ts`, `queues/_step.ts`, `test/demo/`
      for (const [, name = ''] of text.matchAll(/`((?:src|crawlers|queues|test|bench|bin|docs|scripts)\/[\w./-]*)`/g))
        if (!existsSync(path.join(root, name))) wrong.push(`${doc}: ${name}`);
    }
    expect(wrong).toEqual([]);
  });
});
