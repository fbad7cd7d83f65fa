import type { Destination } from '../contract.ts';

/** Backends by name, loaded when asked for. */
export const DESTINATIONS: Readonly<Record<string, () => Promise<{ default: Destination }>>> = {
  otlp: () => import('./otlp.ts'),
  posthog: () => import('./posthog.ts'),
  datadog: () => import('./datadog.ts'),
};
