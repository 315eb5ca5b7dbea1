#!/bin/sh
# Starts @program@ on the runtime image beside this script. Nothing forks unless this very file was reached through a
# symbolic link, so the shell's part of a start is about a millisecond. The ".." stays in the path: the kernel follows
# it after the links of the directory, which the shell could not do without a fork.

# What other Java programs on the machine were told does not concern this process. File names are UTF-8 in any locale.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
export LC_ALL=C.UTF-8

self=$0
if [ -h "$self" ]; then
    self=$(readlink -f -- "$self") || exit 1
fi
case $self in
    */*) home=${self%/*}/.. ;;
    *) home=.. ;;
esac

# As Redis's "make install" links them: all are redis-server, and what the name says that it is called by.
case @program@:${0##*/} in
    redis-server:*redis-check-rdb*) exec "$home/bin/redis-check-rdb" "$@" ;;
    redis-server:*redis-check-aof*) exec "$home/bin/redis-check-aof" "$@" ;;
    redis-server:*redis-sentinel*) exec "$home/bin/redis-sentinel" "$@" ;;
esac

# As old guides start a Sentinel: redis-server sentinel.conf --sentinel
case @program@:" $* " in
    redis-server:*" --sentinel "*) exec "$home/bin/redis-sentinel" "$@" ;;
esac

# A JVM doesn't start in a directory that has been removed. /proc is like that in that nothing can be made there. Only
# where its name isn't the directory's the shell looks closer: above may be one that this user may not pass.
[ "$PWD" -ef . ] || [ -n "$(pwd -P 2> /dev/null)" ] || cd /proc 2> /dev/null

# Recorded when the distribution was built. Without it the program runs all the same, but takes some times as long to
# start.
cache=
if [ -r "$home/lib/@program@.aot" ]; then
    cache=-XX:AOTCache=$home/lib/@program@.aot
fi

# JADIS_JVM_OPTIONS: further words for this one JVM; they win over the file (docs/jvm.md: but for the collector).
set -f
exec "$home/runtime/bin/@program@" "@$home/conf/@options@" ${cache:+"$cache"} $JADIS_JVM_OPTIONS \
    "-Djadis.launcher=$0" -cp "$home/lib/@jar@" @mainClass@ "$@"
