/** Guests are part of the bundle (scripts/bundleWeb.mjs), so that the page needs no request for them. */
declare module '*.elf' {
  const bytes: Uint8Array;
  export default bytes;
}
