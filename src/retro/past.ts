import { readPast } from '../experiments/past.ts';
import type { PastOf } from '../metrics/recommendation.ts';
import type { Project } from '../store/project.ts';

/** Verdicts of experiments on a bet or on its subject, those that were concluded by then (ISO 8601; null: all). */
export function pastUntil(project: Project, until: string | null): PastOf {
  const past = readPast(project);
  return (proposal) => past(proposal).filter(({ concluded }) => until === null || concluded <= until);
}
