import type { Span } from './figure.ts';

/** Who says a figure: 据QuestMobile口径, 艾瑞咨询调研数据显示, 有消息称, 第三方机构月狐说是. */

export type Source = {
  /** The name of the source, and the whole phrase that is no part of any subject. */
  span: Span;
  phrase: Span;
  /** 公司表示: the speaker speaks of itself unless another subject is named. A data provider does not. */
  isSpeaker: boolean;
};

const ACCORDING =
  /^\s*(?:但|而|另)?(?:根据|依据|据|援引|引述)(?<name>[^，,;；。]{2,40}?)(?:的?(?:最新)?(?:数据|统计|口径|测算|调研|预测|报告|消息|报道|估算|信息|公告|财报)(?:显示|称)?|披露|显示|透露|介绍|称)(?:信息)?\s*$/;
const ACCORDING_GLUED = /^\s*据(?<name>[^，,;；。]{2,16}?)(?:数据|统计|口径|测算|报告|报道|披露)(?:显示|称)/;
const SHOWS =
  /^\s*(?<name>[^，,;；。]{2,24}?)(?:最新)?(?:发布的?)?(?:调研|监测|统计|研究|调查)?(?:数据|报告|财报|年报|公告|榜单|资料|材料)(?:显示|指出|称|写的是)/;
const SAYS = /^\s*(?<name>[^，,;；。]{2,20}?)(?:说是?|写的是|给出的是|估计为|表示|透露|指出|宣布|称(?!为|号|呼|之))/;
const HEARSAY =
  /^\s*(?<name>有消息(?:人士)?称|消息人士称|知情人士(?:称|透露)?|市场传闻称?|业内人士(?:称|透露)?|外界传|坊间传)/;

export function sourceIn(sentence: string, clause: Span): Source | null {
  const text = sentence.slice(clause.start, clause.end).slice(0, 60);
  for (const [pattern, isSpeaker] of [
    [HEARSAY, false],
    [ACCORDING, false],
    [ACCORDING_GLUED, false],
    [SHOWS, false],
    [SAYS, true],
  ] as const) {
    const match = pattern.exec(text);
    const name = match?.groups?.name;
    if (!match || name === undefined) continue;
    const from = clause.start + match[0].indexOf(name, match[0].startsWith(name) ? 0 : 1);
    const span = bareName(sentence, { start: from, end: from + name.length });
    if (!span) continue;
    const isNaming = isSpeaker && /(?:说是?|写的是|给出的是|估计为)$/.test(match[0]);
    return {
      span,
      phrase: { start: clause.start, end: clause.start + match[0].length },
      isSpeaker: isSpeaker && !isNaming,
    };
  }
  return null;
}

/** 近日, 2025年6月 before a name and 相继, 正式 behind it are no part of it; null if nothing else is left. */
function bareName(sentence: string, { start, end }: Span): Span | null {
  const words = sentence.slice(start, end);
  const lead = LEAD.exec(words)?.[0].length ?? 0;
  const trail = TRAIL.exec(words.slice(lead))?.[0].length ?? 0;
  return end - trail - (start + lead) < 2 ? null : { start: start + lead, end: end - trail };
}

const LEAD =
  /^(?:\d{4}年|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|近日|日前|昨日|今日|此前|随后|同时|而|但|并|还|也|其中|对此|[\s“”"，,、的])*/;
const TRAIL =
  /(?:近日|日前|昨日|今日|昨晚|此前|随后|同时|还|也|已|曾|再次|相继|先后|陆续|纷纷|双双|正式|对外|公开|并|均|都|中|里|上|向媒体|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日)*$/;
