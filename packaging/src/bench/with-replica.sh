#!/bin/sh
# with-replica.sh PROGRAM ARGUMENT…: runs a redis-server in this process, and beside it a replica (REPLICA, by default Debian's
# redis-server) that follows it on one CPU (REPLICA_CPU, by default the last) and ends with it. For tools that start a server by one path, such as those
# that compare the speed of two: name them a script that calls this one. Replicas of Redis 7.0 need a master with
# --rdb-version 10.
program=$1; shift
port=; previous=
for word in "$@"; do
    [ "$previous" = --port ] && port=$word
    previous=$word
done
master=$$
(
    exec >/dev/null 2>&1
    directory=$(mktemp -d)
    cpu=${REPLICA_CPU:-$(($(nproc --all) - 1))}
    taskset -c "$cpu" "${REPLICA:-/usr/bin/redis-server}" --port 0 --unixsocket "$directory/s" --save '' --dir "$directory" \
        --replicaof 127.0.0.1 "$port" &
    replica=$!
    while kill -0 "$master"; do sleep 1; done
    kill -9 $replica
    rm -rf "$directory"
) &
exec "$program" "$@"
