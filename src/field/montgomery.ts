/** Montgomery form with factor 2^32, in which the integer kernels and the verifier's hashes compute. */
import { mul, P } from './felt.ts';

/** 2^32 mod p: the form of 1. */
export const R = 2 ** 32 % P;
/** 2^64 mod p: multiplying by it brings a canonical element into the form. */
export const R_SQUARED = mul(R, R);
/** p^-1 mod 2^32. */
export const P_INVERSE = 0x88000001;
