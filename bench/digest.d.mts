/** A session of a simulated repository. */
export interface Simulated {
  id: string;
  /** ISO 8601. */
  started: string;
  /** Commits. */
  start: string | null;
  end?: string | null;
  tokens: number;
  /** Fields of the digest that are to differ. */
  more?: Record<string, unknown>;
}

export function digestOf(session: Simulated): Record<string, unknown>;
