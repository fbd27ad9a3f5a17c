# What git's hooks do, in the shell alone wherever there is nothing to ask. Sourced by a hook that
# has said its event in wl_event, below the head that the settings were written into.
#
# Nothing in here may stop a commit or a push: whoever sources this ends with 0 whatever happens
# (`trap 'exit 0' EXIT`), and errors go nowhere (2 is /dev/null, 3 is what git gave as 2). A
# process costs a millisecond of a commit that takes four, so what the shell can do itself it does;
# and the shell reads a file as far as it gets, so what is needed most often comes first.
# shellcheck shell=sh disable=SC2016,SC2154,SC3013 # backquotes as text; wl_… are in the head; -nt

case ${WATERLINE-} in
off | 0) exit 0 ;;
esac

# Settings that were written by hand since, or a program that was updated: written anew, once.
if [ "$wl_config" -nt "$wl_gate" ] || [ "$wl_source" -nt "$wl_gate" ]; then
    if [ -z "${wl_renewed-}" ] && [ -x "$wl_python" ] && [ -w "${wl_gate%/*}" ]; then
        wl_renewed=yes
        (wl_home && exec "$wl_python" "$wl_flags" -m waterline hook gate) </dev/null >/dev/null 2>&1
        # shellcheck disable=SC1090 # this very file
        . "$wl_gate"
        exit 0
    fi
fi

# No terminal and no agent (a program with windows commits): nobody to ask, nothing to keep.
if [ "$wl_event$wl_agents" = commit-msg ] && [ ! -t 3 ]; then
    exit 0
fi

# Tell whether git is in the middle of something whose commits were made before.
wl_in_sequence() {
    [ -e "$1/rebase-merge" ] || [ -e "$1/rebase-apply" ] || [ -e "$1/sequencer" ] ||
        [ -e "$1/CHERRY_PICK_HEAD" ] || [ -e "$1/REVERT_HEAD" ] || [ -e "$1/MERGE_HEAD" ]
}

# Count the staged lines. Python leaves generated files out, so it may count fewer.
wl_is_substantive() {
    wl_counts=$(LC_ALL=C git diff-index --cached --shortstat HEAD --) || return 0 # no HEAD yet
    wl_lines=0 wl_before=0
    for wl_word in $wl_counts; do
        case $wl_word in
        insertion* | deletion*) wl_lines=$((wl_lines + wl_before)) ;;
        esac
        wl_before=$wl_word
    done
    [ "$wl_lines" -ge "$wl_min_lines" ]
}

# A person, with what is set for all repositories: most commits end here, below min_lines.
wl_counted=
if [ "$wl_event$wl_agents$wl_repositories" = commit-msg ]; then
    if [ "$wl_ask" = never ] || [ -n "${CI-}" ] || wl_in_sequence "${1%/*}"; then
        exit 0
    fi
    if [ "$wl_ask/$wl_unknown" = commit/ask ]; then
        wl_is_substantive || exit 0
        wl_counted=yes
    fi
fi

# --- What is seldom needed.

# Name the file for what is to be kept. One without its last line is unfinished, so no second name
# and no renaming (a process) are needed.
wl_name_file() {
    umask 077
    [ -d "$wl_inbox" ] || mkdir -p "$wl_inbox"
    wl_id=
    [ ! -r /proc/sys/kernel/random/uuid ] || read -r wl_id </proc/sys/kernel/random/uuid
    if [ -z "$wl_id" ]; then
        # shellcheck disable=SC2046 # one word for each byte pair
        set -- $(od -An -N16 -tx2 /dev/urandom)
        wl_id=$1$2-$3-$4-$5-$6$7$8
    fi
    wl_file=$wl_inbox/$wl_id.hook
}

# Go to the folder's true name, and tell whether it can stand on a line.
wl_has_folder() {
    cd -P . || return 1
    case $PWD in
    *'
'*) return 1 ;;
    esac
}

# Keep the names of the agent's variables: what git can't tell afterwards.
wl_environment() {
    wl_has_folder && [ -n "${GIT_AUTHOR_DATE-}" ] || return 0
    wl_name_file
    printf 'waterline 1 environment\nvariables%s\nauthor %s|%s\nfolder %s\nend\n' \
        "$wl_names" "$GIT_AUTHOR_DATE" "${GIT_AUTHOR_EMAIL-}" "$PWD" >"$wl_file"
}

# Tell whether git was started from the job in the foreground of its terminal. Where the shell
# can't know it, Python looks again.
wl_is_in_front() {
    [ -r /proc/self/stat ] || return 0
    read -r _ _ _ _ wl_group _ _ wl_front _ </proc/self/stat
    [ "$wl_group" = "$wl_front" ]
}

