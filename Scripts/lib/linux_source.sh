# shellcheck shell=bash
# For the scripts that make a Linux tree: to be sourced.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "error: $*"; exit 1; }

# tree_folder DIR: its absolute name, below a folder that is there. Sets $dir and $stamps.
tree_folder() {
    [[ $1 != *[[:space:]:]* ]] || die "make cannot build below a path with spaces or colons: $1"
    mkdir -p "$(dirname "$1")"
    dir=$(cd "$(dirname "$1")" && pwd -P)/$(basename "$1")
    stamps=$dir/.sc-stamps
}

# A stamp holds what its step depended on, so that other parts or options redo just that step.
finished() { [[ -f $stamps/$1 && $(<"$stamps/$1") == "$2" ]]; }
finish() { mkdir -p "$stamps"; printf '%s\n' "$2" >"$stamps/$1.tmp"; mv "$stamps/$1.tmp" "$stamps/$1"; }

# The distribution's package, not kernel.org: apt verifies it, and everybody gets the same tree.
tarball=/usr/src/linux-source-6.1.tar.xz

# kernel_packages CROSS: install what a kernel's build needs. The things themselves are looked for, not the
# packages: a tool that came from elsewhere is as good, and a machine that has them all needs neither root nor
# a network.
kernel_packages() {
    local cross=$1 missing=() root apt
    need() { command -v "$1" >/dev/null || missing+=("${2:-$1}"); }
    need gcc; need make; need flex; need bison; need bc; need python3; need xz xz-utils
    [[ -z $cross ]] || need "${cross}gcc" "gcc-${cross%-}"
    has_header() { command -v gcc >/dev/null && gcc -E -include "$1" -x c /dev/null >/dev/null 2>&1; }
    has_header gelf.h || missing+=(libelf-dev)              # objtool
    has_header openssl/opensslv.h || missing+=(libssl-dev)  # the module signing and certificate tools
    [[ -f $stamps/unpacked || -f $tarball ]] || missing+=(linux-source-6.1)
    ((${#missing[@]})) || return 0
    say "installing ${missing[*]}"
    root=(env DEBIAN_FRONTEND=noninteractive)
    ((EUID == 0)) || root=(sudo "${root[@]}")
    # Another apt may be at work (an image's first boot, a second job): wait for it.
    apt=("${root[@]}" apt-get -q -y -o DPkg::Lock::Timeout=600)
    # stdout is for the final line alone. The lists may be old or absent: refresh only when needed.
    "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2 ||
        { "${apt[@]}" update >&2 && "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2; }
}

# Sources, unpacked beside $dir and renamed: a $dir with a Makefile is a whole tree.
unpack_kernel() {
    [[ ! -f $stamps/unpacked ]] || return 0
    # It may exist, but empty: never unpack over something that is not ours.
    [[ ! -e $dir ]] || rmdir "$dir" 2>/dev/null || die "$dir is in the way (not a tree made by this script)"
    say "unpacking $tarball"
    rm -rf "$dir.unpacking"
    mkdir "$dir.unpacking"
    tar -xJf "$tarball" -C "$dir.unpacking" --strip-components=1
    mkdir "$dir.unpacking/.sc-stamps"
    touch "$dir.unpacking/.sc-stamps/unpacked"
    mv "$dir.unpacking" "$dir"
}

# kernel_options ARCH: sets $wanted, what has to be set in the end, $enable and $disable, what olddefconfig has to
# be told for that; the rest follows from it.
kernel_options() {
    if [[ $1 == x86_64 ]]; then
        # Everything that uses static calls on x86 is on, though few of it is built by default, so that
        # SC_LINUX_PARTS can name any of it without a new configuration.
        wanted=(
            HAVE_STATIC_CALL_INLINE STATIC_CALL_SELFTEST PREEMPT_DYNAMIC
            PERF_EVENTS CPU_SUP_INTEL CPU_SUP_AMD
            KVM KVM_INTEL KVM_AMD
            FTRACE FUNCTION_TRACER EVENT_TRACING TRACEPOINTS BPF_EVENTS
            TRUSTED_KEYS TRUSTED_KEYS_TPM ENCRYPTED_KEYS TCG_TPM
            HYPERVISOR_GUEST PARAVIRT XEN X86_AMD_PSTATE BPF_SYSCALL BPF_JIT CRYPTO_AES_NI_INTEL
        )
        enable=(
            VIRTUALIZATION KVM KVM_INTEL KVM_AMD
            FTRACE FUNCTION_TRACER FTRACE_SYSCALLS
            KEYS TCG_TPM TRUSTED_KEYS TRUSTED_KEYS_TPM ENCRYPTED_KEYS
            HYPERVISOR_GUEST PARAVIRT XEN X86_AMD_PSTATE BPF_SYSCALL BPF_JIT CRYPTO_AES_NI_INTEL
            PREEMPT_DYNAMIC DEBUG_KERNEL RUNTIME_TESTING_MENU STATIC_CALL_SELFTEST
            DEBUG_INFO_NONE  # half the build time, and none of the code
        )
    else
        # The users of static calls that belong to no architecture.
        wanted=(PERF_EVENTS FTRACE FUNCTION_TRACER EVENT_TRACING TRACEPOINTS BPF_EVENTS BPF_SYSCALL BPF_JIT)
        enable=(FTRACE FUNCTION_TRACER FTRACE_SYSCALLS BPF_SYSCALL BPF_JIT DEBUG_KERNEL DEBUG_INFO_NONE)
    fi
    # No debug information; no signing, whose keys the distribution keeps outside this tree.
    # WERROR: a warning of a newer compiler is no reason to have no tree.
    disable=(
        DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT DEBUG_INFO_DWARF4 DEBUG_INFO_DWARF5
        MODULE_SIG SECURITY_LOCKDOWN_LSM SYSTEM_REVOCATION_LIST WERROR
    )
}

# set_options FILE: put $enable and $disable into a configuration; in a kernel's source folder.
set_options() {
    local option
    for option in "${enable[@]}"; do scripts/config --file "$1" --enable "$option"; done
    for option in "${disable[@]}"; do scripts/config --file "$1" --disable "$option"; done
    scripts/config --file "$1" --set-str SYSTEM_TRUSTED_KEYS "" --set-str SYSTEM_REVOCATION_KEYS "" \
        --set-str MODULE_SIG_KEY ""
}

# has_options FILE: olddefconfig drops what lacks a dependency without a word.
has_options() {
    local option
    for option in "${wanted[@]}"; do
        grep -Eq "^CONFIG_$option=[ym]\$" "$1" || die "CONFIG_$option is not set in $1"
    done
    ! grep -q '^CONFIG_DEBUG_INFO=y' "$1" || die "CONFIG_DEBUG_INFO is still set in $1"
}
