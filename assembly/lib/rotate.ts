/** Rotations of 32-bit lanes to the right, for BLAKE3. */

// @ts-ignore: decorator
@inline
export function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by));
}
/** Rotation by 16, as a shuffle that engines compile to one instruction. */
// @ts-ignore: decorator
@inline
export function rotateHalf(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}
