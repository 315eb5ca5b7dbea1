package io.jadis.server.info;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.stats.LoopStats;
import java.util.function.Consumer;

/** The small sections that need no class of their own. */
public final class FixedSections {
    private record Section(String title, boolean isDefault, boolean isInAll, Consumer<InfoText> writer)
            implements InfoSection {
        @Override
        public void write(InfoText text) {
            writer.accept(text);
        }
    }

    private FixedSections() {}

    /** Modules can't be loaded here, so it is empty. */
    public static InfoSection modules() {
        return new Section("Modules", true, false, text -> { });
    }

    public static InfoSection cluster(Config config) {
        return new Section("Cluster", true, true,
                text -> text.field("cluster_enabled", config.get(Directives.CLUSTER_ENABLED)));
    }

    /** Only shown when asked for by name. */
    public static InfoSection debug(LoopStats loop) {
        return new Section("Debug", false, false, text -> text
                .field("eventloop_duration_aof_sum", 0)
                .field("eventloop_duration_cron_sum", loop.cronNs() / 1000)
                .field("eventloop_duration_max", loop.cycleNsMax() / 1000)
                .field("eventloop_cmd_per_cycle_max", loop.cycleCommandsMax()));
    }
}
