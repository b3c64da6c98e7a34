import type { ClaimKind } from './_claim-kind.ts';
import { groupSpan, happenings, listSpans, type Happening, type Reading } from './_happening.ts';
import type { Span } from './metric/figure.ts';

/** A company merges, splits, founds or closes its own units. Slots: org, units, new_unit, date. */

const UNIT =
  '(?:事业部|事业群|业务部|运营部|交易部|市场部|部门|中台|前台|后台|团队|业务线|中心|委员会|小组|BG|BU|一级部门|二级部门|大区|板块|战略部|产品线)';
const RULES_ZH: readonly RegExp[] = [
  // 将A中台与B中台、C团队进行了全面整合; 把甲部并入乙部
  new RegExp(
    `(?:将|把)(?<units>[^。；;]{2,60}?)(?:进行了?|予以)?(?:全面|深度|重新)?(?:整合|合并|拆分|并入|划归|划入|剥离|合并至|整合进|整合为|升级为|调整为)(?:至|到|为|进|成|入)?了?(?<new_unit>[^，,。；;]{2,24}?${UNIT})?`,
    'gu',
  ),
  // 成立AI应用事业部, 新设海外中心
  new RegExp(
    `(?:成立|组建|新设|新成立|设立|筹建)了?(?:全新的|新的|独立的|一级|专门的)?(?<new_unit>[“"「]?[^，,。；;：:]{1,20}?${UNIT}[”"」]?)`,
    'gu',
  ),
  // 撤销华东大区, 裁撤创新业务部门
  new RegExp(`(?:撤销|裁撤|解散|取消)了?(?:原有的|原|旗下)?(?<units>[^，,。；;：:]{1,20}?${UNIT})`, 'gu'),
  // A部门与B部门合并
  new RegExp(
    `(?<units>[^，,。；;：:]{2,24}?${UNIT}[与和、及][^，,。；;：:]{1,24}?${UNIT})(?:正式|全面|将|已)*(?:合并|整合)`,
    'gu',
  ),
];
const WHOLE_ZH =
  /(?:进行|启动|完成|宣布|开启|迎来)[^，,。；;]{0,8}?(?<units>组织架构(?:调整|重组|变革|升级)?|组织结构调整)|(?<moved>组织架构)(?:迎来|进行|发生)(?:重大|新一轮|大)*调整/gu;
const DEPARTMENTS =
  '(?:departments?|units?|teams?|divisions?|business groups?|businesses|arms?|segments?|operations|organi[sz]ation|department)';
const RULES_EN: readonly RegExp[] = [
  new RegExp(
    `\\b(?:merg(?:ed|es|ing)|integrat(?:ed|es|ing)|combin(?:ed|es|ing)|consolidat(?:ed|es|ing)|fold(?:ed|s|ing)) (?:its |the |their )?(?<units>[^.;,]{3,80}?(?:, [^.;]{3,60}?)?${DEPARTMENTS})(?:[^.;]{0,60}? into (?:the |a |its )?(?<new_unit>[^.;,]{3,60}?(?:department|unit|team|division|group|system|business)))?`,
    'gu',
  ),
  new RegExp(
    `\\b(?:split(?:s|ting)?|spun off|spin(?:s|ning)? off|stripp(?:ed|ing)|disband(?:ed|s|ing)|dissolv(?:ed|es|ing)|reorgani[sz](?:ed|es|ing)|restructur(?:ed|es|ing)|overhaul(?:ed|s|ing)) (?:its |the |their )?(?<units>[^.;,]{3,60}?${DEPARTMENTS})`,
    'gu',
  ),
];
/** 资产重组, 债务重组, 资源整合, 数据整合 are other things. */
const OTHER = /资产|债务|股权|资源|数据|信息|供应链|线上线下|流量|优势|能力|平台的|需要|应该|如果|希望|可以/u;

function read({ plain, isChinese }: Reading): Happening[] {
  const found: Happening[] = [];
  const add = (trigger: Span, spans: Happening['spans']): void => {
    if (!found.some((h) => h.trigger.start < trigger.end && trigger.start < h.trigger.end))
      found.push({ trigger, spans });
  };
  for (const rule of isChinese ? RULES_ZH : RULES_EN) {
    for (const match of plain.matchAll(rule)) {
      const trigger = { start: match.index, end: match.index + match[0].length };
      const list = groupSpan(match, 'units');
      const unit = groupSpan(match, 'new_unit');
      const words = list ? plain.slice(list.start, list.end) : '';
      if (
        isChinese &&
        list &&
        (OTHER.test(words) || !new RegExp(UNIT, 'u').test(words + (unit ? plain.slice(unit.start, unit.end) : '')))
      )
        continue;
      if (
        /(?:未|没有|不会|不|需要|应|must |should |to )$/u.test(
          plain.slice(Math.max(0, trigger.start - 7), trigger.start),
        )
      )
        continue;
      add(trigger, { units: list ? (isChinese ? listSpans(plain, list) : [list]) : [], new_unit: unit });
    }
  }
  if (isChinese)
    for (const match of plain.matchAll(WHOLE_ZH)) {
      const span = groupSpan(match, 'units') ?? groupSpan(match, 'moved')!;
      add({ start: match.index, end: match.index + match[0].length }, { units: [span], new_unit: null });
    }
  return found;
}

export const reorganisation: ClaimKind = {
  id: 'reorganisation',
  label: 'A company reorders its own units',
  surface: ['org', 'units', 'new_unit', 'date'],
  find: (article) =>
    happenings(article, 'reorganisation', {
      trigger:
        /整合|合并|合併|拆分|并入|併入|划归|劃歸|划入|剥离|升级为|调整|調整|成立|组建|新设|设立|筹建|撤销|裁撤|解散|取消|组织架构|組織架構|merg|integrat|combin|consolidat|fold|split|spun|spin|stripp|disband|dissolv|reorgani|restructur|overhaul/u,
      read,
      key: ({ units, new_unit }) => [units, new_unit],
    }),
  examples: [
    {
      text: '2024年6月，云帆科技将策略中台与广告部门的效能中台进行了全面整合。',
      publishedAt: '2025-07-08',
      args: { org: '云帆科技', units: ['策略中台', '广告部门的效能中台'], date_iso: '2024-06' },
    },
    {
      text: '松果出海宣布成立AI应用事业部。',
      args: { org: '松果出海', new_unit: 'AI应用事业部' },
      status: 'confirmed',
    },
    {
      text: 'In March 2025, Quillbay merged its payments and lending units into the Money division.',
      publishedAt: '2025-04-01',
      lang: 'en',
      args: { org: 'Quillbay', units: ['payments and lending units'], new_unit: 'Money division', date_iso: '2025-03' },
    },
  ],
  counterexamples: ['云帆科技终止重大资产重组。', '云帆科技整合线上线下资源。', 'Quillbay must restructure its teams.'],
};
