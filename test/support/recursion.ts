/** What guests/c/recurse.c computes, and how deep it can go. */

const STACK_BYTES = 1 << 20;
/** What the compiler made of main and descend: the stack that each takes. */
const [MAIN_BYTES, FRAME_BYTES] = [48, 1008];

/** The largest depth whose depth + 1 frames fit a stack. */
export const deepestIn = (stackBytes: number): number => Math.floor((stackBytes - MAIN_BYTES) / FRAME_BYTES) - 1;
export const DEEPEST = deepestIn(STACK_BYTES);

/** Depth k of 0..n adds 7 + k; the variable is 100, and the constants are 1 to 4. */
export const sumOf = (n: number): number => 110 + 7 * (n + 1) + (n * (n + 1)) / 2;
