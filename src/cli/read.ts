import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { readPage } from '../core/read/index.ts';
import { parseWithJsdom } from '../core/read/jsdom.ts';
import { isSkipped } from '../core/types.ts';
import { decodeBytes } from '../net/charset.ts';
import { filterLines } from './_lines.ts';

const pageLine = z
  .looseObject({
    id: z.union([z.string(), z.number()]).transform(String),
    url: z.string().nullish(),
    file: z.string().optional(),
    html: z.string().optional(),
    fetchedAt: z.string().nullish(),
    contentType: z.string().nullish(),
  })
  .refine((line) => (line.file === undefined) !== (line.html === undefined), 'expected either "file" or "html"');

/** Largest file read, decoded: the gate lets no larger page in either. */
const MAX_BYTES = 50_000_000;

/** `redwatch read`: pages in, articles out. */
export async function runRead(): Promise<void> {
  await filterLines(pageLine, async ({ id, url, file, html, fetchedAt, contentType }) => {
    const content = html ?? decodeBytes(await bytesOf(file as string), contentType ?? null).text;
    const isText = contentType?.startsWith('text/plain') || /\.txt(\.gz)?$/.test(file ?? '');
    const article = readPage(
      { url: url ?? null, kind: isText ? 'text' : 'html', content, fetchedAt: fetchedAt ?? new Date().toISOString() },
      { fallbackParser: parseWithJsdom },
    );
    if (isSkipped(article)) return [{ id, url: url ?? null, ...NOTHING, skipped: article.skipped }];
    const { title, authors, outlet, editor, publishedAt, datePrecision, lang, text } = article;
    return [{ id, url: url ?? null, title, authors, outlet, editor, date: publishedAt, datePrecision, lang, text }];
  });
}

const NOTHING = {
  title: '',
  authors: [],
  outlet: null,
  editor: null,
  date: null,
  datePrecision: null,
  lang: 'und',
  text: '',
};

async function bytesOf(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  return file.endsWith('.gz') ? promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
}
