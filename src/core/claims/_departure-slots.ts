/** The slots around a word of leaving: when, from where, who follows, where to, who says so. */
import type { ClaimStatus } from '../types.ts';
import type { DateMention } from '../text/dates.ts';
import { findTriggers, type Trigger } from './_departure-cues.ts';
import type { DepartureDraft, How, Place } from './_departure-record.ts';
import type { Leaver } from './_departure-leaver.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';
import { organisationBefore, type OrgSpan } from './names/organisations.ts';
import type { RoleSpan } from './names/roles.ts';

/** The date nearest to the trigger: of its own clause first, then of the clauses before it, then behind it (最后工作日为1月9日). */
export function dateOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft['date'] {
  const text = view.text;
  if (isFollowed(view, leaver)) return null;
  const usable = view.dates.filter(
    (d) =>
      !/^(?:加入|入职|任职|创办|成立)/u.test(text.slice(d.end, d.end + 3)) &&
      !/(?:加入|入职|半年报|任职)$/u.test(text.slice(0, d.start)) &&
      // 沉寂一周后，公司承认: a span that has passed is no date.
      !(
        d.iso === null &&
        /[天周月年期日]后$/u.test(d.raw) &&
        !/^(?:正式|离|卸|辞|退|生效|将|再)/u.test(text.slice(d.end, d.end + 2))
      ),
  );
  const cost = (d: DateMention): number => {
    const isBefore = d.end <= trigger.start;
    const gap = isBefore ? text.slice(d.end, trigger.start) : text.slice(trigger.end, d.start);
    const commas = (gap.match(/[，,、]/gu) ?? []).length;
    const breaks = (gap.match(/[；;。]/gu) ?? []).length;
    const own =
      leaver.view === view &&
      leaver.person &&
      d.start - leaver.person.spanEnd >= 0 &&
      d.start - leaver.person.spanEnd <= 2
        ? -50
        : 0;
    const vague = d.raw === '刚刚' ? 100 : d.iso === null ? 60 : 0;
    return own + vague + gap.length + commas * 10 + breaks * 60 + (isBefore ? 0 : 30);
  };
  // 将于年底返岗: behind the leaving, in a clause of its own, a date must speak of the end.
  const isElsewhere = (d: DateMention): boolean => {
    if (d.start < trigger.end) return false;
    const gap = text.slice(trigger.end, d.start);
    const comma = Math.max(gap.lastIndexOf('，'), gap.lastIndexOf('：'), gap.lastIndexOf('；'));
    const rest = gap.slice(comma + 1) + (/^[^，。；]*/u.exec(text.slice(d.end))?.[0] ?? '');
    return comma >= 0 && !/最后|生效|交接|离任|离职|离开|辞|卸任|回国|届满|到期|正式|过渡|起|止|退|逝|告别/u.test(rest);
  };
  const best = usable.filter((d) => cost(d) < 140 && !isElsewhere(d)).sort((a, b) => cost(a) - cost(b))[0];
  return best ? dateAt(view, best) : announcedOn(people, view, trigger);
}

/** Sentences back to the one that says when it was announced. */
const ANNOUNCED_SENTENCES = 2;

/** 7月18日，三家公司公告董事长变动。甲公司董事长X辞职……: the day on which a sentence before says that all this was announced. */
function announcedOn(people: PeopleView, view: SentenceView, trigger: Trigger): DepartureDraft['date'] {
  const clause = view.text.slice(0, trigger.start);
  if (/(?:曾|此前|历任|早年|原定|传闻|否认|考虑)[^。；]*$/u.test(clause)) return null;
  for (let back = view.index; back >= Math.max(0, view.index - ANNOUNCED_SENTENCES); back--) {
    const other = people.at(back);
    if (other.sentence.field !== view.sentence.field) return null;
    const date = other.dates.find((d) => d.precision === 'day' && d.iso !== null);
    if (!date) continue;
    const isLead = /^(?:[^，。；]{0,8}，)?[^，。；]{0,14}$/u.test(other.text.slice(0, date.start));
    const isAnnounced = /^[^。；]{0,40}?(?:公告|公布|宣布|披露|召开|通告|发文|全员信|内部信|声明)/u.test(
      other.text.slice(date.end),
    );
    return isLead && isAnnounced && !/爆料|传闻|网传|否认|辟谣/u.test(other.text) ? dateAt(other, date) : null;
  }
  return null;
}

