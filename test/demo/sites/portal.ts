/**
 * 出海码头: a trade portal laid out like AMZ123. JSON lists behind POST, article pages that carry the body twice (the
 * author stands only in the mobile one), view counters that change at every request, a sidebar full of other stories.
 */
import * as background from '../articles/background.ts';
import { gmvFlash, redCatFlash } from '../articles/business.ts';
import { threeLeave } from '../articles/departures.ts';
import { commercialChiefLeaves, windowLaunch } from '../articles/yanhu.ts';
import {
  epochSeconds,
  escapeHtml,
  htmlPage,
  json,
  paragraphs,
  plain,
  postAt,
  shown,
  type Asked,
  type DemoSite,
  type Post,
  type Reply,
} from '../site.ts';

const NAME = '出海码头';

const articles: Post[] = [
  { path: '/t/Qm7xK2pA', text: threeLeave, at: '2025-06-21 09:12', night: 1, keywords: ['小红书', '人事'] },
  { path: '/t/Zf3bN8wL', text: background.freight, at: '2025-12-24 18:30', night: 1, keywords: ['物流'] },
  { path: '/t/Hs5vR1cY', text: windowLaunch, at: '2025-12-15 14:05', night: 1, keywords: ['开店工具'] },
  // The second night: 跨境数潮's report word for word.
  { path: '/t/Wd9tE4uJ', text: commercialChiefLeaves, at: '2025-12-28 22:40', night: 2, source: '跨境数潮' },
];

const flashes: Post[] = [
  { path: '/kx/88213', text: gmvFlash, at: '2025-06-18 11:20', night: 1 },
  { path: '/kx/87540', text: redCatFlash, at: '2025-05-20 10:02', night: 1 },
  { path: '/kx/90377', text: background.warehouse, at: '2025-12-26 16:48', night: 1 },
];

/** Teasers of stories that are no pages here: figures and dates that belong to no article of this site. */
const teasers = [
  ['《东南亚礼品季白皮书》PDF下载', '2025-11-03，六国礼品市场合计284亿美元，同比增长19%，附选品清单。'],
  ['宠物雨衣卖爆英国，有店家30天入账410万', '2025年12月8日，月销量暴涨960%的是一件带帽子的小黄衣。'],
  ['小红书月活、客单价、退货率一图看懂', '2025-10-12，三张图讲完内容平台的生意经，会员免费看。'],
  ['广告投放必修课：三步看懂搜索词报告', '已有12,000名学员报名，2026年1月5日开班。'],
] as const;

export const portal: DemoSite = {
  id: 'portal',
  name: NAME,
  answer(asked) {
    switch (asked.path) {
      case '/robots.txt':
        return plain(`User-agent: *\nAllow: /t\nAllow: /kx\nDisallow: /toolbox\n`);
      case '/ugc/v1/user_content/kx_list':
        return asked.method === 'POST' ? listAnswer(asked, flashList) : { status: 405 };
      case '/ugc/v1/user_content/forum_list':
        return asked.method === 'POST' ? listAnswer(asked, postList) : { status: 405 };
      case '/':
      case '/t':
        return listPage(asked);
    }
    const post = postAt([...articles, ...flashes], asked);
    return post ? articlePage(post, asked) : null;
  },
};

type ListQuery = { keyword: string; page: number; pageSize: number };

/** Reads the JSON body of a list request; the window `start_time`..`end_time` is ignored, as the demo's dates are fixed. */
function listAnswer(asked: Asked, list: (asked: Asked, query: ListQuery) => unknown): Reply {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(asked.body) as Record<string, unknown>;
  } catch {
    return { ...json({ status: 1001, msg: 'body is no JSON', data: null }), status: 400 };
  }
  const query = {
    keyword: typeof body.keyword === 'string' ? body.keyword : '',
    page: Math.max(1, Number(body.page ?? 1) || 1),
    pageSize: Math.min(50, Math.max(1, Number(body.page_size ?? 20) || 20)),
  };
  return json({ status: 0, msg: 'ok', data: list(asked, query) });
}

function pageOf(posts: Post[], asked: Asked, { keyword, page, pageSize }: ListQuery): Post[] {
  const found = shown(posts, asked.night).filter(({ text }) =>
    [text.title, text.lead, ...text.paragraphs].some((line) => line.includes(keyword)),
  );
  return found.slice((page - 1) * pageSize, page * pageSize);
}

