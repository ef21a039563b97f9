/** Generated from src/backend/wasm/rowCodes.ts by `npm run gen`. */
export namespace RowCode {
  export const END: u32 = 0;
  export const LOAD4: u32 = 1;
  export const STORE4: u32 = 2;
  export const ADD: u32 = 3;
  export const SUB: u32 = 4;
  export const MUL: u32 = 5;
  export const ADD_CONSTANT: u32 = 6;
  export const SUB_FROM_CONSTANT: u32 = 7;
  export const MUL_CONSTANT: u32 = 8;
  export const SCALE: u32 = 9;
  export const REDUCE: u32 = 10;
  export const CONSTANT: u32 = 11;
  export const FOLD: u32 = 12;
  export const EXT_MUL: u32 = 13;
  export const NORM: u32 = 14;
  export const SCALED_INVERSE: u32 = 15;
  export const INVERT: u32 = 16;
  export const LOAD4_NEXT: u32 = 17;
  export const FETCH: u32 = 18;
}
export const BATCH_ROWS: usize = 64;
export const REGION_ADDRESS: usize = 0;
export const REGION_BYTES: usize = 16;
export const REGION_MASK: usize = 12;
export const REGION_ROW_BYTES: usize = 4;
export const REGION_SHIFT: usize = 8;
