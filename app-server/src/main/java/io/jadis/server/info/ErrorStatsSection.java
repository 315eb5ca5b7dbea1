package io.jadis.server.info;

import io.jadis.server.stats.ErrorStats;

/** How often each error code was sent. */
public final class ErrorStatsSection implements InfoSection {
    private final ErrorStats errors;

    public ErrorStatsSection(ErrorStats errors) {
        this.errors = errors;
    }

    @Override
    public String title() {
        return "Errorstats";
    }

    @Override
    public void write(InfoText text) {
        errors.byCode().forEach((code, count) -> text.field("errorstat_" + code, "count=" + count[0]));
    }
}
