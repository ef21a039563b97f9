/** Generated from src/field by `npm run gen`. */
export const P32: u32 = 2013265921;
export const P_INVERSE: u32 = 2281701377;