function dateAt(view: SentenceView, best: DateMention): DepartureDraft['date'] {
  const half = best.precision === 'half';
  return {
    ...placeIn(view, best.start, best.end),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
  };
}

/** Glued before the office, object of the trigger (从X离职, 辞去X总经理), or the organisation that the text has been speaking of. */
export function organisationOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; how: How } | null {
  const { text } = view;
  const here = (v: SentenceView, org: OrgSpan, how: How = 'verbatim'): { place: Place; how: How } => ({
    place: placeIn(v, org.start, org.end),
    how,
  });
  const left = view.orgs.find(
    (o) =>
      (/(?:从|自|离开|离开了|告别)$/u.test(text.slice(0, o.start)) && o.end <= trigger.end + 14) ||
      (o.start === trigger.end && /^(?:离开|告别|退出|卸任|辞去|辞任)/u.test(trigger.word)),
  );
  if (left && (left.start >= trigger.end || trigger.start - left.end <= 12)) return here(view, left);
  let anaphor: string | null = null;
  for (const { view: v, role } of leaver.roles) {
    const floor = Math.max(
      0,
      ...leaver.roles.filter((r) => r.view === v && r.role.end <= role.start).map((r) => r.role.end),
    );
    const before = organisationBefore(v.text, role, v.orgs, floor);
    // Two unknown characters that stand nowhere else may be a unit (优选事业部): the topic is asked first.
    if (
      before.org &&
      !isFund(role, before.org) &&
      !isUnit(people, v, before.org, role) &&
      (before.org.text.length > 2 || people.mentions(before.org.text) > 1 || !topicOf(people, v, role.start, false))
    )
      return here(v, before.org);
    anaphor ??= before.anaphor;
    // 董事长兼总经理X: what stands before the second office is the first.
    if (!before.org && !before.anaphor) break;
  }
  const object = objectOf(view, trigger, leaver);
  if (object && trigger.kind !== 'leaves' && !/^转|^调/u.test(trigger.word)) {
    const floor = Math.max(trigger.end, leaver.view === view ? (leaver.person?.spanEnd ?? 0) : 0);
    const { org } = organisationBefore(text, object, view.orgs, floor > object.start ? trigger.end : floor);
    // 辞任|法拉第未来|CEO: all that stands between the verb and its office.
    const between = { start: trigger.end, end: object.start, text: text.slice(trigger.end, object.start) };
    const isName =
      !view.persons.some((p) => p.start < between.end && between.start < p.spanEnd) &&
      /^(?!公司|集团|球队|俱乐部|其|所任|第|上述|本|该|现任|原|前)[\p{Script=Han}A-Za-z]{2,8}$/u.test(between.text);
    if (org && !isFund(object, org)) return here(view, org);
    if (!org && isName) return here(view, between);
    const owner = trigger.kind === 'removes' ? ownerBefore(text, object, floor) : null;
    if (!org && owner) return here(view, owner);
  }
  if (anaphor && /^[前后]者/u.test(anaphor)) {
    const pair = view.index > 0 ? people.at(view.index - 1).orgs : [];
    const org = anaphor.startsWith('后') ? pair[1] : pair[0];
    if (org) return here(people.at(view.index - 1), org, 'anaphora');
  }
  const home = leaver.how === 'verbatim' ? view : leaver.view;
  const topic = topicOf(people, home, home === view ? trigger.start : (leaver.person?.start ?? home.text.length));
  return topic && here(topic.view, topic.org, anaphor ? 'anaphora' : topic.view === view ? 'verbatim' : 'inherited');
}

/** 素质教育|事业部总经理 of a company that the sentence has named: a unit, no company. */
function isUnit(people: PeopleView, view: SentenceView, org: OrgSpan, role: RoleSpan): boolean {
  if (!/^(?:事业部|事业群|板块|中心)/u.test(view.text.slice(org.end)) || people.mentions(org.text) > 1) return false;
  const topic = topicOf(people, view, Math.min(org.start, role.start), false);
  return topic !== null && people.mentions(topic.org.text) > 1;
}

