package io.jadis.protocol.config;

import static io.jadis.protocol.config.Trait.DEBUG;
import static io.jadis.protocol.config.Trait.DENY_LOADING;
import static io.jadis.protocol.config.Trait.HIDDEN;
import static io.jadis.protocol.config.Trait.IMMUTABLE;
import static io.jadis.protocol.config.Trait.INERT;
import static io.jadis.protocol.config.Trait.PROTECTED;
import static io.jadis.protocol.config.Trait.SENSITIVE;
import static io.jadis.protocol.config.Trait.VOLATILE;

import io.jadis.protocol.config.Choice.AclPubsubDefault;
import io.jadis.protocol.config.Choice.AppendFsync;
import io.jadis.protocol.config.Choice.DisklessLoad;
import io.jadis.protocol.config.Choice.EndpointType;
import io.jadis.protocol.config.Choice.LogLevel;
import io.jadis.protocol.config.Choice.MaxmemoryPolicy;
import io.jadis.protocol.config.Choice.OomScoreAdj;
import io.jadis.protocol.config.Choice.PropagationErrorBehavior;
import io.jadis.protocol.config.Choice.ProtectedAction;
import io.jadis.protocol.config.Choice.ReplCompression;
import io.jadis.protocol.config.Choice.SanitizeDumpPayload;
import io.jadis.protocol.config.Choice.ShutdownFlag;
import io.jadis.protocol.config.Choice.Supervised;
import io.jadis.protocol.config.Choice.SyslogFacility;
import io.jadis.protocol.config.Choice.TlsAuthClients;
import io.jadis.protocol.config.Choice.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every directive of redis.conf, as Redis 7.2.5 has them, and Jadis's own three. A declaration gives the name (and the
 * alias, behind a slash), the default, the bounds and the traits; conf/redis.conf says what the directives mean. Their
 * order is that of {@code CONFIG GET} and of the lines that {@code CONFIG REWRITE} appends.
 *
 * <p>Amounts of memory are in bytes. {@link #MAXMEMORY} and {@link #CLUSTER_LINK_SENDBUF_LIMIT} use all 64 bits of an
 * unsigned long. {@link #MAXMEMORY_CLIENTS} is a percentage of maxmemory where it is negative.
 */
public final class Directives {
    private static final long KB = 1L << 10, MB = 1L << 20, GB = 1L << 30;
    private static final int INT_MIN = Integer.MIN_VALUE, INT_MAX = Integer.MAX_VALUE;
    private static final long LONG_MAX = Long.MAX_VALUE;
    private static final long UNSIGNED_INT_MAX = (1L << 32) - 1;
    private static final long UNSIGNED_LONG_MAX = NumberDirective.UNSIGNED_LONG_MAX;
    private static final int HZ_MIN = 1, HZ_MAX = 500;

    /** In the order of declaration: this comes before the first of them. */
    private static final List<Directive> ALL = new ArrayList<>();

    // Network
    public static final ValueDirective<List<String>> BIND = value("bind", ValueFormats.BIND, List.of("*", "-::*"));
    public static final IntDirective PORT = integer("port", 6379, 0, 65_535);
    public static final TextDirective UNIXSOCKET = optional("unixsocket", IMMUTABLE);
    public static final IntDirective UNIXSOCKETPERM = octal("unixsocketperm", 0, 0, 0_777, IMMUTABLE);
    public static final TextDirective BIND_SOURCE_ADDR = optional("bind-source-addr");
    public static final IntDirective TCP_BACKLOG = integer("tcp-backlog", 511, 0, INT_MAX, IMMUTABLE);
    public static final IntDirective TCP_KEEPALIVE = integer("tcp-keepalive", 300, 0, INT_MAX);
    public static final IntDirective TIMEOUT = integer("timeout", 0, 0, INT_MAX);
    public static final BoolDirective PROTECTED_MODE = bool("protected-mode", true);
    public static final EnumDirective<ProtectedAction> ENABLE_PROTECTED_CONFIGS =
            choice("enable-protected-configs", ProtectedAction.NO, IMMUTABLE);
    public static final EnumDirective<ProtectedAction> ENABLE_DEBUG_COMMAND =
            choice("enable-debug-command", ProtectedAction.NO, IMMUTABLE);
    public static final EnumDirective<ProtectedAction> ENABLE_MODULE_COMMAND =
            choice("enable-module-command", ProtectedAction.NO, IMMUTABLE);

    /** Jadis's own: what the event loops run on. */
    public static final EnumDirective<Transport> TRANSPORT = choice("transport", Transport.AUTO, IMMUTABLE, HIDDEN);

    // TLS
    public static final IntDirective TLS_PORT = integer("tls-port", 0, 0, 65_535);
    public static final TextDirective TLS_CERT_FILE = optional("tls-cert-file", VOLATILE);
    public static final TextDirective TLS_KEY_FILE = optional("tls-key-file", VOLATILE);
    public static final TextDirective TLS_KEY_FILE_PASS = optional("tls-key-file-pass");
    public static final TextDirective TLS_CLIENT_CERT_FILE = optional("tls-client-cert-file", VOLATILE);
    public static final TextDirective TLS_CLIENT_KEY_FILE = optional("tls-client-key-file", VOLATILE);
    public static final TextDirective TLS_CLIENT_KEY_FILE_PASS = optional("tls-client-key-file-pass");
    public static final TextDirective TLS_DH_PARAMS_FILE = optional("tls-dh-params-file", VOLATILE);
    public static final TextDirective TLS_CA_CERT_FILE = optional("tls-ca-cert-file", VOLATILE);
    public static final TextDirective TLS_CA_CERT_DIR = optional("tls-ca-cert-dir", VOLATILE);
    public static final EnumDirective<TlsAuthClients> TLS_AUTH_CLIENTS = choice("tls-auth-clients", TlsAuthClients.YES);
    public static final BoolDirective TLS_REPLICATION = bool("tls-replication", false);
    public static final BoolDirective TLS_CLUSTER = bool("tls-cluster", false);
    public static final TextDirective TLS_PROTOCOLS = optional("tls-protocols");
    public static final TextDirective TLS_CIPHERS = optional("tls-ciphers");
    public static final TextDirective TLS_CIPHERSUITES = optional("tls-ciphersuites");
    public static final BoolDirective TLS_PREFER_SERVER_CIPHERS = bool("tls-prefer-server-ciphers", false);
    public static final BoolDirective TLS_SESSION_CACHING = bool("tls-session-caching", true);
    public static final IntDirective TLS_SESSION_CACHE_SIZE = integer("tls-session-cache-size", 20_480, 0, INT_MAX);
    public static final IntDirective TLS_SESSION_CACHE_TIMEOUT = integer("tls-session-cache-timeout", 300, 0, INT_MAX);

    // General
    public static final BoolDirective DAEMONIZE = bool("daemonize", false, IMMUTABLE);
    public static final EnumDirective<Supervised> SUPERVISED = choice("supervised", Supervised.NO, IMMUTABLE);
    public static final TextDirective PIDFILE = optional("pidfile", IMMUTABLE);
    public static final EnumDirective<LogLevel> LOGLEVEL = choice("loglevel", LogLevel.NOTICE);
    public static final TextDirective LOGFILE = text("logfile", "", IMMUTABLE);
    public static final BoolDirective SYSLOG_ENABLED = bool("syslog-enabled", false, IMMUTABLE);
    public static final TextDirective SYSLOG_IDENT = text("syslog-ident", "redis", IMMUTABLE);
    public static final EnumDirective<SyslogFacility> SYSLOG_FACILITY =
            choice("syslog-facility", SyslogFacility.LOCAL0, IMMUTABLE);
    public static final BoolDirective CRASH_LOG_ENABLED = bool("crash-log-enabled", true);
    public static final IntDirective DATABASES = integer("databases", 16, 1, INT_MAX, IMMUTABLE);
    public static final BoolDirective ALWAYS_SHOW_LOGO = bool("always-show-logo", false, IMMUTABLE);
    public static final BoolDirective SET_PROC_TITLE = bool("set-proc-title", true, IMMUTABLE);
    public static final TextDirective PROC_TITLE_TEMPLATE =
            text("proc-title-template", "{title} {listen-addr} {server-mode}", ValueCheck::processTitle);
    public static final IntDirective HZ = clamped("hz", 10, 0, INT_MAX, HZ_MIN, HZ_MAX);
    public static final IntDirective SHUTDOWN_TIMEOUT = integer("shutdown-timeout", 10, 0, INT_MAX);
    public static final EnumSetDirective<ShutdownFlag> SHUTDOWN_ON_SIGINT =
            flags("shutdown-on-sigint", ShutdownFlag.class, ValueCheck::shutdownFlags);
    public static final EnumSetDirective<ShutdownFlag> SHUTDOWN_ON_SIGTERM =
            flags("shutdown-on-sigterm", ShutdownFlag.class, ValueCheck::shutdownFlags);
    public static final LongDirective BUSY_REPLY_THRESHOLD =
            number("busy-reply-threshold/lua-time-limit", 5000, 0, LONG_MAX);
    public static final EnumDirective<PropagationErrorBehavior> PROPAGATION_ERROR_BEHAVIOR =
            choice("propagation-error-behavior", PropagationErrorBehavior.IGNORE);
    public static final BoolDirective USE_EXIT_ON_PANIC = bool("use-exit-on-panic", false, HIDDEN);

    // Snapshots
    public static final ValueDirective<List<SavePoint>> SAVE = value("save", SavePoint.FORMAT, SavePoint.INITIAL);
    public static final BoolDirective STOP_WRITES_ON_BGSAVE_ERROR = bool("stop-writes-on-bgsave-error", true);
    public static final BoolDirective RDBCOMPRESSION = bool("rdbcompression", true);
    public static final BoolDirective RDBCHECKSUM = bool("rdbchecksum", true, IMMUTABLE);
    public static final EnumDirective<SanitizeDumpPayload> SANITIZE_DUMP_PAYLOAD =
            choice("sanitize-dump-payload", SanitizeDumpPayload.NO, DEBUG);
    public static final TextDirective DBFILENAME =
            text("dbfilename", "dump.rdb", ValueCheck::databaseFileName, PROTECTED);
    public static final BoolDirective RDB_DEL_SYNC_FILES = bool("rdb-del-sync-files", false);
    public static final ValueDirective<String> DIR = value("dir", ValueFormats.DIRECTORY, "", PROTECTED, DENY_LOADING);
    public static final BoolDirective RDB_SAVE_INCREMENTAL_FSYNC = bool("rdb-save-incremental-fsync", true);
    public static final IntDirective RDB_KEY_SAVE_DELAY = integer("rdb-key-save-delay", 0, INT_MIN, INT_MAX, HIDDEN);
    public static final IntDirective KEY_LOAD_DELAY = integer("key-load-delay", 0, INT_MIN, INT_MAX, HIDDEN);
    public static final LongDirective LOADING_PROCESS_EVENTS_INTERVAL_BYTES =
            number("loading-process-events-interval-bytes", 2 * MB, KB, INT_MAX, HIDDEN);
    /** Jadis's own: the version of RDB files and DUMP payloads that are written. */
    public static final IntDirective RDB_VERSION = integer("rdb-version", 11, 9, 11);

    // Replication
    public static final ValueDirective<Optional<MasterAddress>> REPLICAOF =
            value("replicaof/slaveof", MasterAddress.FORMAT, Optional.empty(), IMMUTABLE);
    public static final TextDirective MASTERAUTH = optional("masterauth", SENSITIVE);
    public static final TextDirective MASTERUSER = optional("masteruser", SENSITIVE);
    public static final BoolDirective REPLICA_SERVE_STALE_DATA =
            bool("replica-serve-stale-data/slave-serve-stale-data", true);
    public static final BoolDirective REPLICA_READ_ONLY = bool("replica-read-only/slave-read-only", true, DEBUG);
    public static final BoolDirective REPL_DISKLESS_SYNC = bool("repl-diskless-sync", true, DEBUG);
    public static final IntDirective REPL_DISKLESS_SYNC_DELAY = integer("repl-diskless-sync-delay", 5, 0, INT_MAX);
    public static final IntDirective REPL_DISKLESS_SYNC_MAX_REPLICAS =
            integer("repl-diskless-sync-max-replicas", 0, 0, INT_MAX);
    /** Jadis's own: whether a full copy that doesn't go through a file is to be packed, if the master is Jadis too. */
    public static final EnumDirective<ReplCompression> REPL_COMPRESSION =
            choice("repl-compression", ReplCompression.NO, HIDDEN);
    public static final EnumDirective<DisklessLoad> REPL_DISKLESS_LOAD =
            choice("repl-diskless-load", DisklessLoad.DISABLED, DENY_LOADING, DEBUG);
    public static final IntDirective REPL_PING_REPLICA_PERIOD =
            integer("repl-ping-replica-period/repl-ping-slave-period", 10, 1, INT_MAX);
    public static final IntDirective REPL_TIMEOUT = integer("repl-timeout", 60, 1, INT_MAX);
    public static final BoolDirective REPL_DISABLE_TCP_NODELAY = bool("repl-disable-tcp-nodelay", false);
    public static final LongDirective REPL_BACKLOG_SIZE = memory("repl-backlog-size", MB, 1, LONG_MAX);
    public static final LongDirective REPL_BACKLOG_TTL = number("repl-backlog-ttl", 3600, 0, LONG_MAX);
    public static final IntDirective REPLICA_PRIORITY = integer("replica-priority/slave-priority", 100, 0, INT_MAX);
    public static final BoolDirective REPLICA_IGNORE_DISK_WRITE_ERRORS =
            bool("replica-ignore-disk-write-errors", false);
    public static final BoolDirective REPLICA_ANNOUNCED = bool("replica-announced", true);
    public static final IntDirective MIN_REPLICAS_TO_WRITE =
            integer("min-replicas-to-write/min-slaves-to-write", 0, 0, INT_MAX);
    public static final IntDirective MIN_REPLICAS_MAX_LAG =
            integer("min-replicas-max-lag/min-slaves-max-lag", 10, 0, INT_MAX);
    public static final TextDirective REPLICA_ANNOUNCE_IP = optional("replica-announce-ip/slave-announce-ip");
    public static final IntDirective REPLICA_ANNOUNCE_PORT =
            integer("replica-announce-port/slave-announce-port", 0, 0, 65_535);
    public static final BoolDirective REPLICA_IGNORE_MAXMEMORY =
            bool("replica-ignore-maxmemory/slave-ignore-maxmemory", true);

    // Security
    public static final TextDirective REQUIREPASS = optional("requirepass", SENSITIVE);
    public static final TextDirective ACLFILE = text("aclfile", "", IMMUTABLE);
    public static final LongDirective ACLLOG_MAX_LEN = number("acllog-max-len", 128, 0, LONG_MAX);
    public static final EnumDirective<AclPubsubDefault> ACL_PUBSUB_DEFAULT =
            choice("acl-pubsub-default", AclPubsubDefault.RESETCHANNELS);

    // Clients
    public static final LongDirective MAXCLIENTS = number("maxclients", 10_000, 1, UNSIGNED_INT_MAX);
    public static final LongDirective MAXMEMORY_CLIENTS = memoryOrPercent("maxmemory-clients", 0, -100, LONG_MAX);
    public static final ValueDirective<OutputBufferLimits> CLIENT_OUTPUT_BUFFER_LIMIT =
            value("client-output-buffer-limit", OutputBufferLimits.FORMAT, OutputBufferLimits.INITIAL);
    public static final LongDirective CLIENT_QUERY_BUFFER_LIMIT =
            memory("client-query-buffer-limit", GB, MB, LONG_MAX, DEBUG);
    public static final LongDirective PROTO_MAX_BULK_LEN = memory("proto-max-bulk-len", 512 * MB, MB, LONG_MAX, DEBUG);
    public static final LongDirective TRACKING_TABLE_MAX_KEYS =
            number("tracking-table-max-keys", 1_000_000, 0, LONG_MAX);

    // Memory
    public static final LongDirective MAXMEMORY = memory("maxmemory", 0, 0, UNSIGNED_LONG_MAX);
    public static final EnumDirective<MaxmemoryPolicy> MAXMEMORY_POLICY =
            choice("maxmemory-policy", MaxmemoryPolicy.NOEVICTION);
    public static final IntDirective MAXMEMORY_SAMPLES = integer("maxmemory-samples", 5, 1, INT_MAX);
    public static final IntDirective MAXMEMORY_EVICTION_TENACITY = integer("maxmemory-eviction-tenacity", 10, 0, 100);
    public static final IntDirective LFU_LOG_FACTOR = integer("lfu-log-factor", 10, 0, INT_MAX);
    public static final IntDirective LFU_DECAY_TIME = integer("lfu-decay-time", 1, 0, INT_MAX);
    public static final BoolDirective ACTIVEREHASHING = bool("activerehashing", true);

    // Lazy freeing
    public static final BoolDirective LAZYFREE_LAZY_EVICTION = bool("lazyfree-lazy-eviction", false, DEBUG);
    public static final BoolDirective LAZYFREE_LAZY_EXPIRE = bool("lazyfree-lazy-expire", false, DEBUG);
    public static final BoolDirective LAZYFREE_LAZY_SERVER_DEL = bool("lazyfree-lazy-server-del", false, DEBUG);
    public static final BoolDirective REPLICA_LAZY_FLUSH = bool("replica-lazy-flush/slave-lazy-flush", false);
    public static final BoolDirective LAZYFREE_LAZY_USER_DEL = bool("lazyfree-lazy-user-del", false, DEBUG);
    public static final BoolDirective LAZYFREE_LAZY_USER_FLUSH = bool("lazyfree-lazy-user-flush", false, DEBUG);

    // I/O threads
    public static final IntDirective IO_THREADS = integer("io-threads", 1, 1, 128, IMMUTABLE, DEBUG);

    // Append only file
    public static final BoolDirective APPENDONLY = bool("appendonly", false, DENY_LOADING);
    public static final TextDirective APPENDFILENAME =
            text("appendfilename", "appendonly.aof", ValueCheck::appendFileName, IMMUTABLE);
    public static final TextDirective APPENDDIRNAME =
            text("appenddirname", "appendonlydir", ValueCheck::appendDirectoryName, IMMUTABLE);
    public static final EnumDirective<AppendFsync> APPENDFSYNC = choice("appendfsync", AppendFsync.EVERYSEC);
    public static final BoolDirective NO_APPENDFSYNC_ON_REWRITE = bool("no-appendfsync-on-rewrite", false);
    public static final IntDirective AUTO_AOF_REWRITE_PERCENTAGE =
            integer("auto-aof-rewrite-percentage", 100, 0, INT_MAX);
    public static final LongDirective AUTO_AOF_REWRITE_MIN_SIZE =
            memory("auto-aof-rewrite-min-size", 64 * MB, 0, LONG_MAX);
    public static final BoolDirective AOF_LOAD_TRUNCATED = bool("aof-load-truncated", true);
    public static final BoolDirective AOF_USE_RDB_PREAMBLE = bool("aof-use-rdb-preamble", true);
    public static final BoolDirective AOF_TIMESTAMP_ENABLED = bool("aof-timestamp-enabled", false);
    public static final BoolDirective AOF_REWRITE_INCREMENTAL_FSYNC = bool("aof-rewrite-incremental-fsync", true);
    public static final BoolDirective AOF_DISABLE_AUTO_GC = bool("aof-disable-auto-gc", false, HIDDEN);

    // Cluster
    public static final BoolDirective CLUSTER_ENABLED = bool("cluster-enabled", false, IMMUTABLE);
    public static final TextDirective CLUSTER_CONFIG_FILE = text("cluster-config-file", "nodes.conf", IMMUTABLE);
    public static final LongDirective CLUSTER_NODE_TIMEOUT = number("cluster-node-timeout", 15_000, 0, LONG_MAX);
    public static final IntDirective CLUSTER_PORT = integer("cluster-port", 0, 0, 65_535, IMMUTABLE);
    public static final IntDirective CLUSTER_REPLICA_VALIDITY_FACTOR =
            integer("cluster-replica-validity-factor/cluster-slave-validity-factor", 10, 0, INT_MAX);
    public static final IntDirective CLUSTER_MIGRATION_BARRIER = integer("cluster-migration-barrier", 1, 0, INT_MAX);
    public static final BoolDirective CLUSTER_ALLOW_REPLICA_MIGRATION = bool("cluster-allow-replica-migration", true);
    public static final BoolDirective CLUSTER_REQUIRE_FULL_COVERAGE = bool("cluster-require-full-coverage", true);
    public static final BoolDirective CLUSTER_REPLICA_NO_FAILOVER =
            bool("cluster-replica-no-failover/cluster-slave-no-failover", false);
    public static final BoolDirective CLUSTER_ALLOW_READS_WHEN_DOWN = bool("cluster-allow-reads-when-down", false);
    public static final BoolDirective CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN =
            bool("cluster-allow-pubsubshard-when-down", true);
    public static final LongDirective CLUSTER_LINK_SENDBUF_LIMIT =
            memory("cluster-link-sendbuf-limit", 0, 0, UNSIGNED_LONG_MAX);
    public static final TextDirective CLUSTER_ANNOUNCE_IP = optional("cluster-announce-ip");
    public static final IntDirective CLUSTER_ANNOUNCE_PORT = integer("cluster-announce-port", 0, 0, 65_535);
    public static final IntDirective CLUSTER_ANNOUNCE_TLS_PORT = integer("cluster-announce-tls-port", 0, 0, 65_535);
    public static final IntDirective CLUSTER_ANNOUNCE_BUS_PORT = integer("cluster-announce-bus-port", 0, 0, 65_535);
    public static final TextDirective CLUSTER_ANNOUNCE_HOSTNAME =
            optional("cluster-announce-hostname", ValueCheck::hostName);
    public static final TextDirective CLUSTER_ANNOUNCE_HUMAN_NODENAME =
            optional("cluster-announce-human-nodename", ValueCheck::nodeName);
    public static final EnumDirective<EndpointType> CLUSTER_PREFERRED_ENDPOINT_TYPE =
            choice("cluster-preferred-endpoint-type", EndpointType.IP);
    public static final LongDirective CLUSTER_PING_INTERVAL = number("cluster-ping-interval", 0, 0, LONG_MAX, HIDDEN);

    // Slow log and latency
    public static final LongDirective SLOWLOG_LOG_SLOWER_THAN = number("slowlog-log-slower-than", 10_000, -1, LONG_MAX);
    public static final LongDirective SLOWLOG_MAX_LEN = number("slowlog-max-len", 128, 0, LONG_MAX);
    public static final LongDirective LATENCY_MONITOR_THRESHOLD = number("latency-monitor-threshold", 0, 0, LONG_MAX);
    public static final BoolDirective LATENCY_TRACKING = bool("latency-tracking", true);
    public static final ValueDirective<List<Double>> LATENCY_TRACKING_INFO_PERCENTILES =
            value("latency-tracking-info-percentiles", ValueFormats.PERCENTILES, List.of(50.0, 99.0, 99.9));

    // Events
    public static final IntDirective NOTIFY_KEYSPACE_EVENTS = events("notify-keyspace-events");

    // Data types
    public static final LongDirective HASH_MAX_LISTPACK_ENTRIES =
            number("hash-max-listpack-entries/hash-max-ziplist-entries", 512, 0, LONG_MAX);
    public static final LongDirective HASH_MAX_LISTPACK_VALUE =
            memory("hash-max-listpack-value/hash-max-ziplist-value", 64, 0, LONG_MAX);
    public static final IntDirective LIST_MAX_LISTPACK_SIZE =
            integer("list-max-listpack-size/list-max-ziplist-size", -2, INT_MIN, INT_MAX);
    public static final IntDirective LIST_COMPRESS_DEPTH = integer("list-compress-depth", 0, 0, INT_MAX, DEBUG);
    public static final LongDirective SET_MAX_INTSET_ENTRIES = number("set-max-intset-entries", 512, 0, LONG_MAX);
    public static final LongDirective SET_MAX_LISTPACK_ENTRIES = number("set-max-listpack-entries", 128, 0, LONG_MAX);
    public static final LongDirective SET_MAX_LISTPACK_VALUE = number("set-max-listpack-value", 64, 0, LONG_MAX);
    public static final LongDirective ZSET_MAX_LISTPACK_ENTRIES =
            number("zset-max-listpack-entries/zset-max-ziplist-entries", 128, 0, LONG_MAX);
    public static final LongDirective ZSET_MAX_LISTPACK_VALUE =
            memory("zset-max-listpack-value/zset-max-ziplist-value", 64, 0, LONG_MAX);
    public static final LongDirective HLL_SPARSE_MAX_BYTES = memory("hll-sparse-max-bytes", 3000, 0, LONG_MAX);
    public static final LongDirective STREAM_NODE_MAX_BYTES = memory("stream-node-max-bytes", 4 * KB, 0, LONG_MAX);
    public static final LongDirective STREAM_NODE_MAX_ENTRIES = number("stream-node-max-entries", 100, 0, LONG_MAX);

    // Accepted and kept, without meaning here
    public static final LongDirective SOCKET_MARK_ID =
            number("socket-mark-id", 0, 0, UNSIGNED_INT_MAX, IMMUTABLE, INERT);
    public static final TextDirective LOCALE_COLLATE = text("locale-collate", "", INERT);
    public static final BoolDirective DYNAMIC_HZ = bool("dynamic-hz", true, INERT);
    public static final IntDirective ACTIVE_EXPIRE_EFFORT = integer("active-expire-effort", 1, 1, 10, INERT);
    public static final IntDirective WATCHDOG_PERIOD = integer("watchdog-period", 0, 0, INT_MAX, HIDDEN, INERT);
    public static final BoolDirective JEMALLOC_BG_THREAD = bool("jemalloc-bg-thread", true, INERT);
    public static final BoolDirective ACTIVEDEFRAG = bool("activedefrag", false, DEBUG, INERT);
    public static final IntDirective ACTIVE_DEFRAG_CYCLE_MIN = integer("active-defrag-cycle-min", 1, 1, 99, INERT);
    public static final IntDirective ACTIVE_DEFRAG_CYCLE_MAX = integer("active-defrag-cycle-max", 25, 1, 99, INERT);
    public static final IntDirective ACTIVE_DEFRAG_THRESHOLD_LOWER =
            integer("active-defrag-threshold-lower", 10, 0, 1000, INERT);
    public static final IntDirective ACTIVE_DEFRAG_THRESHOLD_UPPER =
            integer("active-defrag-threshold-upper", 100, 0, 1000, INERT);
    public static final LongDirective ACTIVE_DEFRAG_MAX_SCAN_FIELDS =
            number("active-defrag-max-scan-fields", 1000, 1, LONG_MAX, INERT);
    public static final LongDirective ACTIVE_DEFRAG_IGNORE_BYTES =
            memory("active-defrag-ignore-bytes", 100 * MB, 1, LONG_MAX, INERT);
    public static final EnumDirective<OomScoreAdj> OOM_SCORE_ADJ = choice("oom-score-adj", OomScoreAdj.NO, INERT);
    public static final ValueDirective<List<Integer>> OOM_SCORE_ADJ_VALUES =
            value("oom-score-adj-values", ValueFormats.OOM_SCORES, List.of(0, 200, 800), INERT);
    public static final TextDirective SERVER_CPULIST = optional("server_cpulist", IMMUTABLE, INERT);
    public static final TextDirective BIO_CPULIST = optional("bio_cpulist", IMMUTABLE, INERT);
    public static final TextDirective AOF_REWRITE_CPULIST = optional("aof_rewrite_cpulist", IMMUTABLE, INERT);
    public static final TextDirective BGSAVE_CPULIST = optional("bgsave_cpulist", IMMUTABLE, INERT);
    public static final BoolDirective DISABLE_THP = bool("disable-thp", true, IMMUTABLE, INERT);
    public static final BoolDirective CRASH_MEMCHECK_ENABLED = bool("crash-memcheck-enabled", true, INERT);
    public static final TextDirective IGNORE_WARNINGS = text("ignore-warnings", "", INERT);
    public static final BoolDirective IO_THREADS_DO_READS = bool("io-threads-do-reads", false, IMMUTABLE, DEBUG, INERT);
    public static final TextDirective REQ_RES_LOGFILE = optional("req-res-logfile", IMMUTABLE, HIDDEN, INERT);
    public static final IntDirective CLIENT_DEFAULT_RESP =
            integer("client-default-resp", 2, 2, 3, IMMUTABLE, HIDDEN, INERT);

    /** Directives of old that a file may still have, each with one argument; they do nothing. */
    private static final Set<String> OBSOLETE =
            Set.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

    private static final Map<String, Named> BY_NAME = byName();

    /** One of the names of a directive: replies show the name that was asked for. */
    record Named(String name, Directive directive) {}

    private Directives() {}

    /** All directives, in the order of declaration. */
    public static List<Directive> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** The directive of a name or alias in any letter case. */
    public static Optional<Directive> find(String name) {
        return named(name).map(Named::directive);
    }

    static Optional<Named> named(String name) {
        return Optional.ofNullable(BY_NAME.get(ByteText.lower(name)));
    }

    /** All names, an alias behind the name that it stands for. */
    static Collection<Named> names() {
        return BY_NAME.values();
    }

    static boolean isObsolete(String name) {
        return OBSOLETE.contains(ByteText.lower(name));
    }

    private static Map<String, Named> byName() {
        Map<String, Named> names = new LinkedHashMap<>();
        for (Directive directive : ALL) {
            names.put(directive.name(), new Named(directive.name(), directive));
            directive.alias().ifPresent(alias -> names.put(alias, new Named(alias, directive)));
        }
        return names;
    }

    private static <D extends Directive> D add(D directive) {
        ALL.add(directive);
        return directive;
    }

    private static BoolDirective bool(String names, boolean initial, Trait... traits) {
        return add(new BoolDirective(ALL.size(), names, initial, traits));
    }

    private static IntDirective integer(String names, int initial, int min, int max, Trait... traits) {
        return add(new IntDirective(ALL.size(), names, Notation.DECIMAL, initial, min, max, traits));
    }

    /** A value outside of the narrower bounds is accepted and becomes the nearest one within them. */
    private static IntDirective clamped(
            String names, int initial, int min, int max, int keptMin, int keptMax, Trait... traits) {
        return add(new IntDirective(
                ALL.size(), names, Notation.DECIMAL, initial, min, max, keptMin, keptMax, traits));
    }

    private static IntDirective octal(String names, int initial, int min, int max, Trait... traits) {
        return add(new IntDirective(ALL.size(), names, Notation.OCTAL, initial, min, max, traits));
    }

    private static IntDirective events(String names, Trait... traits) {
        return add(new IntDirective(ALL.size(), names, Notation.EVENTS, 0, 0, INT_MAX, traits));
    }

    private static LongDirective number(String names, long initial, long min, long max, Trait... traits) {
        return add(new LongDirective(ALL.size(), names, Notation.DECIMAL, initial, min, max, traits));
    }

    private static LongDirective memory(String names, long initial, long min, long max, Trait... traits) {
        return add(new LongDirective(ALL.size(), names, Notation.MEMORY, initial, min, max, traits));
    }

    private static LongDirective memoryOrPercent(String names, long initial, long min, long max, Trait... traits) {
        return add(new LongDirective(ALL.size(), names, Notation.MEMORY_OR_PERCENT, initial, min, max, traits));
    }

    private static TextDirective text(String names, String initial, Trait... traits) {
        return text(names, initial, Check.none(), traits);
    }

    private static TextDirective text(String names, String initial, Check<String> check, Trait... traits) {
        return add(new TextDirective(ALL.size(), names, initial, false, check, traits));
    }

    /** A text that may be unset, which it is by default and when it is empty. */
    private static TextDirective optional(String names, Trait... traits) {
        return optional(names, Check.none(), traits);
    }

    private static TextDirective optional(String names, Check<String> check, Trait... traits) {
        return add(new TextDirective(ALL.size(), names, "", true, check, traits));
    }

    private static <E extends Enum<E> & Choice> EnumDirective<E> choice(String names, E initial, Trait... traits) {
        return add(new EnumDirective<>(ALL.size(), names, initial, traits));
    }

    private static <E extends Enum<E> & Choice> EnumSetDirective<E> flags(
            String names, Class<E> type, Check<Set<E>> check, Trait... traits) {
        return add(new EnumSetDirective<>(ALL.size(), names, type, check, traits));
    }

    private static <T> ValueDirective<T> value(String names, ValueFormat<T> format, T initial, Trait... traits) {
        return add(new ValueDirective<>(ALL.size(), names, format, initial, traits));
    }
}
