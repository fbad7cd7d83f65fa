import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { withLockAsync } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import { batchesOf } from './batches.ts';
import type { Address, Destination } from './contract.ts';
import { deliver, type Patience, quoteText } from './deliver.ts';
import type { ExportItem } from './item.ts';
import { acknowledge, isAcknowledged, type Ledger, readLedger } from './ledger.ts';
import { maskedRequest, requestOf } from './outgoing.ts';

export interface Plan {
  requests: Array<ReturnType<typeof maskedRequest>>;
  sending: number;
  known: number;
  timeless: number;
}

export interface Sent {
  sent: number;
  requests: number;
  /** Acknowledged before, and unchanged since. */
  known: number;
  timeless: number;
  /** What backends did not take, in their words. */
  refused: string[];
}

const due = (ledger: Ledger, items: readonly ExportItem[]): ExportItem[] =>
  items.filter((item) => !isAcknowledged(ledger, item));

/** What would be sent, to the byte, but for keys. */
export function planExport(
  project: Project,
  ctx: Ctx,
  destination: Destination,
  address: Address,
  items: readonly ExportItem[],
): Plan {
  const left = due(readLedger(project, destination.name, address), items);
  const { batches, timeless } = batchesOf(destination, left, ctx.now());
  return {
    requests: batches.map((batch) => maskedRequest(destination, batch, address, ctx.version)),
    sending: left.length - timeless,
    known: items.length - left.length,
    timeless,
  };
}

/**
 * Sends what a backend does not have yet, batch by batch; each is noted once it is acknowledged, so that a run that was
 * killed goes on where it stopped. Only one run at a time sends to a backend.
 *
 * @throws KaError `not-sent` saying how much arrived before, `busy`
 */
export async function sendItems(
  project: Project,
  ctx: Ctx,
  destination: Destination,
  address: Address,
  items: readonly ExportItem[],
  patience: Patience,
): Promise<Sent> {
  const lock = join(project.local, 'locks', `export.${destination.name}.lock`);
  return withLockAsync(lock, ctx, async () => {
    const ledger = readLedger(project, destination.name, address);
    const left = due(ledger, items);
    const { batches, timeless } = batchesOf(destination, left, ctx.now());
    const sent: Sent = { sent: 0, requests: 0, known: items.length - left.length, timeless, refused: [] };
    for (const batch of batches) {
      ctx.progress(`sending ${sent.sent + batch.items.length} of ${left.length - timeless}`);
      try {
        const request = requestOf(destination, batch, address, ctx.version);
        const answer = await deliver(destination, address, request, patience);
        const refused = destination.refused(answer);
        if (refused !== null) sent.refused.push(quoteText(refused, address));
      } catch (error) {
        if (!(error instanceof KaError)) throw error;
        const rest = left.length - timeless - sent.sent;
        throw new KaError(
          error.code,
          `${error.message} Sent: ${sent.sent}; ${rest} wait for the next run.`,
          error.hint,
        );
      }
      acknowledge(ledger, batch.items);
      sent.sent += batch.items.length;
      sent.requests++;
    }
    return sent;
  });
}
