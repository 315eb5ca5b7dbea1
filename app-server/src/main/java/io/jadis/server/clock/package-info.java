/** The executor's time, read as seldom as commands allow. Every room may know it; it knows none. */
package io.jadis.server.clock;
