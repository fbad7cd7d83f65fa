import { serveThread } from '../../store/process/threads.ts';
import { readShare, type Share } from './read-share.ts';

await serveThread((share: Share) => readShare(share));
