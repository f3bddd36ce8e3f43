import { expect, it } from 'vitest';
import { createNetworkLookup } from './known-networks.ts';

const lookup = createNetworkLookup(
  new Map([
    ['office', ['198.51.100.0/24', '2001:db8:1::/48']],
    ['vpn', ['198.51.100.128/25', '203.0.113.9']],
  ]),
);

it.each([
  ['198.51.100.1', ['office']],
  ['198.51.100.200', ['office', 'vpn']],
  ['203.0.113.9', ['vpn']],
  ['203.0.113.10', []],
  ['2001:db8:1::5', ['office']],
  ['2001:db8:2::5', []],
  ['s3.amazonaws.com', []],
  ['', []],
])('%s belongs to %j', (address, names) => {
  expect(lookup(address)).toEqual(names);
});

it.each(['', 'office', '198.51.100.0/33', '198.51.100.0/', '198.51.100.0/24/24', '198.51.100.0/-1', '2001:db8::/129'])(
  'refuses %j',
  (range) => {
    expect(() => createNetworkLookup(new Map([['office', [range]]]))).toThrow(/office: /);
  },
);
