package io.jadis.server.execution;

/** What a command does: parses its arguments, calls one operation of the store, replies, and reports what changed. */
@FunctionalInterface
public interface Handler {
    void handle(Call call);
}
