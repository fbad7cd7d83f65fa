import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Past } from './bet.ts';

/** Verdicts of experiments on a bet or on its subject, those that were concluded by then. */
export const readPast =
  (_project: Project, _ctx: Ctx, _asOf: string): ((id: string, subject: string) => Past[]) =>
  () => [];
