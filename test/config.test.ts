import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';
import { openSources } from '../queues/worker.ts';

const root = path.resolve(import.meta.dirname, '..');

function problemsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    loadConfig({ text, file: 'redwatch.yaml' }, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('that come with Redwatch are right, and so is every source in them', () => {
    const config = loadConfig(
      { text: readFileSync(path.join(root, 'redwatch.yaml'), 'utf8'), file: 'redwatch.yaml' },
      {},
    );
    expect(config.watches[0]?.names).toContain('小红书');
    expect(openSources(config).map((s) => s.id)).toEqual(config.sources.map((s) => s.id));
    expect(config.schedule).toEqual({ at: '02:00', zone: 'Asia/Shanghai', follow: false });
  });

  it('are refused with every problem at once, each with its place in the file', () => {
    const problems = problemsOf(`watches:
  - { id: ok, name: 甲公司, names: [甲公司] }
desk: { port: 99999 }
schedule:
  at: '25:00'
  zone: Mars/Olympus
channels:
  - { id: one, type: desk }
  - { id: one, type: desk }
`);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^redwatch\.yaml:3:15: desk\.port: /);
    expect(problems[1]).toMatch(/^redwatch\.yaml:5:7: schedule\.at: .*02:00/);
    expect(problems[2]).toMatch(/^redwatch\.yaml:6:9: schedule\.zone: .*time zone/);
  });

  it('keep the index of grouping in one piece unless told otherwise, in 16 at most', () => {
    const yaml = 'watches: [{ id: a, name: 甲公司, names: [甲公司] }]';
    expect(loadConfig({ text: yaml, file: 'redwatch.yaml' }, {}).grouping).toEqual({ shards: 1 });
    for (const wrong of ['0', '17', '1.5', 'all'])
      expect(problemsOf(`${yaml}\ngrouping: { shards: ${wrong} }`)).toEqual([
        expect.stringMatching(/^redwatch\.yaml:2:21: grouping\.shards: /),
      ]);
  });

  it('are refused where a rule names a channel nobody defined, or an id stands twice', () => {
    const problems = problemsOf(`watches: [{ id: a, name: 甲公司, names: [甲公司] }]
channels:
  - { id: one, type: desk }
  - { id: one, type: desk }
alerts:
  rules:
    - { id: r, recipients: [{ channel: pager, to: me }] }
`);
    expect(problems.join('\n')).toMatch(/redwatch\.yaml:4:11: channels\.1\.id: "one" stands twice/);
    expect(problems.join('\n')).toMatch(
      /redwatch\.yaml:7:\d+: alerts\.rules\.0\.recipients\.0\.channel: no channel "pager" is defined \(known: one, desk\)/,
    );
  });

  it('are refused with line and column when they are no YAML', () => {
    expect(problemsOf('watches: [')[0]).toMatch(/^redwatch\.yaml:1:\d+: /);
  });

  it('refuse a word they do not know, so that a typing mistake is not a silent default', () => {
    expect(problemsOf('watches: [{ id: a, name: 甲公司, names: [甲公司] }]\nshedule: { at: "03:00" }')[0]).toMatch(
      /shedule/,
    );
  });

  it('refuse addresses of databases and queues that are none', () => {
    const yaml = 'watches: [{ id: a, name: 甲公司, names: [甲公司] }]';
    expect(problemsOf(yaml, { DATABASE_URL: 'localhost:5432', REDIS_URL: 'http://localhost' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: expected an address such as postgres:/),
      expect.stringMatching(/^REDIS_URL: expected an address such as redis:/),
    ]);
  });

  it('tell every problem of every source', () => {
    const config = loadConfig(
      {
        object: {
          watches: [{ id: 'a', name: '甲', names: ['甲公司'] }],
          sources: [
            { id: 'one', kind: 'telepathy' },
            { id: 'two', kind: 'feed' },
          ],
        },
      },
      {},
    );
    expect(() => openSources(config)).toThrow(/one.*telepathy[\s\S]*two.*url|one[\s\S]*two/);
  });
});
