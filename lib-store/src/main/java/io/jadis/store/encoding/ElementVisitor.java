package io.jadis.store.encoding;

/** Is shown the elements of a value, each as its bytes, numbers as their decimal. */
@FunctionalInterface
public interface ElementVisitor {
    /** The bytes are valid during the call. */
    void visit(long address, long length);
}