/** 长盛同德主题|基金经理: what a manager runs is a product, his employer is told elsewhere. */
function isFund(role: RoleSpan, org: OrgSpan): boolean {
  return (
    /基金经理$/u.test(role.text) && !/(?:资管|资产|证券|保险|公司|银行|(?<![型数题利债]|管理)基金)$/u.test(org.text)
  );
}

/** 免去X的|自然资源部|部长职务: all that stands between 的 and the office. */
function ownerBefore(text: string, role: RoleSpan, floor: number): OrgSpan | null {
  const match = /的(?<name>\p{Script=Han}{2,14})$/u.exec(text.slice(floor, role.start));
  if (!match) return null;
  const start = role.start - match.groups!['name']!.length;
  return { start, end: role.start, text: match.groups!['name']! };
}

/** The office that is given up or taken: 免去A、B的|全国人大常委会法制工作委员会|副主任职务, 辞去|公司|总经理. */
function objectOf(view: SentenceView, trigger: Trigger, leaver: Leaver): RoleSpan | undefined {
  const { text } = view;
  const { person } = leaver;
  if (trigger.kind === 'removes' && person && leaver.view === view && person.start >= trigger.end) {
    const of = /^[^，。；]{0,60}?的/u.exec(text.slice(person.spanEnd));
    const from = of ? person.spanEnd + of[0].length : person.spanEnd;
    return view.roles.find(
      (r) => r.start >= from && r.start - from <= 40 && !/[，。；]/u.test(text.slice(from, r.start)),
    );
  }
  return view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 20);
}

/** Sentences back in which the organisation may stand that a text speaks of without naming it again. */
const TOPIC_SENTENCES = 8;

/** The organisation that a place speaks of: the best of its sentence, else of the sentences before, else of the rest of the sentence. */
function topicOf(
  people: PeopleView,
  view: SentenceView,
  at: number,
  looksAhead = true,
): { view: SentenceView; org: OrgSpan } | null {
  const best = (v: SentenceView, limit: number): OrgSpan | null => {
    const free = v.orgs.filter((o) => isApart(v, o) && o.end <= limit && topicWeight(people, v, o) > -2);
    return free.sort((a, b) => topicWeight(people, v, b) - topicWeight(people, v, a) || b.start - a.start)[0] ?? null;
  };
  const before = best(view, at);
  if (before) return { view, org: before };
  for (let back = view.index - 1; back >= Math.max(0, view.index - TOPIC_SENTENCES); back--) {
    const other = people.at(back);
    const org = best(other, other.text.length);
    if (org) return { view: other, org };
  }
  if (!looksAhead) return null;
  const after = best(view, view.text.length);
  if (after) return { view, org: after };
  for (let i = view.index + 1; i <= view.index + 2 && i < people.length; i++) {
    const org = best(people.at(i), people.at(i).text.length);
    if (org) return { view: people.at(i), org };
  }
  return gluedSomewhere(people, view);
}

/** 蜂巢云CTO出走。首席技术官X已离职: the organisation glued to an office of a sentence before, or of the one behind. */
function gluedSomewhere(people: PeopleView, view: SentenceView): { view: SentenceView; org: OrgSpan } | null {
  for (let i = Math.min(people.length - 1, view.index + 1); i >= Math.max(0, view.index - TOPIC_SENTENCES); i--) {
    const other = people.at(i);
    for (const role of other.roles) {
      const { org } = organisationBefore(other.text, role, other.orgs, 0);
      if (org && org.text.length > 2 && isApart(other, org)) return { view: other, org };
    }
  }
  return null;
}

/** 国家金融监督管理总局, 证监会, 某某日报, 天眼查App */
const OVERSEER =
  /(?:监督管理总?局|监管总?局|证监会|银保监会|金融监管总局|交易所|法院|检察院|协会官?网?|官网|网站|纪委|监委|国资委|组织部|人大常委会|省委|日报|晚报|时报|晨报|新闻|财经|周刊|通讯社|媒体|天眼查|企查查|脉脉|微博|微信|朋友圈|领英|抖音号|公众号)(?:App)?$/u;

