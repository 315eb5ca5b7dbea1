package io.jadis.store.table;

/** Is shown entries of a table. */
@FunctionalInterface
public interface EntryVisitor {
    void visit(long entry);
}
