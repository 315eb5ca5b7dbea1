package io.jadis.sentinel.daemon;

/** What a command does. */
@FunctionalInterface
interface Handler {
    void handle(Call call);
}