/** A subject weighs more than an object; a company one joins, buys or is compared with is not the one that is left. */
function topicWeight(people: PeopleView, view: SentenceView, org: OrgSpan): number {
  const before = view.text.slice(Math.max(0, org.start - 6), org.start);
  const after = view.text.slice(org.end, org.end + 8);
  let weight = Math.min(2, people.mentions(org.text) / 2);
  if (/(?:^|[，。；：“「【）]|继|作为|的|据|针对“)$/u.test(before)) weight += 1;
  if (/^(?:今日|昨日|近日|\d{1,2}日|晚间)?(?:公告|宣布|回应|披露|董事会|证实|发布|股份|称|说)|^[（(]/u.test(after))
    weight += 1.5;
  // A regulator approves and a newspaper reports: nobody's employer unless an office is glued to it.
  if (OVERSEER.test(org.text)) weight -= 8;
  if (
    /(?:加入|入职|收购|跳槽至|跳槽到|转投|投奔|对手|相比|媒体|来自|创办了?|出任|会去|去了?)$/u.test(before) ||
    /^(?:报道|记者|讯|获悉|消息|收购的)/u.test(after)
  )
    weight -= 4;
  if (/(?:在|于|向|与|同|对|把|给)$/u.test(before)) weight -= 2;
  return weight;
}

/** 商业化互联 in 商业化互联网行业负责人 is part of an office, no company. */
function isApart(view: SentenceView, org: { start: number; end: number }): boolean {
  return (
    !view.roles.some((r) => org.start >= r.start && org.start < r.end) &&
    !view.persons.some((p) => org.start < p.spanEnd && p.start < org.end)
  );
}

/** 接替他的是原副总裁X, 80后副总裁X挂帅 are told with these; so is B in 由A变更为B. */
const TAKES_OVER =
  /^(?!留任)[^，。；]{0,10}?(?:接任|接替|接棒|接手|接掌|继任|接班|暂代|代行|代为履|代理|顶替|接过|单独管理|获委任|将出任|出任|挂帅|掌舵|承接|临时带队|兼管|升任|暂时接管|接管|署理|(?:将)?暂时?带队|执掌|掌管|当选(?:为|新|[^，。；]{0,6}董事长)|(?:主持|负责)[^，。；]{0,6}(?:全面)?工作|暂管)/u;
const NO_SUCCESSOR =
  /(?:无|没有|并无|尚无|暂无|未有|尚未(?:确定|公布|任命|明确)?|未(?:公布|确定|任命|宣布|明确))[^，。；]{0,8}(?:接任者|继任者|接替者|继任人选|接任人选|接班人|继任|接任)|(?:接任者|继任者|继任人选|接替者|接班人|接任人选)[^，。；]{0,6}(?:尚未|未|待定|暂无|仍未|还未|未定|空缺)|(?:岗位|职位)将?(?:被)?取消|启动[^，。]{0,6}遴选|选出新任|新任[^，。]{0,8}(?:选出前|待[^，。]{0,8}(?:决议|公告|确定))/u;

export function successorOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place | null; isNone: boolean } {
  for (let index = view.index; index <= view.index + SUCCESSOR_SENTENCES; index++) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    // A sentence that tells of somebody else's leaving names his successor.
    if (other !== view && findTriggers(text).length > 0 && !text.includes(leaver.person?.name ?? '\u0000')) break;
    for (const person of other.persons) {
      if (person.name === leaver.person?.name) continue;
      if (
        other === view ? !isInReach(view, trigger, leaver, person) : !isSameOffice(other, view, trigger, leaver, person)
      )
        continue;
      const before = text.slice(Math.max(0, person.start - 20), person.start);
      const after = text.slice(person.spanEnd, person.spanEnd + 16);
      const takesOver =
        TAKES_OVER.test(after) ||
        // X任甲集团董事长，免去Y的甲集团董事长职务
        (/^任(?![职期何满务命意])/u.test(after) && isSameOffice(other, view, trigger, leaver, person, true));
      const isNamedNext =
        /(?:继任者|接任者|接替者|继任人|接班人|接替[他她其]的|接任的人?)(?:为|是|系)[^，。；]{0,14}$/u.test(before) ||
        (trigger.word === '变更为' && other === view && person.start === trigger.end);
      const isAppointed =
        ((/(?:由|任命|聘任|委任|指定|推举|选举|补选|推选|提名|聘请)[^，。；]{0,14}$/u.test(before) &&
          /^[^，。；]{0,10}(?:接|继|担任|出任|为|代|任|兼|掌)/u.test(after)) ||
          // 其工作暂由X负责, 团队由X统一管理
          (/(?:工作|职责|团队|业务|岗位|一职|事务)[^，。；]{0,6}由[^，。；]{0,14}$/u.test(before) &&
            /^(?:之)?[^，。；]{0,4}(?:负责|管理|带领|统管|主持|统筹)/u.test(after))) &&
        (other !== view || isForSameOffice(view, trigger, leaver, person));
      if (takesOver || isNamedNext || isAppointed)
        return { place: placeIn(other, person.start, person.end), isNone: false };
    }
    if (NO_SUCCESSOR.test(text)) return { place: null, isNone: true };
  }
  if (trigger.kind === 'replaces') {
    const before = view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1);
    if (before) return { place: placeIn(view, before.start, before.end), isNone: false };
  }
  return { place: null, isNone: false };
}

