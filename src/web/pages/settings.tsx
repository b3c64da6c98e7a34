import type { EditedWatch } from '../../store/desk/watches.ts';
import { groupBy } from '../group-by.ts';
import { Layout } from '../layout.tsx';
import { Instant } from '../parts/words.tsx';
import type { ShownSetting } from '../settings.ts';
import type { View } from '../view.ts';

/** Every setting with where it came from; null when the desk was opened without them. */
export function SettingsPage(props: { view: View; settings: readonly ShownSetting[] | null; edited: EditedWatch[] }) {
  const { view, settings } = props;
  const { settings: t } = view.t;
  return (
    <Layout view={view} title={t.title} section="operations">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{settings === null ? t.unknown : t.intro}</p>
      </header>
      {settings === null ? null : (
        <div class="scroller" tabindex={0} role="region" aria-label={t.title}>
          <table class="lines settings">
            <thead>
              <tr>
                {[t.name, t.value, t.from].map((name) => (
                  <th scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            {groupBy(settings, sectionOf).map(([section, own]) => (
              <tbody>
                {own.length > 1 ? (
                  <tr class="group">
                    <th scope="rowgroup" colspan={3}>
                      <code>{section}</code>
                    </th>
                  </tr>
                ) : null}
                {own.map((setting) => (
                  <tr>
                    <th scope="row">
                      <code>{setting.name}</code>
                    </th>
                    <td class="value">
                      {setting.isSecret ? <span class="faint">{t.secret}</span> : null}
                      {setting.value || (setting.isSecret ? null : <span class="faint">{t.unset}</span>)}
                    </td>
                    <td class="from">
                      <Origin view={view} setting={setting} edited={props.edited} />
                    </td>
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </Layout>
  );
}

/** `alerts` of `alerts.everyMs`; of a list its entry, `sources.technode` of `sources.technode.url`. */
function sectionOf({ name }: ShownSetting): string {
  const [first = '', second = '', ...rest] = name.split('.');
  return LISTS.has(first) || (first === 'alerts' && second === 'rules')
    ? [first, second, ...(second === 'rules' ? rest.slice(0, 1) : [])].join('.')
    : first;
}

const LISTS: ReadonlySet<string> = new Set(['watches', 'sources', 'channels']);

/** A Watch edited on the desk stands over what the file says of it. */
function Origin({ view, setting, edited }: { view: View; setting: ShownSetting; edited: EditedWatch[] }) {
  const { settings: t } = view.t;
  const watch = edited.find((one) => one.updatedBy !== null && setting.name.startsWith(`watches.${one.watch.id}.`));
  if (watch)
    return (
      <a href={`/watches/${encodeURIComponent(watch.watch.id)}`}>
        {t.desk(watch.updatedBy ?? '')} <Instant view={view} at={watch.updatedAt} />
      </a>
    );
  const { from } = setting;
  if (from.kind === 'file') return <code>{from.place}</code>;
  if (from.kind === 'environment') return <>{t.environment(from.name)}</>;
  return <span class="faint">{from.kind === 'command' ? t.commandLine : t.defaultValue}</span>;
}
