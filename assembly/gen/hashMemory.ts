/** Generated from src/hash/kernelMemory.ts by `npm run gen`. */
export const DIAGONAL: usize = 1600;
export const EXTERNAL: usize = 1024;
export const INPUT: usize = 4096;
export const INTERNAL: usize = 1536;
export const KEY: usize = 64;
export const K_ONE: usize = 1712;
export const K_P: usize = 1664;
export const K_Q: usize = 1680;
export const K_R2: usize = 1696;
export const MEMORY_BYTES: usize = 262144;
export const STACK: usize = 2048;
export const STATE: usize = 0;
