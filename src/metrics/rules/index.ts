import type { Rule } from '../optimizer/rule.ts';

/** Raised whenever a rule decides or words things differently: it is part of the analysis' fingerprint. */
export const RULES_VERSION = 4;

/** Every rule by its name; each file is loaded only when rules are run or explained. */
export const rules: Readonly<Record<string, () => Promise<{ default: Rule }>>> = {
  'success-rate-below-target': () => import('./success-rate-below-target.ts'),
  'slow-execution': () => import('./slow-execution.ts'),
  'quality-below-target': () => import('./quality-below-target.ts'),
  'primary-metric-missed': () => import('./primary-metric-missed.ts'),
  'regressed-against-before': () => import('./regressed-against-before.ts'),
  'regressed-since-definition': () => import('./regressed-since-definition.ts'),
  unstable: () => import('./unstable.ts'),
  'costly-outliers': () => import('./costly-outliers.ts'),
  'dominant-error': () => import('./dominant-error.ts'),
  'cheaper-model': () => import('./cheaper-model.ts'),
  unmeasured: () => import('./unmeasured.ts'),
};
