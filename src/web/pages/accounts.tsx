import type { Account } from '../../store/desk/accounts.ts';
import type { AuditLine } from '../../store/desk/audit.ts';
import type { ApiToken } from '../../store/desk/tokens.ts';
import { Layout } from '../layout.tsx';
import { Csrf, Instant } from '../parts/words.tsx';
import type { Reader } from '../route.ts';
import type { View } from '../view.ts';

const ROLES = ['viewer', 'analyst', 'admin'] as const;

/** Who may do what; invitations instead of passwords handed over. */
export function AccountsPage({ view, accounts, link }: { view: View; accounts: Account[]; link: string | null }) {
  const { account: t } = view.t;
  return (
    <Layout view={view} title={t.title} section={null}>
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{accounts.length === 0 ? t.none : t.intro}</p>
      </header>
      {link ? (
        <p class="notice" role="status">
          {t.link} <code class="url">{link}</code>
        </p>
      ) : null}
      {accounts.length > 0 ? (
        <div class="scroller" tabindex={0} role="region" aria-label={t.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{view.t.login.name}</th>
                <th scope="col">{t.role}</th>
                <th scope="col">{t.since}</th>
                <td></td>
              </tr>
            </thead>
            <tbody>
              {accounts.map((account) => (
                <AccountRow view={view} account={account} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <form method="post" action="/accounts/invite" class="narrow">
        <Csrf view={view} />
        <label>
          {t.role}
          <RoleChoice view={view} role={accounts.length === 0 ? 'admin' : 'analyst'} />
        </label>
        <button class="plain">{t.invite}</button>
      </form>
      <p class="page-foot">
        <a href="/audit">{t.audit}</a>
      </p>
    </Layout>
  );
}

function RoleChoice({ view, role }: { view: View; role: string }) {
  return (
    <select name="role" aria-label={view.t.account.role}>
      {ROLES.map((one) => (
        <option value={one} selected={one === role}>
          {view.t.account.roles[one]}
        </option>
      ))}
    </select>
  );
}

function AccountRow({ view, account }: { view: View; account: Account }) {
  const { account: t } = view.t;
  const action = `/accounts/${encodeURIComponent(account.id)}`;
  return (
    <tr>
      <th scope="row">{account.name}</th>
      <td>
        <form method="post" action={action} class="inline">
          <Csrf view={view} />
          <RoleChoice view={view} role={account.role} />
          <button class="plain">{view.t.triage.save}</button>
        </form>
      </td>
      <td>
        <Instant view={view} at={account.createdAt} />
      </td>
      <td>
        <form method="post" action={action} class="inline">
          <Csrf view={view} />
          <button class="plain" name="disabled" value={account.disabledAt ? '0' : '1'}>
            {account.disabledAt ? t.open : t.shut}
          </button>
        </form>
      </td>
    </tr>
  );
}

/** One's own things: the way out, API tokens, keys. */
export function MyPage(props: { view: View; who: Reader; tokens: ApiToken[]; token: string | null }) {
  const { view, who } = props;
  const { account: t } = view.t;
  return (
    <Layout view={view} title={t.mine} section={null}>
      <header class="page-head">
        <h1>{who.name}</h1>
        <p class="lede">{who.role ? t.roles[who.role] : ''}</p>
      </header>
      {who.id === null ? (
        <p>
          {t.tokenNeedsAccount} <a href="/accounts">{t.title}</a>
        </p>
      ) : (
        <div class="columns">
          <section>
            <h2>{t.tokens}</h2>
            {props.token ? (
              <p class="notice" role="status">
                {t.tokenOnce} <code class="url">{props.token}</code>
              </p>
            ) : null}
            <ul class="plain-list">
              {props.tokens.map((token) => (
                <li>
                  <b>{token.name}</b> {token.scopes.join(', ')} <Instant view={view} at={token.createdAt} />{' '}
                  {token.revokedAt ? (
                    <span class="faint">{t.revoked}</span>
                  ) : (
                    <form method="post" action={`/me/tokens/${encodeURIComponent(token.id)}/revoke`} class="inline">
                      <Csrf view={view} />
                      <button class="plain">{t.revoke}</button>
                    </form>
                  )}
                </li>
              ))}
            </ul>
            <form method="post" action="/me/tokens" class="narrow">
              <Csrf view={view} />
              <label>
                {view.t.filter.name}
                <input name="name" required maxlength={60} />
              </label>
              {(['read', 'triage'] as const).map((scope) => (
                <label class="check">
                  <input type="checkbox" name="scope" value={scope} checked={scope === 'read'} />
                  {t.scopes[scope]}
                </label>
              ))}
              <button class="plain">{t.makeToken}</button>
            </form>
            <p class="alone">
              <a href="/api">{t.apiPage}</a>
            </p>
          </section>
          <section>
            <h2>{view.t.keys}</h2>
            <form method="post" action="/me/keys" class="stack keymap">
              <Csrf view={view} />
              {view.t.help.keys
                .filter(([keys]) => !keys.includes(' '))
                .map(([key, what]) => (
                  <label>
                    {what}
                    <input
                      name={`key-${key}`}
                      value={who.keymap[key] ?? key}
                      maxlength={1}
                      size={2}
                      autocomplete="off"
                    />
                  </label>
                ))}
              <button class="plain">{view.t.triage.save}</button>
            </form>
          </section>
        </div>
      )}
      {who.id === null ? null : (
        <form method="post" action="/logout">
          <Csrf view={view} />
          <button class="plain">{view.t.login.leave}</button>
        </form>
      )}
    </Layout>
  );
}

export function AuditPage({ view, lines }: { view: View; lines: AuditLine[] }) {
  const { account: t } = view.t;
  const last = lines.at(-1);
  return (
    <Layout view={view} title={t.audit} section={null}>
      <header class="page-head">
        <h1>{t.audit}</h1>
      </header>
      <div class="scroller" tabindex={0} role="region" aria-label={t.audit}>
        <table class="lines">
          <tbody>
            {lines.map((line) => (
              <tr>
                <td class="nowrap">
                  <Instant view={view} at={line.at} />
                </td>
                <td>{line.by}</td>
                <td class="url">{line.action}</td>
                <td class="url">{String(line.subject.path ?? '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {last ? (
        <a class="more" href={`/audit?before=${last.id}`}>
          {view.t.more}
        </a>
      ) : null}
    </Layout>
  );
}
