import { ConfigError, messageOf } from '../../errors.ts';
import { editedWatches } from '../../store/desk/watches.ts';
import { SettingsPage } from '../pages/settings.tsx';
import { TryPage, type TryData } from '../pages/try.tsx';
import { field, formOf, htmlPage, refuse, type Route, type RouteContext } from '../route.ts';

const MAX_TEXT = 20_000;
const DAYS = 90;
const EXAMPLE_SOURCE = 'id: example\nkind: feed\nname: Example\nurl: https://example.com/feed';
const EXAMPLE_RULE =
  'id: senior\nname: Senior people\nstatusAtLeast: reported\nroles: [VP, 总裁, 负责人]\nminOrigins: 1';

async function settings({ c, deps, view }: RouteContext): Promise<Response> {
  const edited = await editedWatches(deps.db, deps.watches);
  return htmlPage(c, <SettingsPage view={view} settings={deps.settings ?? null} edited={edited} />);
}

function tryForm({ c, deps, view }: RouteContext): Response | Promise<Response> {
  return htmlPage(c, <TryPage view={view} data={emptyTry(deps.trials !== undefined)} />);
}

const emptyTry = (canAsk: boolean): TryData => ({
  ...{ source: EXAMPLE_SOURCE, rule: EXAMPLE_RULE, days: DAYS, canAsk },
  ...{ problem: null, triedSource: null, triedRule: null },
});

/** Runs what was typed and shows it beside the form; what cannot be read or asked stays in the form with the reason above it. */
async function tryNow({ c, deps, view }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const typed = (name: string) => (form.get(name)?.[0] ?? '').replaceAll('\r\n', '\n').slice(0, MAX_TEXT);
  const days = field(form, 'days');
  const data: TryData = {
    ...emptyTry(deps.trials !== undefined),
    ...{ source: typed('source'), rule: typed('rule') },
    days: /^\d{1,4}$/.test(days) ? Math.max(1, Number(days)) : refuse('days'),
  };
  if (!deps.trials) return htmlPage(c, <TryPage view={view} data={data} />);
  try {
    if (field(form, 'do') === 'rule') data.triedRule = await deps.trials.rule(data.rule, data.days);
    else data.triedSource = await deps.trials.source(data.source);
    return htmlPage(c, <TryPage view={view} data={data} />);
  } catch (error) {
    // What is wrong with the text is the reader's to mend; a site that cannot be asked is no failure of the desk either.
    const isText = error instanceof ConfigError;
    if (!isText) deps.log?.warn({ err: error }, `trial: ${messageOf(error)}`);
    const words = `${isText ? view.t.trial.refused : view.t.trial.failed}: ${messageOf(error)}`;
    return htmlPage(c, <TryPage view={view} data={{ ...data, problem: words }} />, isText ? 422 : 502);
  }
}

export const settingsRoutes: readonly Route[] = [
  { method: 'GET', path: '/settings', right: 'admin', handle: settings },
  { method: 'GET', path: '/try', right: 'admin', handle: tryForm },
  { method: 'POST', path: '/try', right: 'admin', handle: tryNow },
];
