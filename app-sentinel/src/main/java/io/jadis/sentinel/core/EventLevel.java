package io.jadis.sentinel.core;

/**
 * How loud an event is, by Redis's log levels. Only warnings call the notification script; debug ones aren't published.
 */
public enum EventLevel {
    DEBUG, VERBOSE, NOTICE, WARNING
}
