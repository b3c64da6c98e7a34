import { findNumbers } from '../text/numbers.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { happenings, subjectBefore, type Happening, type Reading } from './_happening.ts';
import type { Span } from './metric/figure.ts';
import { isMoney } from './metric/figure.ts';
import { isAnaphor } from './metric/subject.ts';

/** An authority acts against a company: 约谈, 罚款, 下架, an investigation. Slots: authority, target, action, date, amount. */

const PLACE =
  '(?:国家|中央|北京|上海|广东|深圳|浙江|杭州|江苏|天津|重庆|四川|福建|山东|湖北|湖南|河南|广州|[\\p{Script=Han}]{2,4}[省市区县])?';
const AUTHORITY_ZH = new RegExp(
  `${PLACE}(?:互联网信息办公室|网信办|网信部门|市场监督管理总局|市场监管总局|市场监督管理局|市场监管局|市监局|工业和信息化部|工信部|证监会|证监局|银保监会|金融监管总局|金监总局|人民银行|央行|外汇局|发改委|反垄断局|通信管理局|通管局|税务局|税务总局|广电总局|文旅部|文化和旅游局|交通运输部|教育部|商务部|公安部|公安局|公安机关|检察院|法院|药监局|海关|消费者协会|消委会|消保委|消协|欧盟委员会|监管部门|监管机构|相关部门|有关部门|美国证券交易委员会|公平贸易委员会|公平交易委员会|金管会)`,
  'gu',
);
const AUTHORITY_EN =
  /\b(?:(?:the )?(?:Cyberspace Administration of China|State Administration for Market Regulation|European Commission|Federal Trade Commission|Securities and Exchange Commission|Department of Justice|Competition and Markets Authority|Data Protection Commission|Ministry of [A-Z]\w+(?: and [A-Z]\w+){0,3})|CAC|SAMR|FTC|SEC|DOJ|CMA|MIIT|CSRC|FCC|ICO|CNIL|[Rr]egulators?|(?:antitrust|market|data protection|privacy|competition|financial) (?:watchdog|regulator|authorit(?:y|ies)))\b/g;
const ACTION_ZH =
  /约谈|罚款|处罚|行政处罚|罚没|立案调查|立案|反垄断调查|责令[^，,。；;]{0,6}?(?:整改|改正|下架|停业|停止)|要求[^，,。；;]{0,6}?(?:整改|下架|停止)|下架|警告|通报批评|通报|查处|没收违法所得|吊销|封禁|禁令|调查|起诉|开出[^，,。；;]{0,12}?罚单/gu;
const ACTION_EN =
  /\b(?:fined|fines?|penali[sz]ed|sued|investigat(?:ed|ing|ion into)|prob(?:ed|ing|e into)|ordered|summoned|banned|blocked|reprimanded|warned|raided|charged|suspended)\b/g;
/** 小红书被约谈: the passive needs no authority. */
const PASSIVE_ZH =
  /被(?<by>[^，,。；;]{0,16}?)(?<action>约谈|罚款|罚没|处罚|立案调查|责令整改|责令下架|下架|警告|通报批评|查处|强制执行)/gu;
/** Words around an action that make it none: 未被处罚, 处罚规则, 平台处罚违规账号. */
const NO_ACTION =
  /^(?:规则|规定|标准|机制|措施(?:的|是)|制度|力度|条款|公司|了?员工|违规账号|了?账号|商家|问卷|数据|显示|报告|记者)/u;

function read(reading: Reading): Happening[] {
  return reading.isChinese ? readChinese(reading) : readEnglish(reading);
}

function readChinese(reading: Reading): Happening[] {
  const { plain } = reading;
  const authorities = spansOf(plain, AUTHORITY_ZH);
  const actions = spansOf(plain, ACTION_ZH).filter(
    (a) => !NO_ACTION.test(plain.slice(a.end, a.end + 6)) && !isNegated(plain, a),
  );
  const passives = [...plain.matchAll(PASSIVE_ZH)].filter(
    (m) => !isNegated(plain, { start: m.index, end: m.index + 1 }),
  );
  if (actions.length === 0 || (authorities.length === 0 && passives.length === 0)) return [];
  const first = actions[0]!;
  const authority = authorities.findLast((a) => a.end <= first.start) ?? authorities[0] ?? null;
  const target = targetOf(reading, authorities, authority, first);
  const near = actions.filter((a) => a.start - first.end <= 40);
  const unique = near.filter(
    (a, i) => near.findIndex((b) => plain.slice(b.start, b.end) === plain.slice(a.start, a.end)) === i,
  );
  return [
    {
      trigger: first,
      org: target ? null : undefined,
      spans: { authority, action: unique, ...(target && { target }) },
      values: amountIn(plain),
    },
  ];
}

