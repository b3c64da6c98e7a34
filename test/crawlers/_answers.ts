import type { Answer, Ask, ListContext } from '../../crawlers/_source.ts';

/** What a list's address answered, as `_crawl.ts` would hand it over. */
export function answerOf(
  body: string | Uint8Array,
  url = 'https://news.example.com/list',
  ask: Partial<Ask> = {},
): Answer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return { ask: { url, page: 1, ...ask }, finalUrl: url, contentType: null, text, body: bytes };
}

export const CONTEXT: ListContext = {
  keywords: ['云帆科技', 'Cloudsail'],
  now: new Date('2025-12-29T02:00:00Z'),
  since: null,
  until: null,
};
