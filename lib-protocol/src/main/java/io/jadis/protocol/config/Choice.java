package io.jadis.protocol.config;

/** A value of an enum directive. Its word in redis.conf is the constant's name in lower case, with - for _. */
public interface Choice {
    /** The constant's name. */
    String name();

    /** The word in redis.conf. */
    default String word() {
        return ByteText.lower(name()).replace('_', '-');
    }

    /** The choice that is kept for this one: itself, unless two words mean the same. */
    default Choice kept() {
        return this;
    }

    /** How a full copy comes that doesn't go through a file: {@code repl-compression}. */
    enum ReplCompression implements Choice { NO, LZ4 }

    /** What the event loops run on: {@code transport}. */
    enum Transport implements Choice {
        AUTO, IO_URING, EPOLL, KQUEUE, NIO;

        @Override
        public String word() {
            return ByteText.lower(name());
        }
    }

    /** {@code supervised} */
    enum Supervised implements Choice { UPSTART, SYSTEMD, AUTO, NO }

    /** {@code loglevel} */
    enum LogLevel implements Choice { DEBUG, VERBOSE, NOTICE, WARNING, NOTHING }

    /** {@code syslog-facility} */
    enum SyslogFacility implements Choice { USER, LOCAL0, LOCAL1, LOCAL2, LOCAL3, LOCAL4, LOCAL5, LOCAL6, LOCAL7 }

    /** Who may use a dangerous feature: {@code enable-debug-command} and its like. */
    enum ProtectedAction implements Choice {
        NO, YES, LOCAL;

        /** Whether a client may, given that it is local (loopback or unix socket) or not. */
        public boolean allows(boolean clientIsLocal) {
            return this == YES || this == LOCAL && clientIsLocal;
        }
    }

    /** {@code tls-auth-clients} */
    enum TlsAuthClients implements Choice { NO, YES, OPTIONAL }

    /** {@code maxmemory-policy} */
    enum MaxmemoryPolicy implements Choice {
        VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL, ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM, NOEVICTION
    }

    /** {@code appendfsync} */
    enum AppendFsync implements Choice { EVERYSEC, ALWAYS, NO }

    /** {@code repl-diskless-load} */
    enum DisklessLoad implements Choice { DISABLED, ON_EMPTY_DB, SWAPDB }

    /** {@code sanitize-dump-payload} */
    enum SanitizeDumpPayload implements Choice { NO, YES, CLIENTS }

    /** {@code acl-pubsub-default} */
    enum AclPubsubDefault implements Choice { ALLCHANNELS, RESETCHANNELS }

    /** {@code cluster-preferred-endpoint-type} */
    enum EndpointType implements Choice { IP, HOSTNAME, UNKNOWN_ENDPOINT }

    /** {@code propagation-error-behavior} */
    enum PropagationErrorBehavior implements Choice { IGNORE, PANIC, PANIC_ON_REPLICAS }

    /** {@code oom-score-adj} */
    enum OomScoreAdj implements Choice {
        NO, YES, RELATIVE, ABSOLUTE;

        @Override
        public Choice kept() {
            return this == RELATIVE ? YES : this;
        }
    }

    /** {@code shutdown-on-sigint} and {@code shutdown-on-sigterm}: a set of these, {@code default} if none. */
    enum ShutdownFlag implements Choice { SAVE, NOSAVE, NOW, FORCE }
}
