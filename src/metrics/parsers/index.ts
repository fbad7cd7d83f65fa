import type { Collector } from '../../agents/contract.ts';
import type { Parser } from '../collect/parser.ts';

/** Every kind of report; each file is loaded only when a collector names it. */
export const parsers: Readonly<Record<Collector['parse'], () => Promise<{ default: Parser }>>> = {
  'exit-code': () => import('./exit-code.ts'),
  number: () => import('./number.ts'),
  junit: () => import('./junit.ts'),
  'vitest-json': () => import('./vitest-json.ts'),
  tap: () => import('./tap.ts'),
  'coverage-summary': () => import('./coverage-summary.ts'),
};
