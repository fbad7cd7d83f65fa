import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import { isTrusted, trust } from '../store/trust.ts';

/** A backend by what it is for, and the address that a committed file names for it; null: it names none. */
export interface Approvable {
  lane: string;
  fromConfig: string | null;
}

const wordsOf = ({ lane, fromConfig }: Approvable): string => `backend ${lane} ${fromConfig}`;

/** Nobody but the user has a say in where texts and keys go: a clone may bring a configuration that leads to a stranger. */
export const isApproved = (project: Project, backend: Approvable): boolean =>
  backend.fromConfig === null || isTrusted(project, wordsOf(backend));

/** Approves the address in this clone. @throws KaError `no-git` */
export function approve(project: Project, backend: Approvable): void {
  if (backend.fromConfig !== null) trust(project, wordsOf(backend));
}

/** @param doctor the command that approves with `--trust`. @throws KaError `untrusted-address` */
export function refuseUnapproved(project: Project, backend: Approvable, doctor: string): void {
  if (isApproved(project, backend)) return;
  const sentence = `.kaizen/config.yaml sends to ${backend.fromConfig}, which nobody approved in this clone.`;
  throw new KaError('untrusted-address', sentence, `${doctor} --trust`);
}
