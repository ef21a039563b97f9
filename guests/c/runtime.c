/* What the compiler calls without being asked, and how a guest fails. */
#include "guest.h"

void *memcpy(void *restrict to, const void *restrict from, u32 n) {
  u8 *t = to;
  const u8 *f = from;
  if ((((u32)t | (u32)f) & 3) == 0)
    for (; n >= 4; n -= 4, t += 4, f += 4) *(u32 *)t = *(const u32 *)f;
  for (; n; n--) *t++ = *f++;
  return to;
}

void *memset(void *to, int value, u32 n) {
  u8 *t = to;
  for (; n && ((u32)t & 3); n--) *t++ = (u8)value;
  u32 word = (u8)value * 0x01010101u;
  for (; n >= 4; n -= 4, t += 4) *(u32 *)t = word;
  for (; n; n--) *t++ = (u8)value;
  return to;
}

static void say(const char *text) {
  u32 n = 0;
  while (text[n]) n++;
  guest_write(ERRORS, text, n);
}

_Noreturn void guest_fail(const char *file, u32 line, const char *message) {
  char digits[12];
  char *first = digits + sizeof digits;
  *--first = 0;
  do *--first = (char)('0' + line % 10);
  while (line /= 10);
  say(file);
  say(":");
  say(first);
  say(": ");
  say(message);
  say("\n");
  guest_syscall(SYS_EXIT, 134, 0, 0);
  __builtin_unreachable();
}
