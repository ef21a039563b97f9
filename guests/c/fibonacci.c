/* Input: u64 n. Public values: fib(n) mod 2^64. */
#include "guest.h"

int main(void) {
  u64 n = 0;
  guest_read(&n, sizeof n);
  u64 a = 0, b = 1;
  for (; n; n--) {
    u64 next = a + b;
    a = b;
    b = next;
  }
  guest_write(PUBLIC, &a, sizeof a);
  return 0;
}
