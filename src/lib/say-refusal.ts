/** An answer that is none: `status` 0: nothing came back; `text`: its words as they may be shown, or why nothing came. */
interface Refusal {
  status: number;
  text: string;
  /** How long the backend asks to wait. */
  retryAfterMs: number | null;
}

/** `answered 503`, or why nothing came. */
export const sayReason = ({ status, text }: Pick<Refusal, 'status' | 'text'>): string =>
  status === 0 ? text : `answered ${status}`;

/**
 * Why what was sent was not taken, as the end of a sentence after a name: `answered 503 after 3 tries. It asks to wait 9 s.`
 *
 * @param rounds how often it was sent
 */
export function sayRefusal({ status, text, retryAfterMs }: Refusal, rounds: number): string {
  const tried = rounds > 1 ? ` after ${rounds} tries` : '';
  const wait = retryAfterMs === null ? '' : ` It asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
  const why =
    status === 401 || status === 403
      ? ' The key is missing or wrong.'
      : status >= 300 && status < 400
        ? ' It sends elsewhere; set that address yourself.'
        : status === 0 || text === ''
          ? ''
          : ` It says: ${text}`;
  return `${sayReason({ status, text })}${tried}.${wait}${why}`;
}
