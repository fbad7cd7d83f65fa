import { config } from './config.ts';
import type { Check } from './contract.ts';
import { exports } from './exports.ts';
import { git } from './git.ts';
import { hookLog } from './hook-log.ts';
import { hooks } from './hooks.ts';
import { logs } from './logs.ts';
import { memories } from './memories.ts';
import { node } from './node.ts';
import { place } from './place.ts';
import { program } from './program.ts';
import { spool } from './spool.ts';
import { views } from './views.ts';

/** What `ka doctor` looks at, in this order. */
export const checks: readonly Check[] = [
  node,
  program,
  place,
  hooks,
  exports,
  git,
  config,
  logs,
  views,
  memories,
  spool,
  hookLog,
];
