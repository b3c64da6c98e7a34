/**
 * 跨境数潮: an account platform laid out like 10100.com. Articles that came in through its converter have lost the
 * 年 and 月 inside their dates (20256月底); pictures became 图片; courses and lists of other stories follow the body.
 */
import { damageDates } from '../damaged-dates.ts';
import { customsForms, calendar } from '../articles/background.ts';
import { valuation } from '../articles/business.ts';
import { redCatWatching } from '../articles/departures.ts';
import { financeChiefStays, commercialChiefLeaves } from '../articles/yanhu.ts';
import {
  escapeHtml,
  htmlPage,
  paragraphs,
  plain,
  postAt,
  shown,
  type Asked,
  type DemoSite,
  type Post,
  type Reply,
} from '../site.ts';

const NAME = '跨境数潮';

const posts: Post[] = [
  { path: '/article/20417', text: redCatWatching, at: '2025-07-08 08:15', night: 1 },
  // Pasted from an account elsewhere: `source` stands in the title line, and the dates are damaged.
  { path: '/article/20988', text: valuation, at: '2025-09-13 17:50', night: 1, source: '数潮合作账号' },
  { path: '/article/23310', text: customsForms, at: '2025-12-23 10:30', night: 1 },
  { path: '/article/23402', text: financeChiefStays, at: '2025-12-27 21:05', night: 1 },
  { path: '/article/23466', text: commercialChiefLeaves, at: '2025-12-28 21:10', night: 2 },
  { path: '/article/23471', text: calendar, at: '2025-12-28 20:00', night: 2 },
];

export const media: DemoSite = {
  id: 'media',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt') return plain('User-agent: *\nDisallow: /user/\n');
    if (asked.path === '/' || asked.path === '/news') return listPage(asked);
    const post = postAt(posts, asked);
    return post ? articlePage(post, asked) : null;
  },
};

function listPage(asked: Asked): Reply {
  const items = shown(posts, asked.night).map(
    (post) => `<div class="news-item"><a class="news-title" href="${post.path}">${escapeHtml(post.text.title)}</a>
<a class="news-content" href="${post.path}">${escapeHtml(post.text.lead)}</a><span>${post.at.slice(0, 10)}</span></div>`,
  );
  return htmlPage({
    title: `${NAME}｜跨境人的早晚报`,
    body: `<header>${NAME}</header><main>${items.join('\n')}</main>`,
  });
}

function articlePage(post: Post, asked: Asked): Reply {
  const texts = post.source ? post.text.paragraphs.map(damageDates) : post.text.paragraphs;
  const [first = '', ...rest] = texts;
  const reads = 40 + asked.views;
  return htmlPage({
    title: `${post.text.title}_${NAME}｜跨境人的早晚报`,
    body: `<header><a href="/">${NAME}</a> <span>${reads}</span> <span>0</span></header>
<h1>${escapeHtml(post.text.title)}</h1>
<div class="info"><a class="account" href="/account/12">${escapeHtml(post.text.author)}</a> <span class="date">${post.at.slice(0, 10)}</span> <span>${reads}</span></div>
<div class="lead">导读：${escapeHtml(post.text.lead)}</div>
<div class="news-detail-content">
<p>图片</p>
${paragraphs([first])}
<p>图片</p>
${paragraphs(rest)}
<p>图片</p>
<p>数潮训练营第九期开课啦！两天一夜，从选品到投放手把手带练，名额有限，点击下方图片立即预约～</p>
<p>「深度好文」店铺改名的三个时机 | 样品寄丢了谁来赔 | 直播间里的背景音乐该谁付钱</p>
<p>「客户案例」从夜市摊到海外仓 | 卖梳子的姐妹俩 | 一家烘焙店的第一个外国订单</p>
<p>【声明】内容源于网络</p>
</div>
<footer><div>${escapeHtml(post.text.author)}</div><div>只讲跨境人用得上的事。</div><div>内容 214</div><div>粉丝 36</div><div>总阅读 ${900 + reads}</div></footer>`,
  });
}
