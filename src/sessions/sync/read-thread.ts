import { serveThread } from '../../store/process/threads.ts';
import { type Piece, readShare, type Share } from './read-share.ts';

await serveThread<Share, Piece>(readShare);
