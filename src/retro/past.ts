import { readPast } from '../experiments/past.ts';
import type { PastOf } from '../metrics/optimizer/recommendation.ts';
import type { Project } from '../store/project.ts';

/** Verdicts of experiments on a bet or on its subject, those that were concluded by then (ISO 8601; null: all). */
export function pastUntil(project: Project, until: string | null): PastOf {
  const past = readPast(project);
  return ({ id, subject }) => {
    // Experiments name files without the word before them.
    const about = [subject, ...(subject.startsWith('file:') ? [subject.slice('file:'.length)] : [])];
    const found = new Map(about.flatMap((one) => past({ id, subject: one })).map((one) => [one.experiment, one]));
    return [...found.values()].filter(({ concluded }) => until === null || concluded <= until);
  };
}