/** Sentences behind the departure in which the successor may be told: the second often thanks or tells a career. */
const SUCCESSOR_SENTENCES = 2;

/** 甲辞职，选举乙为董事长；丙离任: what a semicolon or somebody else's leaving parts belongs to the other. */
function isInReach(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const [from, to] = person.start < trigger.start ? [person.spanEnd, trigger.start] : [trigger.end, person.start];
  const gap = text.slice(from, to);
  if (person.start < trigger.start && gap.includes('；')) return false;
  const isParted =
    (person.start > trigger.start || findTriggers(text).some((t) => t.start >= from && t.end <= to)) &&
    gap.includes('；');
  const hasOther = findTriggers(text).some(
    (t) =>
      t.start >= from &&
      t.end <= to &&
      view.persons.some(
        (p) => p.start >= from && p.spanEnd <= t.start && p.name !== leaver.person?.name && p !== person,
      ),
  );
  return (!isParted && !hasOther) || (isParted && isSameOffice(view, view, trigger, leaver, person, true));
}

const SHORT_OFFICES: Readonly<Record<string, string>> = {
  首席执行官: 'CEO',
  首席运营官: 'COO',
  首席财务官: 'CFO',
  首席技术官: 'CTO',
  首席营销官: 'CMO',
  首席产品官: 'CPO',
};

/** What an office ends with: 董事长 of 新任董事长, CEO of 中国区首席执行官. */
function kernel(text: string): string {
  for (const [long, short] of Object.entries(SHORT_OFFICES)) if (text.endsWith(long)) return short;
  return /[A-Za-z]{2,}$/u.exec(text)?.[0] ?? text.slice(-3);
}

/** 获委任为董事局主席 follows the chairman, not the chief executive who left the same day; an office that is not told may be any. */
function isSameOffice(
  at: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
  mustBeTold = false,
): boolean {
  const given = at.roles.find(
    (r) =>
      r.start >= person.spanEnd &&
      r.start - person.spanEnd <= 16 &&
      !/[，。；]/u.test(at.text.slice(person.spanEnd, r.start)),
  );
  const end = trigger.end + (/^[^，。；]*/u.exec(view.text.slice(trigger.end))?.[0].length ?? 0);
  const left = [
    ...leaver.roles.map(({ role }) => role.text),
    ...view.roles.filter((r) => r.start >= trigger.end && r.end <= end).map((r) => r.text),
  ];
  if (!given || left.length === 0 || /负责人$/u.test(given.text)) return !mustBeTold;
  return left.some((office) => kernel(office) === kernel(given.text));
}

