import type { DeadWork, OpenDelivery, StepDepth } from '../../store/desk/operations.ts';
import { Layout } from '../layout.tsx';
import { Csrf, Instant } from '../parts/words.tsx';
import type { View } from '../view.ts';

export type OperationsData = { steps: StepDepth[]; dead: DeadWork[]; deliveries: OpenDelivery[] };

/** What waits, what was given up, what did not arrive. */
export function OperationsPage({ view, data }: { view: View; data: OperationsData }) {
  const { operations: t } = view.t;
  return (
    <Layout view={view} title={t.title} section="operations">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{t.intro}</p>
        {view.can.admin ? (
          <p>
            <a href="/settings">{view.t.settings.title}</a>
          </p>
        ) : null}
      </header>
      <section class="block">
        <h2>{t.steps}</h2>
        {data.steps.length === 0 ? <p class="faint">{t.idle}</p> : <Steps view={view} steps={data.steps} />}
      </section>
      <section class="block">
        <h2>
          {t.dead} <span class="tally">{data.dead.length}</span>
        </h2>
        {data.dead.length === 0 ? <p class="faint">{t.noDead}</p> : null}
        <ul class="plain-list">
          {data.dead.map((work) => (
            <li>
              <b>{work.step}</b> <span class="url">{work.key}</span> <Instant view={view} at={work.createdAt} />
              <p class="faint">{work.lastError}</p>
              <Press view={view} action={`/operations/work/${work.id}/retry`} words={t.retry} />
            </li>
          ))}
        </ul>
      </section>
      <section class="block">
        <h2>
          {t.deliveries} <span class="tally">{data.deliveries.length}</span>
        </h2>
        {data.deliveries.length === 0 ? <p class="faint">{t.allDelivered}</p> : null}
        <ul class="plain-list">
          {data.deliveries.map((delivery) => (
            <li>
              <span class={`state state-${delivery.state}`}>{view.t.delivery[delivery.state] ?? delivery.state}</span>{' '}
              {delivery.channel} <span class="url">{delivery.recipient}</span> {delivery.person}{' '}
              <Instant view={view} at={delivery.createdAt} />
              {delivery.lastReason ? <p class="faint">{delivery.lastReason}</p> : null}
              {['dead', 'refused', 'unknown'].includes(delivery.state) ? (
                <Press
                  view={view}
                  action={`/operations/deliveries/${encodeURIComponent(delivery.id)}/resend`}
                  words={t.resend}
                />
              ) : null}
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  );
}

function Steps({ view, steps }: { view: View; steps: StepDepth[] }) {
  const { operations: t } = view.t;
  return (
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">{t.step}</th>
          {[t.waiting, t.handedOut, t.given].map((name) => (
            <th scope="col" class="num">
              {name}
            </th>
          ))}
          <th scope="col">{t.oldest}</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr>
            <td>{step.step}</td>
            {[step.waiting, step.handedOut, step.dead].map((count) => (
              <td class="num">{count.toLocaleString(view.t.lang)}</td>
            ))}
            <td>{step.oldest ? <Instant view={view} at={step.oldest} /> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Press({ view, action, words }: { view: View; action: string; words: string }) {
  if (!view.can.admin) return null;
  return (
    <form method="post" action={action} class="inline">
      <Csrf view={view} />
      <button class="plain">{words}</button>
    </form>
  );
}
