package io.jadis.server.persistence;

import io.jadis.server.info.InfoSection;
import io.jadis.server.info.InfoText;

/** RDB files and the AOF; until there is one, what a server with the AOF switched off reports. */
public final class PersistenceSection implements InfoSection {
    private final Persistence persistence;
    private final RdbPersistence rdb;
    private final BackgroundSaves saves;
    private final AppendOnly aof;
    private final AofRewrite rewrite;
    private final Loading loading;

    public PersistenceSection(Persistence persistence) {
        this.persistence = persistence;
        this.rdb = persistence.rdb();
        this.saves = persistence.saves();
        this.aof = persistence.aof();
        this.rewrite = persistence.rewrite();
        this.loading = persistence.loading();
    }

    @Override
    public String title() {
        return "Persistence";
    }

    @Override
    public void write(InfoText text) {
        LoadingProgress progress = loading.progress();
        text.field("loading", progress.isActive() && !progress.isBeside())
                .field("async_loading", progress.isBeside())
                .field("current_cow_peak", 0)
                .field("current_cow_size", 0)
                .field("current_cow_size_age", 0)
                .ratio("current_fork_perc", 100.0 * saves.keysVisited() / Math.max(1, saves.keysTotal()))
                .field("current_save_keys_processed", saves.keysVisited())
                .field("current_save_keys_total", saves.keysTotal())
                .field("rdb_changes_since_last_save", rdb.changesSinceSave())
                .field("rdb_bgsave_in_progress", persistence.isSaveUnderWay())
                .field("rdb_last_save_time", rdb.savedAtMs() / 1000)
                .field("rdb_last_bgsave_status", saves.lastFailed() ? "err" : "ok")
                .field("rdb_last_bgsave_time_sec", saves.lastTookSeconds())
                .field("rdb_current_bgsave_time_sec", saves.currentSeconds(System.currentTimeMillis()))
                .field("rdb_saves", rdb.savesCount())
                .field("rdb_last_cow_size", 0)
                .field("rdb_last_load_keys_expired", loading.rdb().keysExpiredCount())
                .field("rdb_last_load_keys_loaded", loading.rdb().keysLoadedCount())
                .field("aof_enabled", aof.isOpen())
                .field("aof_rewrite_in_progress", rewrite.isUnderWay())
                .field("aof_rewrite_scheduled", rewrite.isScheduled())
                .field("aof_last_rewrite_time_sec", rewrite.lastTookSeconds())
                .field("aof_current_rewrite_time_sec", rewrite.currentSeconds(System.currentTimeMillis()))
                .field("aof_last_bgrewrite_status", rewrite.lastFailed() ? "err" : "ok")
                .field("aof_rewrites", rewrite.startedCount())
                .field("aof_rewrites_consecutive_failures", rewrite.failuresInRow())
                .field("aof_last_write_status", aof.failure() == null ? "ok" : "err")
                .field("aof_last_cow_size", 0)
                .field("module_fork_in_progress", 0)
                .field("module_fork_last_cow_size", 0);
        if (aof.isOpen()) {
            text.field("aof_current_size", aof.currentBytes())
                    .field("aof_base_size", aof.rewriteBaseBytes())
                    .field("aof_pending_rewrite", 0)
                    .field("aof_buffer_length", aof.log().bufferedBytes())
                    .field("aof_pending_bio_fsync", aof.log().pendingSyncs())
                    .field("aof_delayed_fsync", aof.log().delayedSyncCount());
        }
        if (progress.isActive()) writeProgress(text, progress);
    }

    private static void writeProgress(InfoText text, LoadingProgress progress) {
        text.field("loading_start_time", progress.startedAtMs() / 1000)
                .field("loading_total_bytes", progress.totalBytes())
                .field("loading_rdb_used_mem", progress.usedMemoryBytes())
                .field("loading_loaded_bytes", progress.loadedBytes())
                .ratio("loading_loaded_perc", progress.percent())
                .field("loading_eta_seconds", progress.secondsLeft(System.currentTimeMillis()));
    }
}
