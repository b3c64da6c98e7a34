/**
 * Lines that stand in the main text of many pages and are not part of it. Two kinds of rule:
 * a `line` rule removes the one line it matches, an `end` rule removes its line and everything after it.
 * Every rule carries the sentence it was written for; a test runs them. Its `cost` is from `npx tsx test/eval/clean-rules.ts`. The line
 * model knows the rules as features and has left out most of these lines before; what is cut here is the rest, and the lines of
 * readers without it. Not rules: a line of bare figures (on gne 8 of 8 belonged to the text).
 */
import type { Article } from '../types.ts';

export type CleanRule = {
  id: string;
  kind: 'line' | 'end';
  pattern: RegExp;
  /** Longest line it may remove: a long paragraph that only mentions the words is text. */
  maxChars: number;
  example: string;
  /** A sentence that looks alike and must stay. */
  keep: string;
  /** Lines of all labelled pages it matches outside the wanted text (right) and inside (wrong). */
  cost: string;
};

export const CLEAN_RULES: readonly CleanRule[] = [
  {
    id: 'promotion',
    kind: 'line',
    pattern:
      /(点击|立即|马上|免费|限时|扫码).{0,30}(报名|预约|咨询|领取|加群|入群|下载APP|开户|订阅|学习《)|(报名|领取|咨询)\s?>{2,}/u,
    maxChars: 120,
    example: '助力品牌出海,点击立即报名>>>',
    keep: '他表示公司将立即整改，并已通知全部门店。',
    cost: '1 line right, 0 wrong',
  },
  {
    id: 'course advertisement',
    kind: 'line',
    pattern:
      /(课程|训练营|特训营|公开课|直播课|社群|沙龙).{0,60}(全新升级|名额有限|先到先得|立即预约|开课啦|火热报名|报名中|招生中)/u,
    maxChars: 160,
    example: '我们的直播运营课程全新升级啦!五天四夜带你从零开始!',
    keep: '该校的课程每年更新一次，学生反映良好。',
    cost: '0 right, 14 wrong (synth, whose wanted texts keep one such line that the marked seed files leave out)',
  },
  {
    id: 'qr code',
    kind: 'line',
    pattern:
      /^(图片|二维码|长按.{0,12}(识别|扫描|关注).{0,20}|.{0,12}扫(描|一扫|码).{0,6}(二维码|添加|关注|上方|下方).{0,24}|.{0,6}(关注|添加).{0,16}(公众号|微信号|视频号).{0,20})$/u,
    maxChars: 60,
    example: '扫码添加,拉你进群',
    keep: '乘客扫码即可登车，全程不需要买票。',
    cost: '107 right, 2 wrong (one each on gne and magic-article: the page itself asks to scan)',
  },
  {
    id: 'share bar',
    kind: 'line',
    pattern:
      /^(分享([到至][^。]{1,14})?|收藏|点赞|打赏|评论|举报|转发|打印|关闭窗口|返回顶部|回顶部|字号.{0,10}|阅读原文|查看原文|展开全文|阅读全文|点击查看更多|分享让更多人看到)[:：]?$/u,
    maxChars: 24,
    example: '分享到微信朋友圈',
    keep: '分享会吸引了三百多名卖家参加。',
    cost: '500 right, 3 wrong (magic-article 1, synth 2)',
  },
  {
    id: 'counter',
    kind: 'line',
    pattern:
      /^[\s\d.,万w+]*((阅读|浏览|评论|点赞|粉丝|人气|查看|回复|内容|总阅读|点击)(量|数|次数)?\s*[:：(（]?\s*[\d.,万w+]+\s*[次)）]?\s*)+$/u,
    maxChars: 40,
    example: '总阅读917 粉丝0',
    keep: '阅读量超过10万的文章有三篇',
    cost: '13 right, 0 wrong',
  },
  {
    id: 'link list',
    kind: 'line',
    pattern: /^「[^」|]{2,14}」[^|\n]{2,80}(\s?\|\s?[^|\n]{2,80})+$/u,
    maxChars: 400,
    example: '「往期回顾」换季清仓怎么做 | 客服最怕的三句话 | 一个人的仓库',
    keep: '「云上集市」计划的第一批商家有三千家，分布在四十个城市。',
    cost: '0 right, 0 wrong: no labelled page has one',
  },
  {
    id: 'disclaimer',
    kind: 'end',
    pattern:
      /^[（(【\[*※\s]*(免责声明|【?声明】?|版权声明|特别声明|郑重声明|本文链接|原文链接|原标题|重要提示|风险提示)\s*[:：】\])）].{0,400}$|^(免责声明|版权声明)$/u,
    maxChars: 400,
    example: '免责声明：本文仅代表作者个人观点，与本站无关。',
    keep: '公司发布免责声明的做法引来批评。',
    cost: '36 right, 1 wrong (gne: the wanted text ends with it)',
  },
  {
    id: 'related',
    kind: 'end',
    pattern:
      /^[■●▲>\s【\[]*(相关(阅读|推荐|新闻|文章|报道|链接|资讯)|推荐阅读|延伸阅读|更多(新闻|精彩|相关|阅读|推荐).{0,12}|猜你喜欢|热门(推荐|文章|新闻|阅读)|精彩推荐|为您推荐|大家都在看|上一篇|下一篇|最新热门.{0,10}|往期(回顾|精选|推荐))\s*[:：】\]>]*.{0,60}$/u,
    maxChars: 80,
    example: '相关阅读：',
    keep: '更多的商家选择等待，因为预算尚未下来。',
    cost: '138 right, 27 wrong (all cx163, whose wanted texts go on after 相关新闻)',
  },
  {
    id: 'forum chrome',
    kind: 'end',
    pattern: /^(您需要登录后才可以回帖|Archiver\s?\||Powered by|Copyright ©|GMT\+8,)/iu,
    maxChars: 200,
    example: '您需要登录后才可以回帖 登录 | 立即注册',
    keep: '您需要登录后台才能修改价格。',
    cost: '98 right, 0 wrong',
  },
];

export function matchesRule(rule: CleanRule, line: string): boolean {
  return line.length <= rule.maxChars && rule.pattern.test(line);
}

/** Shares of a text an `end` rule must leave untouched before it: such words in the first third introduce something. */
const END_RULES_FROM = 0.3;
const MAX_CUT_CHARS = 500;

export type Cleaned = { kept: string[]; cut: Article['cut'] };

/** Applies every rule to the lines of a main text. */
export function cleanLines(lines: readonly string[]): Cleaned {
  const total = lines.reduce((sum, line) => sum + line.length, 0);
  const kept: string[] = [];
  const cut: Article['cut'] = [];
  let before = 0;
  for (const [index, line] of lines.entries()) {
    const rule = CLEAN_RULES.find((candidate) => matchesRule(candidate, line));
    if (!rule) kept.push(line);
    else if (rule.kind === 'end' && before >= total * END_RULES_FROM) {
      cut.push({ reason: rule.id, text: lines.slice(index).join('\n').slice(0, MAX_CUT_CHARS) });
      break;
    } else if (rule.kind === 'line') cut.push({ reason: rule.id, text: line.slice(0, MAX_CUT_CHARS) });
    else kept.push(line);
    before += line.length;
  }
  return { kept, cut };
}
