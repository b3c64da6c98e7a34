import { apiRoutes } from '../api/endpoints.ts';
import type { Route } from '../route.ts';
import { accountRoutes } from './accounts.tsx';
import { apiPageRoutes } from './api-page.tsx';
import { decideRoutes } from './decide.tsx';
import { departureRoutes } from './departures.tsx';
import { exportRoutes } from './export.tsx';
import { feedOutRoutes } from './feeds-out.tsx';
import { feedRoutes } from './feed.tsx';
import { ledgerPageRoutes } from './ledger-pages.tsx';
import { metricRoutes } from './metrics.ts';
import { operationRoutes } from './operations.tsx';
import { preferenceRoutes } from './preferences.tsx';
import { savedPageRoutes } from './saved-pages.tsx';
import { settingsRoutes } from './settings.tsx';
import { sourceRoutes } from './sources.tsx';
import { storyRoutes } from './story.tsx';
import { triageRoutes } from './triage.tsx';
import { watchRoutes } from './watches.tsx';

/** Every address of the desk, with the right it asks for. */
export const routes: readonly Route[] = [
  ...feedRoutes,
  ...storyRoutes,
  ...triageRoutes,
  ...decideRoutes,
  ...departureRoutes,
  ...ledgerPageRoutes,
  ...watchRoutes,
  ...sourceRoutes,
  ...operationRoutes,
  ...settingsRoutes,
  ...metricRoutes,
  ...savedPageRoutes,
  ...exportRoutes,
  ...feedOutRoutes,
  ...apiPageRoutes,
  ...apiRoutes,
  ...accountRoutes,
  ...preferenceRoutes,
];
