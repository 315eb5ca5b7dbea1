/**
 * What a Sentinel knows and decides: a state machine without sockets, clock, threads and files. Time comes as an
 * argument of each input ({@link io.jadis.sentinel.core.Sentinel}), randomness from its constructor, and all that it
 * does goes through {@link io.jadis.sentinel.core.Outside}. The daemon feeds it from the event loop, tests from a
 * simulator.
 *
 * <p>One thread. Nothing here blocks; nothing from above may enter.
 */
package io.jadis.sentinel.core;
