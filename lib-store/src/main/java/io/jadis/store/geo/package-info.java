/**
 * Places on the earth in sorted sets: 52 bits of longitude and latitude as a score, so that what is near is mostly near
 * in the order, and searches by radius and box. The executor thread calls it. Commands and replies are unknown here.
 */
package io.jadis.store.geo;