/** 免去A的甲职务，任命B为甲，免去C的乙职务，任命D为乙: with several changes in one sentence B follows whom whose office he gets. */
function isForSameOffice(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const changes = text.match(/任命|聘任|选举|委任|免去|不再担任|辞去/gu) ?? [];
  if (changes.length <= 2) return true;
  const given = view.roles.find((r) => r.start >= person.spanEnd && r.start - person.spanEnd <= 30);
  const left = view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 60) ?? leaver.roles[0]?.role;
  if (!given || !left || person.start < trigger.start) return false;
  return tailOf(text, given) === tailOf(text, left);
}

/** The last characters of an office with its unit: 民政部部长. */
function tailOf(text: string, role: { end: number }): string {
  return text.slice(Math.max(0, role.end - 5), role.end);
}

const GOES_TO =
  /(?<verb>(?:重新)?加入|加盟|入职|跳槽至|跳槽到|跳槽去|转投|投奔|下一站是|下一站为|创办了?|筹备|去了|投身于?|会去|转至)(?<filler>(?:当下)?(?:备受|颇受|炙手)[^，。；！？]{0,8}的|(?:另一家|一家|同行|同业|竞争对手|老对手)[^，。；]{0,14}?(?:公司|企业|车企|机构|平台|同业|对手)(?=[\p{Script=Han}]{2,8}(?:[，。]|任|担任)))?(?<org>自己的[\p{Script=Han}A-Za-z]{2,10}?|(?![一二三四五六七八九十两几数\d]+[年个]|了)[\p{Script=Han}A-Za-z0-9“”·]{2,24}?)(?=的|(?:可能|传闻|首席|副总裁|担任|，|。|；|！|$|,|任|出任|负责|\s|、))/gu;

/** 2019年加入甲公司, 此前曾加入乙公司: a step of the career before; nobody goes to the company he leaves. */
function isCareer(head: string, match: RegExpMatchArray, left: string | null): boolean {
  const org = match.groups!['org']!;
  if (left && (org.includes(left) || left.includes(org))) return true;
  const clause = /[^，。；]*$/u.exec(head)![0];
  return (
    /^(?:加入|加盟|入职|创办了?|筹备)$/u.test(match.groups!['verb']!) &&
    (/\d{4}年|(?:去|前|同)年[^，。；]{0,8}$|毕业后|此前|曾(?!经?(?:表示|称))|早年/u.test(clause) ||
      /^后(?!将)/u.test(match[0].slice(-1)))
  );
}

export function nextEmployerOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  left: string | null,
): { place: Place; status: ClaimStatus } | null {
  for (const index of [view.index, view.index + 1]) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    const from = index === view.index ? trigger.end : 0;
    const match = [...text.slice(from).matchAll(GOES_TO)].find(
      (m) => !isCareer(text.slice(0, from + m.index), m, left),
    );
    if (!match) continue;
    const org = match.groups!['org']!;
    const start = from + match.index + match[0].length - org.length;
    if (/^(?:公司|本公司|以来|前|之前|后|竞争对手|对手|哪|什么)|^(?:C[A-Z]O|董事长|总经理|总裁)$/u.test(org)) continue;
    const clause = text.slice(Math.max(0, from + match.index - 16), start + org.length + 12);
    const status: ClaimStatus = /否认/u.test(text.slice(start))
      ? 'denied'
      : /或|可能|传|猜测|据说|疑/u.test(clause)
        ? 'rumoured'
        : /将(?:于|加入)|计划|拟/u.test(clause)
          ? 'planned'
          : 'reported';
    return { place: placeIn(other, start, start + org.length), status };
  }
  return null;
}

/** Verbs and nouns of saying; the words before them up to the last break are who says it. */
const SAYS =
  /(?:发布公告|公告称|公告显示|公告|宣布|官宣|承认|披露|证实|确认|回应|否认|表示|透露|报道|爆料|了解到?|获悉|消息|内部信|内部邮件|邮件显示|页面显示|资料显示|信息显示|显示|通报|声明|写道|告诉|坦言|介绍|发帖称|发文称|撰文称|通告|回复问询函|股东大会审议通过|董事会审议通过|审议通过|工商信息|工商变更|称(?!号|呼|谓|职|霸|赞|道|得上)|说(?!法|明|服)|指(?=，)|却传|盛传|网传)/gu;

