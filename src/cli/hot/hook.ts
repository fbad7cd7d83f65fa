import command from '../../commands/hook.ts';
import { runHot } from './run.ts';

export const main = (words: readonly string[], packageRoot: string): void =>
  runHot(command, 'ka hook', words, packageRoot);
