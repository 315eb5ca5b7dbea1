package io.jadis.store.keyspace;

import io.jadis.store.table.TableStatistics;
import java.util.List;

/**
 * What the keyspace must be able to do with the payload of a type that it does not know: one implementation per
 * collection type, registered with {@link Keyspace#register}. A payload is what the root pointer of a record leads to.
 */
public interface PayloadType {
    /** How many steps freeing takes; above {@link LazyFree#EFFORT_MIN} a lazy removal goes through the queue. */
    long freeEffort(int encoding, long root);

    /**
     * What stays the same of a payload for all its life, whatever becomes of its root and its encoding while a snapshot
     * is in the middle of it.
     */
    default long pinAddress(int encoding, long root) {
        return root;
    }

    /** Frees all of the payload. */
    void free(int encoding, long root);

    /**
     * Frees about {@code steps} blocks of a payload that nobody else sees any more.
     *
     * @return true when nothing of it is left
     */
    boolean freeSome(int encoding, long root, int steps);

    /** A deep copy: the root of the new payload. */
    long copy(int encoding, long root);

    /** Bytes that the payload takes, from a sample of its elements; 0 samples looks at all of them. */
    long memoryBytes(int encoding, long root, int samples);

    /**
     * Removes elements whose time has come from a payload whose encoding is timed ({@link Encoding#isTimed}), and the
     * key if none is left.
     *
     * @param max how many at the most
     * @return how many
     */
    default int expireSome(Database database, long nowMs, long record, int max) {
        throw new UnsupportedOperationException("no element of this type expires");
    }

    /** How the elements lie in the payload's hash table; empty where it has none. */
    default List<TableStatistics> tableStatistics(int encoding, long root) {
        return List.of();
    }
}
