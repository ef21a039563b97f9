/** A small seeded generator (xorshift128) so that tests are the same on every run. */
import { P } from '../../src/field/felt.ts';

export interface Rng {
  u32(): number;
  /** Uniform in [0, n). */
  below(n: number): number;
  felt(): number;
  felts(count: number): number[];
  pick<T>(items: readonly T[]): T;
}

export const rng = (seed: number): Rng => {
  let [x, y, z, w] = [seed >>> 0 || 1, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
  const u32 = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return w;
  };
  for (let i = 0; i < 20; i++) u32();
  const below = (n: number): number => Math.floor((u32() / 2 ** 32) * n);
  const felt = (): number => below(P);
  return { u32, below, felt, felts: (count) => Array.from({ length: count }, felt), pick: (items) => items[below(items.length)] };
};
