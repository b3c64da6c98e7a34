/** The name of a new place behind the word that leads to it: 转投了同城的另一家造车公司|寰动汽车|, 成立新基金“|长庚创投|”. */
import type { SentenceView } from './_people-view.ts';

export type Run = { start: number; end: number };

/** What may stand before the name and is no part of it. */
const FILLERS: readonly RegExp[] = [
  /^(?:了|的是|一个|当下)/u,
  /^(?:同城|本地|海外|国外|业内|同行业|当地|目前|同为|其|上述)的?(?=[^，。；]{2})(?!一家)/u,
  /^(?:备受|颇受|炙手|同样|正在)[^，。；！？]{0,8}的/u,
  /^[^，。；！？的]{2,14}之外的/u,
  /^(?:公司|集团)?的?(?:控股股东|母公司|子公司|关联公司|兄弟公司|竞争对手|老对手|老东家|前东家|同行业的?|同行|同业的?|友商|对手)(?:公司|企业|机构)?(?=[\p{Script=Han}A-Za-z“]{2})(?!处)/u,
  /^[韩美日台陆港英德法](?:厂|商|企|资)(?=[\p{Script=Han}A-Za-z])/u,
  /^(?:新(?:公司|基金|品牌|项目)|[^，。；“”的]{0,10}(?:工作室|品牌|公司|基金|平台))(?=“)/u,
  /^(?:另?一家|某)?[^，。；“”的（）]{0,14}?(?:公司|企业|车企|平台|机构|品牌|厂商|巨头|独角兽|私募|创企)(?=[\p{Script=Han}A-Za-z“]{2})(?!旗下|任|担|出任|工作|的|处|首席|副总|总)/u,
  /^(?:另?一家|某)[^，。；“”的（）]{0,14}?(?:公司|企业|车企|平台|机构|品牌|厂商)——/u,
];

/** Where the name ends: 的, an office, a word of working, a break. */
const ENDS =
  /[，。；！？、,\n“”「」（）()：—]|的|可能|传闻|首席|副总裁|担任|出任|(?<!责)任职|任教|执教|任(?=[\p{Script=Han}A-Z])|负责|工作|从事|旗下|处(?=任|工)|并(?![\p{Script=Han}]{0,2}(?:公司|基金))|\s(?![A-Za-z])|党(?=委|组)|副(?=[\p{Script=Han}]{2})|董事|监事|总经理|总裁|主任|局长|行长|部长|校长|(?<=公司|集团|科技|汽车|银行)(?:CEO|COO|CTO|CFO)|$/u;
const MAX_NAME = 28;

/** 一家百亿私募, 外资投行, 某头部公募基金: a kind of company is nobody's name. */
const NO_NAME =
  /^(?:某|一家(?=.{0,8}(?:私募|公募|券商|投行)))|^(?:(?:外资|头部|知名|百亿|大型|具身智能|人工智能|AI|新能源)(?:创业公司|初创公司|投行|私募(?:基金)?|公募基金?|券商|车企|互联网公司))$/u;
/** 公司, 后者, 前, 哪里: no name either, nor are spans of time and offices. */
const NO_PLACE =
  /^(?:公司|本公司|该公司|以来|前|之前|后|竞争对手|对手|哪|什么|何处|产业[方界]|学界|实业|地方|[那哪这]里|其他|其它|新的?|团队|管理层|董事会|行业|家庭|大家|我们|他们|[A-Z]{2,3}行列)|前$|^(?:C[A-Z]O|董事长|总经理|总裁)$|^[一二三四五六七八九十两几数\d]+[年个月天]|行列$|协议$|计划$|阵营$|赛道$|领域$|行业$/u;
/** Names that a word of moving may lead to without the finder of organisations knowing them: 市文旅局, 省国资委. */
const PUBLIC_BODY = /^\p{Script=Han}{2,10}(?:局|委|厅|委员会|管委会|政府)$/u;

/** The place that begins at `at`, behind whatever describes it; null when no name stands there. */
export function nameOfPlace(view: SentenceView, at: number, lead: string): Run | null {
  const { text } = view;
  let start = at;
  let isKin = false;
  for (let i = 0; i < 2 * FILLERS.length; i++) {
    const filler = FILLERS[i % FILLERS.length]!.exec(text.slice(start, start + MAX_NAME))?.[0] ?? '';
    isKin ||= /控股股东|母公司|子公司|关联公司|兄弟公司|同行业|同业/u.test(filler);
    start += filler.length;
  }
  const isQuoted = text[start] === '“';
  if (isQuoted) start++;
  const stop = isQuoted
    ? text.indexOf('”', start)
    : start + (ENDS.exec(text.slice(start, start + MAX_NAME + 1))?.index ?? 0);
  const name = stop < 0 ? '' : text.slice(start, stop);
  if (name.trim().length < 2 || name.length > MAX_NAME || NO_NAME.test(name) || NO_PLACE.test(name)) return null;
  // 转岗至国际化团队, 调任商业化负责人: what moving leads to must be a company or a public body.
  if (lead === 'moves' && !isKin) {
    const org = view.orgs.find((o) => o.start === start && !/^首席/u.test(o.text));
    if (org) return { start, end: org.end };
    return PUBLIC_BODY.test(name) ? { start, end: stop } : null;
  }
  return {
    start: isQuoted && lead !== 'founds' ? start - 1 : start,
    end: isQuoted && lead !== 'founds' ? stop + 1 : stop,
  };
}

/** 出任|跨境电商公司蓝潮出海|的CEO, 出任|西部某省|副省长: the company or province before an office. */
export function officeAt(view: SentenceView, at: number): Run | null {
  const office = view.roles.find((r) => r.start >= at && r.start - at <= MAX_NAME);
  if (!office || /[，。；、]/u.test(view.text.slice(at, office.start))) return null;
  const head = view.text.slice(at, office.headStart);
  const end = at + head.replace(/的$/u, '').length;
  const kind = /^[^，。；的]{0,12}?(?:公司|企业|平台|机构)(?=[\p{Script=Han}A-Za-z“]{2})/u.exec(head);
  const start = at + (kind?.[0].length ?? 0);
  if (end - start < 2) return null;
  const name = view.text.slice(start, end).replace(/[“”]/gu, '');
  const isOrg = view.orgs.some((o) => o.start === start && o.end === end);
  if (!isOrg && kind === null && !/[省市县州局厅委]$/u.test(name)) return null;
  // 短剧平台“热浪剧场”的CEO
  const isQuoted = view.text[start] === '“' && view.text[end - 1] === '”';
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
