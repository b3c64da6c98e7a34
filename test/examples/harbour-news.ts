/** A newcomer's source, made by following "How to add a source in ten lines" in ARCHITECTURE.md. The site is invented. */
import { z } from 'zod';
import { address, defineKind, readJson, readShape } from '../../crawlers/_source.ts';

const rows = z.array(z.object({ id: z.number(), title: z.string(), published: z.string() }));

export const harbourNews = defineKind({
  kind: 'harbour-news',
  label: '港湾新闻',
  verified: false,
  shape: { site: address.default('https://news.harbour.example').describe('where it stands') },
  home: ({ site }) => site,
  start: ({ site }) => [{ url: `${site}/api/news?page=1`, page: 1 }],
  list: (answer, { site }) => ({
    entries: readShape(rows, readJson(answer), answer).map(({ id, title, published }) => {
      return { url: `${site}/news/${id}`, title, publishedAt: published };
    }),
    next: [],
  }),
});