/** Flash news come grouped by day: `row_map` holds one object per day. */
function flashList(asked: Asked, query: ListQuery): unknown {
  const days: Record<string, { kx_content: unknown[] }> = {};
  for (const post of pageOf(flashes, asked, query)) {
    const day = (days[post.at.slice(0, 10)] ??= { kx_content: [] });
    day.kx_content.push({
      id: Number(lastPart(post)),
      resource_id: lastPart(post),
      title: post.text.title,
      description: post.text.lead,
      content: paragraphs(post.text.paragraphs),
      published_at: epochSeconds(post.at),
    });
  }
  return { row_map: days };
}

function postList(asked: Asked, query: ListQuery): unknown {
  const rows = pageOf(articles, asked, query).map((post, index) => ({
    id: 4000 + index,
    resource_id: lastPart(post),
    title: post.text.title,
    description: post.text.lead,
    published_at: epochSeconds(post.at),
    author: { username: post.text.author },
    tags: (post.keywords ?? []).map((name) => ({ name })),
  }));
  return { rows };
}

function lastPart(post: Post): string {
  return post.path.split('/').at(-1) ?? '';
}

function listPage(asked: Asked): Reply {
  const items = shown(articles, asked.night).map(
    (
      post,
    ) => `<div class="ugc-article-item"><a class="ugc-article-title" href="${post.path}">${escapeHtml(post.text.title)}</a>
<section class="ugc-article-description">${escapeHtml(post.text.lead)}</section>
<a class="ugc-author-name" href="/author-7">${escapeHtml(post.text.author)}</a> <span class="ugc-title-color">${post.at}</span></div>`,
  );
  return htmlPage({ title: `${NAME}跨境头条`, body: `${navigation}<main>${items.join('\n')}</main>` });
}

const navigation =
  '<header class="top-nav"><a href="/">首页</a> <a href="/t">码头头条</a> <a href="/kx">快讯</a> <span>拖动LOGO到书签栏，立即收藏出海码头</span></header>';

function articlePage(post: Post, asked: Asked): Reply {
  const views = 3020 + asked.views * 3;
  const body = paragraphs(post.text.paragraphs);
  const source = post.source ? `<div class="article-source">来源：${escapeHtml(post.source)}</div>` : '';
  return htmlPage({
    title: `${post.text.title} -${NAME}跨境导航`,
    body: `${navigation}
<div class="desktop-only ugc-article-new-box">
<div class="breadcrumb"><a href="/">首页</a> &gt; <a href="/t">跨境头条</a> &gt; 文章详情</div>
<h1 class="article-title">${escapeHtml(post.text.title)}</h1>
<div class="article-info"><div class="views">${views}</div><div class="time">${post.at}</div>${source}</div>
<div class="article-ad"><a href="/course">想弄懂广告投放的底层逻辑？点击免费试听《搜索广告入门》</a></div>
<div class="article-detail-main"><div class="${post.path.startsWith('/kx/') ? 'kx-content' : 'article-content'}">
${body}
</div></div>
<div class="article-promo"><p>极速开户+代投优化，四步出海，扫码添加顾问</p><img src="/qr.png" alt="二维码"></div>
<div class="statement"><p>免责声明</p><p>本文链接：<a href="${asked.origins.portal}${post.path}">${asked.origins.portal}${post.path}</a></p>
<p>本文经作者许可发布在${NAME}，如有疑问，请联系客服。</p></div>
</div>
${sidebar}
<div class="mobile-only"><nav><a href="/">首页</a><a href="/t">跨境头条</a><span>文章详情</span></nav>
<h2>${escapeHtml(post.text.title)}</h2>
<div class="m-info"><div class="m-author">${escapeHtml(post.text.author)}</div><div>${post.at}</div><div>${views - 1}</div></div>
<div class="m-article-content">
${body}
</div></div>`,
  });
}

const sidebar = `<aside class="sidebar"><div class="tabs">最新 热门 报告 作者 标签</div>
${teasers.map(([title, line]) => `<div class="side-item"><a href="/side">${title}</a><p>${line}</p></div>`).join('\n')}
</aside>`;
