import { threadInput } from '../process/threads.ts';
import type { Ring } from './ring.ts';
import { skimAhead } from './skim-ahead.ts';

skimAhead(threadInput<Ring>());
