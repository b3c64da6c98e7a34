/**
 * 转角资讯: lives on other sites' reports. A new introduction, Traditional characters on some pages, pinyin instead of
 * the words a filter might look for on others, and a 来源 line that names where the text came from.
 */
import { damageDates } from '../damaged-dates.ts';
import { freight } from '../articles/background.ts';
import { valuation } from '../articles/business.ts';
import { commercialChiefLeavesTraditional, threeLeaveTraditional } from '../articles/traditional.ts';
import {
  escapeHtml,
  htmlPage,
  paragraphs,
  plain,
  postAt,
  shown,
  type Asked,
  type DemoSite,
  type DemoText,
  type Post,
  type Reply,
} from '../site.ts';

const NAME = '转角资讯';

/** Every second time one of these words stands in the text it turns into pinyin. The words carry no claim. */
const PINYIN: readonly [word: string, noise: string][] = [
  ['平台', 'ping台'],
  ['广告', 'guang告'],
  ['评论', '评lun'],
  ['商品', '商pin'],
  ['信任', 'xin任'],
  ['笔记', 'bi记'],
];

const posts: Post[] = [
  { path: '/post/2025/0622-1.html', text: threeLeaveTraditional, at: '2025-06-22 07:30', night: 1, source: '出海碼頭' },
  { path: '/post/2025/0914-3.html', text: withPinyin(valuation), at: '2025-09-14 12:00', night: 1, source: '跨境数潮' },
  { path: '/post/2025/1225-2.html', text: freight, at: '2025-12-25 08:10', night: 1, source: '出海码头' },
  {
    path: '/post/2025/1229-1.html',
    text: commercialChiefLeavesTraditional,
    at: '2025-12-29 00:20',
    night: 2,
    source: '跨境數潮',
  },
];

export const repost: DemoSite = {
  id: 'repost',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt') return plain('User-agent: *\nDisallow: /search\n');
    if (asked.path === '/') return listPage(asked);
    const post = postAt(posts, asked);
    return post ? articlePage(post) : null;
  },
};

/** What the copyist took from 跨境数潮: an introduction of its own, the dates as damaged as they were there, and the noise. */
function withPinyin(text: DemoText): DemoText {
  let seen = 0;
  const noisy = (line: string) =>
    PINYIN.reduce((out, [word, noise]) => out.replaceAll(word, () => (seen++ % 2 === 0 ? noise : word)), line);
  const intro = '【转角导读】同一个数字，有人看见的是身价，有人看见的是账期。转来一篇，供各位饭后消化。';
  return { ...text, author: '转角编辑', paragraphs: [intro, ...text.paragraphs.map(damageDates).map(noisy)] };
}

function listPage(asked: Asked): Reply {
  const items = shown(posts, asked.night).map(
    (post) =>
      `<article class="card"><h2><a href="${post.path}">${escapeHtml(post.text.title)}</a></h2><p>${escapeHtml(post.text.lead)}</p><time>${post.at.slice(0, 10)}</time></article>`,
  );
  return htmlPage({
    title: NAME,
    body: `<header><a href="/">${NAME}</a> <a href="/about.html">关于我们</a></header><main>${items.join('\n')}</main>`,
  });
}

function articlePage(post: Post): Reply {
  return htmlPage({
    title: `${post.text.title} - ${NAME}`,
    head: `<meta property="og:site_name" content="${NAME}"><meta property="article:published_time" content="${post.at.replace(' ', 'T')}:00+08:00">`,
    body: `<header><a href="/">${NAME}</a></header>
<main><article><h1>${escapeHtml(post.text.title)}</h1>
<p class="meta">${post.at} 来源：${escapeHtml(post.source ?? '')} 编辑：${escapeHtml(post.text.author)}</p>
${paragraphs(post.text.paragraphs)}
</article></main>
<footer>转载内容版权归原作者所有，如有侵权请联系删除。</footer>`,
  });
}
