import { checkAddress } from '../../lib/check-address.ts';
import { sha256 } from '../../lib/sha256.ts';
import { type Destination, usuallyTransient } from '../contract.ts';
import { startOf } from '../item.ts';

/** A uuid that follows from an id: SHA-256 in the form of RFC 9562, version 8. */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * PostHog's `/batch/`. Events of one uuid, name, time and distinct id are one event there, the last that came: so a resent
 * event changes nothing, and that of a session that went on replaces the older one. Source: PostHog, "Ingestion pipeline".
 */
const posthog: Destination = {
  name: 'posthog',
  title: 'PostHog',
  address({ env }, config) {
    const own = config.posthog.host;
    const host = env.POSTHOG_HOST || own || 'https://us.i.posthog.com';
    const checked = checkAddress(host, env.POSTHOG_HOST ? 'POSTHOG_HOST' : 'export.posthog.host', true);
    const key = env.POSTHOG_API_KEY ?? '';
    return {
      urls: { batch: `${checked}/batch/` },
      fromConfig: own && !env.POSTHOG_HOST ? checked : null,
      secretHeaders: {},
      key,
      ...(key === '' ? { missing: 'POSTHOG_API_KEY' } : {}),
    };
  },
  encode(item) {
    const timestamp = startOf(item);
    if (timestamp === null) return null;
    const event = {
      event: `kaizen_${item.kind}`,
      uuid: uuidOf(`${item.kind} ${item.id}`),
      timestamp,
      // No person: the repository.
      distinct_id: item.repo ?? 'unknown',
      properties: { $process_person_profile: false, $geoip_disable: true, $lib: 'ka', ...item.body, repo: item.repo },
    };
    return { lane: 'batch', json: JSON.stringify(event) };
  },
  wrap: (_, parts, { key }) => `{"api_key":${JSON.stringify(key)},"batch":[${parts.join(',')}]}`,
  isTransient: usuallyTransient,
  refused: () => null,
};

export default posthog;
