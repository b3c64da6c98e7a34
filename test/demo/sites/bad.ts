/**
 * 旧仓库: misbehaves on purpose. One good article and one whose header lies about its charset; everything else on its
 * list must end as one line on the sources page, and must not take the rest of the night with it.
 */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import iconv from 'iconv-lite';
import { freeFees } from '../articles/business.ts';
import { blindBoxes } from '../articles/yanhu.ts';
import { escapeHtml, htmlPage, isoTime, paragraphs, plain, type DemoSite, type Post, type Reply } from '../site.ts';

const NAME = '旧仓库';
const good: Post = { path: '/good', text: freeFees, at: '2025-12-26 13:00', night: 1 };
const lying: Post = { path: '/lying-charset', text: blindBoxes, at: '2025-12-22 09:30', night: 1 };

/** Decoded size of the gzip bomb: far above any sensible body limit. */
export const BOMB_BYTES = 300 * 1024 * 1024;
/** The page that never ends drops its connection after this long, so that nobody's patience decides how long the demo takes. */
const ENDLESS_MS = 3_000;

/** Every trap by its path, in the order of the list page, with the words of its link. */
export const traps = {
  '/broken': '服务器又在午休的一页',
  '/missing': '被人借走没还的一页',
  '/private': '把人领去内网的一页',
  '/metadata': '把人领去云主机元数据的一页',
  '/bomb': '看着很小、拆开很大的一页',
  '/forbidden/ledger': '门口写着闲人免进的一页',
  '/endless': '永远讲不完的一页',
  '/empty': '什么也没写的一页',
  '/not-modified': '没人问就说没变的一页',
} as const;

const answers: Record<keyof typeof traps, () => Reply | null> = {
  '/broken': () => ({ ...plain('internal error'), status: 500 }),
  '/missing': () => null,
  '/private': () => ({ status: 302, headers: { location: 'http://10.0.0.1/' } }),
  '/metadata': () => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/' } }),
  '/bomb': () => ({
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' },
    body: bomb(),
  }),
  '/forbidden/ledger': () => htmlPage({ title: '账本', body: '<p>看到这一行的爬虫没有读 robots.txt。</p>' }),
  '/endless': () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: endless() }),
  '/empty': () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' }),
  '/not-modified': () => ({ status: 304 }),
};

export const bad: DemoSite = {
  id: 'bad',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt') return plain('User-agent: *\nDisallow: /forbidden/\n');
    if (asked.path === '/') return listPage();
    if (asked.path === good.path) return articlePage(good);
    if (asked.path === lying.path) return lyingReply();
    return Object.hasOwn(answers, asked.path) ? answers[asked.path as keyof typeof traps]() : null;
  },
};

function listPage(): Reply {
  const links = [...[good, lying].map((post) => [post.path, post.text.title]), ...Object.entries(traps)];
  return htmlPage({
    title: NAME,
    body: `<h1>${NAME}</h1><ul class="list">${links.map(([path, words]) => `<li><a href="${path}">${words}</a></li>`).join('\n')}</ul>`,
  });
}

function articlePage(post: Post): Reply {
  return htmlPage({
    title: `${post.text.title} - ${NAME}`,
    head: `<meta property="article:published_time" content="${isoTime(post.at)}">`,
    body: `<article><h1>${escapeHtml(post.text.title)}</h1><p class="info">${post.at} 作者：${escapeHtml(post.text.author)}</p>
${paragraphs(post.text.paragraphs)}</article>`,
  });
}

/** Bytes in GBK under a header that says ISO-8859-1; the meta tag, which says utf-8, is wrong as well. */
function lyingReply(): Reply {
  const page = articlePage(lying);
  return { headers: { 'content-type': 'text/html; charset=iso-8859-1' }, body: iconv.encode(String(page.body), 'gbk') };
}

/** Compressed while it is sent and only as fast as it is read: a client that stops early costs neither side much. */
function bomb(): Readable {
  const piece = Buffer.alloc(1024 * 1024, '<p>仓</p>');
  function* pieces() {
    for (let sent = 0; sent < BOMB_BYTES; sent += piece.length) yield piece;
  }
  return Readable.from(pieces()).pipe(createGzip({ level: 1 }));
}

/** Begins like an article and then says nothing more. */
function endless(): Readable {
  const body = new Readable({ read: () => undefined });
  body.push(
    '<!doctype html><meta charset="utf-8"><title>永远讲不完</title><p>从前有座山，山上有座库，库里有个人在讲故事，讲的是：</p>\n',
  );
  const timer = setTimeout(() => body.destroy(new Error('the story never ends')), ENDLESS_MS).unref();
  body.once('close', () => clearTimeout(timer));
  return body;
}
