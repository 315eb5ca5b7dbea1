package io.jadis.server.execution;

/**
 * A command wants to copy more of its arguments to the Java heap than {@link io.jadis.server.client.HeapBudget} grants.
 * It has changed nothing yet.
 */
final class HeapCopyRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    HeapCopyRefused() {
        super("arguments too large for this command", null, false, false);
    }
}
