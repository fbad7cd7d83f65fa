import command from '../../commands/memory/brief.ts';
import { runHot } from './run.ts';

export const main = (words: readonly string[], dist: string): void => runHot(command, 'ka memory brief', words, dist);
