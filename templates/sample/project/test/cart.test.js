import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/cart.js';

test('an empty cart costs nothing', () => assert.equal(total([]), 0));
test('counts multiply', () => assert.equal(total([{ cents: 250, count: 3 }]), 750));
test('a discount is rounded per line', () => assert.equal(total([{ cents: 99, discount: 0.5 }]), 50));
