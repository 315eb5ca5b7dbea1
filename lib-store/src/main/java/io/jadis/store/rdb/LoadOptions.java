package io.jadis.store.rdb;

/**
 * How a file is to be read.
 *
 * @param dropExpired whether keys whose time has passed are left out: a master does, but not with the base of an AOF
 * @param merge whether keys may be there already, and are replaced; else that is an error
 * @param deep whether values are looked through for elements that occur twice and the like
 * @param verifyChecksum whether the checksum at the end counts
 */
public record LoadOptions(boolean dropExpired, boolean merge, boolean deep, boolean verifyChecksum) {}
