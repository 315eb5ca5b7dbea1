/**
 * Sentinel: {@code core} is what it knows and decides, {@code daemon} the process around it, {@code file} its
 * sentinel.conf.
 */
package io.jadis.sentinel;