/** Who says so, with the word of saying: the last one before the trigger, else one behind it (公司随后证实), else the article's kind (讣告). */
export function attributionOf(people: PeopleView, view: SentenceView, trigger: Trigger): Place | null {
  const { text } = view;
  const all = sourcesIn(text);
  const before = all
    .filter(
      (s) =>
        s.end <= trigger.start + 1 &&
        !isOfOtherPart(text, s.end, trigger) &&
        !/一再|尽管|虽然|各方|是否/u.test(text.slice(s.start, s.end)),
    )
    .at(-1);
  const after = all.find((s) => s.start >= trigger.end);
  if (before) return placeIn(view, before.start, before.end);
  const heard = /据悉|网传|市场盛传|多个信源|知情人士|消息人士|讣告/u.exec(text);
  if (after && isOnTheMatter(text.slice(after.start, after.end), text)) return placeIn(view, after.start, after.end);
  if (heard) return placeIn(view, heard.index, heard.index + heard[0].length);
  const owner = /^(?<who>[^，。：]{2,12})：/u.exec(text);
  if (owner && view.orgs.some((o) => o.start === 0 && o.end === owner.groups!['who']!.length))
    return placeIn(view, 0, owner.groups!['who']!.length);
  for (const v of [view, ...(view.index + 1 < people.length ? [people.at(view.index + 1)] : [])]) {
    // ……以公告为准。——青橙优选
    const signer = /——(?<who>[^，。：]{2,14})$/u.exec(v.text)?.groups!['who'];
    if (signer) return placeIn(v, v.text.length - signer.length, v.text.length);
  }
  const next =
    view.index + 1 < people.length && people.at(view.index + 1).sentence.field === view.sentence.field
      ? people.at(view.index + 1)
      : null;
  const confirmed = next
    ? sourcesIn(next.text).find((s) => /证实|确认|否认|辟谣/u.test(next.text.slice(s.start, s.end)))
    : undefined;
  if (confirmed && next) return placeIn(next, confirmed.start, confirmed.end);
  // X拒绝辞职，称将配合质询: the subject goes on speaking.
  const speaks = /^[^，。；：]{0,16}，(?:并)?(?:称|表示|说|坦言|透露)/u.test(text.slice(trigger.end));
  const subject = speaks ? view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1) : undefined;
  return subject ? placeIn(view, subject.start, subject.end) : null;
}

/** 甲CEO宣布卸任；乙离世: what somebody announces of himself reaches to the semicolon; 公告称，……；…… reaches over it. */
function isOfOtherPart(text: string, sourceEnd: number, trigger: Trigger): boolean {
  return !/^[，：]/u.test(text.slice(sourceEnd)) && text.slice(sourceEnd, trigger.start).includes('；');
}

/** Behind the trigger somebody must speak of it: 接近公司的人士表示, 公司随后证实; not 公司未披露姓名, 停牌公告. */
function isOnTheMatter(source: string, text: string): boolean {
  if (/未|不予|记者|一纸|以[^，。]{0,6}公告|如有/u.test(source)) return false;
  return (
    /证实|确认|表示|称|说|显示|透露|工商/u.test(source) ||
    (/否认|回应/u.test(source) && /谣言|不实|否认[^，。]{0,16}(?:离职|辞职|离任)/u.test(text))
  );
}

/** Every "who + says of a sentence. What has no who (获悉 alone, 称 inside 号称) counts only for the few words that need none. */
function sourcesIn(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(SAYS)) {
    const end = match.index + match[0].length;
    if (
      /^(?:称|说)$/u.test(match[0]) &&
      /(?:号|宣|据|名|职|简|坚|俗|堪|昵|人|传|虽|来|再|据)$/u.test(text.slice(0, match.index))
    )
      continue;
    if (
      /^(?:消息|报道|公告|回应|确认|内部信)$/u.test(match[0]) &&
      /^(?:为准|的|面|编号|栏|板|牌|期|函|人|率|稿)/u.test(text.slice(end))
    )
      continue;
    let start = match.index;
    while (start > 0 && match.index - start < 24 && !/[，。；：！？“”「」】【、\s]/u.test(text[start - 1]!)) start--;
    const quoted = /自媒体“[^“”]{1,12}”$|[\p{Script=Han}]{0,6}“[^“”]{1,14}”$|「[^「」]{1,12}」$/u.exec(
      text.slice(Math.max(0, start - 24), start),
    );
    if (quoted && match.index - start <= 2) start -= quoted[0].length;
    const closing = /[）)]/u.test(text[match.index - 1] ?? '');
    if (start === match.index && !/^(?:获悉|网传|盛传)$/u.test(match[0]) && !closing) continue;
    found.push({ start, end });
  }
  return found;
}

