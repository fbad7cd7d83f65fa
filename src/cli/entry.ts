#!/usr/bin/env node
import { runChunk } from './code-cache.ts';

// Hooks start this file at every turn: a hot command costs one small chunk, all else goes through commander.
const words = process.argv.slice(2);
// Node has resolved the links that lead here.
const dist = __dirname;
const asksHelp = words.includes('--help') || words.includes('-h');
const hot = asksHelp ? '' : words[0] === 'hook' ? 'hook' : `${words[0]} ${words[1]}`;

if (hot === 'hook') runChunk('hook', dist, words.slice(1), require);
else if (hot === 'metrics record') runChunk('record', dist, words.slice(2), require);
else if (hot === 'memory brief') runChunk('brief', dist, words.slice(2), require);
else runChunk('cli', dist, words, require);
