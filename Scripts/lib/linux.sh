# shellcheck shell=bash
# For the scripts that rewrite a Linux tree: to be sourced.

failed() { printf '%s: %s\n' "${0##*/}" "$*" >&2; echo "${0##*/}: FAILED"; exit 1; }

# rewrite TOOL DIR GEN PATH...: run the tool on PATHs of the tree DIR, and see that GEN is all there.
rewrite() {
    local tool=$1 dir=$2 gen=$3 part
    shift 3
    rm -rf "$gen"
    (cd "$dir" && "$tool" --root . -p . --out "$gen" "$@") || failed "sc-rewrite exits with $?"
    for part in static_calls.diff static_calls.json; do
        [[ -f $gen/$part ]] || failed "$gen/$part is missing"
    done
    if [[ -s $gen/static_calls.diff ]]; then
        patch -d "$dir" -p1 --dry-run --force --fuzz=0 --silent <"$gen/static_calls.diff" ||
            failed "static_calls.diff does not apply to $dir"
    fi
}

# clone DIR CLONE: copy a tree by hard links. The kernel's include paths are relative, so a rewritten
# file needs the whole tree around it, and this costs seconds instead of gigabytes. A DIR that is a
# mount point cannot be linked into its parent: copy then.
clone() {
    rm -rf "$2"
    mkdir "$2"
    find "$1" -mindepth 1 -maxdepth 1 ! -name .git -exec cp -al --target-directory="$2" {} + 2>/dev/null ||
        find "$1" -mindepth 1 -maxdepth 1 ! -name .git -exec cp -a --force --target-directory="$2" {} +
}

# lay_over GEN CLONE: put the tool's sources and headers in place of the tree's. What GEN has besides
# has no counterpart in the tree. Never write into a file of CLONE: it is the tree's own.
lay_over() {
    local file
    while IFS= read -r -d '' file; do
        [[ ! -f $2/$file ]] || printf '%s\0' "$file"
    done < <(cd "$1" && find . -type f -name '*.[ch]' -print0) |
        (cd "$1" && xargs -0 -r cp --remove-destination --parents --target-directory="$2")
}
