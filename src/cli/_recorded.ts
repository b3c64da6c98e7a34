/** Pages kept as tests: NAME.page holds the bytes as they came, NAME.expected how they came and what must be read from them. */
import { z } from 'zod';
import { isSkipped } from '../core/types.ts';
import { readAs } from './_trial.ts';

export const expectation = z.strictObject({
  url: z.string(),
  contentType: z.string().nullable(),
  fetchedAt: z.string(),
  /** Kind of the source, where its layout has a reader of its own. */
  kind: z.string().nullable(),
  /** What the reader must say; a page that holds no article says why. */
  expected: z.union([
    z.strictObject({
      title: z.string(),
      authors: z.array(z.string()),
      publishedAt: z.string().nullable(),
      lang: z.string(),
      text: z.string(),
    }),
    z.strictObject({ skipped: z.string() }),
  ]),
});
export type Expectation = z.infer<typeof expectation>;

/** What is read from recorded bytes now. */
export function readRecorded(bytes: Uint8Array, about: Omit<Expectation, 'expected'>): Expectation['expected'] {
  const article = readAs({ ...about, body: bytes }, about.kind);
  if (isSkipped(article)) return article;
  const { title, authors, publishedAt, lang, text } = article;
  return { title, authors, publishedAt, lang, text };
}
