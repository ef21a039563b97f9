// What tests use inside a page: the package's entries as `pellucid`, guests by name, and what the page's thread was kept from.
import * as browser from '/build/browser.js';
import * as verify from '/build/verify.js';

const longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });

globalThis.pellucid = {
  ...verify,
  ...browser,
  longTasks,
  guest: async (name) => new Uint8Array(await (await fetch(`/guests/${name}.elf`)).arrayBuffer()),
  /** A little-endian u64. */
  u64: (n) => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer),
};