/** 仍担任, 继续担任, 转任, 保留董事席位: keeps or gets another post of the same company. */
export function isPartial(text: string, trigger: Trigger, leaver: Leaver): boolean {
  const after = text.slice(trigger.end);
  // 其中A仍担任…: said of one of several.
  const one = /其中(?<who>[^，。；]{2,4})/u.exec(after)?.groups?.['who'];
  if (one && leaver.person && !one.startsWith(leaver.person.name)) return false;
  if (trigger.kind !== 'removes' && /另有任用/u.test(after)) return true;
  if (/并没有离开公司|仍在公司|留在公司|仍为公司(?!实际)/u.test(text)) return true;
  return (
    /(?:仍|继续|继續|仍将|将继续|还将)(?:在公司)?(?:担任|擔任|任|出任|负责|留任)|保留[^，。]{0,6}(?:席位|职务|董事)|(?<![未不])转任|轉任|专注|(?:转岗|调任|轮岗|调往|調往)/u.test(
      after,
    ) ||
    (/转岗|轮岗|调任|調往|调往|调至|转任/u.test(trigger.word) &&
      !/[未不]$/u.test(text.slice(0, trigger.start)) &&
      !/^(?:后|，|。|$)/u.test(after))
  );
}

/** An older departure that is told again: long before publication, or in a career or a list of predecessors. */
export function isBackground(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  date: DepartureDraft['date'],
  leaver: Leaver,
): boolean {
  const head = view.text.slice(0, trigger.start);
  const { person } = leaver;
  if (isFollowed(view, leaver)) return true;
  if (/首任|前任[^，。]{0,8}(?:留下|后者)/u.test(head)) return true;
  // 前任谷雨留下的客户: whom somebody followed before. A 前负责人's 离职后 leads over to something newer.
  if (
    person &&
    leaver.view === view &&
    (trigger.kind !== 'replaces' || trigger.word.startsWith('接过')) &&
    /前任$/u.test(view.text.slice(0, person.start))
  )
    return true;
  if (
    leaver.roles.some(({ view: v, role }) => /[前]$/u.test(v.text.slice(0, role.start))) &&
    /^后(?:，|首|其)/u.test(view.text.slice(trigger.end))
  )
    return true;
  if (/重新入职|请了?回来|重返|返聘|回归(?!家庭)|复职/u.test(view.text)) return true;
  if (
    /(?:曾任|曾担任)[^。；]{0,30}$|此前[^。；]{0,40}$/u.test(head) &&
    (person === null || leaver.view !== view || /^[^。；]*$/u.test(view.text.slice(person.spanEnd, trigger.start)))
  )
    return true;
  const { anchor } = people.article;
  return anchor !== null && date !== null && date.iso !== null && monthsApart(date.iso, anchor) > OLD_MONTHS;
}

/** 继X之后, 在X离职之后: the departure that the new one follows; its date is not told. */
function isFollowed(view: SentenceView, { view: own, person }: Leaver): boolean {
  return (
    person !== null &&
    own === view &&
    FOLLOWS.test(view.text.slice(0, person.start)) &&
    /^[^，。]{0,8}之?后/u.test(view.text.slice(person.spanEnd))
  );
}

const FOLLOWS = /(?:继|自|在)[^，。]{0,16}$/u;
/** Three quarters of a year: no article of the time itself comes so late. */
const OLD_MONTHS = 9;

function monthsApart(iso: string, anchor: string): number {
  const month = iso.length >= 7 && !/[WQH]/.test(iso) ? Number(iso.slice(5, 7)) : 12;
  return (Number(anchor.slice(0, 4)) - Number(iso.slice(0, 4))) * 12 + Number(anchor.slice(5, 7) || 1) - month;
}
