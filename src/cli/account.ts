/** Accounts of the desk from the command line: where a desk cannot be reached from its own machine, as in a container. */
import type { Config } from '../config.ts';
import { ConfigError, EnvironmentError } from '../errors.ts';
import { AccountError, accounts, addNamed, hasAccounts, passwordLink } from '../store/desk/accounts.ts';
import { audit } from '../store/desk/audit.ts';
import type { Role } from '../store/schema.ts';
import { withArchive } from './_archive.ts';
import type { SettingsOptions } from './_settings.ts';

const ROLES: readonly Role[] = ['admin', 'analyst', 'viewer'];
/** In the audit log: who may run commands here may do anything to the archive anyway. */
const BY = 'command line';

/** `redwatch account add NAME`: makes an account nobody can enter yet, and prints the link by which its password is chosen. */
export async function runAccountAdd(name: string, options: SettingsOptions & { role?: string }): Promise<void> {
  const wanted = ROLES.find((role) => role === options.role);
  if (options.role !== undefined && !wanted)
    throw new ConfigError([`--role: expected one of ${ROLES.join(', ')}, got "${options.role}"`]);
  await withArchive(options, async ({ db }, config) => {
    const isFirst = !(await hasAccounts(db));
    if (isFirst && wanted && wanted !== 'admin')
      throw new EnvironmentError('Nobody has an account yet: the first one must be an admin (--role admin).');
    const at = new Date();
    const role = wanted ?? (isFirst ? 'admin' : 'analyst');
    const { account, token } = await addNamed(db, { name, role, at }).catch((error: unknown) => {
      throw error instanceof AccountError ? new EnvironmentError(problemOf(error, name)) : error;
    });
    await audit(db, { at, by: BY, action: 'account added', subject: { id: account.id, name: account.name, role } });
    console.log(`${account.name} (${role}) chooses a password here, once, within a day:`);
    console.log(linkOf(config, token));
  });
}

/** `redwatch account link NAME`: a new link, when the first one got too old or the password is lost. */
export async function runAccountLink(name: string, options: SettingsOptions): Promise<void> {
  await withArchive(options, async ({ db }, config) => {
    const account = (await accounts(db)).find((a) => a.name === name.trim());
    if (!account) throw new EnvironmentError(`There is no account "${name}" (redwatch account list shows all).`);
    if (account.disabledAt) throw new EnvironmentError(`The account "${account.name}" is shut: an admin can open it.`);
    const at = new Date();
    const token = await passwordLink(db, account, at);
    await audit(db, { at, by: BY, action: 'account link', subject: { id: account.id, name: account.name } });
    console.log(`${account.name} (${account.role}) chooses a new password here, once, within a day:`);
    console.log(linkOf(config, token));
  });
}

/** `redwatch account list`: one line an account. */
export async function runAccountList(options: SettingsOptions): Promise<void> {
  await withArchive(options, async ({ db }) => {
    const all = await accounts(db);
    if (!all.length) console.log('Nobody has an account yet: redwatch account add NAME');
    for (const { name, role, createdAt, disabledAt } of all)
      console.log(`${name}\t${role}\tsince ${dayOf(createdAt)}${disabledAt ? `\tshut ${dayOf(disabledAt)}` : ''}`);
  });
}

/** Under the name by which the desk is reached; a desk that listens everywhere is reached on its own machine as well. */
function linkOf({ publicUrl, desk }: Config, token: string): string {
  const host = ['0.0.0.0', '::'].includes(desk.host) ? 'localhost' : desk.host;
  const base = publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${desk.port}`;
  return `${base.replace(/\/$/, '')}/join/${token}`;
}

function problemOf({ reason }: AccountError, name: string): string {
  return reason === 'taken'
    ? `There is an account "${name.trim()}" already: redwatch account link NAME gives it a new link.`
    : `"${name}" is no name for an account: it begins with a letter or digit and has at most 40 letters, digits, spaces, dots, dashes or underscores.`;
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
