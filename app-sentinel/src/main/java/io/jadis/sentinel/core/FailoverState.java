package io.jadis.sentinel.core;

import java.util.Locale;

/**
 * Where a failover stands. Legal transitions and their causes:
 * <pre>
 *   NONE               → WAIT_START           the master is objectively down, or the operator asks
 *   WAIT_START         → SELECT_SLAVE         elected, or the operator's wish needs no election
 *   SELECT_SLAVE       → SEND_SLAVEOF_NOONE   a replica qualifies
 *   SEND_SLAVEOF_NOONE → WAIT_PROMOTION       it has been told
 *   WAIT_PROMOTION     → RECONF_SLAVES        its INFO says it is a master: no way back from here
 *   RECONF_SLAVES      → UPDATE_CONFIG        all reachable replicas follow it, or time is up
 *   UPDATE_CONFIG      → NONE                 it has taken the master's place
 *   WAIT_START … WAIT_PROMOTION → NONE        aborted
 *   any                → NONE                 SENTINEL RESET, or another Sentinel's newer configuration
 * </pre>
 */
public enum FailoverState {
    NONE, WAIT_START, SELECT_SLAVE, SEND_SLAVEOF_NOONE, WAIT_PROMOTION, RECONF_SLAVES, UPDATE_CONFIG;

    boolean mayBecome(FailoverState next) {
        return next == NONE || next.ordinal() == ordinal() + 1;
    }

    boolean mayBeAborted() {
        return this != NONE && compareTo(WAIT_PROMOTION) <= 0;
    }

    /** {@code wait_start} */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
