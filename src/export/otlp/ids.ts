import { sha256 } from '../../lib/sha256.ts';

/** Trace of a session and all below it: 32 hex, from the outermost session's digest id, so that a resent span is the same span. */
export const traceId = (root: string): string => sha256(`trace ${root}`).slice(0, 32);

/** Span of one session: 16 hex, from its digest id. */
export const spanId = (session: string): string => sha256(`span ${session}`).slice(0, 16);
