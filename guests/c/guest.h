/* The guest ABI for C: Linux's read and write, where fd 0 is the input, 1 and 2 the console, 3 the public values. */
#ifndef PELLUCID_GUEST_H
#define PELLUCID_GUEST_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

/* system calls: written by `npm run gen` */
enum { SYS_EXIT = 93, SYS_READ = 63, SYS_WRITE = 64 };
/* end of system calls */

enum { INPUT = 0, CONSOLE = 1, ERRORS = 2, PUBLIC = 3 };

static inline int guest_syscall(int number, int a, void *b, u32 c) {
  register int a0 __asm__("a0") = a;
  register void *a1 __asm__("a1") = b;
  register u32 a2 __asm__("a2") = c;
  register int a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}

/* Bytes read; fewer than n only at the end of the input. */
static inline u32 guest_read(void *to, u32 n) {
  u32 done = 0;
  while (done < n) {
    int got = guest_syscall(SYS_READ, INPUT, (u8 *)to + done, n - done);
    if (got <= 0) break;
    done += (u32)got;
  }
  return done;
}

static inline void guest_write(int fd, const void *from, u32 n) { guest_syscall(SYS_WRITE, fd, (void *)from, n); }

/* Says what is wrong and where on descriptor 2, and ends the run with code 134. */
_Noreturn void guest_fail(const char *file, u32 line, const char *message);

#ifndef assert
#define assert(condition) ((condition) ? (void)0 : guest_fail(__FILE__, __LINE__, "assertion failed: " #condition))
#endif

#endif
