package io.jadis.server.tracking;

/**
 * How a client wants its keys to be tracked (CLIENT TRACKING).
 *
 * @param redirection the client that gets the messages in its place, 0 for none
 * @param broadcast whether it hears of all keys with its prefixes, instead of those that it has read
 * @param optIn whether only what it reads after CLIENT CACHING YES is remembered
 * @param optOut whether what it reads after CLIENT CACHING NO is not remembered
 * @param noLoop whether it doesn't hear of what it changes itself
 */
public record TrackingOptions(long redirection, boolean broadcast, boolean optIn, boolean optOut, boolean noLoop) {}
