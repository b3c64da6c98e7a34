/**
 * 万象聚合: publishes other people's reports in other words under 来源：网络整理, with strings of keywords as captions
 * between the paragraphs. Its pages are found by sitemap: an index, an ordinary one, and a news sitemap in gzip.
 */
import { gzipSync } from 'node:zlib';
import { nightMarket } from '../articles/background.ts';
import { valuationReworded } from '../articles/business.ts';
import { threeLeaveReworded } from '../articles/departures.ts';
import { commercialChiefLeavesReworded } from '../articles/yanhu.ts';
import {
  escapeHtml,
  htmlPage,
  isoTime,
  plain,
  postAt,
  shown,
  type Asked,
  type DemoSite,
  type Post,
  type Reply,
} from '../site.ts';

const NAME = '万象聚合';
const SOURCE = '网络整理';

const posts: Post[] = [
  {
    path: '/a/6201.html',
    text: threeLeaveReworded,
    at: '2025-06-25 00:00',
    night: 1,
    source: SOURCE,
    keywords: ['小红书商业化', '小红书人事变动', '广告投放怎么做'],
  },
  {
    path: '/a/6544.html',
    text: valuationReworded,
    at: '2025-09-16 00:00',
    night: 1,
    source: SOURCE,
    keywords: ['小红书估值', '小红书电商开店', '红猫计划报名'],
  },
  {
    path: '/a/6910.html',
    text: nightMarket,
    at: '2025-12-20 00:00',
    night: 1,
    source: SOURCE,
    keywords: ['夜市摆摊', '手机壳批发'],
  },
  {
    path: '/a/6977.html',
    text: commercialChiefLeavesReworded,
    at: '2025-12-29 00:00',
    night: 2,
    source: SOURCE,
    keywords: ['砚湖科技人事', '砚湖小铺收费'],
  },
];

export const rewrite: DemoSite = {
  id: 'rewrite',
  name: NAME,
  answer(asked) {
    const origin = asked.origins.rewrite;
    switch (asked.path) {
      case '/robots.txt':
        return plain(`User-agent: *\nDisallow: /tag/\nSitemap: ${origin}/sitemap.xml\n`);
      case '/sitemap.xml':
        return plain(
          `<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>${origin}/sitemap-articles.xml</loc></sitemap><sitemap><loc>${origin}/sitemap-news.xml.gz</loc></sitemap></sitemapindex>`,
          'application/xml',
        );
      case '/sitemap-articles.xml':
        return plain(
          sitemap(asked, () => ''),
          'application/xml',
        );
      case '/sitemap-news.xml.gz':
        return { headers: { 'content-type': 'application/gzip' }, body: gzipSync(sitemap(asked, newsPart)) };
    }
    const post = postAt(posts, asked);
    return post ? articlePage(post) : null;
  },
};

function sitemap(asked: Asked, extra: (post: Post) => string): string {
  const urls = shown(posts, asked.night).map(
    (post) =>
      `<url><loc>${asked.origins.rewrite}${post.path}</loc><lastmod>${isoTime(post.at)}</lastmod>${extra(post)}</url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${urls.join('\n')}
</urlset>`;
}

function newsPart(post: Post): string {
  return `<news:news><news:publication><news:name>${NAME}</news:name><news:language>zh-cn</news:language></news:publication><news:publication_date>${isoTime(post.at)}</news:publication_date><news:title>${escapeHtml(post.text.title)}</news:title></news:news>`;
}

/** A caption of keywords after every second paragraph, each time in another order. */
function articlePage(post: Post): Reply {
  const keywords = post.keywords ?? [];
  const body = post.text.paragraphs.map((text, i) => {
    const turned = [...keywords.slice(i % keywords.length), ...keywords.slice(0, i % keywords.length)].join('_');
    const picture = i % 2 === 1 ? `\n<p><img src="/img/${i}.jpg" alt="${turned}"><span>${turned}</span></p>` : '';
    return `<p>${escapeHtml(text)}</p>${picture}`;
  });
  return htmlPage({
    title: `${post.text.title}_${NAME}`,
    head: `<meta name="keywords" content="${keywords.join(',')}">`,
    body: `<div class="nav"><a href="/">首页</a> <a href="/tag/biz">商业</a></div>
<div class="main"><h1>${escapeHtml(post.text.title)}</h1><div class="info">${post.at.slice(0, 10)}　来源：${post.source}</div>
<div class="con">
${body.join('\n')}
</div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/a/6544.html">这家公司值多少钱？一文看懂</a></li><li><a href="/a/6910.html">夜市里的生意经</a></li></ul></div></div>
<div class="foot">${NAME} 内容来自网络，仅供参考</div>`,
  });
}
