package io.jadis.server;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.Directives;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a configuration may ask for and this version doesn't have. Where the server would be less safe than whoever
 * wrote the configuration believes, it doesn't start.
 */
final class Unsupported {
    private static final Logger LOG = LoggerFactory.getLogger(Unsupported.class);
    private static final String NO_TLS = "Failed finding TLS support.";

    private Unsupported() {}

    /** Why the server must not start with this configuration. */
    static Optional<String> refusal(Config config) {
        return wantsTls(config) ? Optional.of(NO_TLS) : Optional.empty();
    }

    private static boolean wantsTls(Config config) {
        return config.get(Directives.TLS_PORT) != 0 || config.get(Directives.TLS_REPLICATION)
                || config.get(Directives.TLS_CLUSTER);
    }

    /** CONFIG SET has changed something of TLS. */
    static void refuseTls(Config config) throws ConfigRefused {
        if (!wantsTls(config)) return;
        LOG.warn(NO_TLS);
        throw new ConfigRefused("Unable to update TLS configuration. Check server logs.");
    }

    /** What the server does without. */
    static void warn(Config config) {
        if (!config.get(Directives.CLUSTER_ENABLED)) return;
        LOG.warn("WARNING: cluster-enabled is set, but this version doesn't form clusters: it serves all keys alone "
                + "and knows no other node.");
    }
}
