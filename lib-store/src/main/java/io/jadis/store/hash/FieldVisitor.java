package io.jadis.store.hash;

/** Is shown the fields of a hash, each with its value. */
@FunctionalInterface
public interface FieldVisitor {
    /**
     * The bytes are valid during the call.
     *
     * @param expiresAtMs since 1970, or {@link io.jadis.store.keyspace.Record#NO_EXPIRY}
     */
    void visit(long fieldAddress, long fieldLength, long valueAddress, long valueLength, long expiresAtMs);
}
