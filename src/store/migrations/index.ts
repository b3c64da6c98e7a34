import type { Migration } from 'kysely';
import * as first from './0001_first.ts';
import * as desk from './0002_desk.ts';
import * as crawl from './0003_crawl.ts';
import * as alerts from './0004_alerts.ts';
import * as facets from './0005_facets.ts';
import * as model from './0006_model.ts';
import * as links from './0007_links.ts';
import * as wrongClaims from './0008_wrong-claims.ts';

/**
 * Forward only: a migration that has been released is never changed; a new one is a new file and a new line here. From 0002 on they
 * only add (test/store/migrations.test.ts), so that processes of the version before go on while one is made.
 */
export const migrations: Record<string, Migration> = {
  '0001_first': first,
  '0002_desk': desk,
  '0003_crawl': crawl,
  '0004_alerts': alerts,
  '0005_facets': facets,
  '0006_model': model,
  '0007_links': links,
  '0008_wrong-claims': wrongClaims,
};
