import type { Watch } from '../types.ts';
import { plainText } from '../text/plain.ts';

/** Groups of names of one thing, in every language and script: the first of a group stands for it. */
export type NameTable = readonly (readonly string[])[];

/**
 * Names that Chinese and English reports give to the same widely known company, product or programme; all of it is public knowledge
 * and can be replaced or extended by the caller. A company and its shop share a group where reports use both names for the shop's figures.
 */
export const knownNames: NameTable = [
  ['小红书', 'Xiaohongshu', 'RedNote', 'Rednote', 'Little Red Book', '行吟信息', '小红书电商'],
  ['红猫计划', 'Red Cat Plan', 'Red Cat Program', 'Red Cat Project'],
  ['红京计划', 'Red JD Plan'],
  ['抖音电商', '抖音', 'Douyin E-commerce', 'Douyin Ecommerce', 'Douyin'],
  ['快手电商', '快手', 'Kuaishou E-commerce', 'Kuaishou'],
  ['淘宝', 'Taobao'],
  ['天猫', 'Tmall'],
  ['淘天', '淘天集团', '淘宝天猫', 'Taobao and Tmall Group'],
  ['京东', 'JD.com', 'JD'],
  ['拼多多', 'Pinduoduo', 'PDD'],
  ['阿里巴巴', '阿里', 'Alibaba'],
  ['腾讯', 'Tencent'],
  ['腾讯广告', 'Tencent Advertising', 'Tencent Ads'],
  ['字节跳动', '字节', 'ByteDance'],
  ['美团', 'Meituan'],
  ['哔哩哔哩', 'B站', 'Bilibili'],
  ['得物', 'Dewu', 'Poizon'],
  ['微博', 'Weibo'],
  ['百度', 'Baidu'],
];

/** Says which thing a name means; null for words that name nobody (公司, the company). */
export type Resolve = (name: string) => string | null;

/** Builds the look-up from the watches' own names and the table; products of a watch count by their own names. */
export function resolver(watches: readonly Watch[], table: NameTable): Resolve {
  const ids = new Map<string, string>();
  for (const group of table) for (const name of group) ids.set(fold(name), group[0]!);
  for (const watch of watches) {
    const known = watch.names.map((name) => ids.get(fold(name))).find((id) => id !== undefined) ?? watch.name;
    for (const name of [watch.name, ...watch.names]) ids.set(fold(name), known);
    for (const product of watch.products) if (!ids.has(fold(product))) ids.set(fold(product), product);
  }
  return (name) => {
    const folded = fold(name);
    const bare = folded.replace(SUFFIX, '');
    if (bare === '' || NOBODY.test(folded)) return null;
    return ids.get(folded) ?? ids.get(bare) ?? folded;
  };
}

/** 小红书平台, 小红书用户, 小红书App: the company itself, where its figures are told. */
const SUFFIX = /(?:平台|集团|公司|app|用户|官方|方面|’s|'s)$/u;
const NOBODY =
  /^(?:公司|本公司|该公司|集团|平台|该平台|双方|行业|我国|全国|用户|商家|the (?:app|company|platform|group|firm)|it|its|one|we)$/u;

function fold(name: string): string {
  return plainText(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[“”"'‘’「」『』《》]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
