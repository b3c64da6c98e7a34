/** The company that takes on who left another one, where it says so itself at the top of an article. */
import type { NextEmployer } from './_departure-next.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** The news of a hiring stands at the top; the leaving is told as the career behind it. */
const HIRING_SENTENCES = 3;
const HIRES = /任命|聘|委任|迎来|加盟|加入|入职|出任|到岗|上任|履新/u;

/** Null when nobody takes the person on, or the one who does is the company that is left. */
export function hirerOf(people: PeopleView, name: string | null, left: string | null): NextEmployer | null {
  if (name === null || left === null) return null;
  for (let i = 0; i < Math.min(people.length, HIRING_SENTENCES); i++) {
    const text = people.text(i);
    const at = text.indexOf(name);
    if (at < 0 || !HIRES.test(text)) continue;
    const view = people.at(i);
    const hirer = announcerBefore(view, at);
    if (!hirer) continue;
    const company = text.slice(hirer.start, hirer.end);
    if (company.includes(left) || left.includes(company)) continue;
    if (isTakenOn(text.slice(hirer.end, at), text.slice(at + name.length)))
      return { place: placeIn(view, hirer.start, hirer.end), status: 'confirmed' };
  }
  return null;
}

/** 1月8日，动力电池公司|启元动力|宣布, |青橙优选|新任首席运营官: the company that opens the sentence, behind a date and its kind. */
function announcerBefore(view: SentenceView, at: number): { start: number; end: number } | null {
  const org = view.orgs.find((o) => o.end <= at);
  if (!org) return null;
  const opening = view.text.slice(0, org.start);
  if (!/^(?:[^，。；]{0,14}，)?[^，。；]{0,6}$/u.test(opening)) return null;
  // 动力电池|公司启元动力: a kind of company before its name.
  const kind = /^(?:公司|企业|平台|品牌|厂商)(?=[\p{Script=Han}A-Za-z]{2,12}(?:宣布|官宣|公告|任命|聘任|迎来))/u.exec(
    view.text.slice(org.end),
  );
  if (!kind) return org;
  const start = org.end + kind[0].length;
  const end = start + /^.+?(?=宣布|官宣|公告|任命|聘任|迎来)/u.exec(view.text.slice(start, start + 20))![0].length;
  return { start, end };
}

/** What stands between the company and the person, and behind the person. */
function isTakenOn(between: string, after: string): boolean {
  return (
    // 青橙优选|新任首席运营官|X|已到岗
    (/^新任[^，。；]{0,12}$/u.test(between) && /^(?:已|正式)?(?:到岗|上任|履新)/u.test(after)) ||
    // 极岸机器人|宣布，前图屿科技AI负责人|X|正式加盟
    (/宣布|官宣|公告/u.test(between) && /^[^，。；]{0,4}(?:加盟|加入|入职|出任|担任|获任)/u.test(after)) ||
    // 百川优选|今日宣布，任命前鲸屏视频副总裁|X|为首席增长官
    (/^(?:[^，。；]{0,8}(?:宣布|公告|官宣|发布)[^。；]{0,20})?(?:，)?(?:正式)?(?:任命|聘任|聘请|委任|迎来)/u.test(
      between,
    ) &&
      /^(?:先生|女士)?(?:为|担任|出任)/u.test(after))
  );
}
