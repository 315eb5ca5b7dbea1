/**
 * The process around a Sentinel's core: its connections to instances, its clients and their commands, its file, its
 * scripts, its clock. All of it lives on the executor, but for name lookups and the exit of scripts.
 */
package io.jadis.sentinel.daemon;
