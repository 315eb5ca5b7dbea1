/**
 * A deterministic simulator for state machines that talk over a network: nodes with clocks and files, connections with
 * delay, loss and partitions, faults, and a story of what happened. One seed decides everything: the same seed gives
 * the same run. For tests of Sentinel and of the cluster; nothing here knows either.
 */
package io.jadis.simulator;
