/** Files that must survive a crash: how they are written so that a reader finds the old content or the new, whole. */
package io.jadis.protocol.file;
