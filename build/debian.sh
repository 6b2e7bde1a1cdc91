# For scripts that fill a cache folder, from Debian's packages among others: to be sourced, not run. They have
#
#   program            what they are called in what they say
#   assets, log        the cache folder, and a file in it for the output of what they run
#   debian_suite       the Debian that packages are taken from
#   work               set by open_cache: a folder for what is under way
#   complete, finish   functions: whether the folder has everything, and the end of the script

say() { echo "$program: $*" >&2; }

die() {
    say "$*"
    exit 1
}

# Runs a command with its output in the log; on failure the last lines of it are shown.
logged() {
    local what=$1
    shift
    echo "== $what: $*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null && return
    tail -n 15 "$log" >&2
    die "$what failed; the whole log is $log"
}

# Makes the cache folder and a folder for work in it, after whoever fills it now, if anybody does; ends the script by its
# `finish` when that has made its `complete` true. $1: the variable that names another folder
open_cache() {
    mkdir -p "$assets" 2>/dev/null && [[ -w $assets ]] || die "cannot write to $assets (expected: a folder of yours; $1 names another)"
    if command -v flock >/dev/null; then
        exec 9>"$assets/.lock"
        flock -n 9 || { say "another run is filling $assets, waiting for it" && flock 9; }
        ! complete || finish
        rm -rf "$assets"/.work.* # of runs that were killed
    fi
    work=$(mktemp -d "$assets/.work.XXXXXX")
    trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
    : >"$log"
}

# The machine's own Debian sources, as deb-src of the suite we need, in apt's two formats.
deb822_sources() {
    awk -v suite="$debian_suite" '
        function flush() {
            if (types ~ /(^| )deb( |$)/ && enabled !~ /^ *no/ && suites " " ~ "(^| )" suite " " && components ~ /(^| )main( |$)/ \
                    && (uris ~ /\/debian\/?( |$)/ || signed ~ /debian-archive/))
                print "Types: deb deb-src\nURIs:" uris "\nSuites: " suite "\nComponents: main\n" (signed == "" ? "" : "Signed-By:" signed "\n")
            types = uris = suites = components = signed = enabled = key = ""
        }
        FNR == 1 { flush() }
        /^#/ { next }
        /^[ \t]*$/ { flush(); next }
        /^[^ \t]/ { key = tolower($0); sub(/:.*/, "", key); value = $0; sub(/^[^:]*:[ \t]*/, "", value); value = " " value }
        /^[ \t]/ { value = "\n" $0 }
        key == "types" { types = types value }
        key == "uris" { uris = uris value }
        key == "suites" { suites = suites value }
        key == "components" { components = components value }
        key == "signed-by" { signed = signed value }
        key == "enabled" { enabled = enabled value }
        END { flush() }
    ' "$@"
}

one_line_sources() {
    awk -v suite="$debian_suite" '
        $1 == "deb" {
            line = $0; options = ""
            sub(/^[ \t]*deb[ \t]+/, "", line)
            if (match(line, /^\[[^]]*\][ \t]+/)) { options = substr(line, 1, RLENGTH); line = substr(line, RLENGTH + 1) }
            count = split(line, field, /[ \t]+/)
            main = 0
            for (i = 3; i <= count; i++) main = main || field[i] == "main"
            if (field[2] != suite || !main || (field[1] !~ /\/debian\/?$/ && options !~ /debian-archive/)) next
            print "deb " options field[1] " " suite " main\ndeb-src " options field[1] " " suite " main"
        }
    ' "$@"
}

readable_files() {
    local file
    for file in "$@"; do [[ ! -r $file ]] || echo "$file"; done
}

# A configuration of apt beside the machine's: its own sources and lists, everything else (proxies, keys) as it is.
#
# what: that is looked for, for the message that it can be brought by hand
prepare_apt() {
    local what=$1 apt=$work/apt files
    mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
    mapfile -t files < <(readable_files /etc/apt/sources.list.d/*.sources)
    [[ ${#files[@]} -eq 0 ]] || deb822_sources "${files[@]}" >"$apt/sources/debian.sources"
    mapfile -t files < <(readable_files /etc/apt/sources.list /etc/apt/sources.list.d/*.list)
    [[ ${#files[@]} -eq 0 ]] || one_line_sources "${files[@]}" >"$apt/sources/debian.list"
    grep -qs deb-src "$apt"/sources/* || die "no source of Debian $debian_suite main in /etc/apt (expected: one," \
        "from which a deb-src line can be derived); or put $what into $assets yourself"
    apt_options=(
        -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$apt/sources" -o "Dir::State::lists=$apt/lists"
        -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=$(id -un)" -o "Acquire::Retries=3" -o "Acquire::Languages=none"
    )
    logged "reading Debian's package lists" apt-get "${apt_options[@]}" update
}
