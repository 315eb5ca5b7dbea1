/**
 * Redis Cluster: the bus messages, the node table, gossip, failure detection, election, slot ownership and migration,
 * nodes.conf, and the planning behind {@code redis-cli --cluster}. Empty so far. A pure state machine: time, randomness
 * and messages come in, messages and state changes go out.
 */
package io.jadis.cluster;
