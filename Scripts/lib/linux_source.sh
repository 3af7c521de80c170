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
