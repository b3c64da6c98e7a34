import { createHash } from 'node:crypto';
import type { Watch } from '../../src/core/types.ts';
import type { SourceInfo } from '../../src/web/app.tsx';

/** Who is watched and which sources there are in the test archive, all of it invented; ids, and the time at which it is read. */

export const NOW = new Date('2026-03-12T00:40:00Z');

export const watches: Watch[] = [
  {
    id: 'yunfan',
    name: '云帆笔记',
    names: ['云帆笔记', 'Yunfan Notes'],
    ambiguous: [],
    products: ['海图计划'],
    people: [{ name: '贺知远', aliases: [{ text: '听潮', kind: '花名' }] }],
  },
  { id: 'qingcheng', name: '青橙优选', names: ['青橙优选'], ambiguous: [], products: [], people: [] },
];

export const sources: SourceInfo[] = [
  { id: 'chaoguan', name: '潮观财经', kind: 'JSON list', home: 'https://chaoguan.example', verified: true },
  { id: 'dianhai', name: '电海论坛', kind: 'forum', home: 'https://dianhai.example', verified: false },
  { id: 'wanbao', name: '东岸晚报', kind: 'feed', home: 'https://wanbao.example', verified: true },
  { id: 'ledgerwire', name: 'Ledger Wire', kind: 'feed', home: 'https://ledgerwire.example', verified: true },
  { id: 'kuaixun', name: '快讯聚合', kind: 'list page', home: 'https://kuaixun.example', verified: false },
  { id: 'shangye', name: '商业镜头', kind: 'browser', home: 'https://shangye.example', verified: true },
];

export const id = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
