/**
 * What the launchers of server and Sentinel do alike: the configuration is read, and the process takes the place that
 * it names. Runs on the main thread; above config, log and process, which know nothing of each other.
 */
package io.jadis.protocol.launch;
