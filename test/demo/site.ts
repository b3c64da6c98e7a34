/**
 * What a site of the demo's small web is: a name and one function from a request to a reply. Sites hold no state of
 * their own; the server (server.ts) counts views, knows which night it is and where every site can be reached.
 */
import type { Readable } from 'node:stream';

export type SiteId = 'portal' | 'media' | 'forum' | 'repost' | 'rewrite' | 'wire' | 'app' | 'bad';
export type Night = 1 | 2;

/** One article's words, without any site around them. Dates inside are words of the article. */
export type DemoText = {
  title: string;
  /** Who signs it. */
  author: string;
  /** One or two sentences for lists, teasers and feeds. */
  lead: string;
  paragraphs: readonly string[];
};

/** A text as one site publishes it. */
export type Post = {
  /** Path on its site, `/t/Qm7xK2pA`. */
  path: string;
  text: DemoText;
  /** `2025-06-21 09:12`, Beijing time: the way Chinese sites print it. */
  at: string;
  /** The first night on which the page exists. */
  night: Night;
  /** `来源：` as the page names it. */
  source?: string;
  keywords?: readonly string[];
};

export type Asked = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  night: Night;
  /** `http://127.0.0.1:PORT` of every site, so that pages can link to each other. */
  origins: Readonly<Record<SiteId, string>>;
  /** How often this path has been asked for, this time included: the view counters show it. */
  views: number;
};

export type Reply = {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | Readable;
};

export type DemoSite = {
  id: SiteId;
  name: string;
  /** Answers one request; null means 404. `/robots.txt` is asked for like any other path. */
  answer(asked: Asked): Reply | null;
};

/** The posts that exist on this night, newest first. */
export function shown(posts: readonly Post[], night: Night): Post[] {
  return posts.filter((post) => post.night <= night).sort((a, b) => b.at.localeCompare(a.at));
}

/** The post at this path, when it exists on this night. */
export function postAt(posts: readonly Post[], asked: Asked): Post | undefined {
  return shown(posts, asked.night).find((post) => post.path === asked.path);
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');
}

/** A whole HTML page in UTF-8. */
export function htmlPage(page: { title: string; head?: string; body: string; lang?: string }): Reply {
  const html = `<!doctype html>
<html lang="${page.lang ?? 'zh-CN'}"><head><meta charset="utf-8"><title>${escapeHtml(page.title)}</title>
${page.head ?? ''}</head>
<body>
${page.body}
</body></html>`;
  return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

export function json(value: unknown): Reply {
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

export function plain(text: string, type = 'text/plain'): Reply {
  return { headers: { 'content-type': `${type}; charset=utf-8` }, body: text };
}

/** Seconds since 1970 of a time printed the Chinese way, `2025-06-21 09:12` in UTC+8. */
export function epochSeconds(at: string): number {
  return Date.parse(isoTime(at)) / 1000;
}

/** `2025-06-21 09:12` -> `2025-06-21T09:12:00+08:00`. */
export function isoTime(at: string): string {
  return `${at.replace(' ', 'T')}:00+08:00`;
}
