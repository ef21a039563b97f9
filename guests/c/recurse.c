/* Input: u32 n. Public values: u32 sum of a constant table, of a variable, and of n nested frames of 1 KiB each. Says whether a stack
   that is used up shows, or overwrites what stands beside it. */
#include "guest.h"

static const u32 table[4] = {1, 2, 3, 4};
static u32 variable = 100;

__attribute__((noinline)) static u32 descend(u32 n, const volatile u32 *caller) {
  volatile u32 frame[248];
  for (u32 i = 0; i < 4; i++) frame[i] = frame[247 - i] = caller[i] + 1;
  u32 below = n ? descend(n - 1, frame) : 0;
  return below + frame[0] + 4 * caller[3] - 3 * frame[247] - frame[244];
}

int main(void) {
  u32 n = 0;
  assert(guest_read(&n, sizeof n) == sizeof n);
  u32 first[4] = {1, 2, 3, 4};
  u32 sum = descend(n, first) + variable;
  for (u32 i = 0; i < 4; i++) sum += *(volatile const u32 *)&table[i];
  guest_write(PUBLIC, &sum, sizeof sum);
  return 0;
}
