import { findProgram } from '../find-program.ts';
import { type Check, wrong } from './contract.ts';

export const program: Check = {
  id: 'program',
  title: 'hooks find the program ka on the PATH',
  run: (_, ctx) =>
    findProgram(ctx, 'ka')
      ? []
      : [wrong('ka is not on your PATH: hooks are silent and record nothing.', 'npm i -g kaizen-agentic')],
};
