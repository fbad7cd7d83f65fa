import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

export interface Received {
  line: string;
  headers: Record<string, string>;
  body: string;
}

export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  /** The connection is cut once the request was read; or nothing is ever answered. */
  | 'cut'
  | 'hang';

export interface Backend {
  url: string;
  received: Received[];
  /** Decides on the answer to the n-th request, from 0. */
  reply: (n: number, request: Received) => Reply;
}

/** A real HTTP server on loopback that keeps what it receives; closed after the test. */
export async function backend(reply: Backend['reply'] = () => ({ status: 200 })): Promise<Backend> {
  const server: Server = createServer(async (request, response) => {
    const got = await readRequest(request);
    const answer = own.reply(own.received.push(got) - 1, got);
    if (answer === 'cut') request.socket.destroy();
    else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const own: Backend = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received: [], reply };
  return own;
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers: Record<string, string> = {};
  for (let at = 0; at < request.rawHeaders.length; at += 2)
    headers[request.rawHeaders[at]!.toLowerCase()] = request.rawHeaders[at + 1]!;
  return { line: `${request.method} ${request.url} HTTP/1.1`, headers, body: Buffer.concat(parts).toString('utf8') };
}

export interface Ended {
  out: string;
  err: string;
  code: number | null;
}

/** Runs the built program beside this process, so that a server of the test can answer it. `during` may kill it. */
export function run(
  { root, home }: Repo,
  args: readonly string[],
  env: Record<string, string> = {},
  during: (kill: () => void, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH!, HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { out: '', err: '', code: null };
  child.stdout.on('data', (part) => {
    ended.out += part;
  });
  child.stderr.on('data', (part) => {
    ended.err += part;
  });
  during(() => child.kill('SIGKILL'), child);
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}
