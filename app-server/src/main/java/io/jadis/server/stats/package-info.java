/** What the server counts about itself: commands, errors, slow calls, latency. Executor thread only. */
package io.jadis.server.stats;
