import { describe, expect, it } from 'vitest';
import { decodeContainer, encodeContainer, FORMAT_VERSION } from '../../src/core/container.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = encodeContainer({
  kind: 'proof',
  meta: { preset: 'fast' },
  sections: { a: Uint8Array.from([1, 2]), b: Uint8Array.from([3]) },
});

describe('container', () => {
  it('reads back what it wrote', () => {
    const decoded = decodeContainer(sample, 'proof', ['a', 'b']);
    expect(decoded).toMatchObject({ ok: true, value: { meta: { preset: 'fast' } } });
    if (decoded.ok) expect([...decoded.value.sections.a, ...decoded.value.sections.b]).toEqual([1, 2, 3]);
  });

  it('refuses every truncation and extension, and every changed header byte', () => {
    for (let length = 0; length < sample.length; length++) {
      expect(decodeContainer(sample.subarray(0, length), 'proof', ['a', 'b']).ok).toBe(false);
    }
    expect(decodeContainer(Uint8Array.from([...sample, 0]), 'proof', ['a', 'b']).ok).toBe(false);
    for (let i = 0; i < sample.length - 3; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = sample.slice();
        changed[i] ^= 1 << bit;
        const decoded = decodeContainer(changed, 'proof', ['a', 'b']);
        // Only the metadata's own text may change and still be a container: its meaning is checked by the reader.
        if (decoded.ok) expect(JSON.stringify(decoded.value.meta)).not.toBe('{"preset":"fast"}');
      }
    }
  });

  it.each([
    ['another kind', 'key', `{"kind":"proof","version":${FORMAT_VERSION},"meta":{},"sections":[]}`],
    ['another version', 'proof', `{"kind":"proof","version":${FORMAT_VERSION + 1},"meta":{},"sections":[]}`],
    ['a number too large', 'proof', `{"kind":"proof","version":${FORMAT_VERSION},"meta":{},"sections":[["a",1e400]]}`],
    ['a length beyond the file', 'proof', `{"kind":"proof","version":${FORMAT_VERSION},"meta":{},"sections":[["a",4294967295]]}`],
    ['a negative length', 'proof', `{"kind":"proof","version":${FORMAT_VERSION},"meta":{},"sections":[["a",-1]]}`],
    ['a prototype', 'proof', `{"kind":"proof","version":${FORMAT_VERSION},"meta":{"__proto__":"x"},"sections":[]}`],
    ['duplicate keys', 'proof', `{"kind":"key","kind":"proof","version":${FORMAT_VERSION},"meta":{},"sections":[]}`],
    ['white space', 'proof', `{"kind": "proof","version":${FORMAT_VERSION},"meta":{},"sections":[]}`],
    ['null', 'proof', 'null'],
    ['deep nesting', 'proof', '['.repeat(2000)],
  ])('refuses %s', (_, kind, header) => {
    expect(decodeContainer(encode(`PELLUCID\n${header}\n`), kind, []).ok).toBe(false);
  });
});