/** 对云帆科技进行约谈, 约谈云帆科技, 云帆科技被约谈; 对此: the subject said before. */
function targetOf(reading: Reading, authorities: readonly Span[], authority: Span | null, action: Span): Span | null {
  const { plain } = reading;
  const from = authority && authority.end <= action.start ? authority.end : Math.max(0, action.start - 40);
  const at = /(?:对|向)(?<t>[^，,。；;对此其]{2,20}?)(?:进行|开展|实施|作出|做出|处以|开出|予以|立案|采取|的)/u.exec(
    plain.slice(from, action.end + 4),
  );
  if (at) return named(plain, from + at.index + 1, at.groups!.t!.length);
  const behind = /^了?(?<t>[\p{Script=Han}A-Za-z0-9]{2,14}?)(?=[，,。；;、及和等]|负责人|公司|$)/u.exec(
    plain.slice(action.end, action.end + 24),
  );
  if (
    behind &&
    authority &&
    /约谈|责令|查处|调查/.test(plain.slice(action.start, action.end)) &&
    !/^(?:并|及|等|整改|措施|后)/.test(behind.groups!.t!)
  )
    return named(plain, action.end + behind[0].indexOf(behind.groups!.t!), behind.groups!.t!.length);
  const passive = plain.slice(0, action.start).lastIndexOf('被');
  const start = passive >= 0 && action.start - passive <= 20 ? passive : action.start;
  return subjectBefore(reading, { start, end: action.end }, authorities);
}

function named(plain: string, start: number, length: number): Span | null {
  const words = plain.slice(start, start + length);
  return isAnaphor(words) || /^(?:此|其|该|他|她|相关)/.test(words) ? null : { start, end: start + length };
}

function readEnglish({ plain }: Reading): Happening[] {
  const authority = spansOf(plain, AUTHORITY_EN)[0];
  const action = spansOf(plain, ACTION_EN).find((a) => !isNegated(plain, a));
  if (!authority || !action) return [];
  const NAME = /(?<t>[A-Z][\w&-]*(?:\.\w+)*(?: [A-Z][\w&-]*(?:\.\w+)*){0,3})/;
  const isPassive = /\b(?:was|were|been|being)\s$/.test(plain.slice(0, action.start));
  const text = isPassive ? plain.slice(0, action.start) : plain.slice(action.end);
  const match = NAME.exec(text.replace(AUTHORITY_EN, (words) => '_'.repeat(words.length)));
  if (!match) return [];
  const start = (isPassive ? 0 : action.end) + match.index;
  const target = { start, end: start + match[0].length };
  return [{ trigger: action, org: null, spans: { authority, action: [action], target }, values: amountIn(plain) }];
}

function isNegated(plain: string, action: Span): boolean {
  return /(?:未|没有|不会|未曾|免于|否认|\bnot (?:been )?|\bnever )(?:被[^，,。]{0,12})?$/u.test(
    plain.slice(Math.max(0, action.start - 20), action.start),
  );
}

/** The fine, as the number parser reads it. */
function amountIn(plain: string): Record<string, unknown> {
  if (!/罚|\bfin(?:e|ed|es)\b|penal/u.test(plain)) return {};
  const amount = findNumbers(plain).find((n) => isMoney(n.unit));
  return amount ? { amount_raw: amount.raw, amount: amount.value, unit: amount.unit } : {};
}

function spansOf(plain: string, pattern: RegExp): Span[] {
  return [...plain.matchAll(pattern)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
}

export const regulatoryAction: ClaimKind = {
  id: 'regulatory_action',
  label: 'An authority acts against a company',
  surface: ['authority', 'target', 'action', 'date'],
  find: (article) =>
    happenings(article, 'regulatory_action', {
      trigger:
        /约谈|約談|罚|罰|处罚|立案|责令|責令|下架|警告|通报|查处|没收|吊销|封禁|禁令|调查|調查|起诉|要求|fine|penali|sued|investigat|prob(?:e|ing)|ordered|summoned|banned|blocked|reprimand|warned|raided|charged|suspended/u,
      read,
      key: ({ authority, target, action }) => [authority, target, action],
      orgSlot: 'target',
    }),
  examples: [
    {
      text: '9月11日，国家网信办约谈云帆科技，责令限期整改。',
      publishedAt: '2025-09-12',
      args: { authority: '国家网信办', target: '云帆科技', action: ['约谈', '责令限期整改'], date_iso: '2025-09-11' },
    },
    {
      text: '云帆科技存在刷榜问题，网信办对此进行约谈并采取处罚措施。',
      args: { authority: '网信办', target: '云帆科技', action: ['约谈', '处罚'] },
    },
    {
      text: '松果出海因虚假宣传被市场监管局罚款200万元。',
      args: { target: '松果出海', authority: '市场监管局', amount: 2_000_000, unit: 'CNY' },
    },
    {
      text: 'The European Commission fined Quillbay €120 million on Tuesday.',
      publishedAt: '2025-10-02',
      lang: 'en',
      args: { target: 'Quillbay', amount: 120_000_000, unit: 'EUR' },
    },
  ],
  counterexamples: ['云帆科技公布了处罚规则。', '平台处罚违规账号3000个。', '云帆科技没有被网信办约谈。'],
};
