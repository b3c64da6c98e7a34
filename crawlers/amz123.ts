/**
 * AMZ123 (www.amz123.com), 跨境电商 (cross-border commerce) news: flash news by keyword and posts by page from its JSON lists; the
 * articles themselves are the pages /kx/ID and /t/ID. Publicly known field names, never checked live: a changed answer says so.
 */
import { z } from 'zod';
import {
  address,
  defineKind,
  instantOfSeconds,
  LayoutChanged,
  readJson,
  readShape,
  type Answer,
  type Ask,
  type Entry,
} from './_source.ts';

const item = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  resource_id: z.union([z.string(), z.number()]).nullish(),
  title: z.string().nullish(),
  published_at: z.coerce.number().nullish(),
});
const flashAnswer = z.object({
  status: z.number(),
  data: z.object({ row_map: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
const flashDay = z.object({ kx_content: z.array(item).nullish() });
const postsAnswer = z.object({ status: z.number(), data: z.object({ rows: z.array(item).nullish() }).nullish() });

const HEADERS = { 'content-type': 'application/json', 'app-id': '3', 'project-id': 'ugc' };
const FLASH = '/ugc/v1/user_content/kx_list';
const POSTS = '/ugc/v1/user_content/forum_list';
/** Flash news is asked for by time range: the last days, or the range of a backfill. */
const FLASH_DAYS = 7;

export const amz123 = defineKind({
  kind: 'amz123',
  label: 'AMZ123',
  verified: false,
  shape: {
    site: address.default('https://www.amz123.com').describe('where the article pages are'),
    api: address.default('https://api.amz123.com').describe('where the JSON lists are'),
    pageSize: z.int().min(1).max(100).default(20).describe('posts per list page'),
  },
  home: ({ site }) => site,
  start: ({ api, pageSize }, { keywords, now, since, until }) => {
    const end = until ?? now;
    const start = since ?? new Date(end.getTime() - FLASH_DAYS * 86_400_000);
    const words = keywords.length > 0 ? keywords : [''];
    return [...words.map((word) => flashAsk(api, word, start, end)), postsAsk(api, 1, pageSize)];
  },
  list(answer, { site, api, pageSize }) {
    if (new URL(answer.ask.url).pathname === FLASH) return { entries: flashEntries(answer, site), next: [] };
    const data = readShape(postsAnswer, readJson(answer), answer);
    if (data.status !== 0 || !data.data?.rows) throw changed(answer, data.status);
    const entries = data.data.rows.map((row) => entryOf(row, `${site}/t/`)).filter((entry) => entry !== null);
    const page = (answer.ask.page ?? 1) + 1;
    return { entries, next: data.data.rows.length >= pageSize ? [postsAsk(api, page, pageSize)] : [] };
  },
});

function flashAsk(api: string, keyword: string, start: Date, end: Date): Ask {
  const range = { start_time: Math.floor(start.getTime() / 1000), end_time: Math.floor(end.getTime() / 1000) };
  const body = { is_important: -1, category_id: 0, ...range, keyword, is_query_zb: 0, is_query_total_count: 1 };
  return { url: `${api}${FLASH}`, method: 'POST', headers: HEADERS, body: JSON.stringify(body), page: 1 };
}

function postsAsk(api: string, page: number, pageSize: number): Ask {
  const body = { page, page_size: pageSize, tag_id: 0, fid: 4, ban: 0, is_new: 1 };
  return { url: `${api}${POSTS}`, method: 'POST', headers: HEADERS, body: JSON.stringify(body), page };
}

/** `data.row_map` holds one object or a list of them per day. */
function flashEntries(answer: Answer, site: string): Entry[] {
  const data = readShape(flashAnswer, readJson(answer), answer);
  if (data.status !== 0) throw changed(answer, data.status);
  const days = Object.values(data.data?.row_map ?? {}).flat();
  const rows = days.flatMap((day) => readShape(flashDay, day, answer).kx_content ?? []);
  return rows.map((row) => entryOf(row, `${site}/kx/`)).filter((entry) => entry !== null);
}

function entryOf(row: z.output<typeof item>, prefix: string): Entry | null {
  const id = String(row.resource_id ?? row.id ?? '');
  if (!/^[\w-]{1,40}$/.test(id)) return null;
  return { url: prefix + id, title: row.title ?? null, publishedAt: instantOfSeconds(row.published_at) };
}

function changed(answer: Answer, status: number): LayoutChanged {
  return new LayoutChanged(
    `AMZ123 answered with status ${status} and no rows at ${answer.finalUrl}: the interface may have changed`,
  );
}
