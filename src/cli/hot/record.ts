import command from '../../commands/metrics/record.ts';
import { runHot } from './run.ts';

export const main = (words: readonly string[], dist: string): void => runHot(command, 'ka metrics record', words, dist);
