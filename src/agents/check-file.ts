import { isPlain, schemaProblems } from '../lib/schema.ts';
import { withoutEmpty } from '../lib/schema-defaults.ts';
import { checkName } from '../store/names.ts';
import { AGENT_SCHEMA } from './definition.ts';
import type { RawAgent } from './raw-files.ts';

/** One thing that is wrong with one file. `code` is stable. */
export interface Problem {
  path: string;
  code: string;
  message: string;
}

/** A longer prompt costs more at every start than it steers. */
const MAX_BODY = 32 * 1024;

/** `--metric NAME=VALUE:TARGET` must be able to name it. */
const METRIC_NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

type Says = Array<[code: string, message: string]>;

function checkNames({ data, stem, name }: RawAgent): Says {
  try {
    checkName(name);
  } catch (error) {
    return [['bad-name', (error as Error).message.replace(/\.$/, '')]];
  }
  if (typeof data?.name !== 'string' || name === stem) return [];
  return [['name-unlike-file', `the name is "${name}", but the file is called ${stem}.md`]];
}

/** What the schema cannot say: blank texts, words with a fixed meaning, names of metrics. */
function checkValues(data: Readonly<Record<string, unknown>>): Says {
  const says: Says = [];
  if (typeof data.description === 'string' && data.description !== '' && data.description.trim() === '') {
    says.push(['bad-frontmatter', 'description is blank']);
  }
  if (typeof data.memory === 'string' && !/^(user|project|local)$/.test(data.memory)) {
    says.push(['bad-frontmatter', `memory is "${data.memory}", none of true, false, user, project, local`]);
  }
  const key = isPlain(data.idempotency) ? data.idempotency.key : undefined;
  if (typeof key === 'string' && !/^(session_id|timestamp|metadata\..+)$/.test(key)) {
    says.push(['bad-frontmatter', `idempotency.key is "${key}", none of session_id, timestamp, metadata.<name>`]);
  }
  const metrics = isPlain(data.metrics) ? data.metrics : {};
  const all = [metrics.primary, ...(Array.isArray(metrics.secondary) ? metrics.secondary : [])];
  const names = all.filter(isPlain).flatMap((metric) => (typeof metric.name === 'string' ? [metric.name] : []));
  for (const name of names.filter((text) => text !== '' && !METRIC_NAME.test(text))) {
    says.push(['bad-metric-name', `"${name.slice(0, 80)}" cannot name a metric: use letters, digits, ., _, / and -`]);
  }
  for (const name of new Set(names.filter((text, at) => names.indexOf(text) !== at))) {
    says.push(['metric-twice', `two metrics are called "${name}"`]);
  }
  return says;
}

function checkBody({ body, text }: RawAgent): Says {
  const says: Says = [];
  if (body.trim() === '') says.push(['empty-body', 'the body is empty: there is no prompt']);
  const size = new TextEncoder().encode(body).length;
  if (size > MAX_BODY) says.push(['long-body', `the body has ${size} bytes, at most ${MAX_BODY} are allowed`]);
  if (text.includes('\uFFFD')) says.push(['not-utf-8', 'it is not UTF-8 text']);
  return says;
}

const codeOf = (clause: string): string => {
  if (clause.startsWith('there is no key')) return 'unknown-key';
  if (clause.startsWith('metrics.primary.target is missing')) return 'no-target';
  if (/^description is (missing|empty)/.test(clause)) return 'no-description';
  return 'bad-frontmatter';
};

/** Everything that is wrong with one file by itself. */
export function checkFile(raw: RawAgent): Problem[] {
  const says: Says = [];
  if (raw.error !== null) says.push(['unreadable', raw.error.replace(/\.$/, '')]);
  if (raw.data) {
    for (const clause of schemaProblems(AGENT_SCHEMA, withoutEmpty(AGENT_SCHEMA, raw.data)))
      says.push([codeOf(clause), clause]);
    says.push(...checkValues(raw.data), ...checkBody(raw));
  }
  says.push(...checkNames(raw));
  return says.map(([code, message]) => ({ path: raw.path, code, message }));
}
