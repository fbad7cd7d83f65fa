import command from '../../commands/memory/brief.ts';
import { runHot } from './run.ts';

export const main = (words: readonly string[], packageRoot: string): void =>
  runHot(command, 'ka memory brief', words, packageRoot);
