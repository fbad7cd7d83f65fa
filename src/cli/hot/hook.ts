import command from '../../commands/hook.ts';
import { runHot } from './run.ts';

export const main = (words: readonly string[], dist: string): void => runHot(command, 'ka hook', words, dist);
