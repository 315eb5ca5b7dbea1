/**
 * Client-side caching (CLIENT TRACKING): which clients may have which keys in a cache of their own, and the messages that
 * tell them to forget one. Executor thread only. Keys are kept outside the Java heap; handlers know nothing of it.
 */
package io.jadis.server.tracking;
