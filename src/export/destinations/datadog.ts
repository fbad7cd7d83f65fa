import { checkAddress } from '../../lib/check-address.ts';
import { KaError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import { type Destination, usuallyTransient } from '../contract.ts';
import { startOf } from '../item.ts';

/** The intake refuses an official time that lies further back; an hour is left for the way there. */
const OLDEST_MS = 17 * 3_600_000;

/**
 * Datadog's logs intake, v2. It has no id by which it would know a log again: `kaizen.uid` is for queries to count by.
 * Older items get the time of their arrival; their own stands in `kaizen.started` or `kaizen.timestamp`.
 * Source: Datadog, "Send logs".
 */
const datadog: Destination = {
  name: 'datadog',
  title: 'Datadog',
  address({ env }, config) {
    const own = config.datadog.site;
    const given = env.DD_LOGS_CONFIG_LOGS_DD_URL;
    const site = env.DD_SITE || own || 'datadoghq.com';
    if (!/^[a-z0-9.-]+$/i.test(site))
      throw new KaError('bad-address', `The Datadog site is no host name such as datadoghq.eu.`);
    const host = given ? checkAddress(given, 'DD_LOGS_CONFIG_LOGS_DD_URL', true) : `https://http-intake.logs.${site}`;
    const key = env.DD_API_KEY ?? '';
    return {
      urls: { logs: `${host}/api/v2/logs` },
      fromConfig: own && !given && !env.DD_SITE ? host : null,
      secretHeaders: { 'dd-api-key': key },
      key: '',
      ...(key === '' ? { missing: 'DD_API_KEY' } : {}),
    };
  },
  encode(item, now) {
    const { kind, body, id, hash, repo } = item;
    const time = kind === 'session' ? body.ended : startOf(item);
    const ms = time === null ? null : parseTime(time);
    const log = {
      ddsource: 'kaizen',
      service: 'ka',
      ddtags: `kind:${kind},agent:${body.agent},harness:${body.harness ?? 'unknown'}`,
      message: `${kind} ${id}`,
      ...(ms !== null && now - ms < OLDEST_MS ? { timestamp: time } : {}),
      kaizen: { kind, uid: `${id}-${hash.slice(0, 8)}`, ...body, repo },
    };
    return { lane: 'logs', json: JSON.stringify(log) };
  },
  wrap: (_, parts) => `[${parts.join(',')}]`,
  isTransient: usuallyTransient,
  refused: () => null,
};

export default datadog;
