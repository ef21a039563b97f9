/** Powers of two. */

/** log2 of a power of two; RangeError otherwise. */
export const log2Exact = (n: number): number => {
  const log = 31 - Math.clz32(n);
  if (n <= 0 || 1 << log !== n) throw new RangeError(`${n} is not a power of two`);
  return log;
};

/** Smallest k with 2^k >= n, for n in [1, 2^31]. */
export const log2Ceil = (n: number): number => (n <= 1 ? 0 : 32 - Math.clz32(n - 1));

/** Reverses the low `bits` bits of `n`; bits in [0, 31]. */
export const reverseBits = (n: number, bits: number): number => {
  let result = 0;
  for (let i = 0; i < bits; i++) result |= ((n >>> i) & 1) << (bits - 1 - i);
  return result >>> 0;
};