# Let what is set for this repository alone count.
wl_look_where() {
    [ -n "$wl_repositories" ] || return 0
    wl_dir=${GIT_DIR:-.git}
    [ ! -f "$wl_dir" ] || read -r _ wl_dir <"$wl_dir"
    cd -P . || return 0
    wl_here=$PWD
    cd -P "$wl_dir" || return 0
    wl_common=$PWD
    [ ! -f commondir ] || wl_common=${wl_common%/worktrees/*}
    cd "$wl_here" || exit 0
    wl_repository "$wl_common"
}

# Look through the message for what could say that AI helped; Python judges what is found.
wl_is_possible() {
    wl_is_signal_address "${GIT_AUTHOR_EMAIL-}" && return
    case ${GIT_AUTHOR_NAME-} in
    *' (aider)' | *'[bot]') return 0 ;;
    esac
    while IFS= read -r wl_line || [ -n "$wl_line" ]; do
        case $wl_line in
        *' >8 -'*) return 1 ;; # `commit -v` puts the diff below
        esac
        wl_is_signal "$wl_line" && return
    done <"$1"
    return 1
}

wl_say() {
    if [ -n "${NO_COLOR-}" ] || [ "${TERM-dumb}" = dumb ]; then
        printf '%s\n' "$1" >&3
    else
        printf '\033[2m%s\033[0m\n' "$1" >&3
    fi
}

# Give the terminal back as it was. Only Python that was killed leaves it as a form needs it: raw,
# on the other screen, without a cursor, with the mouse and pastes reported, and maybe in the midst
# of a sequence (which CAN ends) or of a frame.
wl_mend_terminal() {
    stty "$wl_terminal" <&3
    printf '\030\033[?2026l\033[<u\033[?1000l\033[?1003l\033[?1006l\033[?1015l\033[?1004l\033[?2004l' >&3
    printf '\033[?1049l\033[?7h\033[?25h\n' >&3
}

# Start Python. Its 75 is the one answer that stops what git is doing: the person said so.
wl_run() {
    if [ ! -x "$wl_python" ]; then
        [ ! -t 3 ] || wl_say "$wl_gone"
        exit 0
    fi
    wl_home
    wl_terminal=
    [ "$1" != commit-msg ] || wl_terminal=$(stty -g <&3)
    "$wl_python" "$wl_flags" -m waterline hook "$@" 2>&3 3>&-
    wl_code=$?
    if [ "$wl_code" = 75 ]; then
        trap - EXIT
        exit 1
    fi
    [ "$wl_code" -le 128 ] || [ -z "$wl_terminal" ] || wl_mend_terminal
    exit 0
}

wl_commit_msg() {
    if [ -n "$wl_names" ]; then
        wl_in_sequence "${1%/*}" || wl_environment
        exit 0
    fi
    wl_look_where
    if [ ! -t 3 ] || [ "$wl_ask" = never ] || [ -n "${CI-}" ] || wl_in_sequence "${1%/*}"; then
        exit 0
    fi
    IFS= read -r wl_subject <"$1"
    case $wl_subject in
    'fixup! '* | 'squash! '* | 'amend! '* | 'Revert "'*) exit 0 ;;
    esac
    # Where unknown changes are let be, most messages hold nothing that could be a signal.
    case $wl_ask/$wl_unknown/$wl_after in
    */learned | commit/ask/* | */assisted/*) ;;
    *) wl_is_possible "$1" || exit 0 ;;
    esac
    [ -n "$wl_counted" ] || wl_is_substantive || exit 0
    wl_is_in_front || exit 0
    case $wl_ask/$wl_after in
    later/owed) wl_say 'waterline: to be explained later: `waterline owed` lists it' ;;
    later/off) ;;
    *) wl_run commit-msg "$1" ;;
    esac
}

# Keep what was rewritten into what, as git tells it on standard input.
wl_post_rewrite() {
    IFS=' ' read -r wl_old wl_new _ || exit 0
    wl_has_folder || exit 0
    wl_name_file
    {
        printf 'waterline 1 rewrite\npair %s %s\n' "$wl_old" "$wl_new"
        while IFS=' ' read -r wl_old wl_new _; do
            printf 'pair %s %s\n' "$wl_old" "$wl_new"
        done
        printf 'folder %s\nend\n' "$PWD"
    } >"$wl_file"
}

wl_pre_push() {
    wl_look_where
    case $wl_push in
    off) exit 0 ;;
    remind) [ -z "$wl_names" ] && [ -t 3 ] && wl_is_in_front || exit 0 ;;
    esac
    [ -z "${CI-}" ] || exit 0
    wl_run pre-push "$@"
}

wl_names=
[ -z "$wl_agents" ] || wl_look_for_agents
case $wl_event in
commit-msg) wl_commit_msg "$@" ;;
post-rewrite) wl_post_rewrite ;;
pre-push) wl_pre_push "$@" ;;
esac
exit 0
