/**
 * 卖家茶馆: a Discuz X forum in GBK. Half of its pages name the charset in the header, the other half only in a meta
 * tag; dates are relative in the text and absolute in a title attribute; replies follow the first floor.
 */
import iconv from 'iconv-lite';
import { packing } from '../articles/background.ts';
import { agencyDiary } from '../articles/business.ts';
import { departuresOfTheYear } from '../articles/departures.ts';
import { escapeHtml, shown, type Asked, type DemoSite, type Post, type Reply } from '../site.ts';

const NAME = '卖家茶馆';

type Answer = { author: string; at: string; text: string };
type Thread = Post & { ago: string; charsetInHeader: boolean; replies: readonly Answer[] };

const threads: Thread[] = [
  {
    path: '/thread-1041-1-1.html',
    text: agencyDiary,
    at: '2025-12-27 23:12',
    ago: '2 小时前',
    night: 1,
    charsetInHeader: true,
    replies: [
      { author: '不加班的阿肥', at: '2025-12-27 23:40', text: '提案里写“超过两亿”，两边都不得罪。' },
      { author: '三号摊位', at: '2025-12-28 00:21', text: '口径不同，一个是年初的数，一个是年中的数，别混着用。' },
    ],
  },
  {
    path: '/thread-1038-1-1.html',
    text: packing,
    at: '2025-12-27 10:20',
    ago: '昨天 10:20',
    night: 1,
    charsetInHeader: false,
    replies: [
      { author: '木箱老李', at: '2025-12-27 11:02', text: '留两厘米空隙，四角垫硬泡沫，别塞满，塞满了没有缓冲。' },
      { author: '杯具终结者', at: '2025-12-27 11:30', text: '收到，下一批就这么试。' },
    ],
  },
  {
    path: '/thread-1046-1-1.html',
    text: departuresOfTheYear,
    at: '2025-12-28 22:05',
    ago: '3 小时前',
    night: 2,
    charsetInHeader: false,
    replies: [{ author: '三号摊位', at: '2025-12-28 22:18', text: '今年换了两个，第二个到现在还没加上好友。' }],
  },
];

export const forum: DemoSite = {
  id: 'forum',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt')
      return gbk('User-agent: *\nDisallow: /member.php\nDisallow: /search.php\n', 'text/plain', true);
    if (asked.path === '/' || asked.path === '/forum-2-1.html') return listPage(asked);
    const thread = threads.find(({ path, night }) => path === asked.path && night <= asked.night);
    return thread ? threadPage(thread, asked) : null;
  },
};

function gbk(text: string, type: string, charsetInHeader: boolean): Reply {
  return {
    headers: { 'content-type': charsetInHeader ? `${type}; charset=gbk` : type },
    body: iconv.encode(text, 'gbk'),
  };
}

function page(title: string, body: string, asked: Asked, charsetInHeader: boolean): Reply {
  const clock = asked.night === 1 ? '2025-12-28 01:29' : '2025-12-29 01:36';
  return gbk(
    `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=gbk" />
<title>${escapeHtml(title)} - ${NAME} - Powered by Discuz!</title><meta name="generator" content="Discuz! X3.4" /></head>
<body><div id="toptb"><a href="/">设为首页</a> <a href="/">收藏本站</a></div>
<div id="hd"><h2><a href="/">${NAME}</a></h2><div id="um">用户名 密码 <a href="/member.php?mod=logging">登录</a> | <a href="/member.php?mod=register">立即注册</a></div></div>
<div id="wp" class="wp">
${body}
</div>
<div id="ft"><p><a href="/archiver/">Archiver</a>|<a href="/mobile">手机版</a>|<a href="/about">${NAME}</a></p>
<p>GMT+8, ${clock} , Processed in 0.0${31 + (asked.views % 60)} second(s), 12 queries .</p><p>Powered by <strong>Discuz!</strong> X3.4</p></div>
</body></html>`,
    'text/html',
    charsetInHeader,
  );
}

function listPage(asked: Asked): Reply {
  const rows = shown(threads, asked.night).map((post) => {
    const tid = tidOf(post);
    return `<tbody id="normalthread_${tid}"><tr><td class="icn"></td>
<th class="new"><a href="${post.path}" class="s xst">${escapeHtml(post.text.title)}</a></th>
<td class="by"><cite><a href="/space-uid-${tid}.html">${escapeHtml(post.text.author)}</a></cite><em><span>${post.at}</span></em></td>
<td class="num"><a href="${post.path}" class="xi2">${2 + (tid % 5)}</a><em>${200 + asked.views}</em></td></tr></tbody>`;
  });
  return page(
    '平台杂谈',
    `<div id="threadlist"><table summary="forum_2">${rows.join('\n')}</table></div>`,
    asked,
    true,
  );
}

function threadPage(thread: Thread, asked: Asked): Reply {
  const tid = tidOf(thread);
  const first = floor(tid * 10, thread.text.author, thread.at, thread.ago, thread.text.paragraphs);
  const rest = thread.replies.map((reply, i) =>
    floor(tid * 10 + i + 1, reply.author, reply.at, reply.at, [reply.text]),
  );
  return page(
    thread.text.title,
    `<div id="pt" class="bm cl"><div class="z"><a href="/">论坛</a> &rsaquo; <a href="/forum-2-1.html">平台杂谈</a></div></div>
<div id="postlist" class="pl bm"><table><tr><td class="pls"><div class="hm">查看: <span class="xi1">${200 + asked.views}</span> | 回复: <span class="xi1">${thread.replies.length}</span></div></td>
<td class="plc"><h1 class="ts"><span id="thread_subject">${escapeHtml(thread.text.title)}</span></h1></td></tr></table>
${[first, ...rest].join('\n')}
</div>
<div id="f_pst" class="bm"><div class="pt hm">您需要登录后才可以回帖 <a href="/member.php?mod=logging">登录</a> | <a href="/member.php?mod=register">立即注册</a></div></div>`,
    asked,
    thread.charsetInHeader,
  );
}

function floor(pid: number, author: string, at: string, ago: string, texts: readonly string[]): string {
  return `<div id="post_${pid}"><table id="pid${pid}"><tr><td class="pls"><div class="pi"><div class="authi"><a href="/space-uid-${pid}.html" class="xw1">${escapeHtml(author)}</a></div></div></td>
<td class="plc"><div class="pi"><div class="pti"><div class="authi"><em id="authorposton${pid}">发表于 <span title="${at}:00">${ago}</span></em> <span class="pipe">|</span> <a href="#">显示全部楼层</a> |阅读模式</div></div></div>
<div class="pct"><div class="pcb"><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_${pid}">
${texts.map(escapeHtml).join('<br />\n<br />\n')}</td></tr></table></div></div></div></td></tr></table></div>`;
}

function tidOf(post: Post): number {
  return Number(post.path.split('-')[1]);
}
