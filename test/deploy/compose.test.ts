import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { steps } from '../../queues/index.ts';
import { ROOT, runCommand } from '../cli/_run.ts';

type Service = {
  image?: string;
  build?: { context: string; target: string };
  command?: string[];
  read_only?: boolean;
  healthcheck?: { test: string[] };
  volumes?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
};
const text = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const own = Object.entries(compose.services).filter(([, service]) => service.build);
/** The stages of the Dockerfile, each with its lines. */
const stages = new Map(
  text('Dockerfile')
    .split(/^(?=FROM )/m)
    .filter((stage) => stage.startsWith('FROM'))
    .map((stage) => [/ AS (\S+)/.exec(stage)?.[1] ?? '', stage]),
);
const help = new Map<string, string>();
beforeAll(async () => {
  for (const name of new Set(own.map(([, { command }]) => command?.[0] as string)))
    help.set(name, (await runCommand([name, '--help'])).out);
});

describe('docker-compose.yml', () => {
  it('starts every role with a command, options and steps that exist', () => {
    expect(own.map(([, { command }]) => command?.[0]).sort()).toEqual(['schedule', 'web', 'worker', 'worker']);
    for (const [name, { command = [] }] of own) {
      const [role = '', ...rest] = command;
      expect(help.get(role), name).toContain(`Usage: redwatch ${role}`);
      for (const option of rest.filter((word) => word.startsWith('--'))) expect(help.get(role), name).toContain(option);
    }
  });

  it('leaves no step without a worker, and gives the crawl its browser', () => {
    const worked = own.flatMap(([, { command = [], build }]) => {
      const at = command.indexOf('--steps');
      const names = at < 0 ? [] : (command[at + 1] as string).split(',');
      if (names.includes('crawl')) expect(build?.target).toBe('chromium');
      return names;
    });
    expect(worked.sort()).toEqual(steps.map((step) => step.name).sort());
  });

  it('lets nobody write to a program, and asks each how it is', () => {
    for (const [name, service] of own) {
      expect(service.read_only, name).toBe(true);
      expect(service.healthcheck?.test.join(' '), name).toContain('/readyz');
      expect(stages.has(service.build?.target ?? ''), name).toBe(true);
    }
  });

  it('keeps jobs from being evicted or lost, and waits for both servers', () => {
    const { redis, postgres } = compose.services;
    expect(redis?.command?.join(' ')).toMatch(/--maxmemory-policy noeviction .*--appendonly yes/);
    expect(postgres?.healthcheck).toBeDefined();
    for (const [name, service] of own)
      expect(
        Object.entries(service.depends_on ?? {}).map(([on, { condition }]) => [on, condition]),
        name,
      ).toEqual([
        ['postgres', 'service_healthy'],
        ['redis', 'service_healthy'],
      ]);
  });

  it('holds no secret, and names every volume it uses', () => {
    for (const [name, { environment = {}, volumes = [] }] of Object.entries(compose.services)) {
      for (const [key, value] of Object.entries(environment))
        if (/PASSWORD|DATABASE_URL/.test(key)) expect(value, `${name} ${key}`).toContain('${POSTGRES_PASSWORD:?');
      for (const volume of volumes) {
        const from = volume.split(':')[0] as string;
        if (!from.startsWith('.')) expect(Object.keys(compose.volumes), name).toContain(from);
      }
    }
  });
});

describe('the Dockerfile', () => {
  it('builds in a stage of its own and runs as another user than root', () => {
    expect([...stages.keys()]).toEqual(['build', 'slim', 'chromium']);
    for (const name of ['slim', 'chromium']) {
      const users = stages.get(name)?.match(/^USER (\S+)/gm) ?? [];
      expect(users.at(-1), name).toBe('USER node');
    }
    expect(stages.get('slim')).toMatch(/^HEALTHCHECK /m);
    expect(stages.get('slim')).not.toContain('npm ');
  });
});
