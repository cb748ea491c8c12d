#include "base/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fs.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* Not in the kernel headers of Debian 12 (Landlock ABI 3, Linux 6.2). */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

static const uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t all_rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

void gk_sandbox_allow_read(gk_sandbox *box, int dir)
{
    if (dir >= 0 && box->read_count < GK_SANDBOX_DIRS) box->read_dirs[box->read_count++] = dir;
}

void gk_sandbox_allow_write(gk_sandbox *box, int dir)
{
    if (dir >= 0 && box->write_count < GK_SANDBOX_DIRS) box->write_dirs[box->write_count++] = dir;
}

static bool add_rule(int ruleset, int dir, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = dir};
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

/* A kernel without Landlock is no fault: the list of system calls still holds. */
static bool restrict_files(const gk_sandbox *box)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return true;
    uint64_t truncate = abi >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0;
    struct landlock_ruleset_attr attr = {.handled_access_fs = all_rights | truncate};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) return false;
    const uint64_t write_rights = read_rights | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                  LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | truncate;
    bool done = true;
    for (size_t i = 0; i < box->read_count; i++)
        done &= add_rule(ruleset, box->read_dirs[i], read_rights);
    for (size_t i = 0; i < box->write_count; i++)
        done &= add_rule(ruleset, box->write_dirs[i], write_rights);
    done = done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}

static bool restrict_calls(bool look_up)
{
    static const int allowed[] = {
        SCMP_SYS(read),
        SCMP_SYS(pread64),
        SCMP_SYS(write),
        SCMP_SYS(pwrite64),
        SCMP_SYS(readv),
        SCMP_SYS(writev),
        SCMP_SYS(lseek),
        SCMP_SYS(openat),
        SCMP_SYS(close),
        SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),
        SCMP_SYS(mkdirat),
        SCMP_SYS(unlinkat),
        SCMP_SYS(ftruncate),
        SCMP_SYS(copy_file_range),
        SCMP_SYS(brk),
        SCMP_SYS(mmap),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(setitimer),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(sched_yield),
        SCMP_SYS(getrandom),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter) return false;
    bool done = true;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        done &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    static const int looking_up[] = {SCMP_SYS(access),     SCMP_SYS(faccessat),
                                     SCMP_SYS(faccessat2), SCMP_SYS(getdents64),
                                     SCMP_SYS(readlink),   SCMP_SYS(memfd_create)};
    for (size_t i = 0; look_up && i < sizeof looking_up / sizeof *looking_up; i++)
        done &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, looking_up[i], 0) == 0;
    /* Landlock knows nothing of modes, and abort() sends its signal by tgkill: only to the modes
     * that an output has, only to the process itself. */
    done &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fchmod), 1,
                             SCMP_A1(SCMP_CMP_EQ, GK_FS_DIR_MODE)) == 0;
    done &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fchmod), 1,
                             SCMP_A1(SCMP_CMP_EQ, GK_FS_FILE_MODE)) == 0;
    done &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

bool gk_sandbox_enter(const gk_sandbox *box)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    return restrict_files(box) && (SANITIZED || restrict_calls(box->look_up));
}
