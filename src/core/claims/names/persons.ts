/**
 * Finds persons in Chinese text. No dictionary knows their names (jieba tags one in ten of executives' names), so a name is what the words
 * around it say: a surname and one or two characters after an office (副总经理林予安), before a title (林予安女士) or before what only
 * persons do (林予安辞职). Every reading is weighed; what was found once is known in the whole article.
 */
import { finish, looksChinese, TITLE, withFarAlias, type PersonSpan } from './aliases.ts';
import type { RoleSpan } from './roles.ts';
import {
  COMMON_GIVEN,
  COMPOUND_SURNAMES,
  JAPANESE_SURNAMES,
  NEVER_GIVEN,
  NOT_NAMES,
  SELDOM_GIVEN,
  SURNAMES,
  TRANSLITERATION,
} from './surnames.ts';
import { wordsOf } from './words.ts';

/** Evidence that makes a name known in the whole article. */
export const SURE = 4;
const ENOUGH = 3;

/** What follows a person's name and is done by persons only: 辞职, 宣布, 出任, 因个人原因. The first two characters also tell where a name ends. */
const DEEDS = (
  '先生 女士 同志 小姐 教授 博士 辞去 辞职 辞任 辞世 辞呈 辞退 辭去 辭職 辭任 离职 离任 离开 离世 离场 離職 離任 離開 卸任 卸下 卸去 卸職 退休 退任 退出 退居 请辞 請辭 下课 去职 去世 逝世 病逝 出走 闪辞 走人 跳槽 ' +
  '免职 解职 宣布 宣佈 不再 拟于 拟辞 已于 已经 已从 已离 已辞 将于 将离 将卸 将辞 將於 將離 接任 接替 接棒 接手 接掌 接班 继任 繼任 担任 擔任 出任 升任 晋升 调任 調任 转任 轉任 转岗 轮岗 调往 調往 调至 调离 兼任 递交 遞交 提交 提出 提请 申请 申請 加入 加盟 入职 ' +
  '表示 坦言 透露 回应 否认 否認 正式 先后 双双 或将 或於 或于 即将 仍将 继续 亲自 突然 主动 任职 任期 履新 到任 上任 就任 获委 獲委 获任 获聘 暂代 暫代 代行 代理 代为 代管 暂时 等人 二人 两人 三人 留任 连任 续任 续签 回归 重返 创办 创立 刚刚 计划 清空 只是 内部 引咎 下一 父子 夫妇 兄弟 姐妹 ' +
  '被免 被查 被董 被公 被任 被解 被调 被罢 被曝 被传 被聘 被提 被通 被带 被批 被刑 退任 卸下 转投 转战 转会 挂印 萌生 获准 拒绝 无法 现年 现任 分管 负责 带领 领衔 签署 发文 发布 出席 认为 指出 强调 介绍 解释 坚称 直言 感谢 此前 随后 目前 同日 同时 当日 当天 今日 昨日 日前 近日 近期 本月 上月 本周 上周 单独 掌舵 独自 共同 惊人 黯然 悄然 低调 提前 意外 遭到 遭遇 因为 因个 因個 因工 因身 因病 因退 因任 因家 因年 因达 因到 因公 因职 因涉 因故 因健 因组 因另 因其 因岗 因生 因业 因战 因成 因被 因已 因合 因违 之后 之前 之际 之一 之间 辟谣 澄清 因与 因在 因未 确认 官宣 发表 决定 选择 接受 承认 主动 重新 晋级 辞别 告别 告知 致信 致辞 请求 恳请 任满 离队 离场 离岗 引退 告老 落马 接过 交棒 交接 换防 换岗 履职 述职 出局 获释 获刑 涉嫌 涉案 失联 失踪 受邀 受聘 应聘 竞选 当选 参选 落选 连任 因此 是否 确已 确实 到龄 选择 被曝 被传 被爆 被指 任满 领衔 挂帅 掌舵 变更 发文 发信 致信 是被 是这 是因 是从 是在 是公 商谈 磋商 谈判 洽谈 因伤 光荣'
).split(' ');
const DEED = new Set(DEEDS);
const STRONG_AFTER = new RegExp(
  `^(?:${DEEDS.join('|')}|拟|擬|已|将|將|于|於|被|也|均|第[一二三四五六七八九十]+届|辞(?=[，。！!\\s]|$))`,
  'u',
);
const WEAK_AFTER =
  /^(?:[，。、；：！？,.;:!?（）()”"』」’'“「『\s丨|｜/·—…《【]|$|的|和|与|與|及|以及|或|从|從|在|向|为|為|称|稱|说|說|认为|指出|接|兼|等|今|昨|本[月周季年人]|上[月周]|近日|日前|\d|一职|一職|之|后|後|时(?!代)|曾|原|现|現|即|是|由|代|继|繼|获|獲|到|达|则|則|却|仍|还|還|又|再|去|来|走|闪|同|其|回|重|暂|自|主动|悄然|疑|恐|要|会|能|可|该|拒|闻|这|這|[二两兩三四五六七八九](?:人|位|名)|共|亲|亦|此|对|對|把|让|任|因|不|退|请|提|未|成|惊|执|主|负责|擔|旗|带|留|手|创)/u;
/** Words that stand before a person: 由林予安接任, 免去林予安, 聘任林予安为. */
const CUE_BEFORE =
  /(?:由|说|表示|指|透露|任命|聘任|聘请|委任|选举|推选|推举|提名|免去|免除|罢免|解聘|解雇|辞退|开除|解除|接替|接任|接棒|取代|收到|同意|关于|前任|原任|时任|现任|宣布|称|对|經|经|将由|与|暂由|指定|授权|批准|召回|请回|聘|任用|委派|派出|候选人|继任者|接班人|接任者|接任者为|继任者为|随着|因|为|是|失去了|失去|换下|取代了|换掉|交给|交由|传给|接过|告别|送别|挽留|：|:|委託|任命了|罷免|免去|聘任|選舉)$/u;
const CLAUSE_START = /(?:^|[，。；：！？,;:!?（(【“"『「\s丨|｜、—…])$/u;
const LIST_BEFORE = /(?:[、，,]|和|与|與|及|以及|跟)$/u;
const ADVERB =
  /^(?:[上本下][周月季年]|热议|建议|关注|呼吁|支持|反对|[今昨前明][日天]|周[一二三四五六日]|\d|汇报|带队|到场|套现|领导|突然|相继|密集|集体|频繁|陆续|纷纷|同时|即将|接连|再度|再次|今日|昨日|任期|到龄|主动|正式|变动|先后|双双|宣布|提前|最终|悄然|低调|闪电|离职|辞职|离任|意外|全部|集中|大量|换人|或将|可能|疑似|已经|已于|近日|日前|近期|均已|同日|此前|随后|目前|仍将|也将|不再|负责|兼任|一职|职务|两名|三名|多名|二人|均|选举|换届|人选|继任|接任|接棒|交接|交棒|传出|申请|提出|递交|提交|因病|因故|因公|涉嫌|被查|失联|遭|辞任|请辞|退休|下课|出走|卸任|落马|身份|岗位|人员|团队|层面|本人|个人|自己|先生|女士|等人|们|之一|之后|期间|以来|以及|并|职位|大换血|换血|流失|流动|离开|加盟|加入|回归|轮换|更替|更迭|震荡|动荡|地震|集体|双双|突发|紧急|临时|直接|公开|内部|对外|独家|一并|共同|分别|相互|另外|其中|一行|去世|病逝|逝世|变更|调整|更换|聘任|解聘|任命|罢免|免职|违规|违法|减持|增持|持股|薪酬|津贴|签字|缺席|出席|发言|表态|回应|否认|承认|透露|称|表示|说|认为|介绍|坦言|指出|强调|发文|发信|致信|告诉|高达|超过|不足|仅|只|才|就|还|又|再|也|都|却|竟|居然|竟然|尚|将|會|会|能|可|应|须|必须|需|要|想|愿|敢|肯|突遭|惨遭|连续|持续|不断|逐步|逐渐|缓步|疑|恐|迎来|面临|出现|发生)/u;
const LATIN_NAME =
  /^(?:[A-Z][\p{Script=Latin}]*['’]?[\p{Script=Latin}]*\.?(?:-[A-Z]\p{Script=Latin}+)?)(?:[ ·](?:(?:van|von|der|den|de|da|di|del|la|le|bin|al|el)[ ]){0,2}(?:[A-Z][\p{Script=Latin}]*['’]?[\p{Script=Latin}]*\.?(?:-[A-Z]\p{Script=Latin}+)?)){0,3}/u;
const DOT = /[·•・‧⋅∙･]/u;
const HAN = /\p{Script=Han}/u;

/** All persons of one sentence. `known` holds names and aliases that the rest of the article has shown to be persons. */
export function findPersons(text: string, roles: readonly RoleSpan[], known: ReadonlySet<string>): PersonSpan[] {
  const found: PersonSpan[] = [];
  const roleEnds = new Set(roles.map((role) => role.end));
  const hints = hintsOf(text, known);
  const inRole = maskOf(text.length, roles);
  for (const role of roles) if (role.headStart > role.start) inRole[role.start] = OPENS_WITH_FIELD;
  let i = 0;
  while (i < text.length) {
    const candidate = inRole[i] ? null : personAt(text, i, { roleEnds, inRole, hints, previous: found.at(-1) ?? null });
    if (candidate) {
      found.push(candidate);
      i = candidate.spanEnd;
    } else i++;
  }
  return withFarAlias(text, found);
}

/** Mark of a role's first character when unit and field words stand before the office proper. */
const OPENS_WITH_FIELD = 2;

function maskOf(length: number, spans: readonly { start: number; end: number }[]): Uint8Array {
  const mask = new Uint8Array(length);
  for (const { start, end } of spans) mask.fill(1, start, end);
  return mask;
}

type Surroundings = {
  roleEnds: ReadonlySet<number>;
  inRole: Uint8Array;
  hints: Hints;
  previous: PersonSpan | null;
};

/** What a sentence can hold at all, so that most of its characters are passed over at once. */
type Hints = { hasDot: boolean; hasBracket: boolean; knownByFirst: ReadonlyMap<string, readonly string[]> };

function hintsOf(text: string, known: ReadonlySet<string>): Hints {
  const knownByFirst = new Map<string, string[]>();
  for (const name of known)
    if (text.includes(name)) knownByFirst.set(name[0]!, [...(knownByFirst.get(name[0]!) ?? []), name]);
  return { hasDot: DOT.test(text), hasBracket: text.includes('（'), knownByFirst };
}

function personAt(text: string, i: number, around: Surroundings): PersonSpan | null {
  const afterRole = followsRole(text, i, around.roleEnds);
  const known = knownAt(text, i, around.hints);
  const quoted = afterRole || /[“「『]/u.test(text[i]!) ? quotedAt(text, i, afterRole) : null;
  if (quoted) return finish(text, quoted.start, quoted.end, 5, true);
  if (known) return finish(text, i, i + known.length, SURE, false);
  const foreign =
    (around.hints.hasDot ? dottedAt(text, i, afterRole) : null) ??
    (afterRole || around.previous?.spanEnd === i - 1 ? latinAt(text, i) : latinWithVerb(text, i));
  if (foreign && !overlaps(around.inRole, i, foreign)) return finish(text, i, foreign, 5, false);
  if (!HAN.test(text[i]!)) return null;
  const titled = titledAt(text, i, afterRole);
  if (titled && !overlaps(around.inRole, i, titled)) return finish(text, i, titled, SURE, false);
  if (!afterRole && !around.hints.hasBracket && !mayBegin(text, i)) return null;
  const before = text.slice(Math.max(0, i - 8), i);
  const glossed =
    around.hints.hasBracket && /(?:^|[的、，。；：:“"由和与及])$/u.test(before) && !afterRole
      ? glossedAt(text, i)
      : null;
  if (glossed && !overlaps(around.inRole, i, glossed)) return finish(text, i, glossed, SURE, false);
  if (afterRole && NICK.test(text.slice(i, i + 12))) return finish(text, i, i + 2, SURE, false);
  if (!afterRole && !mayBegin(text, i)) return null;
  const partly = surnameOnlyAt(text, i, before);
  if (partly && !overlaps(around.inRole, i, partly)) return finish(text, i, partly, SURE, false);
  const left = afterRole ? (wordsOf(text).starts.has(i) ? 3 : 3.3) : weightLeft(text, i, before, around.previous);
  const best = bestChinese(text, i, around.inRole, left, afterRole);
  return best ? finish(text, i, best.end, best.weight, false) : null;
}

/** 陈先生于4月1日退任, 韩某曾任: a surname is all that the sentence gives. Returns where the name ends. */
function surnameOnlyAt(text: string, i: number, before: string): number | null {
  const match = PARTLY_NAMED.exec(text.slice(i, i + 5));
  if (!match || !(SURNAMES.has(match[1]!) || COMPOUND_SURNAMES.has(match[1]!))) return null;
  return /(?:^|[^\p{Script=Han}]|[的由对向与和及被将给令称是悉员长])$/u.test(before) ? i + match[0].length : null;
}

const PARTLY_NAMED =
  /^(\p{Script=Han}{1,2}?)(?:先生|女士|某(?:某|\p{Script=Han}(?=[（，、因在于被将已曾]))?(?![些种个天年月日地]))/u;

/** 老K（化名）, 小林或将离职: who is called so has no other name in the text. */
const NICK = /^[老小阿大][\p{Script=Han}A-Z](?=（化名）|（\p{Script=Han}{2,4}）|已|将|或将|离职|辞职|离任)/u;

/** An office may be explained in a bracket of at most so many characters. */
const MAX_BRACKET = 16;

/** Directly behind an office, or behind the colon or comma of one: 继任者：林予安. */
function followsRole(text: string, i: number, roleEnds: ReadonlySet<number>): boolean {
  if (roleEnds.has(i)) return true;
  if (text[i - 1] === '）') {
    // 总经理（代行董事长职责）X, CEO（首席执行官）X
    const open = text.lastIndexOf('（', i - 1);
    return open >= i - MAX_BRACKET && roleEnds.has(open);
  }
  return /[：:，“"「『\s]/u.test(text[i - 1] ?? '') && roleEnds.has(i - 1) && text[i - 1] !== '，';
}

/** 免去庚新民同志的职务: between a word of appointing or dismissing and a courtesy title stands a name, whatever its surname. */
function titledAt(text: string, i: number, afterRole: boolean): number | null {
  const match = TITLED.exec(text.slice(i, i + 5));
  if (!match || [...match[1]!].some((c) => NEVER_GIVEN.has(c)) || wordsOf(text).starts.has(i)) return null;
  return afterRole ||
    /(?:免去|免除|聘任|任命|委任|选举|推选|解聘|收到|同意|提名)$/u.test(text.slice(Math.max(0, i - 2), i))
    ? i + match[1]!.length
    : null;
}

const TITLED = /^(\p{Script=Han}{2,3})(?:先生|女士|同志)/u;

function weightLeft(text: string, i: number, before: string, previous: PersonSpan | null): number {
  const weight = weightBefore(before, previous, i);
  // 担任总裁七年的X卸任; 的时间已: a word of the dictionary is no name.
  if (weight < 1 && before.endsWith('的') && !wordsOf(text).starts.has(i)) return 1;
  // 接替他的是有二十年快消经验的X
  return weight < 2 && NEXT_IS.test(text.slice(Math.max(0, i - 34), i)) ? 2 : weight;
}

/** 接替他的是, 新任总经理为: what the clause leads to is a name. */
const NEXT_IS =
  /(?:接替[他她其]的|继任者|接任者|接班人|接替者|继任的|接任的|新任[^，。；]{2,10})(?:将?[是为])[^，。；]*$/u;

function weightBefore(before: string, previous: PersonSpan | null, i: number): number {
  if (previous && i - previous.spanEnd <= 2 && LIST_BEFORE.test(before)) return 2.5;
  if (/(?:免去|免除|罢免|解聘|聘任|任命|选举|补选|提名|收到|委任|推选|接受|职业经理人)$/u.test(before)) return 3.2;
  if (
    CUE_BEFORE.test(before) ||
    /(?:总裁|经理|总监|负责人|董事长|主管|行长|官|[A-Z]O|VP)(?:职务|一职)?的$/u.test(before)
  )
    return 2;
  if (CLAUSE_START.test(before)) return 1;
  // 接任去年离职的X, 其妻X, 接替他的是有二十年经验的X
  if (/(?:离职|离任|辞职|退休|卸任|去职|离开|请辞|到龄)的$/u.test(before)) return 2.5;
  // 掌舵公司19年的X
  if (/[0-9一二三四五六七八九十多]年[之的]久?的?$/u.test(before)) return 2;
  if (
    /(?:之[子女妻弟]|[其的](?:妻子?|丈夫|[长次]?[子女]|女儿|儿子|[胞]?[弟妹兄姐])|女儿|儿子|妻子|丈夫|[长次][子女])$/u.test(
      before,
    )
  )
    return 2;
  return /(?:但|而|且|不过|同时|其中|此前|随后|目前|日|今|昨|近日|日前|底|月|年|已故|原|前|了|到|指|，其|曝|传|据悉|获悉|下属|名|位|员工|士|人|爱将)$/u.test(
    before,
  )
    ? 1
    : -1;
}

/** Surnames that are also grammar: 于近日, 曾任, 应当 after an office are no names, however well the rest fits. */
const GRAMMATICAL = new Set('双和于曾任应向和由后时都尚别过单明原解经须可同关'.split(''));

/** 因工作调整，任明远不再担任: at the start of a clause, before what only persons do, these are surnames after all. */
function isSurnameHere(text: string, i: number, end: number, left: number, given: number): boolean {
  return (
    given === 2 &&
    (left >= 3 || CLAUSE_START.test(text.slice(0, i))) &&
    /[任单向解关明]/u.test(text[i]!) &&
    /^(?:不再担任|因(?:个人|工作|家庭|身体|年龄)|先生|女士|辞去|卸任|递交|申请辞)/u.test(text.slice(end, end + 6))
  );
}

/** 此前任, 2015年任, 历任 */
const VERB_REN = /(?:此前|曾经?|[历现时起升调转改连聘兼出担继接年月])$/u;

/** Whether a surname begins here. */
function mayBegin(text: string, i: number): boolean {
  return SURNAMES.has(text[i]!) || COMPOUND_SURNAMES.has(text.slice(i, i + 2)) || JAPANESE_BY_FIRST.has(text[i]!);
}

const JAPANESE_BY_FIRST = new Map<string, string[]>();
for (const name of JAPANESE_SURNAMES)
  JAPANESE_BY_FIRST.set(name[0]!, [...(JAPANESE_BY_FIRST.get(name[0]!) ?? []), name]);

type Reading = { end: number; weight: number };

function bestChinese(text: string, i: number, inRole: Uint8Array, left: number, afterRole: boolean): Reading | null {
  const readings: Reading[] = [];
  const compound = COMPOUND_SURNAMES.has(text.slice(i, i + 2));
  const surname = compound ? 2 : SURNAMES.has(text[i]!) ? 1 : 0;
  if (surname)
    for (const given of [1, 2])
      pushReading(readings, text, i, i + surname + given, surname, inRole, left + (compound ? 1 : 0));
  const japanese = JAPANESE_BY_FIRST.get(text[i]!)?.find((name) => text.startsWith(name, i));
  if (japanese && left >= 1) {
    for (const given of [1, 2, 3]) {
      const end = i + japanese.length + given;
      const after = weightAfter(text.slice(end, end + 6));
      const isHan = [...text.slice(i, end)].every((c) => HAN.test(c));
      if (isHan && after > (left >= 2 ? 0 : 1) && isFree(text, i, end, inRole))
        readings.push({ end, weight: left + after + 0.2 });
    }
  }
  if (afterRole && readings.every((r) => r.weight < ENOUGH + 2)) readings.push(...gapReadings(text, i, inRole));
  if (afterRole && !readings.some((r) => r.weight >= SURE + 1)) readings.push(...transliterated(text, i, inRole));
  const best = readings.sort((a, b) => b.weight - a.weight || b.end - a.end)[0];
  return best && best.weight >= ENOUGH ? best : null;
}

function pushReading(
  into: Reading[],
  text: string,
  i: number,
  end: number,
  surname: number,
  inRole: Uint8Array,
  left: number,
): void {
  const name = text.slice(i, end);
  if (name.length < end - i || !isFree(text, i, end, inRole)) return;
  const given = [...name.slice(surname)];
  const isTitled = TITLE.test(text.slice(end, end + 3));
  if (DEED.has(name)) return;
  if (given.some((c) => (NEVER_GIVEN.has(c) && !(isTitled && c === '于')) || !HAN.test(c))) return;
  // 副总经理和原总经理: what glues two offices together is no name.
  if (inRole[end] && /[原前现兼新副暨任]/u.test(given.at(-1)!)) return;
  let weight = left + weightAfter(text.slice(end, end + 10));
  // 木兰|动力销售总经理: before a unit or field stands an organisation; 林予安|总裁 is how people are addressed.
  if (inRole[end]) weight += inRole[end] === OPENS_WITH_FIELD ? -1.5 : 1;
  if (NOT_NAMES.has(name.slice(0, 2)) && surname === 1)
    weight -= left >= 3 && weight >= 5 && !GRAMMATICAL.has(name[0]!) ? 1 : 4;
  // 代表|和|中国: a conjunction or preposition before a word, no surname.
  if (!isTitled && GRAMMATICAL.has(name[0]!) && wordsOf(text).starts.has(i + 1))
    weight -= isSurnameHere(text, i, end, left, given.length) ? 0 : 4;
  if (DEED.has(text.slice(end - 1, end + 1))) weight -= 2;
  // 此前|任融信达副总经理: a verb.
  if (name[0] === '任' && VERB_REN.test(text.slice(Math.max(0, i - 2), i))) weight -= 4;
  // 缪春和|确已: a conjunction is followed by another name, not by a deed.
  const endsInAnd =
    /[和与及]/u.test(given.at(-1)!) && given.length === 2 && STRONG_AFTER.test(text.slice(end, end + 10));
  if (SELDOM_GIVEN.has(given.at(-1)!) && !endsInAnd) weight -= given.length === 2 ? 1.5 : 1;
  if (given.length === 1 && /^之(?:离|辞|卸|退)/u.test(text.slice(end, end + 2))) weight -= 0.5;
  if (given.length === 2) weight += 0.3;
  if (left >= 1 && left < 2 && given.length === 2 && given.every((c) => COMMON_GIVEN.has(c))) weight += 0.8;
  into.push({ end, weight });
}

function weightAfter(after: string): number {
  if (STRONG_AFTER.test(after)) return 2;
  if (LISTED.test(after) && SURNAMES.has(after[1]!)) return 2;
  return WEAK_AFTER.test(after) ? 1 : -0.5;
}

/** 张…、赵…、王…三位: a list of names. */
const LISTED = /^[、和及与]\p{Script=Han}{2,3}(?:[、和及与]|[二两三四五六七八九十0-9]+[位名人]|等|先后|双双|均)/u;

/** Behind an office and before 离职: whatever stands between is the name, surname or not (苍响, 落星). */
function gapReadings(text: string, i: number, inRole: Uint8Array): Reading[] {
  if (
    ADVERB.test(text.slice(i, i + 4)) ||
    /[由被与及从在因为已等经让给未没无不有并]/u.test(text[i]!) ||
    wordsOf(text).starts.has(i)
  )
    return [];
  const readings: Reading[] = [];
  for (const length of [2, 3, 4]) {
    const end = i + length;
    const name = text.slice(i, end);
    if (
      !isFree(text, i, end, inRole) ||
      [...name].some((c) => NEVER_GIVEN.has(c) || !HAN.test(c)) ||
      NOT_NAMES.has(name.slice(0, 2)) ||
      DEED.has(name.slice(0, 2))
    )
      continue;
    if (SELDOM_GIVEN.has(name.at(-1)!)) continue;
    const after = text.slice(end, end + 8);
    if (STRONG_AFTER.test(after) && !DEED.has(text.slice(end - 1, end + 1))) readings.push({ end, weight: 4.1 });
  }
  return readings.slice(0, 1);
}

/** A foreign name without a dot: at least three characters that foreign names are spelt with, up to one that is not. */
function transliterated(text: string, i: number, inRole: Uint8Array): Reading[] {
  let end = i;
  while (end < text.length && end - i < 8 && TRANSLITERATION.has(text[end]!) && !inRole[end]) end++;
  while (end - i >= 3) {
    if (weightAfter(text.slice(end, end + 8)) >= 1) return [{ end, weight: 4.5 + (end - i) / 10 }];
    end--;
  }
  return [];
}

function isFree(text: string, start: number, end: number, inRole: Uint8Array): boolean {
  if (end > text.length) return false;
  for (let k = start; k < end; k++) if (inRole[k]) return false;
  return true;
}

function overlaps(inRole: Uint8Array, start: number, end: number): boolean {
  for (let k = start; k < end; k++) if (inRole[k]) return true;
  return false;
}

/** 马克西姆·杜瓦尔: both sides of a dot, as far as the characters are those of foreign names. Returns the end, or null. */
function dottedAt(text: string, i: number, isSure: boolean): number | null {
  let end = i;
  let dots = 0;
  while (end < text.length && end - i < 24) {
    const c = text[end]!;
    // 埃里克·松德|当地时间
    if (/^当[地日天时晚]/u.test(text.slice(end, end + 2))) break;
    // 首席执行官|马可·贝里尼: behind an office any character may stand before the dot.
    const isFirst = isSure && dots === 0 && end - i < 6 && HAN.test(c) && !NEVER_GIVEN.has(c);
    if (TRANSLITERATION.has(c) || isFirst) end++;
    else if (
      end > i &&
      (DOT.test(c) || (c === '-' && HAN.test(text[end + 1] ?? ''))) &&
      TRANSLITERATION.has(text[end + 1] ?? '')
    ) {
      if (DOT.test(c)) dots++;
      end++;
    } else break;
  }
  if (dots === 0) return null;
  if (weightAfter(text.slice(end, end + 8)) < 1) {
    // 爱德华·|陈: the family name of somebody with a foreign first name.
    if (DOT.test(text[end - 1] ?? '') === false && DOT.test(text[end] ?? '') && SURNAMES.has(text[end + 1] ?? ''))
      end += 2;
    // A character that the list does not know, before what only persons do: 斯|通|宣布.
    for (const more of [1, 2]) {
      const piece = text.slice(end, end + more);
      if (piece.length < more || [...piece].some((c) => !HAN.test(c) || NEVER_GIVEN.has(c))) break;
      if (weightAfter(text.slice(end + more, end + more + 8)) >= more) return end + more;
    }
  }
  for (let cut = end; cut > end - 3 && !DOT.test(text[cut - 1]!); cut--)
    if (weightAfter(text.slice(cut, cut + 8)) >= 2) return cut;
  return end;
}

function latinAt(text: string, i: number): number | null {
  if (/[A-Za-z]/.test(text[i - 1] ?? '')) return null;
  const match = LATIN_NAME.exec(text.slice(i, i + 60));
  const name = match?.[0].trimEnd() ?? '';
  return name.length >= 3 && /[a-z]/.test(name) ? i + name.length : null;
}

/** Derek Fong离职, Mavis Kwong（…）: two Latin words and a verb of leaving; one word alone may be a company. */
function latinWithVerb(text: string, i: number): number | null {
  if (!/[A-Z]/.test(text[i]!)) return null;
  const end = latinAt(text, i);
  return end !== null && /[ ·]/.test(text.slice(i, end)) && STRONG_AFTER.test(text.slice(end, end + 8).trimStart())
    ? end
    : null;
}

/** 东丈（吴颖炳）, 青鸾（薯名）, 赵…（薯名：白…）: a bracket that holds the other name shows the word before it to be a name. */
function glossedAt(text: string, i: number): number | null {
  const match =
    /^(\p{Script=Han}{2,4})（(?:[^（）]{0,4}?(薯名|花名|化名|本名|原名|真名)[：:]?)?[“"]?(\p{Script=Han}{2,4})[”"]?）/u.exec(
      text.slice(i, i + 24),
    );
  if (!match) return null;
  return (match[2] || looksChinese(match[3]!)) &&
    ![...match[1]!].some((c) => NEVER_GIVEN.has(c)) &&
    !NOT_NAMES.has(match[1]!.slice(0, 2))
    ? i + match[1]!.length
    : null;
}

/** 负责人“落星”: what is quoted behind an office is a name. */
function quotedAt(text: string, i: number, afterRole: boolean): { start: number; end: number } | null {
  const open = /[“"「『]/u.test(text[i] ?? '') ? i + 1 : /[“"「『]/u.test(text[i - 1] ?? '') ? i : -1;
  if (open < 0) return null;
  const match = /^[\p{Script=Han}A-Za-z]{1,8}(?=[”"」』])/u.exec(text.slice(open, open + 10));
  if (!match) return null;
  const end = open + match[0].length;
  // Elsewhere a quotation is a name only between 的, 花名, 由 and what persons do: 离职的“折桂”已重新入职.
  const isNamed =
    afterRole ||
    (/(?:离职|离任|辞职|背景|负责人?|花名|薯名|昵称|由|让|随着)(?:的|为|叫)?$/u.test(text.slice(0, open - 1)) &&
      (STRONG_AFTER.test(text.slice(end + 1, end + 9)) ||
        /^(?:接|（|的(?:总|副|负责|主管|高管))/u.test(text.slice(end + 1))));
  return isNamed ? { start: open, end } : null;
}

/** The longest known name that begins here. */
function knownAt(text: string, i: number, { knownByFirst }: Hints): string | null {
  let best: string | null = null;
  for (const name of knownByFirst.get(text[i]!) ?? [])
    if (name.length > (best?.length ?? 1) && text.startsWith(name, i)) best = name;
  return best;
}
